"""A rate limit is declared and does nothing.

## Why is this bad?

The code reads as if the endpoint were limited, and no request is ever refused. Nobody looks again.

## Example

```python
from fastapi import FastAPI, Request
from slowapi import Limiter
from slowapi.util import get_remote_address

limiter = Limiter(key_func=get_remote_address)
app = FastAPI()
app.state.limiter = limiter


@limiter.limit("5/minute")
@app.post("/login")
def login(request: Request):
    return {"ok": True}
```

## Use instead

```python
from fastapi import FastAPI, Request
from slowapi import Limiter
from slowapi.util import get_remote_address

limiter = Limiter(key_func=get_remote_address)
app = FastAPI()
app.state.limiter = limiter


@app.post("/login")
@limiter.limit("5/minute")
def login(request: Request):
    return {"ok": True}
```

## Limits

What is known to have no effect was tried with the libraries themselves: order of decorators, switches that are off,
default limits without the middleware that reads them, throttles without a rate.
"""

from backlint.concepts import LimiterDeclared
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import UNLIMITED_RESOURCES


def judge(fact: LimiterDeclared) -> Verdict | None:
    """Report a limiter with a known reason why it has no effect."""
    if not fact.ineffective or not fact.production:
        return None
    return Verdict(why=fact.ineffective)


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.RATE_LIMITS,
    detects=FactQuery(kind=LimiterDeclared, judge=judge),
    message="the rate limit of {callee} has no effect",
    remedy="put the limiter where requests pass it: decorator below the route's, middleware registered, switched on",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(UNLIMITED_RESOURCES,),
    since="0.1.0",
)
