"""A rate limit counts in each worker by itself.

## Why is this bad?

A limiter that keeps its counts in memory knows only what its own process has seen. With four workers a caller has four times
as many tries, and each restart begins at nothing.

## Example

```python
from fastapi import FastAPI
from slowapi import Limiter
from slowapi.util import get_remote_address

limiter = Limiter(key_func=get_remote_address)
app = FastAPI()
app.state.limiter = limiter

if __name__ == "__main__":
    import uvicorn

    uvicorn.run("main:app", workers=4)
```

## Use instead

```python
import os

from fastapi import FastAPI
from slowapi import Limiter
from slowapi.util import get_remote_address

limiter = Limiter(key_func=get_remote_address, storage_uri=os.environ["REDIS_URL"])
app = FastAPI()
app.state.limiter = limiter

if __name__ == "__main__":
    import uvicorn

    uvicorn.run("main:app", workers=4)
```

## Limits

It is reported where the number of workers stands in the project: in a Dockerfile, a compose file, a Procfile, a unit, a
start script, gunicorn's configuration or `uvicorn.run`. Several containers of one worker each are not counted.
"""

from backlint.concepts import LimiterStore
from backlint.rule import FactQuery, Item, Precision, Severity, Step, Verdict, declare_rule
from backlint.weaknesses import UNLIMITED_RESOURCES


def judge(store: LimiterStore) -> Verdict | None:
    """Report a limiter whose counts several processes keep, each its own."""
    if not store.production:
        return None
    count = f"{store.workers} workers" if store.workers else "workers of which there is one for each processor"
    return Verdict(
        values=(("workers", count),),
        why=f"started at {store.started.path}:{store.started.line}, each allows the whole limit",
        related=(Step(store.started, f"starts {count}"),),
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.RATE_LIMITS,
    detects=FactQuery(kind=LimiterStore, judge=judge),
    message="{callee} counts in memory, by itself in each of {workers}",
    remedy="keep the counts in a store that all workers share, such as Redis (`storage_uri`, Django's `CACHES`)",
    severity=Severity.LOW,
    precision=Precision.MEDIUM,
    weaknesses=(UNLIMITED_RESOURCES,),
    since="0.1.0",
)
