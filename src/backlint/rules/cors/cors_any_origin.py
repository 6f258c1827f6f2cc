"""Every website may call the application from its visitors' browsers.

## Why is this bad?

The browser's wall between websites is opened for all. Whatever the application answers without a login, or to a
visitor inside a company's network, any page can read.

## Example

```python
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"])
```

## Use instead

```python
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example.com"])
```

## Limits

Without cookies the harm is small, and the finding's severity says so. A public interface may be open by design:
ignore the finding with that reason. With credentials it is `cors-credentials-wildcard`.
"""

from backlint.concepts import CorsPolicy
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import PERMISSIVE_CORS


def judge(policy: CorsPolicy) -> Verdict | None:
    """Report any origin, unless credentials are allowed too (another rule's)."""
    if not policy.production or not policy.any_origin or (policy.credentials.may_be(True) and policy.reflects):
        return None
    refused = policy.credentials.known and not policy.credentials.value
    variable = policy.origins.environment
    return Verdict(
        why="every origin is allowed"
        + (f" unless {variable} says otherwise" if variable else "")
        + (", without credentials" if refused else ""),
        severity=Severity.LOW if refused else None,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.CORS,
    detects=FactQuery(kind=CorsPolicy, judge=judge),
    message="{callee} allows every origin",
    remedy="list the origins of your own pages",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(PERMISSIVE_CORS,),
    since="0.1.0",
)
