"""asyncpg: PostgreSQL for asyncio; values are bound by position ($1)."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.dbapi import execution
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, returning, sinks

LIBRARY = LibraryModel(
    name="asyncpg",
    distribution="asyncpg",
    packages=("asyncpg",),
    sinks=(
        *sinks(
            SinkKind.SQL,
            "0:query",
            *methods("asyncpg.Connection", "execute fetch fetchrow fetchval fetchmany prepare cursor copy_from_query"),
            *methods("asyncpg.Pool", "execute fetch fetchrow fetchval fetchmany copy_from_query"),
        ),
        *sinks(SinkKind.SQL, "0:command", "asyncpg.Connection.executemany", "asyncpg.Pool.executemany"),
    ),
    aliases={"asyncpg.connection.Connection": "asyncpg.Connection", "asyncpg.pool.Pool": "asyncpg.Pool"},
    parents={"asyncpg.pool.PoolConnectionProxy": ("asyncpg.Connection",)},
    returns={
        **returning("asyncpg.Connection", "asyncpg.connect", "asyncpg.Pool.acquire"),
        "asyncpg.create_pool": "asyncpg.Pool",
    },
    calls=execution(
        *methods("asyncpg.Connection", "execute executemany fetch fetchrow fetchval fetchmany"),
        *methods("asyncpg.Pool", "execute executemany fetch fetchrow fetchval fetchmany"),
    ),
)
