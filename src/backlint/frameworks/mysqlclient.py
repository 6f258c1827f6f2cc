"""mysqlclient (MySQLdb)."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.dbapi import execution, results
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="mysqlclient",
    distribution="mysqlclient",
    packages=("MySQLdb",),
    sinks=(*sinks(SinkKind.SQL, "0:query", *methods("MySQLdb.cursors.BaseCursor", "execute executemany")),),
    returns={
        "MySQLdb.connect": "MySQLdb.connections.Connection",
        "MySQLdb.connections.Connection.cursor": "MySQLdb.cursors.BaseCursor",
    },
    propagators=results("MySQLdb.cursors.BaseCursor"),
    calls=execution(*methods("MySQLdb.cursors.BaseCursor", "execute executemany")),
)
