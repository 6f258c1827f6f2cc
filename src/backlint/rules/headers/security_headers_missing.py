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

Headers that nginx, Caddy, Traefik or an ingress adds count where its configuration stands in the project and can only be
that of this application; attest others in the configuration (`attest.security-headers`). An interface that
sends nothing but JSON is asked for the headers of pages only where it sends none at all: its error pages and its
documentation are pages, and OWASP's advice for REST asks for `frame-ancestors 'none'` there. A GraphQL schema is asked for
none where the application that serves it is found. An application whose middleware could not be resolved is
reported for review only.
"""

from collections.abc import Iterator

from backlint.concepts import Application, State
from backlint.rule import ApplicationQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import CLEARTEXT, CLICKJACKING, PROTECTION_MECHANISM

HSTS = "strict-transport-security"
WANTED = ("x-content-type-options", HSTS, "content-security-policy", "referrer-policy")
"""OWASP HTTP Headers cheat sheet and ASVS 3.4; framing is covered by either of the two headers below."""
FRAMING = ("x-frame-options", "content-security-policy")
OF_PAGES = frozenset({*FRAMING, "referrer-policy"})
"""What an interface without pages has little use for once it sends the others."""
SLIGHT = frozenset({HSTS, "referrer-policy"})
"""What most often a proxy adds, or browsers do by themselves (`strict-origin-when-cross-origin`)."""


def judge(application: Application) -> Iterator[Verdict]:
    """Report all that is missing in one finding; what a proxy often adds, or what is unresolved, for review."""
    missing = find_missing(application)
    if not missing or not application.endpoints or not application.production or application.inner:
        return
    values = (("headers", ", ".join(missing)),)
    if application.headers_state is State.UNKNOWN or not application.complete:
        proxy = next((one for one in application.proxies if one.file), None)
        said = f"a proxy may set them ({proxy.name}, {proxy.file}:{proxy.line})" if proxy else ""
        yield Verdict(values=values, why=said or "what may set them was not resolved", precision=Precision.LOW)
        return
    present = ", ".join(sorted(application.headers))
    if application.headers.keys().isdisjoint({*WANTED, *FRAMING}):
        why = f"it sets {present} only" if present else "nothing in the program sets any security header"
        severity = Severity.LOW if application.pages is State.NO else None
        yield Verdict(values=values, why=why, severity=severity)
    elif application.pages is not State.NO or not OF_PAGES.issuperset(missing):
        yield Verdict(
            values=values,
            why=f"it sets {present}",
            severity=Severity.LOW,
            precision=Precision.LOW if SLIGHT.issuperset(missing) else None,
        )


def find_missing(application: Application) -> tuple[str, ...]:
    """The headers that responses should carry and do not."""
    missing = tuple(name for name in WANTED if name not in application.headers)
    framed = any(name in application.headers for name in FRAMING)
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
