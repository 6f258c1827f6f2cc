"""An endpoint that needs a login has none.

## Why is this bad?

Whoever knows or guesses the address changes or reads data that the other endpoints protect.

## Example

```python
from flask import Flask
from flask_login import LoginManager, login_required
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)
LoginManager(app)


class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)


@app.get("/orders/<int:order_id>")
@login_required
def read_order(order_id):
    return {"id": db.session.get(Order, order_id).id}


@app.delete("/orders/<int:order_id>")
def delete_order(order_id):
    db.session.delete(db.session.get(Order, order_id))
    db.session.commit()
    return {"ok": True}
```

## Use instead

```python
from flask import Flask
from flask_login import LoginManager, login_required
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)
LoginManager(app)


class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)


@app.get("/orders/<int:order_id>")
@login_required
def read_order(order_id):
    return {"id": db.session.get(Order, order_id).id}


@app.delete("/orders/<int:order_id>")
@login_required
def delete_order(order_id):
    db.session.delete(db.session.get(Order, order_id))
    db.session.commit()
    return {"ok": True}
```

Decorators work from the function upwards: a guard above the decorator that registers the route is put around the function
too late, and no request comes by it.

## Limits

Only applications that have a login somewhere are judged. Guards at a gateway are not seen. Logins, registrations,
health checks, webhooks with a signature and pages that are public by design are left out.
"""

import re

from backlint.concepts import Application, Endpoint, Protection, ProtectionKind, State, Trait
from backlint.rule import EndpointQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import MISSING_AUTHENTICATION

OPEN = frozenset(
    {
        Trait.PUBLIC_BY_DESIGN,
        Trait.LOGIN,
        Trait.LOGOUT,
        Trait.REGISTER,
        Trait.RESET,
        Trait.TOKEN,
        Trait.CODE,
        Trait.HEALTH,
        Trait.DOCS,
        Trait.STATIC,
    }
)
"""The ways in, and what strangers are meant to see."""

GUARDED = 8
FORGOTTEN = 2
"""At least so many endpoints are guarded, and at most so many are not, where those are taken for forgotten. The figures are
this tool's own: beyond them public pages are as common as forgotten guards."""
WORD = re.compile(r"[a-z]+")
PUBLIC = frozenset(
    "public share shared sharing invite invitation unsubscribe verify confirm activate captcha csrf oauth oidc saml sso "
    "login logout signin signup register auth token callback webhook hook home index root error embed feed rss "
    "forgot reset setup install configuration config search sitemap robots manifest health ping version status static media assets avatar icon image images thumbnail".split()
)
"""Words of paths and names that strangers are meant to reach."""


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report what changes state or shows private data to strangers; for review where something is unresolved."""
    guard = endpoint.protection(ProtectionKind.AUTHENTICATION)
    changes = Trait.CHANGES_STATE in endpoint.traits
    if endpoint.missed and guard.state is not State.YES and application.production:
        # Whoever put a guard there wanted one, whatever the endpoint is for.
        return Verdict(
            values=(("does", "changes data" if changes else "answers"),),
            why=f"{endpoint.missed[0].name} stands above the decorator that registers the route, so that no request comes by it",
            remedy="put the decorator that registers the route on top, above the guard",
            severity=Severity.HIGH if changes else Severity.MEDIUM,
        )
    if endpoint.traits & OPEN or not application.production or not application.has_authentication:
        return None
    if not changes and not endpoint.traits & {Trait.READS_PRIVATE, Trait.ADMIN}:
        return judge_exception(endpoint, application)
    if guard.state is State.YES:
        return None
    return Verdict(
        values=(("does", "changes data" if changes else "shows private data"),),
        why=explain(guard),
        severity=Severity.HIGH if changes or Trait.ADMIN in endpoint.traits else Severity.MEDIUM,
        precision=Precision.LOW if is_unsure(endpoint, application, guard) else None,
    )


def judge_exception(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report what answers by the caller's input where nearly every other endpoint asks who is calling."""
    if not application.complete or not _is_forgotten(endpoint):
        return None
    closed = [one for one in application.endpoints if not one.traits & OPEN]
    guarded = sum(one.protection(ProtectionKind.AUTHENTICATION).state is State.YES for one in closed)
    forgotten = sum(map(_is_forgotten, closed))
    if guarded < GUARDED or forgotten > FORGOTTEN:
        return None
    return Verdict(
        values=(("does", "answers by what it is asked"),),
        why=f"{guarded} other endpoints ask who is calling, and this one does not",
        severity=Severity.MEDIUM,
    )


def _is_forgotten(endpoint: Endpoint) -> bool:
    """Tell whether an endpoint without a guard answers by its input, and nothing says that strangers may ask it."""
    named = WORD.findall(f"{endpoint.path} {endpoint.handler.rpartition(':')[2]}".lower())
    return (
        endpoint.protection(ProtectionKind.AUTHENTICATION).state is State.NO
        and not PUBLIC.intersection(named)
        and any(one.used and one.where in {"path", "query", "body"} for one in endpoint.parameters)
    )


def explain(guard: Protection) -> str:
    """Say what was looked at, and for an unknown guard what could not be resolved."""
    if guard.state is State.NO:
        return "no decorator, dependency, middleware or check in the handler asks who is calling; others do"
    names = ", ".join(evidence.name for evidence in guard.by)
    return f"what may guard it was not resolved: {names}" if names else "what may guard it was not resolved"


def is_unsure(endpoint: Endpoint, application: Application, guard: Protection) -> bool:
    """Tell whether something outside of what was read may guard the endpoint."""
    return guard.state is State.UNKNOWN or not application.complete or Trait.WEBHOOK in endpoint.traits


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.GUARDS,
    detects=EndpointQuery(judge=judge),
    message="{endpoint} {does} without asking who is calling",
    remedy="put the guard of the neighbouring endpoints on it, or on the router or blueprint that holds them all",
    severity=Severity.HIGH,
    precision=Precision.MEDIUM,
    weaknesses=(MISSING_AUTHENTICATION,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Authorization_Cheat_Sheet.html",),
)
