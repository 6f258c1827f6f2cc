"""The key that signs tokens is too short.

## Why is this bad?

One token is enough to try keys offline, at billions a second. A key shorter than the hash can be found, and whoever
finds it signs tokens for any user.

## Example

```python
import jwt


def read_token(token: str, settings: dict) -> dict:
    key = settings.get("jwt_key") or "changeme"
    return jwt.decode(token, key, algorithms=["HS256"])
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

Only keys whose value can be seen are measured. One that is written in the source, or is the default of an environment
variable, is reported by `jwt-secret-hardcoded` or `env-insecure-default`, which then name its length too.
"""

from backlint.concepts import Reading, TokenSigning, TokenVerification
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import WEAK_STRENGTH

LENGTHS = {"HS256": 32, "HS384": 48, "HS512": 64}
"""Bytes, at least as many as the hash has: RFC 7518, 3.2."""


def judge_signing(signing: TokenSigning) -> Verdict | None:
    """Judge the key of a token that is signed."""
    return judge_key(signing.key, signing.algorithm) if signing.production else None


def judge_verification(verification: TokenVerification) -> Verdict | None:
    """Judge the key by which a token is checked."""
    return judge_key(verification.key, verification.algorithms) if verification.production else None


def judge_key(key: Reading, algorithm: Reading) -> Verdict | None:
    """Report a visible key that is shorter than the hash, unless the rules for keys in the source report it."""
    needed = max((LENGTHS.get(name.upper(), 0) for name in algorithm.texts), default=LENGTHS["HS256"])
    lengths = [len(text.encode()) for text in key.texts if text]
    elsewhere = key.complete or bool(key.environment)
    if elsewhere or not lengths or min(lengths) >= needed:
        return None
    return Verdict(
        values=(("length", str(min(lengths))), ("needed", str(needed))),
        why=f"on one path the key has {min(lengths)} bytes; the algorithm needs {needed}",
        location=key.location,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=(
        FactQuery(kind=TokenSigning, judge=judge_signing),
        FactQuery(kind=TokenVerification, judge=judge_verification),
    ),
    message="the key of JSON Web Tokens has {length} bytes where {needed} are needed",
    remedy="make a key of random bytes (`secrets.token_urlsafe(64)`) and keep it in the environment",
    severity=Severity.HIGH,
    precision=Precision.MEDIUM,
    weaknesses=(WEAK_STRENGTH,),
    since="0.1.0",
    references=("https://www.rfc-editor.org/rfc/rfc7518#section-3.2",),
)
