"""Django hashes new passwords by a weak hasher.

## Why is this bad?

The first entry of `PASSWORD_HASHERS` hashes every new password. MD5 and SHA-1 fall to a graphics card in hours; they
are meant for tests and for reading old hashes.

## Example

```python
# settings.py
SECRET_KEY = None
ROOT_URLCONF = "urls"
INSTALLED_APPS = ["django.contrib.auth"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
```

## Use instead

```python
# settings.py
SECRET_KEY = None
ROOT_URLCONF = "urls"
INSTALLED_APPS = ["django.contrib.auth"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
```

## Limits

Test settings may hash quickly, and later entries serve only to verify old hashes.
"""

from backlint.concepts import Setting
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import PASSWORD_HASH

WEAK = frozenset(
    {
        "MD5PasswordHasher",
        "SHA1PasswordHasher",
        "UnsaltedMD5PasswordHasher",
        "UnsaltedSHA1PasswordHasher",
        "CryptPasswordHasher",
    }
)


def judge(setting: Setting) -> Verdict | None:
    """Report a weak first entry."""
    hashers = setting.value.texts
    if setting.name != "PASSWORD_HASHERS" or not setting.production or not setting.value.known or not hashers:
        return None
    first = hashers[0].rsplit(".", 1)[-1]
    if first not in WEAK:
        return None
    return Verdict(values=(("hasher", first),), why=f"{first} stands first, so it hashes every new password")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.PASSWORDS,
    detects=FactQuery(kind=Setting, judge=judge),
    message="new passwords are hashed by {hasher}",
    remedy="put Argon2PasswordHasher or PBKDF2PasswordHasher first; Django hashes again at the next login of each user",
    severity=Severity.HIGH,
    precision=Precision.VERY_HIGH,
    weaknesses=(PASSWORD_HASH,),
    since="0.1.0",
)
