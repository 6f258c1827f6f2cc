"""Request data becomes a response header.

## Why is this bad?

A line break starts another header, or the body: a cookie for the visitor, or a page of the attacker's choice in a
shared cache. Where the server refuses line breaks, the value still steers what the header steers.

## Example

```python
from http.server import BaseHTTPRequestHandler


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("X-Requested", self.headers["X-Wanted"])
        self.end_headers()
```

## Use instead

```python
from http.server import BaseHTTPRequestHandler

LANGUAGES = {"de", "en", "fr"}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        wanted = self.headers["X-Wanted"]
        self.send_response(200)
        self.send_header("Content-Language", wanted if wanted in LANGUAGES else "en")
        self.end_headers()
```

## Limits

Flask, Django, Starlette and most others refuse line breaks in headers; flows into their headers have lower precision.
A caller's origin that is copied into a CORS header is `cors-origin-reflected`.
"""

from backlint.concepts import REMOTE, Flow, SinkKind
from backlint.rule import Attacker, FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import HEADER_INJECTION

ORIGIN_HEADER = "access-control-allow-origin"


def judge(flow: Flow) -> Verdict | None:
    """Leave the CORS header to its own rule, so that one cause gives one finding."""
    if ORIGIN_HEADER in flow.argument.lower():
        return None
    return Verdict(why="the value reaches the header as the caller wrote it")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION_OTHER,
    detects=FlowQuery(sink=SinkKind.HEADER, sources=REMOTE, judge=judge),
    message="{source} becomes a header that {sink} sends",
    remedy="choose the header's value from a fixed set, or remove control characters first",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(HEADER_INJECTION,),
    attacker=Attacker.OTHERS,
    since="0.1.0",
)
