"""A number from a request decides how long the server works, or how much memory it takes.

## Why is this bad?

One request that asks for a billion turns, or for a text of a billion characters, keeps a worker busy until it is
killed. A handful of them stop the service, and no rate limit helps.

## Example

```python
from flask import Flask, request

app = Flask(__name__)


@app.post("/tickets")
def make_tickets():
    count = request.form.get("count", 1, type=int)
    return {"tickets": [f"ticket {number}" for number in range(count)]}
```

## Use instead

```python
from flask import Flask, abort, request

app = Flask(__name__)


@app.post("/tickets")
def make_tickets():
    count = request.form.get("count", 1, type=int)
    if not 1 <= count <= 20:
        abort(400)
    return {"tickets": [f"ticket {number}" for number in range(count)]}
```

## Limits

A comparison with a number above one, or with something that the program holds, is taken for the bound. How many rows a
page shows is another rule's (`pagination-unbounded`).
"""

from backlint.concepts import REMOTE, Flow, SinkKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import UNLIMITED_RESOURCES

USES = {
    "range": "how often a loop runs",
    "*": "how often something is repeated",
    "bytes": "how much memory is taken",
    "bytearray": "how much memory is taken",
    "sleep": "how long the server waits",
}


def judge(flow: Flow) -> Verdict | None:
    """Report the uses of a number that cost time or memory."""
    use = USES.get(flow.callee.rpartition(".")[2])
    if use is None:
        return None
    return Verdict(values=(("use", use),), why="nothing on the way compares it with the most that is allowed")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.VALIDATION,
    detects=FlowQuery(sink=SinkKind.RESOURCE, sources=REMOTE, judge=judge),
    message="{source} decides {use}",
    remedy="refuse or cut what is above a fixed most: `min(count, 20)`, `Query(le=20)`",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(UNLIMITED_RESOURCES,),
    since="0.1.0",
)
