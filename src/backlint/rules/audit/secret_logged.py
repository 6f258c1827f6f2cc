"""A password, token or key is written to a log.

## Why is this bad?

Logs are copied, kept for years and read by many. A secret in them is a secret no more.

## Example

```python
import logging

from flask import Flask, request

app = Flask(__name__)
logger = logging.getLogger(__name__)


@app.post("/login")
def login():
    password = request.form["password"]
    logger.info("login with %s", password)
    return {"ok": True}
```

## Use instead

```python
import logging

from flask import Flask, request

app = Flask(__name__)
logger = logging.getLogger(__name__)


@app.post("/login")
def login():
    logger.info("login of %s", request.form["name"])
    return {"ok": True}
```

## Limits

What counts as a secret is told by where the value comes from and what it is called, not by the words of the message. A
hash or a mask of it is not reported.
"""

from backlint.concepts import Flow, SinkKind, SourceKind
from backlint.rule import Attacker, FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import SECRET_IN_LOG


def judge(_flow: Flow) -> Verdict:
    """A secret in a log is read by many."""
    return Verdict(why="the value itself is written, neither masked nor hashed")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.AUDIT,
    detects=FlowQuery(
        sink=SinkKind.SECRET_LOG,
        sources=frozenset({SourceKind.SECRET, SourceKind.PASSWORD, SourceKind.CREDENTIAL}),
        judge=judge,
    ),
    message="{source} is written to the log by {sink}",
    remedy="log an identifier of the user or key instead of the secret",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(SECRET_IN_LOG,),
    attacker=Attacker.OTHERS,
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html",),
)
