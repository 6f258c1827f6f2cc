"""A record is found by the id that the client names, whoever it belongs to.

## Why is this bad?

Whoever is signed in changes the number in the address and reads, changes or deletes what belongs to somebody else. It is
the fault that is found most often in interfaces, and no scanner of requests sees it, as every request looks right.

## Example

```python
from flask import Flask, abort
from flask_login import LoginManager, current_user, login_required
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)
LoginManager(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer, db.ForeignKey("user.id"))


@app.get("/orders/<int:order_id>")
@login_required
def read_order(order_id):
    order = Order.query.filter_by(id=order_id, user_id=current_user.id).first_or_404()
    return {"id": order.id}


@app.delete("/orders/<int:order_id>")
@login_required
def delete_order(order_id):
    db.session.delete(db.session.get(Order, order_id))
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


class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer, db.ForeignKey("user.id"))


@app.get("/orders/<int:order_id>")
@login_required
def read_order(order_id):
    order = Order.query.filter_by(id=order_id, user_id=current_user.id).first_or_404()
    return {"id": order.id}


@app.delete("/orders/<int:order_id>")
@login_required
def delete_order(order_id):
    order = Order.query.filter_by(id=order_id, user_id=current_user.id).first_or_404()
    db.session.delete(order)
    db.session.commit()
    return {"ok": True}
```

## Limits

Only records are judged of which a column says whose they are, and only where the caller takes no part in the query, in a
condition or in a role that is asked for. Where the application relates such records to nobody anywhere, they may be meant
for all: that is for review, unless they are changed and a column says which user's they are. Accounts are judged where they
are changed, or show what nobody else is to see, such as the number of a card. So are records that are shown to all in some list. What is found by a token that nobody
guesses is left out.
"""

import re

from backlint.concepts import Application, Endpoint, ProtectionKind, RowAccess, RowRelation, State, Trait
from backlint.rule import EndpointQuery, Item, Precision, Severity, Step, Verdict, declare_rule
from backlint.rule import Location as Place
from backlint.weaknesses import OWNERSHIP

_NOT_JUDGED = frozenset(
    {
        *(Trait.LOGIN, Trait.LOGOUT, Trait.REGISTER, Trait.RESET, Trait.TOKEN, Trait.CODE, Trait.ADMIN),
        *(Trait.HEALTH, Trait.DOCS, Trait.STATIC, Trait.WEBHOOK, Trait.PUBLIC_BY_DESIGN),
    }
)
_OF_A_USER = re.compile(
    r"(?:user|owner|customer|buyer|patient|account)(?:_?(?:id|uuid|pk|name|e?mail|login))?", re.IGNORECASE
)
"""Columns that say the person whose a record is; who made or was assigned something shares it with a team more often."""
_READ_BY_ALL = re.compile(
    r"(?:post|article|blog|comment|product|page|categor|tag|thread|topic|question|answer|review|event|movie|book|song|"
    r"recipe|forum|team|group|organi[sz]ation)",
    re.IGNORECASE,
)
"""Records that most often are there to be read by others than who made them."""


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report the row that matters most: one that is changed first."""
    if endpoint.traits & _NOT_JUDGED or not application.production:
        return None
    if endpoint.protection(ProtectionKind.AUTHORIZATION).state is State.YES:
        return None
    judged = [(row, _precision(row, endpoint, application)) for row in endpoint.rows]
    found = [(row, precision) for row, precision in judged if precision is not None]
    if not found:
        return None
    row, precision = max(found, key=lambda one: (one[1], one[0].changes, -one[0].location.line))
    shown = tuple(
        Step(Place(one.file, one.line), f"here a {row.model} is related to the caller")
        for one in row.by
        if row.relation is not RowRelation.NOWHERE
    )
    return Verdict(
        values=(("does", "changes" if row.changes else "reaches"), ("model", row.model), ("key", row.key)),
        why=f"whose it is ({row.owner}) is neither part of the query nor compared with the caller"
        + ("; other endpoints do so" if shown else ""),
        precision=precision,
        related=(Step(row.location, f"the {row.model} is found by {row.key} alone"), *shown),
    )


def _precision(row: RowAccess, endpoint: Endpoint, application: Application) -> Precision | None:
    guard = endpoint.protection(ProtectionKind.AUTHENTICATION).state
    intimate = any(one.intimate and one.name == row.model for one in endpoint.shown)
    if row.is_user and (not (row.changes or intimate) or guard is State.NO):
        # Who others are is most often shown on purpose; what anybody may do with accounts is no matter of theirs.
        return None
    if guard is State.NO and not row.changes and Trait.CHANGES_STATE not in endpoint.traits:
        return None if row.relation is RowRelation.NOWHERE else Precision.LOW
    unsure = (
        guard is State.UNKNOWN
        or endpoint.protection(ProtectionKind.AUTHORIZATION).state is State.UNKNOWN
        or (row.relation is RowRelation.NOWHERE and not (is_personal(row) and application.has_authentication))
    )
    if unsure:
        return Precision.LOW
    public = _READ_BY_ALL.search(row.model) is not None
    changes = Trait.CHANGES_STATE in endpoint.traits
    if public and changes and not (row.changes or intimate):
        # What others may read is what others may comment on, order and like.
        return None
    weak = row.relation is not RowRelation.COMPARED and (row.listed or public)
    return Precision.LOW if weak and not (row.changes or changes or intimate) else Precision.MEDIUM


def is_personal(row: RowAccess) -> bool:
    """Tell whether records are somebody's own even where the application relates them to nobody: accounts, and what is
    changed of which a column of its own says the user.
    """
    return row.is_user or (row.changes and _OF_A_USER.fullmatch(row.owner) is not None)


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.GUARDS,
    detects=EndpointQuery(judge=judge),
    message="{endpoint} {does} any {model}: it is found by {key}, whoever asks",
    remedy="find it among the caller's own (`filter_by(id=…, user_id=current_user.id)`), or compare its owner and answer 404",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(OWNERSHIP,),
    since="0.1.0",
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/Insecure_Direct_Object_Reference_Prevention_Cheat_Sheet.html",
    ),
)
