"""A cookie lacks the flags that keep it from others.

## Why is this bad?

Without `Secure` a cookie travels in plain text with the first request to `http://`; without `HttpOnly` any script on
the page can read it; with `SameSite=None` every other site can make the browser send it.

## Example

```python
from flask import Flask, make_response

app = Flask(__name__)


@app.post("/login")
def login():
    answer = make_response("welcome")
    answer.set_cookie("session_token", "value of the session")
    return answer
```

## Use instead

```python
from flask import Flask, make_response

app = Flask(__name__)


@app.post("/login")
def login():
    answer = make_response("welcome")
    answer.set_cookie("session_token", "value of the session", secure=True, httponly=True, samesite="Lax")
    return answer
```

## Limits

Cookies whose name tells of a theme, a language or another preference are reported for review only. A CSRF cookie is not asked for `HttpOnly`, since
scripts have to read it. A flag that comes from a setting is not judged.
"""

import re
from collections.abc import Iterator

from backlint.concepts import CookieSet, Reading
from backlint.rule import AnyRepair, FactQuery, Item, Precision, SetArguments, SetValue, Severity, Verdict, declare_rule
from backlint.weaknesses import COOKIE_SAME_SITE, COOKIE_SCRIPT_ACCESS, INSECURE_COOKIE

CSRF_NAME = re.compile(r"csrf|xsrf", re.IGNORECASE)
PREFERENCE = re.compile(
    r"theme|dark|lang|locale|i18n|time_?zone|(^|_)tz($|_)|consent|banner|notice|dismiss|hide|hidden|show|seen|visited"
    r"|sidebar|collaps|layout|view|mode|sort|order|page|per_?page|limit|filter|column|currency|country|font|style|color|colour"
    r"|pref|display|columns|tab|test|message|flash|toast|utm|campaign|referr?er|track|analytics",
    re.IGNORECASE,
)
"""Names of cookies that hold how somebody likes to see the pages, or a note for the next page."""
KEEPS_PREFERENCES = re.compile(r"preferences?|theme|locale|language", re.IGNORECASE)
"""Names of files, classes and functions that keep nothing else."""


def judge(cookie: CookieSet) -> Verdict | None:
    """Report the flags that are known to be missing; a missing SameSite alone is what browsers make up for, one that a
    setting leaves out by name is not.
    """
    name = cookie.name.texts[0] if cookie.name.texts else ""
    missing = [
        flag
        for flag, lacks in (("Secure", is_off(cookie.secure)), ("HttpOnly", lacks_http_only(cookie, name)))
        if lacks
    ]
    open_to_sites = is_cross_site(cookie.same_site)
    if not cookie.production or not (missing or open_to_sites):
        return None
    alone = not missing
    if open_to_sites:
        missing.append("SameSite")
    return Verdict(
        values=(("name", f"the cookie {name}" if name else "a cookie"), ("flags", ", ".join(missing))),
        why=f"{', '.join(missing)}: not given, or switched off",
        severity=Severity.MEDIUM if cookie.sensitive and not alone and not CSRF_NAME.search(name) else Severity.LOW,
        precision=precision_of(cookie, name, alone=alone),
        repairs=tuple(repairs_for(missing)),
    )


def repairs_for(missing: list[str]) -> Iterator[AnyRepair]:
    """Yield what sets the missing flags, in a call or in the one setting that switches one off."""
    values = {"Secure": "True", "HttpOnly": "True", "SameSite": '"Lax"'}
    title = f"set {', '.join(missing)}"
    yield SetArguments(
        title=title,
        arguments=tuple((flag.lower(), values[flag]) for flag in missing),
        # Name, value, age, day, path and domain come first everywhere, then the flags.
        positional=6,
        calls=("set_cookie", "add_cookie"),
    )
    if len(missing) == 1:
        yield SetValue(title=title, value=values[missing[0]])


def precision_of(cookie: CookieSet, name: str, *, alone: bool) -> Precision | None:
    """Judge how sure it is that somebody would mend it: `alone` says that only SameSite is missing."""
    if alone:
        said = cookie.sensitive and cookie.same_site.location is not None
        return Precision.MEDIUM if said else Precision.LOW
    if cookie.sensitive:
        return None
    liked = PREFERENCE.search(name) or KEEPS_PREFERENCES.search(f"{cookie.location.path} {cookie.scope}")
    return Precision.LOW if not name or liked else Precision.MEDIUM


def is_off(flag: Reading) -> bool:
    """Tell whether a flag is known to be off."""
    return flag.known and not flag.value


def lacks_http_only(cookie: CookieSet, name: str) -> bool:
    """Tell whether scripts can read a cookie that they have no business with."""
    return is_off(cookie.http_only) and CSRF_NAME.search(name) is None


def is_cross_site(same_site: Reading) -> bool:
    """Tell whether SameSite is known to be absent or `None`."""
    return same_site.known and str(same_site.value or "none").lower() == "none"


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.HEADERS,
    detects=FactQuery(kind=CookieSet, judge=judge),
    message="{name} is set without {flags}",
    remedy='set it with `secure=True, httponly=True, samesite="Lax"`',
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(INSECURE_COOKIE, COOKIE_SCRIPT_ACCESS, COOKIE_SAME_SITE),
    since="0.1.0",
    found_fixes=(("set what the finding names to the value that protects", False),),
)
