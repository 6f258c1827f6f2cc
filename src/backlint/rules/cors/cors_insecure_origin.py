"""An origin without TLS may call.

## Why is this bad?

Whoever sits on the way of a visitor can put a script into any page that comes over `http://`, and that script then calls
with the rights of the origin that is allowed.

## Example

```python
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["http://shop.example.com"], allow_credentials=True)
```

## Use instead

```python
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example.com"], allow_credentials=True)
```

## Limits

Addresses of one's own machine and of private networks, and names that only such networks know, are not reported.
"""

import re

from backlint.concepts import CorsPolicy
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import PERMISSIVE_CORS

NEAR = re.compile(
    r"http://(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[|host\.docker\.internal"
    r"|[^./:]+(?:[:/]|$)|[^/:]+\.(?:local|localhost|internal|lan|test|example|invalid)(?:[:/]|$))",
    re.IGNORECASE,
)
"""Addresses that are reached without leaving the machine or its network, and names that nobody can register."""


def judge(policy: CorsPolicy) -> Verdict | None:
    """Report the first origin that a stranger's network can speak for."""
    if not policy.production:
        return None
    origin = next((text for text in policy.origins.texts if is_insecure(text)), None)
    if origin is None:
        return None
    return Verdict(values=(("origin", origin),), why="what comes over http:// can be changed on the way")


def is_insecure(origin: str) -> bool:
    """Tell whether an origin is a public name without TLS."""
    return origin.startswith("http://") and "*" not in origin and NEAR.match(origin) is None


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.CORS,
    detects=FactQuery(kind=CorsPolicy, judge=judge),
    message="{callee} allows {origin}, which has no TLS",
    remedy="allow its https:// address only",
    severity=Severity.LOW,
    precision=Precision.MEDIUM,
    weaknesses=(PERMISSIVE_CORS,),
    since="0.1.0",
)
