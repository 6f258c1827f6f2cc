"""A login that fails leaves no record.

## Why is this bad?

Whoever tries passwords fails a thousand times before he succeeds once. Where only successes are on record, nobody sees the
attempt, and afterwards nobody can say which accounts were tried (ASVS 5.0, 16.3.1).

## Example

```python
import logging

from flask import Flask, abort, request
from werkzeug.security import check_password_hash

app = Flask(__name__)
audit = logging.getLogger("audit")
HASHES: dict[str, str] = {}


@app.post("/login")
def login():
    name = request.form["name"]
    if not check_password_hash(HASHES.get(name, ""), request.form["password"]):
        abort(401)
    audit.info("login of %r", name)
    return {"ok": True}
```

## Use instead

```python
import logging

from flask import Flask, abort, request
from werkzeug.security import check_password_hash

app = Flask(__name__)
audit = logging.getLogger("audit")
HASHES: dict[str, str] = {}


@app.post("/login")
def login():
    name = request.form["name"]
    if not check_password_hash(HASHES.get(name, ""), request.form["password"]):
        audit.warning("login of %r refused", name)
        abort(401)
    audit.info("login of %r", name)
    return {"ok": True}
```

## Limits

Only logins whose handler makes its records itself and answers a failure by 400, 401 or 403 are looked at. Where a login leaves no
record at all, `audit-log-missing` says so.
"""

from backlint.concepts import Application, Endpoint
from backlint.rule import EndpointQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import MISSING_AUDIT


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report a login that keeps its successes on record, and no failure."""
    if endpoint.unlogged is None or not application.production:
        return None
    return Verdict(
        location=endpoint.unlogged, why="its successes are on record, and nothing is written on the way here"
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.AUDIT,
    detects=EndpointQuery(judge=judge),
    message="{endpoint} refuses a login without a record",
    remedy="log the failure with the name that was tried and the caller's address, and never the password",
    severity=Severity.LOW,
    precision=Precision.MEDIUM,
    weaknesses=(MISSING_AUDIT,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html",),
)
