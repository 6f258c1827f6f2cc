r"""The pattern for allowed origins matches foreign ones.

## Why is this bad?

`https://shop.example.com` as a pattern also matches `https://shopXexample.com` (a dot is any character) and, without an
end, `https://shop.example.com.evil.example`. Anybody can register such a name.

## Example

```python
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origin_regex=r"https://.*example.com", allow_credentials=True)
```

## Use instead

```python
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origin_regex=r"https://[a-z0-9-]+\.example\.com", allow_credentials=True)
```

## Limits

Patterns are read as text: three faults are known (no end, a dot that is any character, a name that may go on to the
left), others are not. Whether an end is needed depends on the library: Starlette matches the whole origin.
"""

import re

from backlint.concepts import CorsPolicy
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import PERMISSIVE_CORS

OPEN_DOT = re.compile(r"(?<=[A-Za-z0-9\])}+*])\.(?=[A-Za-z])")
"""A dot before a name that is not escaped."""
OPEN_LEFT = re.compile(r"(?<!\\)\.[*+]\??\)?\??(?=[A-Za-z])")
"""Anything, followed by a name without a dot between them."""
ENDED = re.compile(r"(\$|\\Z|\\z)\)*$")


def judge(policy: CorsPolicy) -> Verdict | None:
    """Report the first fault of the first pattern that has one."""
    if not policy.production or policy.any_origin:
        return None
    for pattern in policy.pattern.texts:
        fault = find_fault(pattern)
        if fault:
            return Verdict(values=(("pattern", pattern),), why=fault)
    return None


def find_fault(pattern: str) -> str:
    """Return why a pattern matches foreign origins, or "".

    A pattern is read as for `re.match`; where a library demands that all of the origin matches, the model ends it so.
    """
    if OPEN_LEFT.search(pattern):
        return "anything may stand before the name, so evil-name matches like name"
    if OPEN_DOT.search(pattern):
        return "a dot that is not escaped stands for any character"
    if not ENDED.search(pattern):
        return "the pattern has no end, so any text may follow the name"
    return ""


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.CORS,
    detects=FactQuery(kind=CorsPolicy, judge=judge),
    message="the origin pattern {pattern} of {callee} matches foreign origins",
    remedy=r"escape the dots, name the left part by `[a-z0-9-]+\.` and end the pattern by `$`; or list the origins",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(PERMISSIVE_CORS,),
    since="0.1.0",
)
