"""A request's body is declared as a type that checks nothing.

## Why is this bad?

`dict`, `list` and `Any` look like a declaration, but accept every key and every value. The checks that a schema makes
have to be made by hand, and the generated documentation says nothing.

## Example

```python
from fastapi import FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite:///shop.db")


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


@app.post("/orders")
def create_order(order: dict):
    with Session(engine) as session:
        session.add(Order(name=order["name"]))
        session.commit()
```

## Use instead

```python
from fastapi import FastAPI
from pydantic import BaseModel, Field
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite:///shop.db")


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class NewOrder(BaseModel):
    name: str = Field(max_length=100)


@app.post("/orders")
def create_order(order: NewOrder):
    with Session(engine) as session:
        session.add(Order(name=order.name))
        session.commit()
```

## Limits

An endpoint that only passes the document on has no better type; webhooks are not reported.
"""

from backlint.concepts import Application, Endpoint, Parameter, State, Trait
from backlint.rule import EndpointQuery, Item, Precision, Severity, Step, Verdict, declare_rule
from backlint.weaknesses import INPUT_VALIDATION

HABIT = 8
"""From so many endpoints on, it is how an application was made, and one cause: it is told once. This tool's own figure."""


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report bodies whose declared type constrains nothing; the first of them where an application has them by habit."""
    loose = loose_of(endpoint)
    if not loose or not application.production:
        return None
    alike = sorted((one for one in application.endpoints if loose_of(one)), key=lambda one: (one.location, one.title))
    if len(alike) >= HABIT and endpoint.title != alike[0].title:
        return None
    others = alike[1:] if len(alike) >= HABIT else []
    return Verdict(
        values=(("names", ", ".join(f"{p.name}: {p.by}" for p in loose)),),
        why=f"`{loose[0].by}` accepts every key and value" + (f"; so do {len(others)} others" if others else ""),
        related=(
            *(Step(p.location, f"{p.name} is declared as {p.by}") for p in loose),
            *(Step(one.location, f"{one.title} as well") for one in others[:HABIT]),
        ),
    )


def loose_of(endpoint: Endpoint) -> tuple[Parameter, ...]:
    """Return the bodies of an endpoint whose type constrains nothing; a webhook takes what another server sends."""
    return () if Trait.WEBHOOK in endpoint.traits else tuple(p for p in endpoint.parameters if is_loose(p))


def is_loose(parameter: Parameter) -> bool:
    """Tell whether a body has a declared type (`by`) that validates nothing."""
    return parameter.where == "body" and parameter.validated is State.NO and bool(parameter.by) and parameter.used


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.VALIDATION,
    detects=EndpointQuery(judge=judge),
    message="{endpoint} takes its body as {names}",
    remedy="declare a model with the fields that the endpoint uses, and their types and lengths",
    severity=Severity.LOW,
    precision=Precision.MEDIUM,
    weaknesses=(INPUT_VALIDATION,),
    since="0.1.0",
)
