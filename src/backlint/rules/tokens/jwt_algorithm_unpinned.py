"""The algorithm of a token is taken from the token.

## Why is this bad?

Whoever writes the token then chooses how it is checked: by a public key used as a shared secret, or by a weaker hash
than the one meant.

## Example

```python
import os

import jwt

KEY = os.environ["JWT_SECRET"]


def read_token(token: str) -> dict:
    header = jwt.get_unverified_header(token)
    return jwt.decode(token, KEY, algorithms=[header["alg"]])
```

## Use instead

```python
import os

import jwt

KEY = os.environ["JWT_SECRET"]


def read_token(token: str) -> dict:
    return jwt.decode(token, KEY, algorithms=["HS256"])
```

## Limits

Reading the header to find the key (`kid`) is normal and not reported. A token of which no caller is seen to bring it is
less severe, and so is one that is checked with keys which a provider publishes, since these say what they are for; one that
another server has answered with is least, as nobody else chose its algorithm.
"""

from backlint.concepts import State, TokenVerification
from backlint.rule import FactQuery, Item, PinAlgorithm, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import SIGNATURE_VERIFICATION


def judge(verification: TokenVerification) -> Verdict | None:
    """Report a check whose algorithm the token decides; one that is off altogether is another rule's."""
    if not verification.production or verification.verified is State.NO or verification.pinned is not State.NO:
        return None
    return Verdict(
        why="no fixed list of algorithms is given, so the token's own header decides",
        severity=_severity(verification),
    )


def _severity(verification: TokenVerification) -> Severity | None:
    """Return how bad it is: a public key that says its kind is no shared secret of anybody's."""
    if verification.sent is State.NO:
        return Severity.LOW
    return Severity.MEDIUM if verification.published or verification.sent is State.UNKNOWN else None


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=FactQuery(kind=TokenVerification, judge=judge),
    message="{callee} accepts whatever algorithm the token names",
    remedy='give the one algorithm that you sign by: `algorithms=["HS256"]`',
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(SIGNATURE_VERIFICATION,),
    repairs=PinAlgorithm(title="accept the algorithm that this file signs by, and no other"),
    since="0.1.0",
    references=("https://www.rfc-editor.org/rfc/rfc8725#section-3.1",),
)
