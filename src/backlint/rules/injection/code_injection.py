"""Request data is run as Python.

## Why is this bad?

`eval`, `exec` and their kin run whatever they are given with the rights of the server. Removing names from their
globals does not help: every object leads back to `os.system`.

## Example

```python
from flask import Flask, request

app = Flask(__name__)


@app.get("/calculate")
def calculate():
    return {"result": eval(request.args["formula"])}
```

## Use instead

```python
import ast

from flask import Flask, request

app = Flask(__name__)


@app.get("/calculate")
def calculate():
    return {"result": ast.literal_eval(request.args["formula"])}
```
"""

from backlint.concepts import RELAYED, REMOTE, STORED, Flow, SinkKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import CODE_INJECTION


def judge(flow: Flow) -> Verdict:
    """Whatever is run from outside counts; a name of a module runs only what is installed, and another server's name of one is
    most often that of a plugin which is installed because it said so.
    """
    if flow.callee.endswith("import_module"):
        return Verdict(
            why="the module of that name is run, whichever is installed; no list of names keeps it in",
            severity=Severity.MEDIUM,
            precision=None if flow.sources & REMOTE else Precision.LOW,
        )
    return Verdict(why="the value is run with all rights of the process; no list of names keeps it in")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION_OTHER,
    detects=FlowQuery(sink=SinkKind.CODE, sources=REMOTE | RELAYED | STORED, judge=judge),
    message="{source} is run as Python by {sink}",
    remedy="parse the value (`ast.literal_eval`, `json.loads`, a small grammar) instead of running it",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(CODE_INJECTION,),
    since="0.1.0",
)
