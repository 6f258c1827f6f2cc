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

Input that is only looked up or read back (a search text), that the code itself compares with a list, a length or a
pattern, and a body that is passed on whole are reported for review only, or not at all. Headers,
cookies, raw bodies of webhooks and parts of the path are not looked at here; `path-param-untyped` and
`upload-unrestricted` know those that matter.
"""

from backlint.concepts import Application, Endpoint, Parameter, ProtectionKind, State, Trait
from backlint.rule import EndpointQuery, Item, Location, Precision, Severity, Step, Verdict, declare_rule
from backlint.weaknesses import INPUT_VALIDATION

PLACES = frozenset({"query", "body", "form"})
OPERATIONS = frozenset({"QUERY", "MUTATION", "SUBSCRIPTION"})
"""What GraphQL asks for: its schema has checked the arguments, and the rest of the body is the query itself."""
EXEMPT = frozenset({Trait.WEBHOOK, Trait.HEALTH, Trait.DOCS, Trait.STATIC})
SHOWN = 4
"""How many names a message holds; the rest is counted."""


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report what is taken as it comes and kept, or made part of something; what is only looked up is for review."""
    raw = tuple(p for p in endpoint.parameters if is_raw(p))
    if not raw or endpoint.traits & EXEMPT or not application.production or OPERATIONS.issuperset(endpoint.methods):
        return None
    harmful = tuple(p for p in raw if does_harm(p, endpoint))
    shown = harmful or raw
    return Verdict(
        values=(("names", enumerate_names(shown)),),
        why="nothing on the way gives it a type, a range or a length" if harmful else "it is only looked up or read",
        related=tuple(Step(p.location, f"{p.name or 'the whole body'} is read from the {p.where}") for p in shown),
        location=find_place(shown, endpoint),
        severity=judge_severity(harmful, endpoint),
        # Who has the role to do so may store what they like, most often.
        precision=None if harmful and not is_privileged(endpoint) else Precision.LOW,
    )


def is_privileged(endpoint: Endpoint) -> bool:
    """Tell whether only those with a role can send it."""
    return endpoint.protection(ProtectionKind.AUTHORIZATION).state is State.YES


def judge_severity(harmful: tuple[Parameter, ...], endpoint: Endpoint) -> Severity:
    """Tell how bad it is: what only callers who are known may store is less so, and so is what another rule reports too."""
    known = endpoint.protection(ProtectionKind.AUTHENTICATION).state is State.YES
    kept = any("kept" in p.reaches for p in harmful)
    return Severity.MEDIUM if kept and not known else Severity.LOW


def does_harm(parameter: Parameter, endpoint: Endpoint) -> bool:
    """Tell whether a value is kept or made part of a statement as it came, and nothing has looked at it before.

    The whole of a body is the caller's own document, unless the endpoint declares a model for it and reads past that.
    """
    if not parameter.name and declares_body(endpoint):
        return True
    return bool(parameter.name and parameter.reaches) or "sink" in parameter.reaches


def declares_body(endpoint: Endpoint) -> bool:
    """Tell whether a model is declared for the body."""
    return any(p.name and p.where == "body" and p.validated is State.YES and p.by for p in endpoint.parameters)


def find_place(parameters: tuple[Parameter, ...], endpoint: Endpoint) -> Location | None:
    """Return where the first of them is read in the handler itself; None where that is somewhere else."""
    own = (p.location for p in parameters if p.location.path == endpoint.location.path)
    return min((place for place in own if place.line >= endpoint.location.line), default=None)


def is_raw(parameter: Parameter) -> bool:
    """Tell whether a used value has no declared type at all (a type that checks nothing is `request-dict-body`), and
    nothing has looked at it before.
    """
    taken = parameter.where in PLACES and parameter.used and parameter.validated is State.NO
    return taken and not parameter.by and not parameter.compared


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
