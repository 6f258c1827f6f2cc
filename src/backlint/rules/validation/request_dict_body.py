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


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report bodies whose declared type constrains nothing."""
    loose = tuple(p for p in endpoint.parameters if is_loose(p))
    if not loose or Trait.WEBHOOK in endpoint.traits or not application.production:
        return None
    return Verdict(
        values=(("names", ", ".join(f"{p.name}: {p.by}" for p in loose)),),
        why=f"`{loose[0].by}` accepts every key and value",
        related=tuple(Step(p.location, f"{p.name} is declared as {p.by}") for p in loose),
    )


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
