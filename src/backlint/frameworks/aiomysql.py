"""aiomysql: MySQL for asyncio."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.dbapi import execution, results
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, returning, sinks

LIBRARY = LibraryModel(
    name="aiomysql",
    distribution="aiomysql",
    packages=("aiomysql",),
    sinks=(
        *sinks(SinkKind.SQL, "0:query", *methods("aiomysql.cursors.Cursor", "execute executemany")),
        *sinks(SinkKind.SQL, "0:procname", "aiomysql.cursors.Cursor.callproc"),
        *sinks(SinkKind.SQL, "0:sql", "aiomysql.connection.Connection.query"),
    ),
    returns={
        **returning("aiomysql.connection.Connection", "aiomysql.connect", "aiomysql.pool.Pool.acquire"),
        "aiomysql.create_pool": "aiomysql.pool.Pool",
        "aiomysql.connection.Connection.cursor": "aiomysql.cursors.Cursor",
    },
    propagators=results("aiomysql.cursors.Cursor"),
    calls=execution(*methods("aiomysql.cursors.Cursor", "execute executemany")),
)
