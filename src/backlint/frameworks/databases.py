"""databases: SQL over several asynchronous drivers."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.dbapi import execution
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="databases",
    distribution="databases",
    packages=("databases",),
    sinks=(
        *sinks(
            SinkKind.SQL,
            "0:query",
            *methods("databases.Database", "execute execute_many fetch_all fetch_one fetch_val iterate"),
            *methods("databases.core.Connection", "execute execute_many fetch_all fetch_one fetch_val iterate"),
        ),
    ),
    returns={
        "databases.Database.connection": "databases.core.Connection",
    },
    calls=execution(
        *methods("databases.Database", "execute execute_many fetch_all fetch_one fetch_val iterate"),
        *methods("databases.core.Connection", "execute execute_many fetch_all fetch_one fetch_val iterate"),
    ),
)
