"""A password is stored as it was typed.

## Why is this bad?

Everybody who sees the table, a backup or a log of the database has every password, and people use them elsewhere too.

## Example

```python
from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)
    password = db.Column(db.String)


@app.post("/register")
def register():
    db.session.add(User(name=request.form["name"], password=request.form["password"]))
    db.session.commit()
    return {"ok": True}
```

## Use instead

```python
from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy
from werkzeug.security import generate_password_hash

app = Flask(__name__)
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)
    password_hash = db.Column(db.String)


@app.post("/register")
def register():
    hashed = generate_password_hash(request.form["password"])
    db.session.add(User(name=request.form["name"], password_hash=hashed))
    db.session.commit()
    return {"ok": True}
```

## Limits

A model that hashes in its own setter or constructor is understood where that code is part of the project.
"""

from backlint.concepts import Flow, PasswordKept, SecretEntry, SinkKind, SourceKind, looks_up
from backlint.placeholder import is_placeholder
from backlint.rule import Attacker, FactQuery, FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.stages import is_short_lived
from backlint.weaknesses import PLAINTEXT_PASSWORD


def judge(flow: Flow) -> Verdict:
    """Report what is kept, and what rows are looked up by: then they hold passwords as they were typed too."""
    if looks_up(flow.callee, flow.argument):
        return Verdict(
            values=(("use", "compared by"),),
            why="what is kept can be equal to the password only if it is kept as it was typed",
        )
    return Verdict(values=(("use", "stored by"),), why="nothing on the way hashes it")


def judge_kept(kept: PasswordKept) -> Verdict | None:
    """Report passwords of accounts that the program itself makes, and those that a condition compares as they are."""
    if kept.compared == "literal":
        return None  # the text in the source is the fault, and has a rule of its own
    if kept.compared:
        return Verdict(
            values=(("source", kept.name), ("use", "compared with"), ("sink", "the stored password")),
            why="what is kept can be equal to the password only if it is kept as it was typed",
        )
    return Verdict(
        values=(("source", f"the password in {kept.name}"), ("use", "kept by"), ("sink", kept.callee)),
        why="the text stands there as it is typed, and nothing hashes it",
        severity=Severity.HIGH,
    )


def judge_entry(entry: SecretEntry) -> Verdict | None:
    """Report the accounts that a project's data brings along."""
    if entry.callee != "seed" or entry.name != "password" or is_placeholder(entry.value):
        return None
    if entry.section in {"server", "table"}:
        return None  # a server of databases keeps a hash of it; who reads a table may make one
    return Verdict(
        values=(("source", "the password of an account"), ("use", "kept by"), ("sink", "the data of the project")),
        why="the text stands there as it is typed, and nothing hashes it",
        severity=Severity.HIGH,
        precision=Precision.LOW if is_short_lived(entry.location.path) else None,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.PASSWORDS,
    detects=(
        FlowQuery(sink=SinkKind.PASSWORD_STORE, sources=frozenset({SourceKind.PASSWORD}), judge=judge),
        FactQuery(kind=PasswordKept, judge=judge_kept),
        FactQuery(kind=SecretEntry, judge=judge_entry),
    ),
    message="{source} is {use} {sink} as it was typed",
    remedy="store the result of argon2, bcrypt or scrypt; in Django call `set_password` or `create_user`",
    severity=Severity.HIGH,
    precision=Precision.MEDIUM,
    weaknesses=(PLAINTEXT_PASSWORD,),
    attacker=Attacker.OTHERS,
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html",),
)
