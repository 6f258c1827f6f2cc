"""A stored password, its hash or the whole environment is sent to the caller.

## Why is this bad?

A hash is what an attacker needs to guess passwords at home, without a limit. Nobody who calls the application has a use
for it.

## Example

```python
from flask import Flask, jsonify
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)
    password_hash = db.Column(db.String)


@app.get("/users/<int:user_id>")
def read_user(user_id):
    user = db.session.get(User, user_id)
    return jsonify({"name": user.name, "password_hash": user.password_hash})
```

## Use instead

```python
from flask import Flask, jsonify
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)
    password_hash = db.Column(db.String)


@app.get("/users/<int:user_id>")
def read_user(user_id):
    user = db.session.get(User, user_id)
    return jsonify({"name": user.name})
```

## Limits

The same holds for the process's environment as a whole: it holds the keys of everything that the application may use. A
response model or serializer that leaves the field out makes returning the record safe. A token that is handed out at
login is meant for the caller and is not reported.
"""

from backlint.concepts import Flow, ModelFields, SinkKind, SourceKind
from backlint.rule import FactQuery, FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import INFORMATION_EXPOSURE

PASSWORDS = frozenset({"password", "password_hash", "hashed_password", "passwd"})


def judge(_flow: Flow) -> Verdict:
    """Nobody outside has a use for it."""
    return Verdict(why="no model or serializer leaves the field out on the way")


def judge_fields(fields: ModelFields) -> Verdict | None:
    """Report serializers that show a password: its hash, or what was just typed."""
    shown = next((name for name in fields.readable if name in PASSWORDS), None)
    if shown is None or not fields.production:
        return None
    return Verdict(
        values=(("source", f"the field {shown} of {fields.model}"), ("sink", fields.name)),
        why="neither left out nor declared with `write_only=True`",
        remedy="declare it with `write_only=True`, or leave it out of `fields`",
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.PASSWORDS,
    detects=(
        FlowQuery(sink=SinkKind.RESPONSE, sources=frozenset({SourceKind.SECRET, SourceKind.ENVIRONMENT}), judge=judge),
        FactQuery(kind=ModelFields, judge=judge_fields),
    ),
    message="{source} is sent to the caller by {sink}",
    remedy="answer with a model that lists the fields to show (`response_model`, a serializer, a dictionary)",
    severity=Severity.HIGH,
    precision=Precision.MEDIUM,
    weaknesses=(INFORMATION_EXPOSURE,),
    since="0.1.0",
)
