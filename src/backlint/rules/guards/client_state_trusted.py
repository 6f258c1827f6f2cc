"""What a client says of itself decides what it may do.

## Why is this bad?

Cookies, headers and form fields are written by whoever sends the request. A cookie `is_admin=1` or `user_id=7` that the
server believes is a way in for everybody who can type.

## Example

```python
from flask import Flask, abort, request

app = Flask(__name__)


@app.get("/reports")
def reports():
    if request.cookies.get("is_admin") != "1":
        abort(403)
    return {"reports": []}
```

## Use instead

```python
from flask import Flask, abort, session

app = Flask(__name__)


@app.get("/reports")
def reports():
    if not session.get("is_admin"):
        abort(403)
    return {"reports": []}
```

## Limits

What is told by names: of the field, which says that somebody has a right (`is_admin`, `role`) or calls from somewhere
(`X-Forwarded-For`), and for lookups of the cookie or header that says who is calling (`user_id`). What was signed or
encrypted, and is checked on the way, is not reported. Behind a proxy that sets such a header and removes a client's own it
is right to believe it.
"""

import re

from backlint.concepts import REMOTE, Flow, SinkKind, SourceKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import AUTHENTICATION_SPOOFING, TRUSTED_COOKIE, UNTRUSTED_ADDRESS

_FLAG = re.compile(r"(?:.*[-_.])?(?:is[-_]?)?(?:admin|administrator|super[-_]?user)", re.IGNORECASE)
_SIGNED_IN = re.compile(r"(?:.*[-_.])?(?:is[-_]?)?(?:staff|root|logged[-_]?in|authenticated|authorized)", re.IGNORECASE)
_IDENTITY = re.compile(
    r"(?:(?:http[-_])?x[-_](?:remote[-_]|auth[-_]|authenticated[-_])?)?"
    r"(?:user|user[-_]?name|user[-_]?id|uid|login|email|user[-_]?email|account|account[-_]?id|customer[-_]?id)",
    re.IGNORECASE,
)
_SAID = frozenset({SourceKind.COOKIE, SourceKind.HEADER})


def judge_decision(flow: Flow) -> Verdict | None:
    """Report conditions; in a query or body only those on what is a right beyond doubt, compared with a value of its."""
    name = flow.source_text.rpartition(" ")[2]
    flag = _FLAG.fullmatch(name) is not None
    if not flow.sources & _SAID and not (flag and flow.argument == "compared"):
        return None
    if flow.argument == "asked" and not flag and _SIGNED_IN.fullmatch(name) is None:
        return None
    return Verdict(values=(("use", "decides"),), why="whoever sends the request fills it in, and nothing proves it")


def judge_identity(flow: Flow) -> Verdict | None:
    """Report lookups by a cookie or header that says who is calling."""
    if _IDENTITY.fullmatch(flow.source_text.rpartition(" ")[2]) is None:
        return None
    return Verdict(
        values=(("use", "says whose record it is"),),
        why="whoever sends the request can name another user",
        # Where a proxy signs people in, it sets the header and takes away what a caller sends by that name.
        severity=Severity.MEDIUM if flow.sources <= {SourceKind.HEADER} else None,
        # However many records are looked up by it: it has to be signed, or kept by the server, where it is read.
        location=flow.trace[0].location,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.GUARDS,
    detects=(
        FlowQuery(sink=SinkKind.DECISION, sources=REMOTE, judge=judge_decision),
        FlowQuery(sink=SinkKind.IDENTITY, sources=_SAID, judge=judge_identity),
    ),
    message="{source} {use} in {sink}",
    remedy="keep it in the server's session or a signed token, or ask the database what the signed-in user may do",
    severity=Severity.HIGH,
    precision=Precision.MEDIUM,
    weaknesses=(TRUSTED_COOKIE, AUTHENTICATION_SPOOFING, UNTRUSTED_ADDRESS),
    since="0.1.0",
)
