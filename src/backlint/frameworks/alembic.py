"""Alembic: migrations of SQLAlchemy databases."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="alembic",
    distribution="alembic",
    packages=("alembic",),
    sinks=(*sinks(SinkKind.SQL, "0:sqltext", "alembic.op.execute", confidence="low"),),
)
