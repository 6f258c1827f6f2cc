"""Request data becomes a regular expression.

## Why is this bad?

A pattern such as `(a+)+$` makes Python's matcher try an exponential number of ways; one request keeps a worker busy for
hours.

## Example

```python
import re

from flask import Flask, request

app = Flask(__name__)
NAMES = ["Ada", "Grace", "Linus"]


@app.get("/filter")
def filter_names():
    wanted = re.compile(request.args["pattern"])
    return {"names": [name for name in NAMES if wanted.search(name)]}
```

## Use instead

```python
import re

from flask import Flask, request

app = Flask(__name__)
NAMES = ["Ada", "Grace", "Linus"]


@app.get("/filter")
def filter_names():
    wanted = re.compile(re.escape(request.args["text"]))
    return {"names": [name for name in NAMES if wanted.search(name)]}
```
"""

from backlint.concepts import REMOTE, Flow, SinkKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import REGULAR_EXPRESSION


def judge(_flow: Flow) -> Verdict:
    """A pattern decides how long a match takes."""
    return Verdict(why="the value is not escaped, so it can be a pattern that takes exponential time")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION_OTHER,
    detects=FlowQuery(sink=SinkKind.REGEX, sources=REMOTE, judge=judge),
    message="{source} becomes the pattern of {sink}",
    remedy="escape the value with `re.escape`, search for plain text, or use a matcher without backtracking",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(REGULAR_EXPRESSION,),
    since="0.1.0",
)
