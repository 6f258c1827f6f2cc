"""Request data is written to a log as it comes.

## Why is this bad?

A line break in the value forges a second entry, which hides an attack or blames somebody else.

## Example

```python
import logging

from flask import Flask, request

app = Flask(__name__)
logger = logging.getLogger(__name__)


@app.post("/login")
def login():
    logger.warning("failed login of " + request.form["name"])
    return {"ok": False}
```

## Use instead

```python
import logging

from flask import Flask, request

app = Flask(__name__)
logger = logging.getLogger(__name__)


@app.post("/login")
def login():
    logger.warning("failed login of %s", repr(request.form["name"]))
    return {"ok": False}
```

## Limits

A formatter that writes JSON escapes line breaks, which cannot be seen from the call; findings are for review only.
"""

from backlint.concepts import REMOTE, Flow, SinkKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import LOG_INJECTION


def judge(_flow: Flow) -> Verdict:
    """A line break makes another entry."""
    return Verdict(why="line breaks are not removed or escaped on the way")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.AUDIT,
    detects=FlowQuery(sink=SinkKind.LOG, sources=REMOTE, judge=judge),
    message="{source} is written to the log by {sink} as it comes",
    remedy="log with a formatter that escapes (JSON), or log the value's `repr`, which has no line break",
    severity=Severity.LOW,
    precision=Precision.LOW,
    weaknesses=(LOG_INJECTION,),
    since="0.1.0",
)
