"""An endpoint that sends mails or texts for anybody has no limit of its own.

## Why is this bad?

Each call costs a mail or a text message. Whoever writes a loop fills somebody's mailbox in the name of the service, gets its
domain onto lists of spammers, and runs up a bill.

## Example

```python
from flask import Flask, request
from flask_mail import Mail, Message

app = Flask(__name__)
mail = Mail(app)


@app.post("/invite")
def invite():
    mail.send(Message("Have a look", recipients=[request.form["address"]]))
    return {"ok": True}
```

## Use instead

```python
from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_mail import Mail, Message

app = Flask(__name__)
mail = Mail(app)
limiter = Limiter(get_remote_address, app=app, default_limits=["100 per minute"])


@app.post("/invite")
@limiter.limit("5 per hour")
def invite():
    mail.send(Message("Have a look", recipients=[request.form["address"]]))
    return {"ok": True}
```

## Limits

Ways into an account are told by `rate-limit-login-missing`. Where a login is asked for, it is shown for review only: whoever
misuses it is known.
"""

from backlint.concepts import STRICT_LIMIT, Application, Endpoint, ProtectionKind, State, Trait
from backlint.rule import EndpointQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import INTERACTION_FREQUENCY, UNLIMITED_RESOURCES

TOLD_ELSEWHERE = frozenset({Trait.LOGIN, Trait.TOKEN, Trait.CODE, Trait.RESET, Trait.REGISTER})
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "QUERY"})


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report an endpoint that sends a message with every call, and that nothing but a general limit slows down."""
    if Trait.SENDS_MESSAGE not in endpoint.traits or endpoint.traits & TOLD_ELSEWHERE or not application.production:
        return None
    if SAFE.issuperset(endpoint.methods) or Trait.WEBHOOK in endpoint.traits:
        return None
    state = endpoint.protection(ProtectionKind.RATE_LIMIT).state
    rates = [limit.per_minute for limit in endpoint.limits]
    if state is State.UNKNOWN or None in rates or any(rate is not None and rate <= STRICT_LIMIT for rate in rates):
        return None
    if state is State.YES and not rates:
        return None
    rate = min((rate for rate in rates if rate is not None), default=None)
    stranger = endpoint.protection(ProtectionKind.AUTHENTICATION).state is State.NO
    return Verdict(
        why="nothing limits how often" if rate is None else f"it may do so {rate:g} times a minute",
        severity=Severity.LOW,
        precision=None if stranger else Precision.LOW,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.RATE_LIMITS,
    detects=EndpointQuery(judge=judge),
    message="{endpoint} sends messages for anybody and has no strict rate limit",
    remedy=f"limit it to {STRICT_LIMIT:g} requests a minute or fewer for each client, and to a few for each recipient",
    severity=Severity.LOW,
    precision=Precision.MEDIUM,
    weaknesses=(INTERACTION_FREQUENCY, UNLIMITED_RESOURCES),
    since="0.1.0",
)
