r"""Request data is matched by a regular expression that can take exponential time.

## Why is this bad?

Python's matcher tries every way to match before it gives up. Where a pattern can take the same text in two ways, and
again and again (`(a+)+`, `(\w+\s?)*`), each further character doubles them: thirty characters keep a worker busy for
minutes, and a few such requests stop the service.

## Example

```python
import re

from flask import Flask, request

app = Flask(__name__)


@app.post("/subscribe")
def subscribe():
    if not re.match(r"^([a-z0-9]+\.?)+@example\.org$", request.form["email"]):
        return {"error": "not an address"}, 400
    return {"ok": True}
```

## Use instead

```python
import re

from flask import Flask, request

app = Flask(__name__)


@app.post("/subscribe")
def subscribe():
    if not re.match(r"^[a-z0-9]+(\.[a-z0-9]+)*@example\.org$", request.form["email"]):
        return {"error": "not an address"}, 400
    return {"ok": True}
```

## Limits

Patterns that take quadratic time are not reported, and neither are those with back references or with a lookaround inside
of a repeat. A bound on the length helps only if it is short: thirty characters are enough.
"""

from backlint.concepts import REMOTE, Flow, SinkKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import REGULAR_EXPRESSION


def judge(_flow: Flow) -> Verdict:
    """Who chooses the text chooses how long the match takes."""
    return Verdict(why="the pattern can take the same text in more ways than one, and tries all of them")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION_OTHER,
    detects=FlowQuery(sink=SinkKind.BACKTRACKING, sources=REMOTE, judge=judge),
    message="{source} is matched by {sink} with a pattern that can take exponential time",
    remedy="let each character match in one way only: no repeat inside of a repeat without a separator between its turns",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(REGULAR_EXPRESSION,),
    since="0.1.0",
    references=("https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS",),
)
