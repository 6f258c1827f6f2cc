"""A rate limit counts by a header that callers write themselves.

## Why is this bad?

Whoever sends another `X-Forwarded-For` with each request is somebody new each time, and is never refused. Passwords can be
guessed as if there were no limit.

## Example

```python
from flask import Flask, request
from flask_limiter import Limiter

app = Flask(__name__)


def caller():
    return request.headers.get("X-Forwarded-For", request.remote_addr)


limiter = Limiter(caller, app=app, default_limits=["100 per minute"])


@app.post("/login")
@limiter.limit("5 per minute")
def login():
    return {"ok": True}
```

## Use instead

```python
from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.middleware.proxy_fix import ProxyFix

app = Flask(__name__)
app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1)
limiter = Limiter(get_remote_address, app=app, default_limits=["100 per minute"])


@app.post("/login")
@limiter.limit("5 per minute")
def login():
    return {"ok": True}
```

## Limits

A proxy that throws away what callers send in the header, rather than adding to it, makes the address true; that is not
seen here.
"""

from backlint.concepts import LimiterKey
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import UNTRUSTED_ADDRESS

THROTTLES = "rest_framework."


def judge(fact: LimiterKey) -> Verdict | None:
    """Report a limiter that believes a header."""
    if not fact.production:
        return None
    if fact.callee.startswith(THROTTLES):
        return Verdict(
            values=(("header", fact.header),),
            why="NUM_PROXIES is not set, and all of the header is taken for the caller's address",
            remedy="set NUM_PROXIES to the number of proxies in front of the application (0 for none)",
        )
    return Verdict(values=(("header", fact.header),), why="its key function believes the header")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.RATE_LIMITS,
    detects=FactQuery(kind=LimiterKey, judge=judge),
    message="the rate limit of {callee} counts by {header}, which callers write themselves",
    remedy="count by the peer's address, and let ProxyFix or the server's trusted proxies correct it",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(UNTRUSTED_ADDRESS,),
    since="0.1.0",
)
