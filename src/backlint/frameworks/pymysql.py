"""PyMySQL: MySQL."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.dbapi import execution, results
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import children, methods, sanitizers, sinks

LIBRARY = LibraryModel(
    name="pymysql",
    distribution="pymysql",
    packages=("pymysql",),
    sinks=(
        *sinks(SinkKind.SQL, "0:query", *methods("pymysql.cursors.Cursor", "execute executemany mogrify")),
        *sinks(SinkKind.SQL, "0:procname", "pymysql.cursors.Cursor.callproc"),
        *sinks(SinkKind.SQL, "0:sql", "pymysql.connections.Connection.query"),
    ),
    sanitizers=(
        # Quoted by hand rather than bound.
        *sanitizers({SinkKind.SQL}, "0:value", "pymysql.converters.escape_string"),
        *sanitizers({SinkKind.SQL}, "0:obj", "pymysql.connections.Connection.escape"),
    ),
    parents=children("pymysql.cursors.Cursor", *methods("pymysql.cursors", "DictCursor SSCursor SSDictCursor")),
    aliases={"pymysql.Connection": "pymysql.connections.Connection"},
    returns={
        "pymysql.connect": "pymysql.connections.Connection",
        "pymysql.connections.Connection.cursor": "pymysql.cursors.Cursor",
    },
    propagators=results("pymysql.cursors.Cursor"),
    calls=execution(*methods("pymysql.cursors.Cursor", "execute executemany")),
)
