"""A token that tells who is calling is taken out of the address.

## Why is this bad?

Addresses are written down: in the logs of servers and proxies, in the history of a browser, in the `Referer` of what a page
loads. Whoever reads one of them has the token, and with it the account until the token ends.

## Example

```python
import os

import jwt
from flask import Flask, abort, request

app = Flask(__name__)
KEY = os.environ["JWT_SECRET"]


@app.get("/orders")
def orders():
    try:
        claims = jwt.decode(request.args["token"], KEY, algorithms=["HS256"])
    except jwt.PyJWTError:
        abort(401)
    return {"of": claims["sub"]}
```

## Use instead

```python
import os

import jwt
from flask import Flask, abort, request

app = Flask(__name__)
KEY = os.environ["JWT_SECRET"]


@app.get("/orders")
def orders():
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    try:
        claims = jwt.decode(sent, KEY, algorithms=["HS256"])
    except jwt.PyJWTError:
        abort(401)
    return {"of": claims["sub"]}
```

## Limits

Links with a token of their own (confirmations, resets, invitations, downloads) are left out, by the words of their paths, and
so are WebSockets, for which a browser cannot set a header.
"""

from backlint.concepts import Setting, TokenInUrl
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import SECRET_IN_URL

_LOCATION = "JWT_TOKEN_LOCATION"
_QUERY = "query_string"


def judge(taken: TokenInUrl) -> Verdict | None:
    """Report a token of the query that is checked to know who is calling."""
    if not taken.production:
        return None
    return Verdict(values=(("name", taken.name),), why=f"{taken.endpoint} asks for it, and addresses are logged")


def judge_setting(setting: Setting) -> Verdict | None:
    """Report Flask-JWT-Extended's setting that lets a token stand in the query."""
    if not setting.production or setting.name != _LOCATION or _QUERY not in setting.value.texts:
        return None
    return Verdict(
        values=(("name", "the query string"),),
        why=f"`{_LOCATION}` holds `{_QUERY}`, so that every guarded endpoint takes it from there",
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=(FactQuery(kind=TokenInUrl, judge=judge), FactQuery(kind=Setting, judge=judge_setting)),
    message="a token is taken from {name}",
    remedy="take it from the header `Authorization` or from a cookie with HttpOnly",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(SECRET_IN_URL,),
    since="0.1.0",
)
