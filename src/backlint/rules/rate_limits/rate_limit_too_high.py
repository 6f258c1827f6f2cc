"""A rate limit is so high that it protects nothing.

## Why is this bad?

A limit of a thousand requests a minute lets a list of common passwords through in an afternoon, and a catalogue of a
million entries in a day.

## Example

```python
from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

app = Flask(__name__)
limiter = Limiter(get_remote_address, app=app, default_limits=["5000 per minute"])


@app.get("/products")
def products():
    return {"products": ["tea", "kettle"]}
```

## Use instead

```python
from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

app = Flask(__name__)
limiter = Limiter(get_remote_address, app=app, default_limits=["100 per minute"])


@app.get("/products")
def products():
    return {"products": ["tea", "kettle"]}
```

## Limits

Where several limits apply, the strictest counts. A limit that comes from the environment is not judged.
"""

from collections.abc import Iterator

from backlint.concepts import STRICT_LIMIT, Application, Endpoint, Evidence, RateLimit, Trait
from backlint.rule import (
    ApplicationQuery,
    EndpointQuery,
    Item,
    Location,
    Precision,
    Severity,
    Verdict,
    declare_rule,
)
from backlint.weaknesses import INTERACTION_FREQUENCY

GENERAL = 100.0
"""Requests a minute for each client that the checklist allows in general."""
TRIED = frozenset({Trait.LOGIN, Trait.TOKEN, Trait.CODE, Trait.RESET, Trait.REGISTER})


def judge_endpoint(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Judge the limits that an endpoint has of its own, by the strictest of them."""
    own = tuple(limit for limit in endpoint.limits if limit not in application.default_limits)
    allowed, severity = (STRICT_LIMIT, Severity.MEDIUM) if endpoint.traits & TRIED else (GENERAL, Severity.LOW)
    strictest = find_strictest(own)
    if strictest is None or strictest[0] <= allowed or not application.production:
        return None
    if not endpoint.traits & TRIED and not strictest[1].file.endswith(".py"):
        # A proxy has other limits for other addresses; of those the general one is judged.
        return None
    return blame(strictest, allowed, severity, what=endpoint.title)


def judge_application(application: Application) -> Iterator[Verdict]:
    """Judge the general limits, by the strictest of them."""
    strictest = find_strictest(application.default_limits)
    if strictest is not None and strictest[0] > GENERAL and application.production:
        yield blame(strictest, GENERAL, Severity.LOW, what="the application")


def find_strictest(limits: tuple[RateLimit, ...]) -> tuple[float, Evidence] | None:
    """The lowest rate with where it is said; None when there is no limit, or one that is not known."""
    rates = [(limit.per_minute, limit.evidence) for limit in limits if limit.per_minute is not None]
    if not rates or len(rates) < len(limits):
        return None
    return min(rates)


def blame(strictest: tuple[float, Evidence], allowed: float, severity: Severity, *, what: str) -> Verdict:
    """Report at the place that says the rate."""
    rate, evidence = strictest
    said = f" ({evidence.detail})" if evidence.detail else ""
    return Verdict(
        values=(("what", what), ("rate", f"{rate:g}")),
        why=f"{evidence.name}{said} allows {rate:g} requests a minute; the checklist allows {allowed:g}",
        severity=severity,
        location=Location(evidence.file, evidence.line),
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.RATE_LIMITS,
    detects=(EndpointQuery(judge=judge_endpoint), ApplicationQuery(judge=judge_application)),
    message="the rate limit of {what} allows {rate} requests a minute",
    remedy=f"allow {GENERAL:g} requests a minute for each client in general, {STRICT_LIMIT:g} or fewer on logins",
    severity=Severity.LOW,
    precision=Precision.HIGH,
    weaknesses=(INTERACTION_FREQUENCY,),
    since="0.1.0",
)
