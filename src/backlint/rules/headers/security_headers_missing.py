"""Responses carry no security headers.

## Why is this bad?

Headers tell the browser what to refuse: guessing types (`X-Content-Type-Options`), plain HTTP
(`Strict-Transport-Security`), foreign scripts and frames (`Content-Security-Policy`), sending addresses along
(`Referrer-Policy`). Without them one slip elsewhere is enough.

## Example

```python
from flask import Flask, render_template

app = Flask(__name__)


@app.get("/")
def home():
    return render_template("home.html")
```

## Use instead

```python
from flask import Flask, render_template
from flask_talisman import Talisman

app = Flask(__name__)
Talisman(app)


@app.get("/")
def home():
    return render_template("home.html")
```

## Limits

Headers that a proxy adds are not seen: attest them in the configuration (`attest.security-headers`). An application
that serves no HTML is asked for `X-Content-Type-Options` and `Strict-Transport-Security` only. An application whose
middleware could not be resolved is reported for review only.
"""

from collections.abc import Iterator

from backlint.concepts import Application, State
from backlint.rule import ApplicationQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import CLEARTEXT, CLICKJACKING, PROTECTION_MECHANISM

HSTS = "strict-transport-security"
FOR_EVERYTHING = ("x-content-type-options", HSTS)
FOR_PAGES = ("content-security-policy", "referrer-policy")
"""OWASP HTTP Headers cheat sheet and ASVS 3.4; framing is covered by either of the two headers below."""
FRAMING = ("x-frame-options", "content-security-policy")


def judge(application: Application) -> Iterator[Verdict]:
    """Report all that is missing in one finding; what a proxy often adds, or what is unresolved, for review."""
    missing = find_missing(application)
    if not missing or not application.endpoints or not application.production:
        return
    values = (("headers", ", ".join(missing)),)
    if application.headers_state is State.UNKNOWN or not application.complete:
        yield Verdict(values=values, why="what may set them was not resolved", precision=Precision.LOW)
        return
    present = ", ".join(sorted(application.headers))
    if application.headers.keys().isdisjoint({*FOR_EVERYTHING, *FOR_PAGES, *FRAMING}):
        why = f"it sets {present} only" if present else "nothing in the program sets any security header"
        yield Verdict(values=values, why=why)
    else:
        yield Verdict(
            values=values,
            why=f"it sets {present}",
            severity=Severity.LOW,
            precision=Precision.LOW if missing == (HSTS,) else None,
        )


def find_missing(application: Application) -> tuple[str, ...]:
    """The headers that responses of this kind should carry and do not."""
    pages = application.serves_html is not State.NO
    wanted = FOR_EVERYTHING + FOR_PAGES if pages else FOR_EVERYTHING
    missing = tuple(name for name in wanted if name not in application.headers)
    framed = not pages or any(name in application.headers for name in FRAMING)
    return missing if framed else (*missing, FRAMING[0])


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.HEADERS,
    detects=ApplicationQuery(judge=judge),
    message="responses of this {framework} application lack {headers}",
    remedy="set the headers for every response: flask-talisman, Django's SecurityMiddleware or a middleware",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(PROTECTION_MECHANISM, CLICKJACKING, CLEARTEXT),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html",),
)
