"""Every view is open unless it says otherwise.

## Why is this bad?

`AllowAny` as the default of Django REST framework turns a forgotten permission into an open endpoint: a view is safe only as
long as whoever writes it thinks of the guard.

## Example

```python
# settings.py
SECRET_KEY = None
ROOT_URLCONF = "urls"
INSTALLED_APPS = ["django.contrib.auth", "rest_framework"]
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
}
```

## Use instead

```python
# settings.py
SECRET_KEY = None
ROOT_URLCONF = "urls"
INSTALLED_APPS = ["django.contrib.auth", "rest_framework"]
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}
```

The views that are meant for anybody then say so: `permission_classes = [AllowAny]`.

## Limits

Only a default that is written out is reported; the library's own is the same where the setting is left out. What the
endpoints that it leaves open do is reported where they stand, by `auth-missing`.
"""

from backlint.concepts import Setting
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import MISSING_AUTHENTICATION

NAME = "REST_FRAMEWORK.DEFAULT_PERMISSION_CLASSES"
OPEN = "rest_framework.permissions.AllowAny"


def judge(setting: Setting) -> Verdict | None:
    """Report a default that lets everybody in, and nothing beside it that does not."""
    if setting.name != NAME or not setting.production or set(setting.value.texts) != {OPEN}:
        return None
    return Verdict(why="a view without a permission of its own is open to everybody")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.GUARDS,
    detects=FactQuery(kind=Setting, judge=judge),
    message="the default permission of all views lets everybody in",
    remedy="make IsAuthenticated the default, and let public views say AllowAny",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(MISSING_AUTHENTICATION,),
    since="0.1.0",
    references=("https://www.django-rest-framework.org/api-guide/permissions/#setting-the-permission-policy",),
)
