"""An exception's text is sent to the caller.

## Why is this bad?

The text of an exception holds paths, SQL, host names and values. It tells an attacker what the next try should be.

## Example

```python
import sqlite3

from flask import Flask, request

app = Flask(__name__)


@app.get("/orders")
def orders():
    try:
        rows = sqlite3.connect("shop.db").execute("SELECT id FROM orders WHERE id = ?", (request.args["id"],))
    except Exception as error:
        return {"error": str(error)}, 500
    return {"orders": [row[0] for row in rows]}
```

## Use instead

```python
import logging
import sqlite3

from flask import Flask, request

app = Flask(__name__)
logger = logging.getLogger(__name__)


@app.get("/orders")
def orders():
    try:
        rows = sqlite3.connect("shop.db").execute("SELECT id FROM orders WHERE id = ?", (request.args["id"],))
    except Exception:
        logger.exception("the orders could not be read")
        return {"error": "the orders could not be read"}, 500
    return {"orders": [row[0] for row in rows]}
```

## Limits

Exceptions that the project raises itself with a text for users are not reported. Writing the text to a log is right.
"""

from backlint.concepts import Flow, SinkKind, SourceKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import ERROR_DETAILS


def judge(_flow: Flow) -> Verdict:
    """Texts of exceptions name what is inside."""
    return Verdict(why="the text of an exception is made for developers and is not replaced on the way")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.ERRORS,
    detects=FlowQuery(sink=SinkKind.ERROR_LEAK, sources=frozenset({SourceKind.EXCEPTION}), judge=judge),
    message="{source} is sent to the caller by {sink}",
    remedy="log the exception and answer with a text of your own",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(ERROR_DETAILS,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html",),
)
