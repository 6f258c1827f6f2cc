"""SQL built from request data.

## Why is this bad?

Whoever sends the request can end the intended statement and add another: read every row, log in as somebody else, or
drop the table.

## Example

```python
import sqlite3

from flask import Flask, request

app = Flask(__name__)


@app.get("/users")
def find_users():
    name = request.args["name"]
    rows = sqlite3.connect("shop.db").execute(f"SELECT id FROM users WHERE name = '{name}'")
    return {"ids": [row[0] for row in rows]}
```

## Use instead

```python
import sqlite3

from flask import Flask, request

app = Flask(__name__)


@app.get("/users")
def find_users():
    name = request.args["name"]
    rows = sqlite3.connect("shop.db").execute("SELECT id FROM users WHERE name = ?", (name,))
    return {"ids": [row[0] for row in rows]}
```

## Limits

Names of tables and columns cannot be bound as parameters. One that is looked up in a dictionary, or checked against a
fixed set, counts as safe; so does a number.
"""

from backlint.concepts import RELAYED, REMOTE, STORED, Flow, SinkKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import SQL_INJECTION


def judge(flow: Flow) -> Verdict:
    """Text built around request data can be broken out of; a whole statement from a request needs no breaking out."""
    if flow.built:
        return Verdict(
            why="the statement's text is put together around the value, so a quote in it ends the literal",
            severity=Severity.CRITICAL,
        )
    return Verdict(
        why="the value arrives as SQL text and is not bound as a parameter",
        severity=Severity.HIGH,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.QUERIES,
    detects=FlowQuery(sink=SinkKind.SQL, sources=REMOTE | RELAYED | STORED, judge=judge),
    message="{source} becomes part of the SQL that {sink} runs",
    remedy="pass the value as a bound parameter, or choose the column from a fixed dictionary",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(SQL_INJECTION,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/SQL_Injection_Prevention_Cheat_Sheet.html",),
)
