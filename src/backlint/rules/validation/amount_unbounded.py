"""A number from a request changes a kept number, and may be negative.

## Why is this bad?

Whoever orders minus ten pieces fills the stock, and whoever transfers minus a hundred takes money. A total that is
multiplied with a quantity below zero pays the customer.

## Example

```python
from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)


class Account(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    balance = db.Column(db.Integer)


@app.post("/withdraw/<int:account_id>")
def withdraw(account_id):
    account = db.session.get(Account, account_id)
    amount = request.form.get("amount", type=int)
    account.balance -= amount
    db.session.commit()
    return {"balance": account.balance}
```

## Use instead

```python
from flask import Flask, abort, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)


class Account(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    balance = db.Column(db.Integer)


@app.post("/withdraw/<int:account_id>")
def withdraw(account_id):
    account = db.session.get(Account, account_id)
    amount = request.form.get("amount", 0, type=int)
    if amount <= 0:
        abort(400)
    account.balance -= amount
    db.session.commit()
    return {"balance": account.balance}
```

## Limits

A comparison with zero or one is taken for the check, whichever way it goes; a comparison with what is there (`amount >
account.balance`) says nothing of numbers below zero. What a schema accepted whose fields are not read is not reported.
"""

import re

from backlint.concepts import REMOTE, Flow, SinkKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import QUANTITY

WORTH = re.compile(
    r"(?:.*_)?(?:balance|stock|price|total|subtotal|amount|credits?|points|wallet|funds|inventory|budget|cents|cost|fee|"
    r"salary|revenue|coins|money|paid|due|debt)(?:_.*)?",
    re.IGNORECASE,
)
"""Names of numbers that are worth something to somebody; of others, what is below zero mostly harms nobody."""
ROW = "a row's number"


def judge(flow: Flow) -> Verdict:
    """Report a number that changes another which is worth something; any other is for review."""
    worth = flow.argument == ROW or WORTH.fullmatch(flow.argument) is not None
    return Verdict(why="nothing on the way compares it with zero", precision=None if worth else Precision.LOW)


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.VALIDATION,
    detects=FlowQuery(sink=SinkKind.AMOUNT, sources=REMOTE, judge=judge),
    message="{source} is counted into a number that is kept, and may be negative",
    remedy="refuse what is below one (`amount <= 0`, `Field(gt=0)`, `MinValueValidator(1)`) before it is counted with",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(QUANTITY,),
    since="0.1.0",
)
