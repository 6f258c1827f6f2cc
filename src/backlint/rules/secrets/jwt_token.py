"""A signed token is in the source.

## Why is this bad?

A token is as good as its owner's login until it expires, and its claims, which are not encrypted, name people.

## Example

```python
HEADERS = {"Authorization": "Bearer eyJ…"}
```

## Use instead

```python
import os

HEADERS = {"Authorization": f"Bearer {os.environ['SERVICE_TOKEN']}"}
```

## Limits

Whether it has expired is not judged: that depends on the day.
"""

import base64
import binascii
import json

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

# The example of jwt.io and its like, which half of all documentation shows.
EXAMPLES = frozenset({"John Doe", "Jane Doe"})


def is_signed_token(token: str) -> bool:
    """Whether header and claims are JSON, the header names an algorithm, and the claims are not the known example's."""
    header, claims = (_decode(part) for part in token.split(".")[:2])
    if header is None or claims is None:
        return False
    return str(header.get("alg", "none")).lower() != "none" and claims.get("name") not in EXAMPLES


def _decode(part: str) -> dict[str, object] | None:
    try:
        value = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError):
        return None
    return value if isinstance(value, dict) else None


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])(eyJ[A-Za-z0-9_-]{10,1000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{20,1000})(?![A-Za-z0-9_-])",
        keywords=("eyj",),
        valid=is_signed_token,
    ),
    message="a signed token is in the source",
    remedy="revoke the token, and read it from the environment where a program needs one",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
