"""A key that a caller sends is compared with a variable that may not be set.

## Why is this bad?

Where the variable is missing it is None, and so is a header that nobody sent. None is None: a server that was started without
the variable lets everybody in, and nothing in its log says so.

## Example

```python
import os

from flask import Flask, abort, request

app = Flask(__name__)


@app.post("/jobs")
def start_job():
    if request.headers.get("X-Job-Key") != os.environ.get("JOB_KEY"):
        abort(401)
    return {"started": True}
```

## Use instead

```python
import hmac
import os

from flask import Flask, abort, request

app = Flask(__name__)
JOB_KEY = os.environ["JOB_KEY"]


@app.post("/jobs")
def start_job():
    if not hmac.compare_digest(request.headers.get("X-Job-Key", ""), JOB_KEY):
        abort(401)
    return {"started": True}
```

## Limits

What is read through a settings class, or by a function of the project's own, is not looked at. Nothing is reported where the
code asks before whether one of the two is there.
"""

from backlint.concepts import SecretCompared
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import FAILING_OPEN, MISSING_AUTHENTICATION


def judge(compared: SecretCompared) -> Verdict | None:
    """Report a comparison that two missing values pass."""
    if not compared.production:
        return None
    return Verdict(
        values=(("sent", compared.sent), ("variable", compared.variable or "a variable of the environment")),
        why="both are None where the variable is not set and nothing is sent, and the caller is let in",
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.GUARDS,
    detects=FactQuery(kind=SecretCompared, judge=judge),
    message="{sent} is compared with {variable}, which may not be set",
    remedy='read the variable so that the start fails without it (`os.environ["NAME"]`), and compare by hmac.compare_digest',
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(FAILING_OPEN, MISSING_AUTHENTICATION),
    since="0.1.0",
)
