"""Django accepts any password.

## Why is this bad?

Without validators `1` is a password. Length and a list of common passwords are what keeps guessing from paying off.

## Example

```python
# settings.py
SECRET_KEY = None
ROOT_URLCONF = "urls"
INSTALLED_APPS = ["django.contrib.auth"]
AUTH_PASSWORD_VALIDATORS = []
```

## Use instead

```python
# settings.py
SECRET_KEY = None
ROOT_URLCONF = "urls"
INSTALLED_APPS = ["django.contrib.auth"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
```
"""

from backlint.concepts import Setting
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import WEAK_PASSWORD_POLICY


def judge(setting: Setting) -> Verdict | None:
    """Report a list that is known to be empty, as it is where nothing sets it."""
    if setting.name != "AUTH_PASSWORD_VALIDATORS" or not setting.production:
        return None
    if not setting.value.known or setting.value.value not in ((), None):
        return None
    unset = setting.value.location is None
    return Verdict(
        values=(("state", "not set" if unset else "empty"),),
        why="Django's default is an empty list" if unset else "the list is empty, so no password is refused",
        precision=Precision.MEDIUM if unset else None,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.PASSWORDS,
    detects=FactQuery(kind=Setting, judge=judge),
    message="AUTH_PASSWORD_VALIDATORS is {state}",
    remedy="list at least MinimumLengthValidator and CommonPasswordValidator",
    severity=Severity.LOW,
    precision=Precision.HIGH,
    weaknesses=(WEAK_PASSWORD_POLICY,),
    since="0.1.0",
)
