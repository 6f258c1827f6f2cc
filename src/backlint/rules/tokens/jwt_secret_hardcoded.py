"""The key that signs tokens is written in the source.

## Why is this bad?

Whoever can read the code, a backup or an old commit signs tokens for any user. The key cannot be changed without a
release.

## Example

```python
import jwt

KEY = "b1946ac92492d2347c6235b4d2611184"


def read_token(token: str) -> dict:
    return jwt.decode(token, KEY, algorithms=["HS256"])
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

Public keys may stand in the source. A default of an environment variable is `env-insecure-default`.
"""

from backlint.concepts import Reading, SecretUse, TokenSigning, TokenVerification
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import HARDCODED_KEY, HARDCODED_SECRET

PUBLIC = ("-----BEGIN PUBLIC KEY", "-----BEGIN RSA PUBLIC KEY", "-----BEGIN CERTIFICATE", "ssh-rsa", "ssh-ed25519")
SHORT = 32
"""Bytes that HS256 needs: RFC 7518, 3.2."""


def judge_signing(signing: TokenSigning) -> Verdict | None:
    """Judge the key of a token that is signed; `none` has no key."""
    return judge_key(signing.key) if signing.production else None


def judge_verification(verification: TokenVerification) -> Verdict | None:
    """Judge the key by which a token is checked: with a shared secret it is the signing key too."""
    return judge_key(verification.key) if verification.production else None


def judge_use(use: SecretUse) -> Verdict | None:
    """Judge a key that is given to a library as a setting."""
    return judge_key(use.value) if use.production and use.purpose == "jwt-key" else None


def judge_key(key: Reading) -> Verdict | None:
    """Report a key all of whose possible values stand in the code; at the place where the first of them stands."""
    literals = [text for text in key.texts if text]
    if not literals or not key.complete or key.environment or any(text.startswith(PUBLIC) for text in literals):
        return None
    shortest = min(len(text.encode()) for text in literals)
    short = f", and at {shortest} bytes it is too short for HS256 ({SHORT}): make a new one" if shortest < SHORT else ""
    return Verdict(why=f"the key is a constant of the program{short}", location=key.location)


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=(
        FactQuery(kind=TokenSigning, judge=judge_signing),
        FactQuery(kind=TokenVerification, judge=judge_verification),
        FactQuery(kind=SecretUse, judge=judge_use),
    ),
    message="the key of JSON Web Tokens is written in the source",
    remedy="keep the key out of the repository, and make a new one: whoever has seen that signs tokens",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_KEY, HARDCODED_SECRET),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/JSON_Web_Token_for_Java_Cheat_Sheet.html",),
)
