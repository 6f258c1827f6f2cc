"""Every website may call the application in the name of its visitors.

## Why is this bad?

With credentials allowed for any origin, the library echoes the caller's origin, and the browser sends cookies along:
any page that a signed-in visitor opens reads and changes their data.

## Example

```python
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)
```

## Use instead

```python
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example.com"], allow_credentials=True)
```

## Limits

Libraries that send a bare `*` together with credentials are refused by browsers; that is `cors-any-origin`.
"""

from backlint.concepts import CorsPolicy
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import ORIGIN_VALIDATION, PERMISSIVE_CORS


def judge(policy: CorsPolicy) -> Verdict | None:
    """Report any origin with credentials where the library echoes the caller's origin."""
    if not policy.production or not policy.any_origin:
        return None
    if not policy.credentials.may_be(True) or not policy.reflects:
        return None
    variable = policy.origins.environment or policy.credentials.environment
    return Verdict(
        why="every origin is allowed, with credentials, and the caller's origin is echoed"
        + (f", unless {variable} says otherwise" if variable else "")
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.CORS,
    detects=FactQuery(kind=CorsPolicy, judge=judge),
    message="{callee} allows every origin together with credentials",
    remedy="list the origins of your own pages, or allow no credentials",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(PERMISSIVE_CORS, ORIGIN_VALIDATION),
    since="0.1.0",
)
