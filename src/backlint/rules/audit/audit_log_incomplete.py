"""A record does not say who did it.

## Why is this bad?

"Order 7 deleted" answers when and what, and not the first question that is asked. An audit record needs the actor, the target and
the outcome (ASVS 5.0, 16.2.1).

## Example

```python
import logging

from flask import Flask
from flask_login import login_required
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)
audit = logging.getLogger("audit")


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


@app.delete("/admin/users/<int:user_id>")
@login_required
def delete_user(user_id):
    db.session.delete(db.session.get(User, user_id))
    db.session.commit()
    audit.info("user %d deleted", user_id)
    return {"ok": True}
```

## Use instead

```python
import logging

from flask import Flask
from flask_login import current_user, login_required
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)
audit = logging.getLogger("audit")


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


@app.delete("/admin/users/<int:user_id>")
@login_required
def delete_user(user_id):
    db.session.delete(db.session.get(User, user_id))
    db.session.commit()
    audit.info("user %d deleted by %s", user_id, current_user.get_id())
    return {"ok": True}
```

## Limits

It is advice: a formatter, a filter or a context of structlog may add who is calling to every line. Only sensitive actions of
somebody signed in are looked at whose handler makes its records itself.
"""

from backlint.concepts import Application, Endpoint
from backlint.rule import EndpointQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import MISSING_AUDIT


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report a record without its actor."""
    if endpoint.nameless is None or not application.production:
        return None
    return Verdict(location=endpoint.nameless, why="nothing that tells who is calling is part of the line")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.AUDIT,
    detects=EndpointQuery(judge=judge),
    message="the record of {endpoint} does not say who did it",
    remedy="log the actor's id and the target's with every record, or bind them to the logger for the request",
    severity=Severity.INFO,
    precision=Precision.LOW,
    weaknesses=(MISSING_AUDIT,),
    since="0.1.0",
)
