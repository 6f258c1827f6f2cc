"""sqlite3 of the standard library."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.dbapi import execution, results
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, returning, sinks

_CONNECTION = "sqlite3.Connection"
_CURSOR = "sqlite3.Cursor"

LIBRARY = LibraryModel(
    name="sqlite3",
    distribution="",
    packages=("sqlite3",),
    sinks=(
        *sinks(SinkKind.SQL, "0:", *methods(_CONNECTION, "execute executemany executescript")),
        *sinks(SinkKind.SQL, "0:sql", *methods(_CURSOR, "execute executemany")),
        # A script has no place for parameters.
        *sinks(SinkKind.SQL, "0:sql_script", f"{_CURSOR}.executescript"),
        *sinks(SinkKind.PATH, "0:", "sqlite3.connect"),
    ),
    propagators=results(_CURSOR),
    returns={
        "sqlite3.connect": _CONNECTION,
        **returning(
            _CURSOR, *methods(_CONNECTION, "cursor execute executemany"), *methods(_CURSOR, "execute executemany")
        ),
    },
    calls=execution(*methods(_CONNECTION, "execute executemany"), *methods(_CURSOR, "execute executemany")),
)
