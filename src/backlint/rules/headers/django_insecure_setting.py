"""A Django security setting is set to a value that switches a protection off.

## Why is this bad?

Django's defaults are careful; a setting that was turned off for one evening of development protects nobody in
production.

## Example

```python
# settings.py
SECRET_KEY = None
ROOT_URLCONF = "urls"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.sessions"]
SESSION_COOKIE_HTTPONLY = False
```

## Use instead

```python
# settings.py
SECRET_KEY = None
ROOT_URLCONF = "urls"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.sessions"]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = True
```

## Limits

Only values that stand in the settings are reported, not defaults, and not what depends on another setting. Redirecting
to HTTPS is often the proxy's work, so `SECURE_SSL_REDIRECT = False` is for review only.
"""

import re
from dataclasses import dataclass

from backlint.concepts import Setting
from backlint.rule import FactQuery, Item, Precision, SetValue, Severity, Verdict, declare_rule
from backlint.weaknesses import INSECURE_COOKIE, INSECURE_DEFAULT, PROTECTION_MECHANISM


@dataclass(frozen=True, slots=True)
class Wrong:
    """What must not be in a setting: the values (texts compared without case), the harm and the value to use."""

    values: tuple[object, ...]
    harm: str
    better: str
    severity: Severity = Severity.MEDIUM
    precision: Precision | None = None

    @property
    def written(self) -> bool:
        """Whether `better` is the value as it is written in Python."""
        return re.fullmatch(r'True|False|\d+|"[\w-]+"', self.better) is not None


WRONG = {
    "SECURE_CONTENT_TYPE_NOSNIFF": Wrong((False,), "browsers may guess the type of a response", "True"),
    "SECURE_REFERRER_POLICY": Wrong(
        (None, "unsafe-url"), "full addresses are sent to other sites", '"same-origin"', Severity.LOW
    ),
    "SECURE_CROSS_ORIGIN_OPENER_POLICY": Wrong(
        (None, "unsafe-none"), "pages that open this one can reach into its window", '"same-origin"', Severity.LOW
    ),
    "X_FRAME_OPTIONS": Wrong(("allowall", ""), "any site can frame the pages", '"DENY"'),
    "SESSION_COOKIE_SECURE": Wrong((False,), "the session travels in plain text too", "True"),
    "CSRF_COOKIE_SECURE": Wrong((False,), "the CSRF token travels in plain text too", "True", Severity.LOW),
    "SESSION_COOKIE_HTTPONLY": Wrong((False,), "scripts can read the session", "True"),
    "SESSION_COOKIE_SAMESITE": Wrong((None, False, "none"), "other sites can use the session", '"Lax"'),
    "CSRF_COOKIE_SAMESITE": Wrong(
        (None, False, "none"), "other sites send the CSRF cookie along", '"Lax"', Severity.LOW
    ),
    "CSRF_TRUSTED_ORIGINS": Wrong(("https://*", "http://*", "*"), "every origin passes the CSRF check", "your hosts"),
    "DATA_UPLOAD_MAX_MEMORY_SIZE": Wrong((None,), "a request's body has no limit", "2621440", Severity.LOW),
    "DEBUG_PROPAGATE_EXCEPTIONS": Wrong((True,), "exceptions reach the server instead of the error page", "False"),
    "SECURE_SSL_REDIRECT": Wrong(
        (False,), "plain HTTP is answered", "True, unless the proxy redirects", Severity.LOW, Precision.LOW
    ),
}
"""Django's own deployment checks (W006, W010 to W022) and its settings reference, 4.2 to 6.1."""


def judge(setting: Setting) -> Verdict | None:
    """Report a setting whose only possible value switches its protection off."""
    wrong = WRONG.get(setting.name)
    if wrong is None or not setting.production or not setting.value.known or not is_wrong(setting, wrong):
        return None
    return Verdict(
        values=(("name", setting.name), ("value", repr(setting.value.value))),
        why=wrong.harm,
        remedy=f"set {setting.name} to {wrong.better}",
        severity=wrong.severity,
        precision=wrong.precision,
        repairs=(SetValue(title=f"set {setting.name} to {wrong.better}", value=wrong.better),) if wrong.written else (),
    )


def is_wrong(setting: Setting, wrong: Wrong) -> bool:
    """Tell whether the value, or one of the texts in it, is among the wrong ones."""
    texts = {text.lower() for text in setting.value.texts}
    return any(setting.value.may_be(value) or value in texts for value in wrong.values)


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.HEADERS,
    detects=FactQuery(kind=Setting, judge=judge),
    message="{name} is {value}",
    remedy="leave the setting at Django's default, or set it to the value that protects",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(PROTECTION_MECHANISM, INSECURE_COOKIE, INSECURE_DEFAULT),
    since="0.1.0",
    references=("https://docs.djangoproject.com/en/stable/ref/checks/#security",),
    found_fixes=(("set what the finding names to the value that protects", False),),
)
