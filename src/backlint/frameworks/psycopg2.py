"""psycopg2: PostgreSQL, its pools, and SQL that is composed safely."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.dbapi import execution, results
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import children, methods, propagators, returning, sanitizers, sinks

LIBRARY = LibraryModel(
    name="psycopg2",
    distribution="psycopg2-binary",
    packages=("psycopg2",),
    sinks=(
        *sinks(SinkKind.SQL, "0:query", *methods("psycopg2.extensions.cursor", "execute executemany mogrify")),
        *sinks(SinkKind.SQL, "0:sql", "psycopg2.extensions.cursor.copy_expert"),
        *sinks(SinkKind.SQL, "0:procname", "psycopg2.extensions.cursor.callproc"),
        # A table's name, quoted since 2.9.
        *sinks(SinkKind.SQL, "1:table", "psycopg2.extensions.cursor.copy_from", confidence="medium"),
        *sinks(SinkKind.SQL, "1:sql", *methods("psycopg2.extras", "execute_values execute_batch")),
        # Text goes in as it is; values and names belong into `.format(Identifier(...))`.
        *sinks(SinkKind.SQL, "0:string", "psycopg2.sql.SQL"),
    ),
    sanitizers=(
        *sanitizers({SinkKind.SQL}, "*", "psycopg2.sql.Identifier"),
        *sanitizers({SinkKind.SQL}, "0:wrapped", "psycopg2.sql.Literal"),
        *sanitizers({SinkKind.SQL}, "0:name", "psycopg2.sql.Placeholder"),
        *sanitizers({SinkKind.SQL}, "0:", *methods("psycopg2.extensions", "quote_ident adapt")),
    ),
    parents={
        **children(
            "psycopg2.extensions.cursor", *methods("psycopg2.extras", "DictCursor RealDictCursor NamedTupleCursor")
        ),
        **children("psycopg2.sql.Composable", *methods("psycopg2.sql", "SQL Identifier Literal Placeholder Composed")),
    },
    classes=frozenset({"psycopg2.extensions.connection", "psycopg2.extensions.cursor"}),
    propagators=(
        *results("psycopg2.extensions.cursor"),
        # What is in the text was judged here.
        *propagators("0:string", "psycopg2.sql.SQL", kills={SinkKind.SQL}),
        *propagators("self * **", "psycopg2.sql.SQL.format"),
        *propagators("self 0:seq", "psycopg2.sql.SQL.join"),
        *propagators("self", "psycopg2.sql.Composable.as_string"),
    ),
    returns={
        **returning(
            "psycopg2.extensions.connection",
            "psycopg2.connect",
            *(f"psycopg2.pool.{pool}.getconn" for pool in ("SimpleConnectionPool", "ThreadedConnectionPool")),
        ),
        "psycopg2.extensions.connection.cursor": "psycopg2.extensions.cursor",
        **returning("psycopg2.sql.Composed", *methods("psycopg2.sql.SQL", "format join")),
    },
    calls=execution(*methods("psycopg2.extensions.cursor", "execute executemany")),
)
