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
uses cookies and the view changes data. Where a session cookie is declared `SameSite=Lax` or
`Strict`, that is one finding of low severity, beside what a link alone sets off. Where nothing checks anywhere the application is reported once, and beside it what would do lasting harm;
who asks for the present password needs no token. Webhooks are left out.
"""

from collections.abc import Iterator

from backlint.concepts import (
    Application,
    Deed,
    Endpoint,
    Evidence,
    Protection,
    ProtectionKind,
    Setting,
    State,
    Trait,
    words_in,
)
from backlint.rule import (
    ApplicationQuery,
    Attacker,
    EndpointQuery,
    FactQuery,
    Item,
    Location,
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
FEW = 8
"""Where no more endpoints than this are open, each is named; the figure is this tool's own."""
GRAVE = frozenset("password email account role roles pay payment transfer buy purchase checkout order withdraw".split())
SENT = frozenset(
    "callback oauth oidc saml sso verify verification confirm confirmation activate activation unsubscribe unsub accept logout "
    "login join invite invitation lang language locale theme".split()
)
"""Words for links that are sent to somebody, with a token, or that another site sends back with, and for what does no harm."""
ELSEWHERE = frozenset("login logout signin saml oauth oidc sso callback".split())
"""Words for forms that nobody is signed in for yet, and for what another site's server has its answer sent to."""
FORGED = frozenset({"GET", "POST", "MUTATION"})
"""Methods that a page of another site can send, cookies included, without a browser asking first (Fetch standard, CORS-safelisted
methods): links, and forms, as which mutations of GraphQL come too.
"""
WITHOUT_COOKIE = frozenset({Trait.WEBHOOK, Trait.TOKEN, Trait.HEALTH})


def judge_setting(setting: Setting) -> Verdict | None:
    """Report a switch that is off, and a list of middleware with sessions and without the check."""
    if not setting.production or not setting.value.known:
        return None
    if setting.framework == "dj-rest-auth":
        return Verdict(
            values=(("what", setting.name),),
            why="tokens stand in a cookie that browsers send with requests of every site (SameSite=None), and nothing else is asked",
            remedy="set JWT_AUTH_COOKIE_USE_CSRF, or keep the cookie to the own site (JWT_AUTH_SAMESITE)",
        )
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
    """Report an endpoint that is exempt from the check, one that a link alone sets off, and grave ones without a check."""
    protection = endpoint.protection(ProtectionKind.CSRF)
    if protection.state is not State.NO or not application.production or endpoint.traits & WITHOUT_COOKIE:
        return None
    if protection.by:
        return judge_exempt(endpoint, application, protection)
    if Deed.ACTS_ON_GET in endpoint.deeds:
        return judge_link(endpoint, application)
    if application.uses_cookies is not State.YES or not application.complete or not _is_open(endpoint):
        return None
    if application.same_site is not None:
        # Browsers keep the cookie from forms of other sites; that nothing else does is said of the application.
        return None
    open_ = [one for one in application.endpoints if _is_open(one)]
    if Deed.ASKS_PASSWORD in endpoint.deeds or not (is_grave(endpoint) or len(open_) <= FEW):
        return None
    return Verdict(
        values=(("what", endpoint.title),),
        why="no token and no other proof is asked that the form is the application's own; the session cookie comes by itself",
        severity=Severity.MEDIUM if is_grave(endpoint) else Severity.LOW,
    )


def judge_exempt(endpoint: Endpoint, application: Application, protection: Protection) -> Verdict | None:
    """Report an exemption of an endpoint that changes data; what exempts several is the application's finding."""
    if endpoint.traits & {Trait.LOGIN, Trait.LOGOUT} or _words_of(endpoint) & ELSEWHERE:
        return None
    if Trait.CHANGES_STATE not in endpoint.traits or len(list(_exempt_by(protection, application))) > 1:
        return None
    session = _uses_session(endpoint)
    if not session and _words_of(endpoint) & SENT:
        return None
    if not session and not (application.uses_cookies is State.YES and _has_form(endpoint, application)):
        # Nothing that a browser sends by itself gives a forged request any power.
        return None
    names = ", ".join(dict.fromkeys(evidence.name for evidence in protection.by))
    return Verdict(
        values=(("what", endpoint.title),),
        why=f"{names} exempts it, and it changes data",
        severity=None if session else Severity.LOW,
    )


