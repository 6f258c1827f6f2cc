"""A login, registration, reset or token endpoint has no limit of its own.

## Why is this bad?

Passwords and codes fall to patience: at a hundred tries a second a list of common passwords is through in minutes. An
endpoint that sends mails or texts costs money with every call.

## Example

```python
from flask import Flask, request
from werkzeug.security import check_password_hash

app = Flask(__name__)
HASHES = {"ada": "scrypt:32768:8:1$x$y"}


@app.post("/login")
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

Limits at a proxy are seen where its configuration stands in the project; attest others in the configuration. Counting failures for each account as well stops an
attacker with many addresses; that is not checked.
"""

import re

from backlint.concepts import STRICT_LIMIT, Application, Endpoint, ProtectionKind, RateLimit, State, Trait, words_in
from backlint.rule import EndpointQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import EXCESSIVE_ATTEMPTS

PURPOSES = {
    Trait.LOGIN: "checks a password",
    Trait.TOKEN: "hands out a token",
    Trait.CODE: "checks or sends a code",
    Trait.RESET: "resets a password",
    Trait.REGISTER: "creates an account or sets a password",
}
ONCE = frozenset("setup install installation installer onboarding wizard bootstrap".split())
"""Words for pages that close once they were used."""
TOLD = re.compile(r"(?:.*_)?(?:token|code|key|hash|secret|signature|signed|payload|uuid)(?:_.*)?|signed.*")
"""Names of parts of an address that nobody guesses: a link that was sent."""
LONG = re.compile(r"(?:.*_)?(?:token|signature|signed|uidb64)(?:_.*)?")
"""Names of what a reset is confirmed with where it is no short code."""
TYPED_CODE = re.compile(r"(?:.*_)?(?:code|otp|totp|pin|mfa|passcode)(?:_.*)?")
"""Names of what is typed from a device or a message."""
TYPED = re.compile(
    rf"(?:.*_)?(?:pass\w*|pwd|pw|secret|credentials?|key|hash|answer|assertion|ticket|usr|user\w*|login)(?:_.*)?|{TYPED_CODE.pattern}"
)
"""Names of what somebody is known by who wants in."""


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report an endpoint that can be tried without end, or that only the general limit slows down."""
    purpose = next((words for trait, words in PURPOSES.items() if trait in endpoint.traits), "")
    if not purpose or not application.production:
        return None
    values = (("purpose", purpose),)
    # A code of six digits falls to patience alone; a password only where it is a weak one.
    severity = Severity.HIGH if Trait.CODE in endpoint.traits and _takes(endpoint, TYPED_CODE) else Severity.MEDIUM
    if _takes(endpoint, LONG) and (Trait.RESET in endpoint.traits or not _takes(endpoint, TYPED)):
        # Guessing gives nothing where the token is as long as it should be.
        severity = Severity.LOW
    protection = endpoint.protection(ProtectionKind.RATE_LIMIT)
    if protection.state is State.NO and protection.by:
        # That it is exempt from the limit of all is told by another rule.
        return None
    if not endpoint.limits and not application.default_limits:
        if protection.state is State.NO:
            return Verdict(
                values=values,
                why="nothing limits how often it can be tried",
                severity=severity,
                precision=Precision.LOW if is_spared(endpoint) else None,
            )
        if protection.state is State.UNKNOWN:
            return Verdict(values=values, why="what may limit it was not resolved", precision=Precision.LOW)
        return None
    return judge_general(endpoint, application, values)


def _takes(endpoint: Endpoint, names: re.Pattern[str]) -> bool:
    return any(names.fullmatch(one.name.lower()) for one in endpoint.parameters)


def is_spared(endpoint: Endpoint) -> bool:
    """Tell whether guessing gives nothing: a page for the first start, or a link with a token in its address."""
    if ONCE & words_in(f"{endpoint.path} {endpoint.name}"):
        return True
    told = any(one.where == "path" and TOLD.fullmatch(one.name) for one in endpoint.parameters)
    return told and not {"POST", "PUT", "MUTATION"} & set(endpoint.methods)


def judge_general(endpoint: Endpoint, application: Application, values: tuple[tuple[str, str], ...]) -> Verdict | None:
    """Report an endpoint that has the general limit only, and that limit is not strict; its own is another rule's."""
    if any(limit not in application.default_limits for limit in endpoint.limits):
        return None
    rate = slowest(application.default_limits)
    if rate is None or rate <= STRICT_LIMIT:
        return None
    return Verdict(
        values=values,
        why=f"only the general limit of {rate:g} requests a minute applies; {STRICT_LIMIT:g} is enough here",
        severity=Severity.MEDIUM,
    )


def slowest(limits: tuple[RateLimit, ...]) -> float | None:
    """The strictest known rate, in requests a minute; None when none is known."""
    return min((limit.per_minute for limit in limits if limit.per_minute is not None), default=None)


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.RATE_LIMITS,
    detects=EndpointQuery(judge=judge),
    message="{endpoint} {purpose} and has no strict rate limit",
    remedy=f"limit it to {STRICT_LIMIT:g} requests a minute or fewer for each client, and count failures for each account",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(EXCESSIVE_ATTEMPTS,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html",),
)
