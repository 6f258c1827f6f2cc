"""python-oracledb: Oracle's database."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.dbapi import execution, results
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="oracledb",
    distribution="oracledb",
    packages=("oracledb",),
    sinks=(
        *sinks(
            SinkKind.SQL,
            "0:statement",
            *methods("oracledb.Cursor", "execute executemany parse"),
            *methods("oracledb.AsyncCursor", "execute executemany"),
            *methods("oracledb.AsyncConnection", "execute fetchall fetchone fetchmany"),
        ),
        *sinks(SinkKind.SQL, "0:name", *methods("oracledb.Cursor", "callproc callfunc")),
    ),
    returns={
        "oracledb.connect": "oracledb.Connection",
        "oracledb.Connection.cursor": "oracledb.Cursor",
        "oracledb.connect_async": "oracledb.AsyncConnection",
        "oracledb.AsyncConnection.cursor": "oracledb.AsyncCursor",
    },
    propagators=results("oracledb.Cursor", "oracledb.AsyncCursor"),
    calls=execution(
        *methods("oracledb.Cursor", "execute executemany"), *methods("oracledb.AsyncCursor", "execute executemany")
    ),
)
