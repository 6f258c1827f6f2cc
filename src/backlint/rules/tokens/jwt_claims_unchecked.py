"""A token is accepted though its time is over.

## Why is this bad?

The end of its life is what limits a stolen token. Where it is not checked, a token from an old log works for ever.

## Example

```python
import os

import jwt

KEY = os.environ["JWT_SECRET"]


def read_token(token: str) -> dict:
    return jwt.decode(token, KEY, algorithms=["HS256"], options={"verify_exp": False})
```

## Use instead

```python
import os

import jwt

KEY = os.environ["JWT_SECRET"]


def read_token(token: str) -> dict:
    return jwt.decode(token, KEY, algorithms=["HS256"], options={"require": ["exp"]})
```
"""

from backlint.concepts import State, TokenVerification
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import TOKEN_EXPIRY


def judge(verification: TokenVerification) -> Verdict | None:
    """Report a check of the signature that leaves out the expiry."""
    if not verification.production or verification.verified is State.NO:
        return None
    if verification.expiry_checked is not State.NO:
        return None
    return Verdict(why="the signature is checked and the expiry is not")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=FactQuery(kind=TokenVerification, judge=judge),
    message="{callee} accepts tokens that have expired",
    remedy='leave the check of `exp` on, and require the claim: `options={"require": ["exp"]}`',
    # A token has to be stolen first, or kept by somebody who may no longer come in.
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(TOKEN_EXPIRY,),
    since="0.1.0",
)
