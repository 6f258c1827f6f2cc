"""A refresh token lives too long.

## Why is this bad?

A refresh token makes access tokens. Whoever copies one stays signed in as the user for as long as it lives, and a
change of the password does not end it by itself.

## Example

```python
import os
from datetime import UTC, datetime, timedelta

import jwt

KEY = os.environ["JWT_SECRET"]


def make_refresh_token(user_id: int) -> str:
    expires = datetime.now(UTC) + timedelta(days=90)
    return jwt.encode({"sub": str(user_id), "type": "refresh", "exp": expires}, KEY, algorithm="HS256")
```

## Use instead

```python
import os
from datetime import UTC, datetime, timedelta

import jwt

KEY = os.environ["JWT_SECRET"]


def make_refresh_token(user_id: int) -> str:
    expires = datetime.now(UTC) + timedelta(days=7)
    return jwt.encode({"sub": str(user_id), "type": "refresh", "exp": expires}, KEY, algorithm="HS256")
```

## Limits

Whether a token is for refreshing is told by its claims, its key in the settings or the function that makes it.
"""

from backlint.concepts import TokenSigning
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import TOKEN_EXPIRY

DAY = 86_400
ALLOWED = 7 * DAY
"""Seconds that the checklist allows."""


def judge(signing: TokenSigning) -> Verdict | None:
    """Report the longest lifetime that a refresh token may have."""
    if not signing.production or signing.purpose != "refresh" or not signing.lifetime.numbers:
        return None
    seconds = max(signing.lifetime.numbers)
    if seconds <= ALLOWED:
        return None
    days = f"{seconds / DAY:g}"
    variable = signing.lifetime.environment
    return Verdict(
        values=(("days", days),),
        why=f"its lifetime is {days} days" + (f" unless {variable} says otherwise" if variable else ""),
        location=signing.lifetime.location,
        precision=None if signing.lifetime.complete or variable else Precision.MEDIUM,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=FactQuery(kind=TokenSigning, judge=judge),
    message="{callee} issues refresh tokens for {days} days",
    remedy="let refresh tokens live for at most 7 days, replace them at every use and revoke them at logout",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(TOKEN_EXPIRY,),
    since="0.1.0",
)