def judge_link(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report what is deleted or changed by following a link, for which no library asks for a token."""
    deletes = bool(endpoint.deeds & {Deed.DELETES, Deed.EMPTIES})
    if not _uses_session(endpoint) and not (deletes and application.uses_cookies is State.YES):
        return None
    if _words_of(endpoint) & SENT:
        return None
    return Verdict(
        values=(("what", endpoint.title),),
        why="it changes data for whoever follows a link, and a session cookie is sent along with that",
        remedy="let only POST change anything, with the token of a form",
        severity=Severity.MEDIUM if deletes or is_grave(endpoint) else Severity.LOW,
    )


def _uses_session(endpoint: Endpoint) -> bool:
    """Tell whether a session says who is calling: by a guard, or where nothing guards, in what the handler does."""
    asked = endpoint.protection(ProtectionKind.AUTHENTICATION).state is State.YES
    return Trait.USES_SESSION in endpoint.traits or (Deed.USES_SESSION in endpoint.deeds and not asked)


def is_grave(endpoint: Endpoint) -> bool:
    """Tell whether a forged request would do lasting harm: to an account, to money, to what is deleted."""
    if endpoint.deeds & {Deed.DELETES, Deed.EMPTIES, Deed.RUNS_PROGRAM} or Trait.ADMIN in endpoint.traits:
        return True
    return any(one.accounts for one in endpoint.changed) or bool(_words_of(endpoint) & GRAVE)


def _words_of(endpoint: Endpoint) -> frozenset[str]:
    return words_in(f"{endpoint.path} {endpoint.name}")


def _is_open(endpoint: Endpoint) -> bool:
    """Tell whether an endpoint changes data with a session, and nothing checks that its own forms asked for it."""
    return (
        Trait.CHANGES_STATE in endpoint.traits
        and not FORGED.isdisjoint(endpoint.methods)
        and _uses_session(endpoint)
        and not endpoint.traits & WITHOUT_COOKIE
        and endpoint.protection(ProtectionKind.CSRF) == Protection(State.NO)
    )


def _exempt_by(protection: Protection, application: Application) -> Iterator[Endpoint]:
    """Yield the endpoints that change data with a session and are exempt by the same place."""
    for one in application.endpoints:
        theirs = one.protection(ProtectionKind.CSRF)
        if theirs.state is State.NO and set(theirs.by) & set(protection.by) and Trait.CHANGES_STATE in one.traits:
            yield one


def _has_form(endpoint: Endpoint, application: Application) -> bool:
    """Tell whether a page with a form stands at the same address."""
    same = (one for one in application.endpoints if one.handler == endpoint.handler and one.path == endpoint.path)
    return any("GET" in one.methods for one in same)


def judge_application(application: Application) -> Iterator[Verdict]:
    """Report an application whose sessions change data without any check, and what exempts several endpoints."""
    if not application.production:
        return
    yield from _judge_causes(application)
    if not application.complete or application.uses_cookies is not State.YES:
        return
    open_ = [one for one in application.endpoints if _is_open(one)]
    checked = any(_is_checked(one) for one in application.endpoints)
    # What a link alone sets off comes first: cookies that are `SameSite=Lax` are sent along with it.
    open_.sort(key=lambda endpoint: ("GET" not in endpoint.methods, "POST" not in endpoint.methods))
    if open_ and not checked:
        yield Verdict(
            values=(("what", "nothing checks for them"),),
            why=f"{len(open_)} endpoints change data for whoever has a session cookie, {_sent(application)}",
            severity=None if application.same_site is None else Severity.LOW,
            related=tuple(Step(endpoint.location, endpoint.title) for endpoint in open_[:5]),
        )


def _sent(application: Application) -> str:
    if application.same_site is None:
        return "which a browser sends by itself"
    return "and only SameSite keeps it from other sites, not from their links or from other hosts of the same domain"


def _is_checked(endpoint: Endpoint) -> bool:
    protection = endpoint.protection(ProtectionKind.CSRF)
    return Trait.CHANGES_STATE in endpoint.traits and protection.state is State.YES


def _judge_causes(application: Application) -> Iterator[Verdict]:
    causes: dict[Evidence, list[Endpoint]] = {}
    sessions = {Trait.CHANGES_STATE, Trait.USES_SESSION}
    for one in application.endpoints:
        protection = one.protection(ProtectionKind.CSRF)
        if protection.state is State.NO and sessions <= one.traits and not one.traits & WITHOUT_COOKIE:
            for shown in protection.by[:1]:
                causes.setdefault(shown, []).append(one)
    for shown, exempt in sorted(causes.items()):
        if len(exempt) > 1:
            yield Verdict(
                values=(("what", f"{shown.name} exempts {len(exempt)} endpoints"),),
                why="they change data for whoever has a session cookie, which a browser sends by itself",
                location=Location(shown.file, shown.line) if shown.line else None,
                related=tuple(Step(one.location, one.title) for one in exempt[:5]),
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
    attacker=Attacker.OTHERS,
    since="0.1.0",
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html",
    ),
)
