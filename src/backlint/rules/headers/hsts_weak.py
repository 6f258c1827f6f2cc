"""Browsers are told to insist on HTTPS for too short a time, or not at all.

## Why is this bad?

Once the time is over, a visitor's next request may go out in plain text and be read or changed on the way. The figure
asked for is a year.

## Example

```python
# settings.py
SECRET_KEY = None
ROOT_URLCONF = "urls"
INSTALLED_APPS = ["django.contrib.auth"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
SECURE_HSTS_SECONDS = 3600
```

## Use instead

```python
# settings.py
SECRET_KEY = None
ROOT_URLCONF = "urls"
INSTALLED_APPS = ["django.contrib.auth"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
SECURE_HSTS_SECONDS = 31536000
```

## Limits

A value of 0 switches the header off, which is right where a proxy sends it; it is reported for review only.
"""

import re
from collections.abc import Iterator

from backlint.concepts import Application, Setting
from backlint.rule import (
    ApplicationQuery,
    FactQuery,
    Item,
    Location,
    Precision,
    Severity,
    Verdict,
    declare_rule,
)
from backlint.weaknesses import CLEARTEXT

YEAR = 31_536_000
"""Seconds that OWASP ASVS 5.0, 3.4.1 asks for."""
SETTINGS = frozenset({"SECURE_HSTS_SECONDS", "STRICT_TRANSPORT_SECURITY_MAX_AGE"})
HEADER = "strict-transport-security"
MAX_AGE = re.compile(r"max-age\s*=\s*\"?(\d+)", re.IGNORECASE)


def judge_setting(setting: Setting) -> Verdict | None:
    """Judge the number of seconds in a setting."""
    if setting.name.upper() not in SETTINGS or not setting.production or not setting.value.known:
        return None
    seconds = setting.value.numbers
    return judge_seconds(int(seconds[0])) if seconds else None


def judge_header(application: Application) -> Iterator[Verdict]:
    """Judge the number of seconds in a header that is set by hand."""
    evidence = application.headers.get(HEADER)
    stated = MAX_AGE.search(evidence.detail) if evidence else None
    if evidence is None or stated is None or not application.production:
        return
    verdict = judge_seconds(int(stated[1]), Location(evidence.file, evidence.line))
    if verdict is not None:
        yield verdict


def judge_seconds(seconds: int, location: Location | None = None) -> Verdict | None:
    """Judge the time for which browsers insist on HTTPS."""
    if seconds >= YEAR:
        return None
    return Verdict(
        values=(("seconds", str(seconds)),),
        why=f"the time is {seconds} s, less than a year ({YEAR} s)" if seconds else "0 switches the header off",
        precision=None if seconds else Precision.LOW,
        location=location,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.HEADERS,
    detects=(FactQuery(kind=Setting, judge=judge_setting), ApplicationQuery(judge=judge_header)),
    message="browsers are told to insist on HTTPS for {seconds} seconds only",
    remedy=f"set the time to {YEAR} seconds (a year), with includeSubDomains once every subdomain has HTTPS",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(CLEARTEXT,),
    since="0.1.0",
)
