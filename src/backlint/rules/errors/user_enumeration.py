"""A way in tells whether an account exists.

## Why is this bad?

Whoever tries names and addresses learns which of them have an account: half of what a login asks for, and a list to send
forged mail to.

## Example

```python
from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy
from werkzeug.security import check_password_hash

app = Flask(__name__)
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)
    password_hash = db.Column(db.String)


@app.post("/login")
def login():
    user = User.query.filter_by(name=request.form["username"]).first()
    if user is None:
        return {"error": "no such user"}, 401
    if not check_password_hash(user.password_hash, request.form["password"]):
        return {"error": "wrong password"}, 401
    return {"ok": True}
```

## Use instead

```python
from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy
from werkzeug.security import check_password_hash

app = Flask(__name__)
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)
    password_hash = db.Column(db.String)


@app.post("/login")
def login():
    user = User.query.filter_by(name=request.form["username"]).first()
    if user is None:
        return {"error": "wrong name or password"}, 401
    if not check_password_hash(user.password_hash, request.form["password"]):
        return {"error": "wrong name or password"}, 401
    return {"ok": True}
```

## Limits

Answers are compared by status and fixed texts, not by how long they take. That a name is taken has to be said by most
registrations, so these are left out.
"""

from backlint.concepts import Application, Endpoint
from backlint.rule import EndpointQuery, Item, Precision, Severity, Step, Verdict, declare_rule
from backlint.weaknesses import ACCOUNT_DISCREPANCY


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report the answer that says that there is no such account."""
    if endpoint.told is None or not application.production:
        return None
    told = endpoint.told
    return Verdict(
        values=(("key", told.key),),
        why="a stranger gets another answer for an account that exists",
        location=told.location,
        related=(Step(told.other, "the answer where the account exists"),),
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.GUARDS,
    detects=EndpointQuery(judge=judge),
    message="{endpoint} answers otherwise where {key} belongs to no account",
    remedy="answer the same in both cases, with the same status",
    severity=Severity.LOW,
    precision=Precision.MEDIUM,
    weaknesses=(ACCOUNT_DISCREPANCY,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html",),
)
