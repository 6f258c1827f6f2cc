"""The caller chooses how many rows an answer holds, without a most.

## Why is this bad?

`?limit=100000000` reads the whole table, holds it in memory and sends it: one request costs what thousands should, and
whoever wants a copy of everything gets it at once.

## Example

```python
from fastapi import FastAPI
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite:///shop.db")


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)


@app.get("/orders")
def list_orders(limit: int = 100):
    with Session(engine) as session:
        return [order.id for order in session.scalars(select(Order).limit(limit))]
```

## Use instead

```python
from fastapi import FastAPI, Query
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite:///shop.db")


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)


@app.get("/orders")
def list_orders(limit: int = Query(100, le=200)):
    with Session(engine) as session:
        return [order.id for order in session.scalars(select(Order).limit(limit))]
```

## Limits

A comparison with a number above one, `min` and a declared `le` or `lt` are taken for the bound.
"""

from backlint.concepts import REMOTE, Flow, SinkKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import UNLIMITED_RESOURCES

OTHERS = frozenset({"range", "*", "bytes", "bytearray", "sleep"})
"""Uses of a number that are another rule's (`work-unbounded`)."""


def judge(flow: Flow) -> Verdict | None:
    """Report where the number comes in: there its bound is missing."""
    if flow.callee.rpartition(".")[2] in OTHERS:
        return None
    return Verdict(why="nothing on the way sets the most that may be asked for", location=flow.trace[0].location)


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.VALIDATION,
    detects=FlowQuery(sink=SinkKind.RESOURCE, sources=REMOTE, judge=judge),
    message="{source} decides how many rows {sink} gives",
    remedy="set the most: `Query(le=100)`, `min(limit, 100)`, the paginator's `max_page_size`",
    severity=Severity.LOW,
    precision=Precision.MEDIUM,
    weaknesses=(UNLIMITED_RESOURCES,),
    since="0.1.0",
)
