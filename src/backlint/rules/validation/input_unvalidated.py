"""An endpoint uses input that no type or schema constrains.

## Why is this bad?

Code that expects a short text gets a list, a megabyte, a negative quantity or nothing at all. What the database or a
later step makes of it is decided by whoever sends the request.

## Example

```python
from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)


class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    quantity = db.Column(db.Integer)


@app.post("/orders")
def create_order():
    body = request.get_json()
    db.session.add(Order(quantity=body["quantity"]))
    db.session.commit()
    return {"ok": True}
```

## Use instead

```python
from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy
from pydantic import BaseModel, PositiveInt

app = Flask(__name__)
db = SQLAlchemy(app)


class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    quantity = db.Column(db.Integer)


class NewOrder(BaseModel):
    quantity: PositiveInt


@app.post("/orders")
def create_order():
    order = NewOrder.model_validate(request.get_json())
    db.session.add(Order(quantity=order.quantity))
    db.session.commit()
    return {"ok": True}
```

## Limits

Input that is only read back (a search text) and a body that is passed on whole are reported for review only. Headers,
cookies, raw bodies of webhooks and parts of the path are not looked at here; `path-param-untyped` and
`upload-unrestricted` know those that matter.
"""

from backlint.concepts import Application, Endpoint, Parameter, State, Trait
from backlint.rule import EndpointQuery, Item, Precision, Severity, Step, Verdict, declare_rule
from backlint.weaknesses import INPUT_VALIDATION

PLACES = frozenset({"query", "body", "form"})
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
EXEMPT = frozenset({Trait.WEBHOOK, Trait.HEALTH, Trait.DOCS, Trait.STATIC})
SHOWN = 4
"""How many names a message holds; the rest is counted."""


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report what is taken as it comes; an endpoint that only reads, or passes the whole body on, is for review."""
    raw = tuple(p for p in endpoint.parameters if is_raw(p))
    if not raw or endpoint.traits & EXEMPT or not application.production:
        return None
    verdict = Verdict(
        values=(("names", enumerate_names(raw)),),
        why="its value is used and nothing on the way gives it a type, a range or a length",
        related=tuple(Step(p.location, f"{p.name or 'the whole body'} is read from the {p.where}") for p in raw),
    )
    writes = Trait.CHANGES_STATE in endpoint.traits or bool(WRITING.intersection(endpoint.methods))
    if writes and any(p.name for p in raw):
        return verdict
    return Verdict(
        values=verdict.values,
        why=verdict.why,
        related=verdict.related,
        severity=Severity.LOW,
        precision=Precision.LOW,
    )


def is_raw(parameter: Parameter) -> bool:
    """Tell whether a used value has no declared type at all (a type that checks nothing is `request-dict-body`)."""
    return parameter.where in PLACES and parameter.used and parameter.validated is State.NO and not parameter.by


def enumerate_names(parameters: tuple[Parameter, ...]) -> str:
    """Return `name, quantity and 2 more`, each name once, in the order of reading."""
    names = list(dict.fromkeys(p.name or "the whole body" for p in parameters))
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.VALIDATION,
    detects=EndpointQuery(judge=judge),
    message="{endpoint} uses {names} without a type or schema",
    remedy="declare the input as a schema (pydantic, marshmallow, a serializer or form) and use only what it returns",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(INPUT_VALIDATION,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Input_Validation_Cheat_Sheet.html",),
)
