"""A list is answered with every row that there is.

## Why is this bad?

What users add to grows. One day the answer has a hundred thousand rows, takes seconds and the memory of a worker, and anybody may
ask for it as often as he likes; a copy of the whole table is one request away.

## Example

```python
from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)


class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    text = db.Column(db.String(200))


@app.get("/orders")
def orders():
    return {"orders": [order.text for order in Order.query.all()]}


@app.post("/orders")
def order():
    db.session.add(Order(text=request.form["text"]))
    db.session.commit()
    return {"ok": True}
```

## Use instead

```python
from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)


class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    text = db.Column(db.String(200))


@app.get("/orders")
def orders():
    page = Order.query.order_by(Order.id).paginate(max_per_page=100)
    return {"orders": [order.text for order in page.items]}


@app.post("/orders")
def order():
    db.session.add(Order(text=request.form["text"]))
    db.session.commit()
    return {"ok": True}
```

## Limits

Only queries of SQLAlchemy and the like that ask for all rows of a class are looked at, and lists of REST framework, and only where the application itself adds
rows of it: a table of countries does not grow. What a filter leaves is not counted, nor what a template does not take as a list.
"""

from backlint.concepts import Application, Endpoint, words_in
from backlint.rule import EndpointQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import UNLIMITED_RESOURCES

EXPORTS = frozenset("export exports download downloads csv backup dump sitemap feed rss".split())
"""Words for answers that are meant to hold everything."""
FEW = frozenset(
    "setting settings config configuration option options role roles permission permissions provider providers country "
    "countries language languages currency currencies plan plans category categories theme themes".split()
)
"""Words for what there are a few of, whoever adds them."""


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report a list of everything that users of the application have added: each is mended at its own handler."""
    if not endpoint.lists or not application.production:
        return None
    grows = {records.name for one in application.endpoints for records in one.changed if records.made}
    grows.update(name for one in application.endpoints for name in one.makes)
    names = unbounded(endpoint, grows)
    if not names:
        return None
    return Verdict(
        values=(("names", ", ".join(sorted(names))),),
        why="nothing bounds how many rows the query gives",
    )


def unbounded(endpoint: Endpoint, grows: set[str]) -> set[str]:
    """The kinds of records that grow and of which the endpoint shows all."""
    if not {"GET", "QUERY"} & set(endpoint.methods) or EXPORTS & words_in(f"{endpoint.path} {endpoint.name}".lower()):
        return set()
    return {name for name in grows & set(endpoint.lists) if not FEW & words_in(name)}


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.VALIDATION,
    detects=EndpointQuery(judge=judge),
    message="{endpoint} answers with every row of {names}",
    remedy="give pages: a limit with a greatest value that the caller cannot exceed, and an offset or a cursor",
    severity=Severity.LOW,
    precision=Precision.MEDIUM,
    weaknesses=(UNLIMITED_RESOURCES,),
    since="0.1.0",
)
