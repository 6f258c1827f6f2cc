"""A secret from the environment has a default that works.

## Why is this bad?

The day the variable is missing, nothing fails: the application runs with a secret that everybody can read in the
source.

## Example

```python
import os

import jwt

KEY = os.environ.get("JWT_SECRET", "change-me-before-going-live-please")


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

A random default for each process, an empty one, and one that is refused before it is used are not reported. Settings
whose path says `dev`, `local` or `test` are for review only. So are passwords of services that manuals have (`postgres`), or
that say that they are for development, unless something in the project starts a service with them.
"""

import re
from dataclasses import replace

from backlint.concepts import Reading, SecretUse, TokenSigning, TokenVerification
from backlint.placeholder import is_placeholder, is_reference, is_sequence
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.secrecy import is_random, is_usual, purpose_of, reads_as_name, within_address
from backlint.stages import is_short_lived, says_development
from backlint.weaknesses import HARDCODED_SECRET, INSECURE_DEFAULT

KEYS = frozenset({"signing-key", "jwt-key", "session-key", "api-key", "encryption-key"})
FOREIGN = frozenset({"api-key", "credential"})
"""What another service has given out: a stand-in or some words open nothing there."""
OF_CLIENTS = re.compile(r"(?:client|consumer|api)_?secret", re.IGNORECASE)
MAKES = re.compile(r"admin|super|root|master|initial|default", re.IGNORECASE)
"""Whose password a program is told to make an account with."""
PUBLIC = ("-----BEGIN PUBLIC KEY", "-----BEGIN RSA PUBLIC KEY", "-----BEGIN CERTIFICATE", "ssh-rsa", "ssh-ed25519")


def judge_use(use: SecretUse) -> Verdict | None:
    """Judge a value that is used as a secret; a default password of a service is less than a key that signs."""
    if not use.production:
        return None
    if all(_opens_nothing(use, text) for text in use.value.texts):
        return None
    if use.purpose == "shared-key" and all(map(is_placeholder, use.value.texts)):
        return None
    # What a service gives out opens it where it is one, and nothing where somebody thought of it.
    told = _of_service(use) and not any(map(is_random, use.value.texts))
    verdict = judge_reading(use.value, Severity.HIGH if use.purpose in KEYS and not told else Severity.MEDIUM)
    if verdict is None:
        return None
    # A service that was set up with another password than manuals have does not let in who comes with that.
    manual = use.purpose == "password" and MAKES.search(use.name) is None and all(map(is_poor, use.value.texts))
    aside = use.minor or is_short_lived((use.value.location or use.location).path)
    severity = Severity.LOW if manual and not aside else verdict.severity
    return replace(verdict, related=use.uses, severity=severity, precision=_precision(use, aside=aside or manual))


def _precision(use: SecretUse, *, aside: bool) -> Precision | None:
    if aside:
        return Precision.LOW
    return Precision.MEDIUM if use.idle else None


def is_poor(text: str) -> bool:
    """Whether a password is one that manuals have, asks to be replaced, or says that it is for development."""
    said = within_address(text)
    named = reads_as_name(said) and purpose_of(said) == "password"
    return named or is_usual(said) or is_placeholder(said) or said.isdigit() or " " in said or says_development(said)


_STORES = re.compile(r"(?:^|_)(?:s3|aws|minio|gcs|oss|r2|b2|spaces|bucket|object_storage)(?:_|$)", re.IGNORECASE)
"""Words for a service that keeps files, whose keys are called secret and access keys."""


def _of_service(use: SecretUse) -> bool:
    return use.purpose in FOREIGN or _STORES.search(f"{use.name} {use.value.environment}".replace(" ", "_")) is not None


def _opens_nothing(use: SecretUse, text: str) -> bool:
    """Tell whether a text is none that a service gives out: words, a filler, the name of what it is for.

    Whoever runs a store of files makes its keys, and words are some.
    """
    foreign = use.purpose in FOREIGN or OF_CLIENTS.search(use.name)
    if foreign and (is_placeholder(text) or is_dashed_sequence(text) or reads_as_name(text)):
        return True
    named = text.lower() in {use.name.lower(), use.value.environment.lower()}
    return bool(foreign or _of_service(use)) and (named or says_development(text))


def is_dashed_sequence(text: str) -> bool:
    """Whether a text without its dashes was typed by running over the keyboard."""
    return is_sequence(text.replace("-", ""))


def judge_signing(signing: TokenSigning) -> Verdict | None:
    """Judge the key of a token that is signed."""
    return judge_reading(signing.key, Severity.HIGH) if signing.production else None


def judge_verification(verification: TokenVerification) -> Verdict | None:
    """Judge the key by which a token is checked."""
    return judge_reading(verification.key, Severity.HIGH) if verification.production else None


def judge_reading(value: Reading, severity: Severity) -> Verdict | None:
    """Report a value that is read from the environment and has a constant to fall back on."""
    defaults = [text for text in value.texts if text.strip()]
    public = any(text.startswith(PUBLIC) or is_reference(text) for text in defaults)
    if not value.environment or not defaults or public:
        return None
    return Verdict(
        values=(("variable", value.environment),),
        why=f"without {value.environment} the secret is a constant of {len(defaults[0])} characters in the source",
        location=value.location,
        severity=severity,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=(
        FactQuery(kind=SecretUse, judge=judge_use),
        FactQuery(kind=TokenSigning, judge=judge_signing),
        FactQuery(kind=TokenVerification, judge=judge_verification),
    ),
    message="the secret {variable} falls back on a constant",
    remedy="leave the default out, so that a missing variable stops the start, and replace what has run with it",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(INSECURE_DEFAULT, HARDCODED_SECRET),
    since="0.1.0",
)
