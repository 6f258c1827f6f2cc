"""The check against forged requests is switched off.

## Why is this bad?

A browser sends the session cookie with a form that another website submits. The token is what tells the two apart.

## Example

```python
from flask import Flask
from flask_wtf import CSRFProtect

app = Flask(__name__)
app.config["WTF_CSRF_ENABLED"] = False
CSRFProtect(app)
```

## Use instead

```python
from flask import Flask
from flask_wtf import CSRFProtect

app = Flask(__name__)
CSRFProtect(app)
```

## Limits

Interfaces that take a token from a header need no such check; an exempt view is reported only where the application
uses cookies and the view changes data. Webhooks are left out.
"""

from collections.abc import Iterator

from backlint.concepts import Application, Endpoint, Protection, ProtectionKind, Setting, State, Trait
from backlint.rule import (
    ApplicationQuery,
    EndpointQuery,
    FactQuery,
    Item,
    Precision,
    Severity,
    Step,
    Verdict,
    declare_rule,
)
from backlint.weaknesses import CSRF

SWITCHES = frozenset({"WTF_CSRF_ENABLED", "WTF_CSRF_CHECK_DEFAULT", "JWT_COOKIE_CSRF_PROTECT"})
MIDDLEWARE = "django.middleware.csrf.CsrfViewMiddleware"
SESSIONS = "django.contrib.sessions.middleware.SessionMiddleware"
WITHOUT_COOKIE = frozenset({Trait.WEBHOOK, Trait.TOKEN, Trait.HEALTH})


def judge_setting(setting: Setting) -> Verdict | None:
    """Report a switch that is off, and a list of middleware with sessions and without the check."""
    if not setting.production or not setting.value.known:
        return None
    if setting.name.upper() in SWITCHES and setting.value.value is False:
        return Verdict(values=(("what", setting.name),), why=f"{setting.name} is False")
    if setting.name != "MIDDLEWARE" or SESSIONS not in setting.value.texts:
        return None
    if any("csrf" in name.lower() for name in setting.value.texts):
        return None
    return Verdict(
        values=(("what", "MIDDLEWARE"),),
        why="the list has sessions and no CsrfViewMiddleware",
        remedy=f"put {MIDDLEWARE} back into MIDDLEWARE",
    )


def judge_endpoint(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report an endpoint that is exempt from the check, changes data and is used with a cookie."""
    protection = endpoint.protection(ProtectionKind.CSRF)
    if protection.state is not State.NO or not protection.by or not application.production:
        return None
    if Trait.CHANGES_STATE not in endpoint.traits or endpoint.traits & WITHOUT_COOKIE:
        return None
    if Trait.USES_SESSION not in endpoint.traits:
        # Nothing that a browser sends by itself gives a forged request any power.
        return None
    names = ", ".join(dict.fromkeys(evidence.name for evidence in protection.by))
    return Verdict(
        values=(("what", endpoint.title),),
        why=f"{names} exempts it, and it changes data",
    )


def judge_application(application: Application) -> Iterator[Verdict]:
    """Report an application whose sessions change data without any check against forged requests."""
    if not application.production or not application.complete or application.uses_cookies is not State.YES:
        return
    open_ = [
        endpoint
        for endpoint in application.endpoints
        if {Trait.CHANGES_STATE, Trait.USES_SESSION} <= endpoint.traits
        and not endpoint.traits & WITHOUT_COOKIE
        and endpoint.protection(ProtectionKind.CSRF) == Protection(State.NO)
    ]
    # What a link alone sets off comes first: cookies that are `SameSite=Lax` are sent along with it.
    open_.sort(key=lambda endpoint: ("GET" not in endpoint.methods, "POST" not in endpoint.methods))
    if open_:
        yield Verdict(
            values=(("what", "nothing checks for them"),),
            why=f"{len(open_)} endpoints change data for whoever has a session cookie, which a browser sends by itself",
            related=tuple(Step(endpoint.location, endpoint.title) for endpoint in open_[:5]),
        )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.GUARDS,
    detects=(
        FactQuery(kind=Setting, judge=judge_setting),
        EndpointQuery(judge=judge_endpoint),
        ApplicationQuery(judge=judge_application),
    ),
    message="state changes without a check against forged requests: {what}",
    remedy="leave the check on and send the token with forms and scripts",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(CSRF,),
    since="0.1.0",
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html",
    ),
)
