"""Request data chooses the server that is called.

## Why is this bad?

The request comes from inside: it reaches cloud metadata (`http://169.254.169.254/`), databases and admin pages that no
firewall opens to the world, and its answer may be shown to whoever asked.

## Example

```python
import requests
from flask import Flask, request

app = Flask(__name__)


@app.post("/preview")
def preview():
    answer = requests.get(request.form["url"], timeout=5)
    return {"title": answer.text[:100]}
```

## Use instead

```python
import requests
from flask import Flask, abort, request

app = Flask(__name__)
FEEDS = {"news": "https://news.example.com/feed", "status": "https://status.example.com/feed"}


@app.post("/preview")
def preview():
    address = FEEDS.get(request.form["feed"])
    if address is None:
        abort(404)
    answer = requests.get(address, timeout=5, allow_redirects=False)
    return {"title": answer.text[:100]}
```

## Limits

A value that stands behind a fixed host (`f"https://api.example.com/items/{id}"`) is not reported. A check of the host
alone can be tricked by redirects and by names that change their address between check and call. An address that was
stored is reported where a request can write its column.
"""

from backlint.concepts import REMOTE, STORED, Flow, SinkKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import SSRF


def judge(flow: Flow) -> Verdict | None:
    """A host from outside can be any host; what was stored is one where it is the address and no part of it."""
    if flow.sources <= STORED and flow.built:
        return None
    why = "nothing on the way fixes the host or compares it with a list"
    # Whoever could store it has an account here, most often.
    return Verdict(why=why, severity=Severity.MEDIUM if flow.sources <= STORED else None)


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION_OTHER,
    detects=FlowQuery(sink=SinkKind.SSRF, sources=REMOTE | STORED, judge=judge),
    message="{source} chooses the address that {sink} calls",
    remedy="choose the address from a fixed table, or compare scheme and host with an allow-list and follow no redirect",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(SSRF,),
    since="0.1.0",
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html",
    ),
)
