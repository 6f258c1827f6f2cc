"""aiopg: PostgreSQL for asyncio over psycopg2."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.dbapi import execution, results
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="aiopg",
    distribution="aiopg",
    packages=("aiopg",),
    sinks=(
        *sinks(SinkKind.SQL, "0:operation", "aiopg.Cursor.execute"),
        *sinks(SinkKind.SQL, "0:procname", "aiopg.Cursor.callproc"),
    ),
    aliases={"aiopg.connection": "aiopg", "aiopg.cursor": "aiopg", "aiopg.pool": "aiopg"},
    returns={
        "aiopg.connect": "aiopg.Connection",
        "aiopg.create_pool": "aiopg.Pool",
        "aiopg.Pool.acquire": "aiopg.Connection",
        "aiopg.Pool.cursor": "aiopg.Cursor",
        "aiopg.Connection.cursor": "aiopg.Cursor",
    },
    propagators=results("aiopg.Cursor"),
    calls=execution(*methods("aiopg.Cursor", "execute")),
)
