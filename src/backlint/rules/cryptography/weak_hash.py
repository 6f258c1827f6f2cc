"""MD5 or SHA-1 is used.

## Why is this bad?

Two texts with the same MD5 or SHA-1 can be made on purpose. A signature, a token or a check of what was downloaded that
rests on them can be forged.

## Example

```python
import hashlib


def seal(order: bytes) -> str:
    return hashlib.md5(order).hexdigest()
```

## Use instead

```python
import hashlib


def seal(order: bytes) -> str:
    return hashlib.sha256(order).hexdigest()
```

## Limits

What the hash is for is not known: for a cache key or a picture's address it does no harm. That is why it is shown for
review only; `usedforsecurity=False` says so in the code. Passwords are judged by rules of their own.
"""

from backlint.rule import Item, Precision, RuffQuery, Severity, declare_rule
from backlint.weaknesses import WEAK_HASH

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.CRYPTOGRAPHY,
    detects=RuffQuery(codes=("S324",)),
    message="MD5 or SHA-1 is used",
    remedy="use SHA-256, or say `usedforsecurity=False` where nothing rests on it",
    severity=Severity.LOW,
    precision=Precision.LOW,
    weaknesses=(WEAK_HASH,),
    since="0.1.0",
)
