"""redis-py: commands and scripts."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, returning, sinks

LIBRARY = LibraryModel(
    name="redis",
    distribution="redis",
    packages=("redis",),
    sinks=(
        *sinks(
            SinkKind.NOSQL,
            "0:script",
            *methods("redis.Redis", "eval register_script"),
        ),
        *sinks(
            SinkKind.NOSQL,
            "*",
            "redis.Redis.execute_command",
            confidence="medium",
        ),
        *sinks(SinkKind.SSRF, "0:url", "redis.Redis.from_url", "redis.from_url"),
    ),
    aliases={
        "redis.client.Redis": "redis.Redis",
        "redis.StrictRedis": "redis.Redis",
        "redis.asyncio.client.Redis": "redis.asyncio.Redis",
    },
    parents={"redis.asyncio.Redis": ("redis.Redis",)},
    marks=marks("write", *methods("redis.Redis", "set setex hset hmset mset delete incr lpush rpush sadd zadd expire")),
    returns={
        **returning("redis.Redis", "redis.Redis.from_url", "redis.from_url"),
        "redis.asyncio.from_url": "redis.asyncio.Redis",
    },
)
