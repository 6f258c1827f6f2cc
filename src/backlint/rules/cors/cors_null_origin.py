"""The origin `null` may call the application.

## Why is this bad?

`null` is what a sandboxed frame or a local file sends, and any website can open such a frame.

## Example

```python
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example.com", "null"])
```

## Use instead

```python
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example.com"])
```
"""

from backlint.concepts import CorsPolicy
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import PERMISSIVE_CORS


def judge(policy: CorsPolicy) -> Verdict | None:
    """Report `null` in the list of origins."""
    if not policy.production or "null" not in policy.origins.texts:
        return None
    return Verdict(why='the list holds "null", which any page can be')


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.CORS,
    detects=FactQuery(kind=CorsPolicy, judge=judge),
    message="{callee} allows the origin null",
    remedy="remove `null` from the list",
    severity=Severity.MEDIUM,
    precision=Precision.VERY_HIGH,
    weaknesses=(PERMISSIVE_CORS,),
    since="0.1.0",
)
