"""A refresh token is accepted where an access token is meant.

## Why is this bad?

Refresh tokens live for days and are kept where access tokens are not. Where both are signed with one key and say nothing of what
they are for, a refresh token opens everything that an access token does, for as long as it lives.

## Example

```python
import os
from datetime import UTC, datetime, timedelta

import jwt

KEY = os.environ["JWT_SECRET"]


def access_token(user_id: int) -> str:
    ends = datetime.now(UTC) + timedelta(minutes=15)
    return jwt.encode({"sub": str(user_id), "exp": ends}, KEY, algorithm="HS256")


def refresh_token(user_id: int) -> str:
    ends = datetime.now(UTC) + timedelta(days=7)
    return jwt.encode({"sub": str(user_id), "exp": ends}, KEY, algorithm="HS256")
```

## Use instead

```python
import os
from datetime import UTC, datetime, timedelta

import jwt

KEY = os.environ["JWT_SECRET"]


def access_token(user_id: int) -> str:
    ends = datetime.now(UTC) + timedelta(minutes=15)
    return jwt.encode({"sub": str(user_id), "type": "access", "exp": ends}, KEY, algorithm="HS256")


def refresh_token(user_id: int) -> str:
    ends = datetime.now(UTC) + timedelta(days=7)
    return jwt.encode({"sub": str(user_id), "type": "refresh", "exp": ends}, KEY, algorithm="HS256")
```

Check the claim wherever a token is read.

## Limits

Whether the claim is checked is not looked at, only whether there is one.
"""

from backlint.concepts import TokenSigning
from backlint.rule import FactQuery, Item, Precision, Severity, Step, Verdict, declare_rule
from backlint.weaknesses import AUTHENTICATION_SPOOFING


def judge(signing: TokenSigning) -> Verdict | None:
    """Report a refresh token that nothing tells from an access token."""
    if not signing.production or signing.alike is None:
        return None
    return Verdict(
        why="an access token is signed with the same key, and no claim of either says what it is for",
        related=(Step(signing.alike, "the access token is signed here"),),
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=FactQuery(kind=TokenSigning, judge=judge),
    message="{callee} issues refresh tokens that serve as access tokens",
    remedy="put a claim `type` into both and check it wherever a token is read, or sign them with different keys",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(AUTHENTICATION_SPOOFING,),
    since="0.1.0",
    references=("https://www.rfc-editor.org/rfc/rfc8725#section-3.12",),
)
