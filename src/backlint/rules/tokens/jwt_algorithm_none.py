"""Tokens without a signature are made or accepted.

## Why is this bad?

The algorithm `none` means no signature: anybody writes a token for any user.

## Example

```python
import jwt


def make_token(user_id: int) -> str:
    return jwt.encode({"sub": str(user_id)}, None, algorithm="none")
```

## Use instead

```python
import os

import jwt


def make_token(user_id: int) -> str:
    return jwt.encode({"sub": str(user_id)}, os.environ["JWT_SECRET"], algorithm="HS256")
```
"""

from backlint.concepts import Reading, State, TokenSigning, TokenVerification
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import SIGNATURE_VERIFICATION


def judge_signing(signing: TokenSigning) -> Verdict | None:
    """Report a token that is made without a signature."""
    if not signing.production or not has_none(signing.algorithm):
        return None
    return Verdict(values=(("does", "signs tokens by"),), why="the token is sent without a signature")


def judge_verification(verification: TokenVerification) -> Verdict | None:
    """Report a list of accepted algorithms with `none` in it; a check that is off altogether is another rule's."""
    if not verification.production or verification.verified is State.NO or not has_none(verification.algorithms):
        return None
    return Verdict(values=(("does", "accepts tokens by"),), why="a token without a signature passes")


def has_none(algorithms: Reading) -> bool:
    """Tell whether `none` is among the algorithms, in any case."""
    return any(name.lower() == "none" for name in algorithms.texts)


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=(
        FactQuery(kind=TokenSigning, judge=judge_signing),
        FactQuery(kind=TokenVerification, judge=judge_verification),
    ),
    message="{callee} {does} the algorithm `none`",
    remedy="sign by HS256, or by an asymmetric algorithm where others verify, and accept no other",
    severity=Severity.CRITICAL,
    precision=Precision.VERY_HIGH,
    weaknesses=(SIGNATURE_VERIFICATION,),
    since="0.1.0",
    references=("https://www.rfc-editor.org/rfc/rfc8725#section-3.1",),
)
