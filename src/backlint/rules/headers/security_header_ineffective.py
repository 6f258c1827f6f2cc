"""A security header has a value that protects nothing.

## Why is this bad?

The header is there, a scanner ticks it off, and browsers do what they would do without it: they do not know
`X-Frame-Options: ALLOWALL`, and `Referrer-Policy: unsafe-url` asks for what it is meant to prevent.

## Example

```python
from flask import Flask

app = Flask(__name__)


@app.after_request
def protect(response):
    response.headers["X-Frame-Options"] = "ALLOWALL"
    return response


@app.get("/")
def home():
    return "<p>hello</p>"
```

## Use instead

```python
from flask import Flask

app = Flask(__name__)


@app.after_request
def protect(response):
    response.headers["X-Frame-Options"] = "DENY"
    return response


@app.get("/")
def home():
    return "<p>hello</p>"
```

## Limits

Only values that stand in the program as text are judged. Django's settings are `django-insecure-setting`'s, the time for
which browsers insist on HTTPS is `hsts-weak`'s, and policies are `csp-unsafe`'s.
"""

import re
from collections.abc import Iterator

from backlint.concepts import Application
from backlint.rule import ApplicationQuery, Item, Location, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import PROTECTION_MECHANISM

WANTED = {
    "x-content-type-options": (re.compile(r"nosniff", re.IGNORECASE), "nosniff"),
    "x-frame-options": (re.compile(r"deny|sameorigin", re.IGNORECASE), "DENY"),
    "referrer-policy": (re.compile(r"(?!.*unsafe-url$).+", re.IGNORECASE), "same-origin"),
    "cross-origin-opener-policy": (re.compile(r"(?!unsafe-none).+", re.IGNORECASE), "same-origin"),
}
"""What browsers act upon (WHATWG Fetch and HTML, RFC 7034; `ALLOW-FROM` is no longer supported by any)."""


def judge(application: Application) -> Iterator[Verdict]:
    """Report each header whose only value browsers ignore, or that asks them for less than they do by themselves."""
    for name, (effective, better) in WANTED.items():
        evidence = application.headers.get(name)
        if evidence is None or not evidence.detail or not application.production:
            continue
        if effective.fullmatch(evidence.detail.strip()) is None:
            yield Verdict(
                values=(("name", evidence.name), ("value", evidence.detail.strip())),
                why="browsers ignore the value, or protect less by it than without",
                remedy=f"set {evidence.name} to `{better}`",
                location=Location(evidence.file, evidence.line),
            )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.HEADERS,
    detects=ApplicationQuery(judge=judge),
    message="`{name}: {value}` protects nothing",
    remedy="set the header to a value that browsers act upon",
    severity=Severity.LOW,
    precision=Precision.HIGH,
    weaknesses=(PROTECTION_MECHANISM,),
    since="0.1.0",
)
