"""A login, registration, reset or token endpoint is exempt from the rate limit.

## Why is this bad?

The limit that all endpoints have is switched off where it matters most: passwords and codes can be tried without end.

## Example

```python
from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.security import check_password_hash

app = Flask(__name__)
limiter = Limiter(get_remote_address, app=app, default_limits=["100 per minute"])
HASHES = {"ada": "scrypt:32768:8:1$x$y"}


@app.post("/login")
@limiter.exempt
def login():
    known = HASHES.get(request.form["name"], "")
    return {"ok": check_password_hash(known, request.form["password"])}
```

## Use instead

```python
from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.security import check_password_hash

app = Flask(__name__)
limiter = Limiter(get_remote_address, app=app, default_limits=["100 per minute"])
HASHES = {"ada": "scrypt:32768:8:1$x$y"}


@app.post("/login")
@limiter.limit("5 per minute")
def login():
    known = HASHES.get(request.form["name"], "")
    return {"ok": check_password_hash(known, request.form["password"])}
```

## Limits

Django REST framework's `ObtainAuthToken` is exempt by itself: it has an empty `throttle_classes` (3.18), so that the default
throttles never reach it; a subclass with throttles of its own is limited.
"""

from backlint.concepts import Application, Endpoint, ProtectionKind, State, Trait
from backlint.rule import EndpointQuery, Item, Location, Precision, Severity, Step, Verdict, declare_rule
from backlint.weaknesses import EXCESSIVE_ATTEMPTS

PURPOSES = {
    Trait.LOGIN: "checks a password",
    Trait.TOKEN: "hands out a token",
    Trait.CODE: "checks or sends a code",
    Trait.RESET: "resets a password",
    Trait.REGISTER: "creates an account or sets a password",
}
GUESSABLE = frozenset({Trait.LOGIN, Trait.CODE, Trait.TOKEN})


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report a way into an account that is spared the limit which others have."""
    purpose = next((words for trait, words in PURPOSES.items() if trait in endpoint.traits), "")
    protection = endpoint.protection(ProtectionKind.RATE_LIMIT)
    # Only what switches a limit off leaves evidence of an absence.
    if not purpose or protection.state is not State.NO or not protection.by or not application.production:
        return None
    shown = protection.by[0]
    related = (Step(Location(shown.file, shown.line), f"{shown.name} switches it off"),) if shown.file else ()
    return Verdict(
        values=(("purpose", purpose), ("by", shown.name)),
        why="nothing limits how often it can be tried",
        severity=Severity.HIGH if endpoint.traits & GUESSABLE else Severity.MEDIUM,
        related=related,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.RATE_LIMITS,
    detects=EndpointQuery(judge=judge),
    message="{endpoint} {purpose} and is exempt from the rate limit ({by})",
    remedy="take the exemption away, and give it a limit of its own of 10 requests a minute or fewer",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(EXCESSIVE_ATTEMPTS,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html",),
)
