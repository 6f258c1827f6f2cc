"""Request data chooses where the browser is sent.

## Why is this bad?

A link that begins with your name ends on a copy of your login page. Codes and tokens in the address travel along.

## Example

```python
from flask import Flask, redirect, request

app = Flask(__name__)


@app.get("/continue")
def proceed():
    return redirect(request.args["next"])
```

## Use instead

```python
from flask import Flask, redirect, request, url_for

app = Flask(__name__)
PAGES = {"orders", "profile"}


@app.get("/page/<name>")
def page(name):
    return {"page": name}


@app.get("/continue")
def proceed():
    name = request.args["next"]
    return redirect(url_for("page", name=name if name in PAGES else "orders"))
```

## Limits

`url_for`, `reverse`, a constant beginning that fixes the host, and `url_has_allowed_host_and_scheme` are understood. A
test of `startswith("/")` is not enough: `//evil.example` is another host.
"""

from backlint.concepts import REMOTE, Flow, SinkKind, SourceKind
from backlint.rule import Attacker, FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import OPEN_REDIRECT

OWN_ADDRESS = frozenset({SourceKind.URL, SourceKind.HOST})
"""The address that was asked for leads back to the same host."""

REFERRER = ("header referer", "header referrer", ".referer)", ".referrer)")
"""What a browser fills in by itself: whoever sets the link gets the browser back, and nobody else does."""


def judge(flow: Flow) -> Verdict:
    """A host from outside can be any host. A page can name itself only as the one that a browser comes from."""
    if flow.source_text.lower().endswith(REFERRER):
        return Verdict(why="the page with the link is where the browser is sent back to", severity=Severity.LOW)
    return Verdict(why="nothing on the way fixes the host or compares it with your own")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION_OTHER,
    detects=FlowQuery(sink=SinkKind.REDIRECT, sources=REMOTE - OWN_ADDRESS, judge=judge),
    message="{source} chooses where {sink} sends the browser",
    remedy="redirect to a route of your own, or check the address with `url_has_allowed_host_and_scheme` or its like",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(OPEN_REDIRECT,),
    attacker=Attacker.OTHERS,
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html",),
)
