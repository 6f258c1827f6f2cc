"""pg8000: PostgreSQL."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.dbapi import execution, results
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, returning, sinks

LIBRARY = LibraryModel(
    name="pg8000",
    distribution="pg8000",
    packages=("pg8000",),
    sinks=(
        *sinks(SinkKind.SQL, "0:operation", *methods("pg8000.dbapi.Cursor", "execute executemany")),
        *sinks(SinkKind.SQL, "0:sql", "pg8000.native.Connection.run"),
    ),
    returns={
        **returning("pg8000.dbapi.Connection", "pg8000.connect", "pg8000.dbapi.connect"),
        "pg8000.dbapi.Connection.cursor": "pg8000.dbapi.Cursor",
    },
    propagators=results("pg8000.dbapi.Cursor"),
    calls=execution(*methods("pg8000.dbapi.Cursor", "execute executemany")),
)
