"""psycopg 3: PostgreSQL, its pools, and SQL that is composed safely."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.dbapi import execution, results
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import children, methods, propagators, returning, sanitizers, sinks

_CURSOR = "psycopg.Cursor"
_ASYNC_CURSOR = "psycopg.AsyncCursor"
_CONNECTIONS = ("psycopg.Connection", "psycopg.AsyncConnection")
_EXECUTES = methods(_CURSOR, "execute executemany stream") + methods(_ASYNC_CURSOR, "execute executemany stream")

LIBRARY = LibraryModel(
    name="psycopg",
    distribution="psycopg",
    packages=("psycopg", "psycopg_pool"),
    parents={
        **children(_CURSOR, *methods("psycopg", "ClientCursor ServerCursor RawCursor")),
        **children(_ASYNC_CURSOR, *methods("psycopg", "AsyncClientCursor AsyncServerCursor AsyncRawCursor")),
        **children("psycopg.sql.Composable", *methods("psycopg.sql", "SQL Identifier Literal Placeholder Composed")),
    },
    sinks=(
        *sinks(SinkKind.SQL, "0:query", *_EXECUTES, *(f"{connection}.execute" for connection in _CONNECTIONS)),
        *sinks(SinkKind.SQL, "0:query", "psycopg.ClientCursor.mogrify"),
        *sinks(SinkKind.SQL, "0:statement", f"{_CURSOR}.copy", f"{_ASYNC_CURSOR}.copy"),
        # Text goes in as it is; values and names belong into `.format(Identifier(...))`.
        *sinks(SinkKind.SQL, "0:obj", "psycopg.sql.SQL"),
    ),
    sanitizers=(
        *sanitizers({SinkKind.SQL}, "*", "psycopg.sql.Identifier"),
        *sanitizers({SinkKind.SQL}, "0:", "psycopg.sql.Literal"),
        *sanitizers({SinkKind.SQL}, "0:obj", "psycopg.sql.quote"),
    ),
    propagators=(
        *results(_CURSOR, _ASYNC_CURSOR),
        # What is in the text was judged here.
        *propagators("0:obj", "psycopg.sql.SQL", kills={SinkKind.SQL}),
        *propagators("self * **", "psycopg.sql.SQL.format"),
        *propagators("self 0:seq", "psycopg.sql.SQL.join"),
        *propagators("self", "psycopg.sql.Composable.as_string"),
    ),
    returns={
        **returning("psycopg.Connection", "psycopg.connect", "psycopg.Connection.connect"),
        **returning("psycopg.Connection", *methods("psycopg_pool.ConnectionPool", "connection getconn")),
        **returning("psycopg.AsyncConnection", "psycopg.AsyncConnection.connect"),
        **returning("psycopg.AsyncConnection", *methods("psycopg_pool.AsyncConnectionPool", "connection getconn")),
        **returning(_CURSOR, *methods("psycopg.Connection", "cursor execute"), f"{_CURSOR}.execute"),
        **returning(_ASYNC_CURSOR, *methods("psycopg.AsyncConnection", "cursor execute"), f"{_ASYNC_CURSOR}.execute"),
        **returning("psycopg.sql.Composed", *methods("psycopg.sql.SQL", "format join")),
    },
    calls=execution(*_EXECUTES, *(f"{connection}.execute" for connection in _CONNECTIONS)),
)
