"""The allowed origins are one text instead of a list.

## Why is this bad?

Starlette asks `origin in allow_origins`. In a text that is true of every part of it: `https://shop.example.com` lets in
`https://shop.example.co` and `https://shop`, which anybody can register or resolve.

## Example

```python
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins="https://shop.example.com", allow_credentials=True)
```

## Use instead

```python
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example.com"], allow_credentials=True)
```

## Limits

Only libraries that take a text for a collection of characters are judged; most others take one origin as a text.
"""

from backlint.concepts import CorsPolicy
from backlint.rule import FactQuery, Item, ListArgument, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import PERMISSIVE_CORS

TAKE_COLLECTIONS = ("starlette.", "fastapi.")


def judge(policy: CorsPolicy) -> Verdict | None:
    """Report a text where a list is expected; `*` alone is another fault."""
    if not policy.production or not policy.callee.startswith(TAKE_COLLECTIONS):
        return None
    texts = [one for one in policy.origins.constants if isinstance(one, str) and one.strip() not in {"", "*"}]
    if not texts:
        return None
    variable = policy.origins.environment
    return Verdict(
        values=(("origin", texts[0]),),
        why="every part of the text is allowed" + (f", unless {variable} says otherwise" if variable else ""),
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.CORS,
    detects=FactQuery(kind=CorsPolicy, judge=judge),
    message="{callee} is given the origins as a text: {origin}",
    remedy="give a list of origins; split a text from the environment at its commas",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(PERMISSIVE_CORS,),
    repairs=ListArgument(title="give a list of origins", safe=True, name="allow_origins"),
    since="0.1.0",
)
