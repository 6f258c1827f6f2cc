"""The caller's origin is copied into the CORS header.

## Why is this bad?

To echo every origin is to allow every origin, and with credentials even what `*` would not: any page reads the answers
in its visitors' names.

## Example

```python
from flask import Flask, request

app = Flask(__name__)


@app.after_request
def allow_origin(response):
    response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "*")
    response.headers["Access-Control-Allow-Credentials"] = "true"
    return response
```

## Use instead

```python
from flask import Flask, request

app = Flask(__name__)
ORIGINS = {"https://shop.example.com", "https://admin.example.com"}


@app.after_request
def allow_origin(response):
    origin = request.headers.get("Origin", "")
    if origin in ORIGINS:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Credentials"] = "true"
    return response
```
"""

from backlint.concepts import Flow, SinkKind, SourceKind
from backlint.rule import Attacker, FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import ORIGIN_VALIDATION, PERMISSIVE_CORS

HEADER = "access-control-allow-origin"


def judge(flow: Flow) -> Verdict | None:
    """Report only what reaches the CORS header; other headers are `header-injection`."""
    if HEADER not in flow.argument.lower():
        return None
    return Verdict(why="the origin is not compared with a list on the way")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.CORS,
    detects=FlowQuery(sink=SinkKind.HEADER, sources=frozenset({SourceKind.HEADER, SourceKind.HOST}), judge=judge),
    message="{source} is copied into Access-Control-Allow-Origin",
    remedy="copy the origin only if it is in your list, and add `Vary: Origin`",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(ORIGIN_VALIDATION, PERMISSIVE_CORS),
    attacker=Attacker.OTHERS,
    since="0.1.0",
)
