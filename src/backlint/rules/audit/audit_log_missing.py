"""Sensitive actions leave no record.

## Why is this bad?

After an account is taken over or a payment sent back, the first question is who did what and when. Without a record
nobody can answer it, and nobody notices in time.

## Example

```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


@app.delete("/admin/users/<int:user_id>")
def delete_user(user_id):
    db.session.delete(db.session.get(User, user_id))
    db.session.commit()
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
    audit.info("user_deleted", extra={"actor": current_user.get_id(), "target": user_id})
    return {"ok": True}
```

## Limits

A record that the database makes by a trigger is not seen: attest it in the configuration (`attest.audit-logs`). Where
some endpoints leave a record, those that do not are reported for review only.
"""

from collections.abc import Iterator

from backlint.concepts import Application, Deed, Endpoint, ProtectionKind, State, Trait
from backlint.rule import (
    ApplicationQuery,
    Attacker,
    EndpointQuery,
    Item,
    Precision,
    Severity,
    Step,
    Verdict,
    declare_rule,
)
from backlint.weaknesses import MISSING_AUDIT

GRAVE = frozenset({Trait.LOGIN, Trait.RESET, Trait.TOKEN, Trait.ADMIN})
LISTED = 20
"""How many endpoints a finding lists as related places."""


def judge_application(application: Application) -> Iterator[Verdict]:
    """One finding for an application none of whose sensitive endpoints leaves a record."""
    sensitive = find_sensitive(application)
    states = {recorded(endpoint) for endpoint in sensitive}
    if not sensitive or State.YES in states or not application.production:
        return
    unsure = State.UNKNOWN in states or not application.complete
    grave = any(endpoint.traits & GRAVE for endpoint in sensitive)
    yield Verdict(
        values=(
            (
                "what",
                f"none of {len(sensitive)} sensitive endpoints of this {application.framework} application leaves",
            ),
        ),
        why="what they call was not resolved" if unsure else "no log or audit call is reached on any path of theirs",
        severity=Severity.MEDIUM if grave else Severity.LOW,
        precision=Precision.LOW if unsure else None,
        related=tuple(Step(e.location, f"{e.title} leaves no record") for e in sensitive[:LISTED]),
    )


def judge_endpoint(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Where others leave a record, report the sensitive endpoint that leaves none, for review."""
    if Trait.SENSITIVE not in endpoint.traits or recorded(endpoint) is not State.NO or not application.production:
        return None
    if not any(recorded(other) is State.YES for other in find_sensitive(application)):
        return None
    return Verdict(
        values=(("what", f"{endpoint.title}, unlike others, never leaves"),),
        why="no log or audit call is reached on any path of it",
        severity=Severity.LOW,
        precision=Precision.LOW,
    )


def find_sensitive(application: Application) -> tuple[Endpoint, ...]:
    """The endpoints whose actions should be on record; where none has to do with accounts, those that delete."""
    found = tuple(endpoint for endpoint in application.endpoints if Trait.SENSITIVE in endpoint.traits)
    return found or tuple(filter(deletes, application.endpoints))


def deletes(endpoint: Endpoint) -> bool:
    """Whether the endpoint deletes records, by what it does or by its method."""
    return Deed.DELETES in endpoint.deeds or set(endpoint.methods) == {"DELETE"}


def recorded(endpoint: Endpoint) -> State:
    """Whether the endpoint leaves a record of what it does."""
    return endpoint.protection(ProtectionKind.AUDIT_LOG).state


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.AUDIT,
    detects=(ApplicationQuery(judge=judge_application), EndpointQuery(judge=judge_endpoint)),
    message="{what} an audit record",
    remedy="log the action with actor, target and outcome, on success and on failure, under a logger of its own",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(MISSING_AUDIT,),
    attacker=Attacker.OTHERS,
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Logging_Vocabulary_Cheat_Sheet.html",),
)
