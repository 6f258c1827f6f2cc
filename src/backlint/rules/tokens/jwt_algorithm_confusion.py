"""Tokens by a shared secret and by a key pair are accepted with the same key.

## Why is this bad?

The public key of a pair is known to everybody. Where HS256 is accepted beside RS256, a token that is signed with the
public key *as a shared secret* passes.

## Example

```python
import os

import jwt

PUBLIC_KEY = os.environ["JWT_PUBLIC_KEY"]


def read_token(token: str) -> dict:
    return jwt.decode(token, PUBLIC_KEY, algorithms=["RS256", "HS256"])
```

## Use instead

```python
import os

import jwt

PUBLIC_KEY = os.environ["JWT_PUBLIC_KEY"]


def read_token(token: str) -> dict:
    return jwt.decode(token, PUBLIC_KEY, algorithms=["RS256"])
```
"""

from backlint.concepts import State, TokenVerification
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import BROKEN_ALGORITHM, SIGNATURE_VERIFICATION

ASYMMETRIC = ("RS", "ES", "PS", "ED")


def judge(verification: TokenVerification) -> Verdict | None:
    """Report a list of algorithms of both families, in any one of the lists that it may be."""
    if not verification.production or verification.verified is State.NO:
        return None
    for accepted in verification.algorithms.constants:
        names = (
            sorted(name.upper() for name in accepted if isinstance(name, str)) if isinstance(accepted, tuple) else []
        )
        if any(n.startswith("HS") for n in names) and any(n.startswith(ASYMMETRIC) for n in names):
            return Verdict(
                values=(("names", ", ".join(names)),),
                why="one key serves as shared secret and as public key",
            )
    return None


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=FactQuery(kind=TokenVerification, judge=judge),
    message="{callee} accepts {names} with one key",
    remedy="accept one family of algorithms for each key",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(BROKEN_ALGORITHM, SIGNATURE_VERIFICATION),
    since="0.1.0",
    references=("https://www.rfc-editor.org/rfc/rfc8725#section-2.1",),
)
