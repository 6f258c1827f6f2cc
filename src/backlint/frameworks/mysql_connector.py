"""MySQL Connector/Python."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.dbapi import execution, results
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import children, methods, sinks

LIBRARY = LibraryModel(
    name="mysql_connector",
    distribution="mysql-connector-python",
    packages=("mysql",),
    sinks=(
        *sinks(
            SinkKind.SQL,
            "0:operation",
            *methods("mysql.connector.cursor.MySQLCursor", "execute executemany"),
            *methods("mysql.connector.aio.cursor.MySQLCursor", "execute executemany"),
        ),
        *sinks(SinkKind.SQL, "0:procname", "mysql.connector.cursor.MySQLCursor.callproc"),
        *sinks(SinkKind.SQL, "*", "mysql.connector.connection.MySQLConnection.cmd_query"),
    ),
    parents={
        **children("mysql.connector.cursor.MySQLCursor", "mysql.connector.cursor_cext.CMySQLCursor"),
        **children("mysql.connector.connection.MySQLConnection", "mysql.connector.connection_cext.CMySQLConnection"),
    },
    returns={
        "mysql.connector.connect": "mysql.connector.connection.MySQLConnection",
        "mysql.connector.connection.MySQLConnection.cursor": "mysql.connector.cursor.MySQLCursor",
    },
    propagators=results("mysql.connector.cursor.MySQLCursor"),
    calls=execution(*methods("mysql.connector.cursor.MySQLCursor", "execute executemany")),
)
