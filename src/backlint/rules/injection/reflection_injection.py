"""Request data names the attribute, function or module that is used.

## Why is this bad?

`getattr(obj, name)()` with a name from the request calls methods that were never meant to be an interface, and
importing a module runs its code.

## Example

```python
from flask import Flask, request

import reports

app = Flask(__name__)


@app.post("/report")
def make_report():
    return getattr(reports, request.form["kind"])()
```

## Use instead

```python
from flask import Flask, abort, request

import reports

app = Flask(__name__)
KINDS = {"sales": reports.sales, "stock": reports.stock}


@app.post("/report")
def make_report():
    kind = KINDS.get(request.form["kind"])
    if kind is None:
        abort(404)
    return kind()
```
"""

from backlint.concepts import REMOTE, Flow, SinkKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import REFLECTION


def judge(flow: Flow) -> Verdict:
    """Reading an attribute harms only by what is done with it: mostly a column is meant, and that is for review."""
    reads = flow.callee.endswith("getattr")
    return Verdict(
        why="whoever sends the request picks the name"
        + ("; what is done with it decides on the harm" if reads else ""),
        precision=Precision.LOW if reads else None,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION_OTHER,
    detects=FlowQuery(sink=SinkKind.REFLECTION, sources=REMOTE, judge=judge),
    message="{source} names what {sink} looks up",
    remedy="map the allowed names to functions in a dictionary",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(REFLECTION,),
    since="0.1.0",
)
