"""A token is read without a check of its signature.

## Why is this bad?

Anybody can write a token. What it says about who is calling is worth nothing before the signature is checked.

## Example

```python
import jwt


def current_user(token: str) -> str:
    claims = jwt.decode(token, options={"verify_signature": False})
    return claims["sub"]
```

## Use instead

```python
import os

import jwt

KEY = os.environ["JWT_SECRET"]


def current_user(token: str) -> str:
    claims = jwt.decode(token, KEY, algorithms=["HS256"])
    return claims["sub"]
```

## Limits

Reading a header to find the key is normal and not reported. A token that somebody else has checked before (a provider
that accepted it in a call) may be read like this: ignore the finding with that reason. A token of which no caller is seen
to bring it (the program's own, which a client looks into to know when it expires) is less severe, and so is one that the
function hands to something else too, or that is read behind a guard. One that another server has answered with came from
there.
"""

from backlint.concepts import State, TokenVerification
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import SIGNATURE_VERIFICATION


def judge(verification: TokenVerification) -> Verdict | None:
    """Report a check that is off; with a key at hand it is meant as a check, without one it may be a look inside."""
    if not verification.production or verification.verified is not State.NO:
        return None
    has_key = bool(verification.key.environment or any(verification.key.texts))
    return Verdict(
        why="the check of the signature is switched off" + (", though a key is given" if has_key else ""),
        severity=_severity(verification),
        precision=Precision.HIGH if has_key else None,
    )


def _severity(verification: TokenVerification) -> Severity | None:
    """Return how bad it is: nobody is let in by a token of another server, and by one that something else has asked about."""
    if verification.sent is State.NO:
        return Severity.LOW
    believed = verification.sent is State.YES and not verification.handed_on and verification.decides is not State.NO
    return None if believed else Severity.MEDIUM


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=FactQuery(kind=TokenVerification, judge=judge),
    message="{callee} reads a token without checking its signature",
    remedy="decode with the key and the one algorithm that you sign by",
    severity=Severity.CRITICAL,
    precision=Precision.MEDIUM,
    weaknesses=(SIGNATURE_VERIFICATION,),
    since="0.1.0",
    references=("https://www.rfc-editor.org/rfc/rfc8725",),
)
