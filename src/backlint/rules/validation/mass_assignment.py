"""Request data names the fields of a record that are written.

## Why is this bad?

Whoever sends the request adds a field that the form does not show: `is_admin`, `role`, `owner_id`, `price`.

## Example

```python
from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)
    is_admin = db.Column(db.Boolean, default=False)


@app.post("/users")
def create_user():
    db.session.add(User(**request.get_json()))
    db.session.commit()
    return {"ok": True}
```

## Use instead

```python
from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)
    is_admin = db.Column(db.Boolean, default=False)


@app.post("/users")
def create_user():
    db.session.add(User(name=str(request.get_json()["name"])))
    db.session.commit()
    return {"ok": True}
```

## Limits

A schema that lists its fields and refuses or drops others makes the unpacking safe.
"""

import re

from backlint.concepts import REMOTE, Flow, ModelFields, SinkKind, SourceKind, State
from backlint.rule import FactQuery, FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import MASS_ASSIGNMENT

RIGHTS = frozenset(
    "is_superuser is_staff is_admin admin superuser role roles permissions user_permissions groups".split()
)
"""Fields of users that say what they may do."""

_ROLES = frozenset({"role", "roles", "permissions", "groups"})
_OF_USERS = re.compile(r"user|account|customer|employee|person|^member$", re.IGNORECASE)


def judge(flow: Flow) -> Verdict:
    """Names from outside set fields that no one meant to offer; a name that the program begins is one of a few."""
    why = "nothing on the way lists the fields, so one that the form does not show is set as well"
    if flow.built:
        return Verdict(
            why="the program puts the name together, so that only fields named like it are set", severity=Severity.LOW
        )
    return Verdict(why=why)


def judge_right(flow: Flow) -> Verdict | None:
    """Report rights that come with a request for which nobody had to sign in; an administrator may hand them out.

    Only where somebody new sends them under a name that says so: what is looked up by a name is not the sender's to say.
    """
    if flow.guarded is not State.NO or not flow.entry.startswith("POST "):
        return None
    if flow.source_text.rpartition(" ")[2] not in RIGHTS | {flow.argument}:
        return None
    return Verdict(
        values=(("sink", f"{flow.argument} by {'.'.join(flow.callee.rsplit('.', 2)[-2:])}"),),
        why="the endpoint asks nobody who is calling, and takes what the caller may do from the request",
        remedy="let the program say what a new user may do",
        precision=Precision.MEDIUM,
    )


_GIVES_RIGHTS = re.compile(r"(?:is_?)?(?:admin|administrator|super_?user|staff)", re.IGNORECASE)
_REGISTERS = re.compile(r"regist|sign_?-?up|/users?$|/accounts?$", re.IGNORECASE)


def judge_asked(flow: Flow) -> Verdict | None:
    """Report a registration that asks the request whether who sends it is an administrator."""
    name = flow.source_text.rpartition(" ")[2]
    open_ = flow.guarded is State.NO and flow.entry.startswith("POST ") and _REGISTERS.search(flow.entry) is not None
    if not open_ or flow.argument != "asked" or _GIVES_RIGHTS.fullmatch(name) is None:
        return None
    return Verdict(
        values=(("sink", "a registration"),),
        why="the endpoint asks nobody who is calling, and takes what the caller may do from the request",
        remedy="let the program say what a new user may do",
        precision=Precision.MEDIUM,
    )


def judge_fields(fields: ModelFields) -> Verdict | None:
    """Report forms and serializers that offer the fields which give rights because nobody listed the others."""
    # What a membership or an invitation is for is to say a role: nobody gives it to themselves by the way.
    rights = RIGHTS if _OF_USERS.search(fields.model) else RIGHTS - _ROLES
    offered = [name for name in fields.writable if name in rights]
    if not fields.everything or not offered or not fields.production:
        return None
    return Verdict(
        values=(("source", "a request"), ("sink", f"{fields.name} ({', '.join(offered)})")),
        why=f"not listed, so that every field of {fields.model} is offered which is not left out",
        remedy="list in `fields` those that a user may set",
        precision=Precision.MEDIUM,
    )


_NAMING = REMOTE - {SourceKind.HEADER, SourceKind.HOST}
"""Where names of fields come from; a header is one text, most often a language or an agent."""

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.VALIDATION,
    detects=(
        FlowQuery(sink=SinkKind.MASS_ASSIGNMENT, sources=_NAMING, judge=judge),
        FlowQuery(sink=SinkKind.RIGHT, sources=REMOTE, judge=judge_right),
        FlowQuery(sink=SinkKind.DECISION, sources=REMOTE, judge=judge_asked),
        FactQuery(kind=ModelFields, judge=judge_fields),
    ),
    message="{source} chooses the fields that {sink} sets",
    remedy="name the fields that may be set, or unpack a schema that lists them (`NewUser(**body).model_dump()`)",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(MASS_ASSIGNMENT,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Mass_Assignment_Cheat_Sheet.html",),
)
