"""An endpoint for administrators is open to every user.

## Why is this bad?

Being signed in is not being an administrator. Any customer who guesses the address does what only staff should.

## Example

```python
from flask import Flask
from flask_login import LoginManager, login_required
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)
LoginManager(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


@app.delete("/admin/users/<int:user_id>")
@login_required
def delete_user(user_id):
    db.session.delete(db.session.get(User, user_id))
    db.session.commit()
    return {"ok": True}
```

## Use instead

```python
from flask import Flask, abort
from flask_login import LoginManager, current_user, login_required
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)
LoginManager(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


@app.delete("/admin/users/<int:user_id>")
@login_required
def delete_user(user_id):
    if not current_user.is_admin:
        abort(403)
    db.session.delete(db.session.get(User, user_id))
    db.session.commit()
    return {"ok": True}
```

## Limits

That an endpoint is for administrators is told by its path and handler. An endpoint without any login is `auth-missing`.
"""

from backlint.concepts import Application, Endpoint, ProtectionKind, State, Trait
from backlint.rule import EndpointQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import MISSING_AUTHORIZATION

WAYS_IN = frozenset({Trait.LOGIN, Trait.LOGOUT, Trait.RESET, Trait.STATIC, Trait.PUBLIC_BY_DESIGN})


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report an endpoint for administrators that asks for a login and for no role."""
    if Trait.ADMIN not in endpoint.traits or endpoint.traits & WAYS_IN or not application.production:
        return None
    login = endpoint.protection(ProtectionKind.AUTHENTICATION)
    role = endpoint.protection(ProtectionKind.AUTHORIZATION)
    if login.state is not State.YES or role.state is State.YES:
        return None
    guards = ", ".join(dict.fromkeys(evidence.name for evidence in login.by)) or "the login"
    return Verdict(
        why=f"{guards} lets every signed-in user in; nothing compares a role or permission",
        precision=Precision.LOW if role.state is State.UNKNOWN or not application.complete else None,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.GUARDS,
    detects=EndpointQuery(judge=judge),
    message="{endpoint} is for administrators and asks for no role",
    remedy="ask for the role or permission, by a dependency, decorator or permission class on all of these endpoints",
    severity=Severity.HIGH,
    precision=Precision.MEDIUM,
    weaknesses=(MISSING_AUTHORIZATION,),
    since="0.1.0",
)
