"""An access token lives too long.

## Why is this bad?

An access token cannot be called back: until it expires, whoever has it is the user. Fifteen minutes and a refresh token
limit what a leak costs.

## Example

```python
import os
from datetime import UTC, datetime, timedelta

import jwt

KEY = os.environ["JWT_SECRET"]


def make_access_token(user_id: int) -> str:
    expires = datetime.now(UTC) + timedelta(days=8)
    return jwt.encode({"sub": str(user_id), "exp": expires}, KEY, algorithm="HS256")
```

## Use instead

```python
import os
from datetime import UTC, datetime, timedelta

import jwt

KEY = os.environ["JWT_SECRET"]


def make_access_token(user_id: int) -> str:
    expires = datetime.now(UTC) + timedelta(minutes=15)
    return jwt.encode({"sub": str(user_id), "exp": expires}, KEY, algorithm="HS256")
```

## Limits

Tokens for other purposes (a link in a mail) have lifetimes of their own and are not judged here. Where the lifetime
comes from the environment, its default is judged.
"""

from backlint.concepts import TokenSigning
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import TOKEN_EXPIRY

MINUTE, DAY = 60, 86_400
ALLOWED = 15 * MINUTE
"""Seconds that the checklist allows."""


def judge(signing: TokenSigning) -> Verdict | None:
    """Report the longest lifetime that an access token may have; more than a day is worse."""
    if not signing.production or signing.purpose != "access" or not signing.lifetime.numbers:
        return None
    seconds = max(signing.lifetime.numbers)
    if seconds <= ALLOWED:
        return None
    variable = signing.lifetime.environment
    return Verdict(
        values=(("lifetime", say_duration(seconds)),),
        why=f"its lifetime is {say_duration(seconds)}" + (f" unless {variable} says otherwise" if variable else ""),
        location=signing.lifetime.location,
        severity=severity_of(seconds),
        precision=None if signing.lifetime.complete or variable else Precision.MEDIUM,
    )


def severity_of(seconds: float) -> Severity:
    """Weigh a lifetime: up to a day is a matter of policy, more is as good as a password to whoever gets hold of a token."""
    return Severity.MEDIUM if seconds > DAY else Severity.LOW


def say_duration(seconds: float) -> str:
    """Return `90 minutes`, `12 hours` or `8 days`."""
    if seconds < 2 * 60 * MINUTE:
        return f"{seconds / MINUTE:g} minutes"
    if seconds < 2 * DAY:
        return f"{seconds / (60 * MINUTE):g} hours"
    return f"{seconds / DAY:g} days"


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=FactQuery(kind=TokenSigning, judge=judge),
    message="{callee} issues access tokens for {lifetime}",
    remedy="let access tokens live for 15 minutes and renew them by a refresh token",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(TOKEN_EXPIRY,),
    since="0.1.0",
)
