"""Pony: an ORM."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="pony",
    distribution="pony",
    packages=("pony",),
    sinks=(
        *sinks(
            SinkKind.SQL,
            "0:sql",
            "pony.orm.raw_sql",
            *methods("pony.orm.Database", "execute select get exists"),
            *methods("pony.orm.core.EntityMeta", "select_by_sql get_by_sql"),
        ),
        # A string is compiled as a generator expression.
        *sinks(SinkKind.SQL, "*", "pony.orm.select", confidence="medium"),
    ),
)
