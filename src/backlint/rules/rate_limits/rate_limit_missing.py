"""An application has no rate limit at all.

## Why is this bad?

One client may send as many requests as the line carries: guess passwords and codes, copy the whole catalogue, or keep
every worker busy.

## Example

```python
from flask import Flask

app = Flask(__name__)


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

A limit of nginx, Caddy, Traefik or an ingress counts where its configuration stands in the project and can only be that of
this application; attest others in the configuration (`attest.rate-limits`). An
application whose middleware could not be resolved is reported for review only.
"""

from collections.abc import Iterator

from backlint.concepts import Application, Endpoint, ProtectionKind, State, Trait
from backlint.rule import ApplicationQuery, Item, Precision, Severity, Step, Verdict, declare_rule
from backlint.weaknesses import UNLIMITED_RESOURCES

EXEMPT = frozenset({Trait.HEALTH, Trait.DOCS, Trait.STATIC})
LISTED = 20
"""How many endpoints a finding lists as related places."""


def judge(application: Application) -> Iterator[Verdict]:
    """One finding for an application of which no endpoint is limited; for review where something is unresolved."""
    served = tuple(e for e in application.endpoints if not e.traits & EXEMPT)
    if not served or not application.production or application.inner or application.limits_state is State.YES:
        return
    if application.default_limits or any(is_limited(e) is State.YES for e in served):
        return
    unsure = (
        application.limits_state is State.UNKNOWN
        or not application.complete
        or any(is_limited(e) is State.UNKNOWN for e in served)
    )
    yield Verdict(
        values=(("count", str(len(served))),),
        why=_said_by_proxy(application) or "something that could limit it was not resolved"
        if unsure
        else "no limiter is registered on it anywhere",
        precision=Precision.LOW if unsure else None,
        related=tuple(Step(e.location, f"{e.title} has no limit") for e in served[:LISTED]),
    )


def _said_by_proxy(application: Application) -> str:
    shown = next((one for one in application.proxies if "limit" in one.name.lower()), None)
    return f"a proxy may limit it ({shown.name}, {shown.file}:{shown.line})" if shown else ""


def is_limited(endpoint: Endpoint) -> State:
    """Whether anything limits the endpoint."""
    if endpoint.limits:
        return State.YES
    return endpoint.protection(ProtectionKind.RATE_LIMIT).state


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.RATE_LIMITS,
    detects=ApplicationQuery(judge=judge),
    message="no rate limit on this {framework} application and its {count} endpoints",
    remedy="set a general limit of about 100 requests a minute for each client, and a stricter one on logins",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(UNLIMITED_RESOURCES,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Denial_of_Service_Cheat_Sheet.html",),
)
