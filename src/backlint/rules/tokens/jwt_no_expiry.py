"""A token is issued that never expires.

## Why is this bad?

A token that leaks through a log, a browser or a lost phone works until the key is changed for everybody.

## Example

```python
import os

import jwt

KEY = os.environ["JWT_SECRET"]


def make_token(user_id: int) -> str:
    return jwt.encode({"sub": str(user_id)}, KEY, algorithm="HS256")
```

## Use instead

```python
import os
from datetime import UTC, datetime, timedelta

import jwt

KEY = os.environ["JWT_SECRET"]


def make_token(user_id: int) -> str:
    expires = datetime.now(UTC) + timedelta(minutes=15)
    return jwt.encode({"sub": str(user_id), "exp": expires}, KEY, algorithm="HS256")
```

## Limits

Where the payload is put together elsewhere and cannot be followed, nothing is reported. Of texts signed by itsdangerous only
those are judged that let somebody in or set a password, by the names of the function that reads them or of their salt.
"""

from backlint.concepts import State, TokenSigning
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import TOKEN_EXPIRY


def judge(signing: TokenSigning) -> Verdict | None:
    """Report a token that is known to have no expiry."""
    if not signing.production or signing.expires is not State.NO:
        return None
    if signing.callee.startswith("itsdangerous."):
        return Verdict(
            why="nothing says how old it may be when it is read",
            remedy="read it with `max_age`, in seconds, by a timed serializer: an hour is enough for what lets somebody in",
        )
    return Verdict(why="the claims hold no `exp`, and the library adds none")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=FactQuery(kind=TokenSigning, judge=judge),
    message="{callee} issues a token that never expires",
    remedy="add an `exp` claim: 15 minutes for access, at most 7 days for refresh",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(TOKEN_EXPIRY,),
    since="0.1.0",
)
