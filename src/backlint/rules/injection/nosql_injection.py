"""A document database is asked with an object from the request.

## Why is this bad?

JSON can hold an operator where a text was expected: `{"password": {"$ne": null}}` matches every user. The query means
something else then, and a login succeeds without the password.

## Example

```python
from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)
users = MongoClient().shop.users


@app.post("/find")
def find_user():
    credentials = request.get_json()
    return {"found": users.find_one({"name": credentials["name"]}) is not None}
```

## Use instead

```python
from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)
users = MongoClient().shop.users


@app.post("/find")
def find_user():
    credentials = request.get_json()
    return {"found": users.find_one({"name": str(credentials["name"])}) is not None}
```

## Limits

Query strings and forms of Flask, Django and Starlette hold texts only, which cannot carry an operator.
"""

from backlint.concepts import REMOTE, Flow, SinkKind, SourceKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import NOSQL_INJECTION

_TEXT = frozenset({SourceKind.PATH, SourceKind.HEADER, SourceKind.COOKIE, SourceKind.URL, SourceKind.HOST})


def judge(flow: Flow) -> Verdict:
    """An object from outside can hold operators; what only ever is a text has to be made into one first."""
    made = flow.sources <= _TEXT and not flow.built
    return Verdict(
        why="an object can hold an operator such as `$ne`, and nothing on the way makes the value a text or number",
        precision=Precision.LOW if made else None,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION,
    detects=FlowQuery(sink=SinkKind.NOSQL, sources=REMOTE, judge=judge),
    message="{source} becomes part of the query that {sink} sends",
    remedy="give the value a type (`str(...)`, a schema, `ObjectId(...)`) before it enters the query",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(NOSQL_INJECTION,),
    since="0.1.0",
)
