"""The application answers under any host name.

## Why is this bad?

The `Host` header is part of what a stranger sends. Links in mails, redirects and cached pages are built from it: a
password reset that was asked for under another name sends its secret there.

## Example

```python
# settings.py
SECRET_KEY = None
ROOT_URLCONF = "urls"
INSTALLED_APPS = ["django.contrib.auth"]
ALLOWED_HOSTS = ["*"]
```

## Use instead

```python
# settings.py
SECRET_KEY = None
ROOT_URLCONF = "urls"
INSTALLED_APPS = ["django.contrib.auth"]
ALLOWED_HOSTS = ["shop.example.com"]
```

## Limits

Development settings are not reported. Where a proxy passes on known hosts only, ignore the finding with that reason.
"""

from backlint.concepts import Setting
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import HOST_HEADER

SETTINGS = frozenset({"ALLOWED_HOSTS", "TRUSTED_HOSTS"})


def judge(setting: Setting) -> Verdict | None:
    """Report a list of hosts with a bare `*` in it, also where it is the default of an environment variable."""
    if setting.name.upper() not in SETTINGS or not setting.production or "*" not in setting.value.texts:
        return None
    variable = setting.value.environment
    return Verdict(
        values=(("name", setting.name),),
        why=f"the default without the variable {variable} is `*`" if variable else "the list holds `*`",
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.HEADERS,
    detects=FactQuery(kind=Setting, judge=judge),
    message="{name} accepts every host name",
    remedy="list the host names under which the application is served",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(HOST_HEADER,),
    since="0.1.0",
)
