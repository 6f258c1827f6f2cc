"""A part of the path that names a record has no type.

## Why is this bad?

An identifier that is declared as a number or UUID is refused before any code runs. Declared as text, every look-up has
to cope with whatever is sent, and error pages show how it does.

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

    id: Mapped[str] = mapped_column(primary_key=True)


@app.get("/orders/{order_id}")
def read_order(order_id: str):
    with Session(engine) as session:
        return {"order": session.get(Order, order_id).id}
```

## Use instead

```python
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite:///shop.db")


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[str] = mapped_column(primary_key=True)


@app.get("/orders/{order_id}")
def read_order(order_id: UUID):
    with Session(engine) as session:
        return {"order": session.get(Order, order_id).id}
```

## Limits

Some identifiers are texts by design (a slug, an external number); the finding is for review only.
"""

import re

from backlint.concepts import Application, Endpoint, Parameter, State
from backlint.rule import EndpointQuery, Item, Precision, Severity, Step, Verdict, declare_rule
from backlint.weaknesses import INPUT_VALIDATION

IDENTIFIER = re.compile(r"(^|_)(id|pk|uuid|guid)$", re.IGNORECASE)


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report used path parameters that are named like a key and may be any text."""
    untyped = tuple(p for p in endpoint.parameters if is_untyped_key(p))
    if not untyped or not application.production:
        return None
    return Verdict(
        values=(("names", ", ".join(p.name for p in untyped)),),
        why="the parameter is named like a key and is taken as any text",
        related=tuple(Step(p.location, f"{p.name} is declared here") for p in untyped),
    )


def is_untyped_key(parameter: Parameter) -> bool:
    """Tell whether a parameter of the path is named like an identifier, used, and constrained by nothing."""
    return (
        parameter.where == "path"
        and parameter.used
        and parameter.validated is State.NO
        and IDENTIFIER.search(parameter.name) is not None
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.VALIDATION,
    detects=EndpointQuery(judge=judge),
    message="{endpoint} takes {names} as any text",
    remedy="declare the parameter as `int` or `UUID` (`<int:id>`, `<uuid:id>`, `id: UUID`)",
    severity=Severity.LOW,
    precision=Precision.LOW,
    weaknesses=(INPUT_VALIDATION,),
    since="0.1.0",
)
