"""A password is set without a proof of who asks for it.

## Why is this bad?

Whoever finds an unlocked screen, steals a session or forges a request sets a new password and keeps the account. Where a
reset asks for nothing but the number of an account, everybody's password is anybody's to set.

## Example

```python
from flask import Flask, request
from flask_login import LoginManager, current_user, login_required
from flask_sqlalchemy import SQLAlchemy
from werkzeug.security import generate_password_hash

app = Flask(__name__)
db = SQLAlchemy(app)
LoginManager(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    password_hash = db.Column(db.String)


@app.post("/password")
@login_required
def change_password():
    user = db.session.get(User, current_user.id)
    user.password_hash = generate_password_hash(request.form["new"])
    db.session.commit()
    return {"ok": True}
```

## Use instead

```python
from flask import Flask, abort, request
from flask_login import LoginManager, current_user, login_required
from flask_sqlalchemy import SQLAlchemy
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
db = SQLAlchemy(app)
LoginManager(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    password_hash = db.Column(db.String)


@app.post("/password")
@login_required
def change_password():
    user = db.session.get(User, current_user.id)
    if not check_password_hash(user.password_hash, request.form["current"]):
        abort(403)
    user.password_hash = generate_password_hash(request.form["new"])
    db.session.commit()
    return {"ok": True}
```

## Limits

Passwords that administrators set for others are left out, and so is every endpoint that reads a token or code beside the new
password, unless it does no more with it than find the account.
"""

from backlint.concepts import Application, Endpoint
from backlint.rule import Attacker, EndpointQuery, Item, Precision, Severity, Step, Verdict, declare_rule
from backlint.weaknesses import UNVERIFIED_PASSWORD_CHANGE, WEAK_RECOVERY


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report the change of an own password, and worse: of anybody's."""
    found = endpoint.password
    if found is None or not application.production:
        return None
    place = (Step(found.location, "the password is set here"),)
    if found.own:
        return Verdict(
            values=(("whose", "the caller's"),),
            why="nothing asks for the current password, so a stolen session or a forged request is enough",
            related=place,
        )
    if found.beside:
        return Verdict(
            values=(("whose", "anybody's"),),
            why=f"the account is found by {found.key}, and the token that is checked need not be that account's",
            remedy="take the account from what is kept with the token, not from the request",
            severity=Severity.HIGH,
            related=place,
        )
    return Verdict(
        values=(("whose", "anybody's"),),
        why=f"the account is found by {found.key}, and nothing compares that with what was kept for the account",
        remedy="keep a random token for the account, for a short time, and find the account by it",
        severity=Severity.HIGH,
        related=place,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.GUARDS,
    detects=EndpointQuery(judge=judge),
    message="{endpoint} sets {whose} password without a proof",
    remedy="ask for the current password and check it before the new one is set",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(WEAK_RECOVERY, UNVERIFIED_PASSWORD_CHANGE),
    attacker=Attacker.OTHERS,
    since="0.1.0",
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html#change-password-feature",
    ),
)
