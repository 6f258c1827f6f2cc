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

That an endpoint is for administrators is told by its path and handler, and by those that change the same records: where
all others ask for a role. A guard of its own before administration, which stands before nothing else, asks for the role by
itself. Who may change only what is their own needs none. An endpoint without any login is `auth-missing`.
"""

from backlint.concepts import IN_FRONT, Application, Deed, Endpoint, Protection, ProtectionKind, State, Trait, words_in
from backlint.rule import Attacker, EndpointQuery, Item, Precision, Severity, Step, Verdict, declare_rule
from backlint.weaknesses import MISSING_AUTHORIZATION

WAYS_IN = frozenset({Trait.LOGIN, Trait.LOGOUT, Trait.RESET, Trait.STATIC, Trait.PUBLIC_BY_DESIGN})


SIBLINGS = 2
"""At least so many endpoints that change the same records ask for a role, and more than do not. The figure is this tool's own."""
ONESELF = frozenset({"me", "my", "self", "myself"})
"""Parts of an address for whoever is calling."""
RIGHTS = frozenset("role roles permission permissions privilege privileges promote demote superuser".split())


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report an endpoint for administrators that asks for a login and for no role."""
    if endpoint.traits & WAYS_IN or not application.production:
        return None
    login = endpoint.protection(ProtectionKind.AUTHENTICATION)
    role = endpoint.protection(ProtectionKind.AUTHORIZATION)
    if login.state is not State.YES or role.state is State.YES or all(one.detail == IN_FRONT for one in login.by):
        # Whom a proxy knows are those who run the service; what it asks of them stands elsewhere.
        return None
    if Trait.ADMIN not in endpoint.traits:
        return judge_right(endpoint, application) or judge_siblings(endpoint, application)
    if not _is_everybodys(login, application):
        # A key or session of administrators alone: who has it has the role.
        return None
    if _is_own(endpoint):
        return None
    # A query for what is the caller's may show each no more than what they may see; or it is one beside others.
    own = Deed.READS_OWN in endpoint.deeds and Trait.CHANGES_STATE not in endpoint.traits
    grave = bool(endpoint.traits & {Trait.CHANGES_STATE, Trait.READS_PRIVATE})
    guards = ", ".join(dict.fromkeys(evidence.name for evidence in login.by)) or "the login"
    return Verdict(
        values=(("is", "is for administrators"),),
        why=f"{guards} lets every signed-in user in; nothing compares a role or permission",
        severity=None if grave else Severity.MEDIUM,
        precision=Precision.LOW if role.state is State.UNKNOWN or not application.complete or own else None,
    )


def _is_own(endpoint: Endpoint) -> bool:
    """Tell whether an address says that what it shows is the caller's own: whether they are an administrator, say."""
    above, _, last = endpoint.path.strip("/").rpartition("/")
    reads = Trait.CHANGES_STATE not in endpoint.traits
    return reads and "admin" in words_in(last) and bool(ONESELF & set(above.lower().split("/")))


def _is_everybodys(login: Protection, application: Application) -> bool:
    """Tell whether a guard lets in other people than administrators, as far as its name and the guards of others tell."""
    names = {evidence.name for evidence in login.by}
    if any("admin" in name.lower() for name in names):
        return False
    others = {
        evidence.name
        for one in application.endpoints
        if Trait.ADMIN not in one.traits
        for evidence in one.protection(ProtectionKind.AUTHENTICATION).by
    }
    return not others or bool(names & others)


def judge_right(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report an endpoint by which anybody who is signed in gives somebody a role."""
    named = words_in(f"{endpoint.path} {endpoint.name}") & RIGHTS
    gives = any(one.accounts and not one.scoped for one in endpoint.changed)
    if not named or not gives or not _is_closed(endpoint, application):
        return None
    return Verdict(
        values=(("is", "changes what an account may do"),),
        why="every signed-in user may ask it, for any account; nothing compares a role or permission",
    )


def judge_siblings(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report an endpoint that changes or deletes records which others change only for those with a role."""
    # A new record is its maker's own, most often; and so is what the caller's session chooses.
    changed = {one.name for one in endpoint.changed if one.name and not one.scoped}
    if not changed or "{" not in endpoint.path or not _is_closed(endpoint, application):
        return None
    address = endpoint.path.partition("{")[0].rstrip("/")
    others = [
        one
        for one in application.endpoints
        if one is not endpoint
        and one.path.startswith(address)
        and Trait.CHANGES_STATE in one.traits
        and changed <= {records.name for records in one.changed}
    ]
    closed = [one for one in others if one.protection(ProtectionKind.AUTHORIZATION).state is State.YES]
    if len(closed) < SIBLINGS or len(closed) < len(others):
        return None
    return Verdict(
        values=(("is", f"changes records of {min(changed)}"),),
        why=f"{closed[0].title} and {len(closed) - 1} more that change them ask for a role, and this one only for a login",
        related=tuple(Step(one.location, one.title) for one in closed[:5]),
        severity=Severity.MEDIUM,
    )


def _is_closed(endpoint: Endpoint, application: Application) -> bool:
    """Tell whether nothing that was not resolved may ask for a role, and the endpoint changes data."""
    role = endpoint.protection(ProtectionKind.AUTHORIZATION)
    return role.state is State.NO and application.complete and Trait.CHANGES_STATE in endpoint.traits


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.GUARDS,
    detects=EndpointQuery(judge=judge),
    message="{endpoint} {is} and asks for no role",
    remedy="ask for the role or permission, by a dependency, decorator or permission class on all of these endpoints",
    severity=Severity.HIGH,
    precision=Precision.MEDIUM,
    weaknesses=(MISSING_AUTHORIZATION,),
    attacker=Attacker.OTHERS,
    since="0.1.0",
)
