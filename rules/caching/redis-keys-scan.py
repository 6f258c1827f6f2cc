import redis

redis_client = redis.Redis()


def find(prefix: str) -> list:
    # ruleid: redis-keys-scan
    found = redis_client.keys(f"{prefix}:*")
    # ruleid: redis-keys-scan
    found += redis_client.keys("*")
    # ruleid: redis-keys-scan
    found += redis_client.keys(pattern=prefix)
    # ruleid: redis-keys-scan
    found += redis_client.keys("session:" + prefix)
    # ruleid: redis-keys-scan
    redis_client.execute_command("KEYS", prefix)
    # ok: redis-keys-scan
    found += list(redis_client.scan_iter(f"{prefix}:*"))
    return found


def plain(table: dict, frame) -> list:
    # ok: redis-keys-scan
    list(table.keys())
    # ok: redis-keys-scan
    return frame.keys("x")
