"""redis-py: commands and scripts."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.execution.taint import EVERY_SINK
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, returning, sanitizers, sinks

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
    # What is kept under a key is not made of the key.
    sanitizers=sanitizers(
        EVERY_SINK,
        "*",
        *methods("redis.Redis", "get getdel getex getset mget hget hmget hgetall hvals hkeys keys scan lrange lindex"),
        *methods("redis.Redis", "lpop rpop blpop brpop smembers spop zrange zrangebyscore exists ttl type"),
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
