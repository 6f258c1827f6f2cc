"""aiosqlite: SQLite for asyncio."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.dbapi import execution, results
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, returning, sinks

LIBRARY = LibraryModel(
    name="aiosqlite",
    distribution="aiosqlite",
    packages=("aiosqlite",),
    sinks=(
        *sinks(
            SinkKind.SQL,
            "0:sql",
            *methods("aiosqlite.Connection", "execute executemany execute_fetchall execute_insert"),
            *methods("aiosqlite.Cursor", "execute executemany"),
        ),
        *sinks(SinkKind.SQL, "0:sql_script", "aiosqlite.Connection.executescript", "aiosqlite.Cursor.executescript"),
    ),
    returns={
        "aiosqlite.connect": "aiosqlite.Connection",
        **returning("aiosqlite.Cursor", *methods("aiosqlite.Connection", "cursor execute executemany")),
    },
    propagators=results("aiosqlite.Cursor"),
    calls=execution(
        *methods("aiosqlite.Connection", "execute executemany execute_fetchall execute_insert"),
        *methods("aiosqlite.Cursor", "execute executemany"),
    ),
)
