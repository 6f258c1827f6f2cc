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
from backlint.rule import FactQuery, Item, Precision, Severity, Step, Verdict, declare_rule
from backlint.weaknesses import HARDCODED_KEY, HARDCODED_SECRET

PUBLIC = ("-----BEGIN PUBLIC KEY", "-----BEGIN RSA PUBLIC KEY", "-----BEGIN CERTIFICATE", "ssh-rsa", "ssh-ed25519")
SHORT = 32
"""Bytes that HS256 needs: RFC 7518, 3.2."""


def judge_signing(signing: TokenSigning) -> Verdict | None:
    """Judge the key of a token that is signed; `none` has no key."""
    return judge_key(signing.key, Step(signing.location, "signs with it")) if signing.production else None


def judge_verification(verification: TokenVerification) -> Verdict | None:
    """Judge the key by which a token is checked: with a shared secret it is the signing key too."""
    return (
        judge_key(verification.key, Step(verification.location, "checks with it")) if verification.production else None
    )


def judge_use(use: SecretUse) -> Verdict | None:
    """Judge a key that is given to a library as a setting."""
    return judge_key(use.value, *use.uses) if use.production and use.purpose == "jwt-key" else None


def judge_key(key: Reading, *uses: Step) -> Verdict | None:
    """Report a key that stands in the code, at the place where the first of its possible values stands.

    One that may be replaced, by a file of settings say, is less sure; a short one of these is `jwt-secret-weak`.
    """
    literals = [text for text in key.texts if text]
    if not literals or key.environment or any(text.startswith(PUBLIC) for text in literals):
        return None
    shortest = min(len(text.encode()) for text in literals)
    if not key.complete and shortest < SHORT:
        return None
    short = f", and at {shortest} bytes it is too short for HS256 ({SHORT}): make a new one" if shortest < SHORT else ""
    place = key.location
    return Verdict(
        why=f"{'' if key.complete else 'unless something else is set, '}the key is a constant of the program{short}",
        location=place,
        precision=None if key.complete else Precision.MEDIUM,
        related=tuple(
            use for use in uses if place and (use.location.path, use.location.line) != (place.path, place.line)
        ),
    )


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
