"""The cookies of sessions and tokens whose flags are settings: Flask's, Flask-Login's, flask-jwt-extended's, Django's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import takewhile

from backlint.concepts import UNREAD, CookieSet, Fact, Reading
from backlint.execution.values import CallEvent, External
from backlint.findings import Location
from backlint.frameworks.configuration.arguments import Option, always
from backlint.frameworks.configuration.cookies import make_cookie
from backlint.frameworks.configuration.readings import known, merge
from backlint.frameworks.configuration.settings import FLASK_TYPES, Table, function_of
from backlint.frameworks.configuration.survey import Survey


def session_cookies(survey: Survey) -> Iterator[Fact]:
    """Yield the cookies that libraries set as their settings say."""
    yield from _flask_session(survey)
    yield from _flask_jwt(survey)
    yield from _django(survey)


# --- Flask: Werkzeug's cookie of `flask.session`, by settings; flask-talisman turns Secure on

_SESSION_USES = ("flask.session.__setitem__", "flask.session.update", "flask.session.setdefault")
_SESSION_USERS = ("flask_login.login_user", "flask_login.utils.login_user", "flask_login.LoginManager")
_SESSIONS = frozenset({"flask.session", "flask.globals.session"})
_TALISMAN = ("flask_talisman.Talisman", "flask_talisman.talisman.Talisman")


def _flask_session(survey: Survey) -> Iterator[CookieSet]:
    """Yield the session's cookie of each Flask application that keeps something in the session."""
    applications = {function_of(event.site): event for event in reversed(survey.calls(FLASK_TYPES))}
    uses = [
        *survey.calls((*_SESSION_USES, *_SESSION_USERS)),
        *(
            event
            for event in survey.named("__setitem__", "update", "setdefault")
            if isinstance(event.receiver, External) and event.receiver.name in _SESSIONS
        ),
    ]
    using = {_nearest(applications, event) for event in uses} if applications else set()
    for maker in sorted(using):
        table = survey.flask.of(maker) if len(applications) > 1 else survey.flask
        flags = (
            _secured(survey, table, maker if len(applications) > 1 else ""),
            _setting(survey, table, "SESSION_COOKIE_HTTPONLY", True),
            _setting(survey, table, "SESSION_COOKIE_SAMESITE", None),
        )
        name = _setting(survey, table, "SESSION_COOKIE_NAME", "session")
        fact = make_cookie(survey, applications[maker], "flask.session", name, flags, sensitive=True)
        yield from _where_said(survey, table, fact, _FLASK_FLAGS)
        yield from _flask_remembered(survey, table)


_FLASK_FLAGS = ("SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE")


def _where_said(survey: Survey, table: Table, fact: CookieSet, names: tuple[str, str, str]) -> Iterator[CookieSet]:
    """Yield a cookie where it is, or once for each setting that takes one of its flags away, there; the first of them
    tells of the other flags as well.
    """
    flags = [fact.secure, fact.http_only, fact.same_site]
    said: dict[int, Location] = {}
    for number, name in enumerate(names):
        entries = table.in_force(name)
        if entries and flags[number].known and str(flags[number].value or "none").lower() in {"none", "false"}:
            said[number] = survey.location(entries[-1].site)
    if not said:
        yield fact
    for number, place in said.items():
        own = [UNREAD, UNREAD, UNREAD]
        for other, flag in enumerate(flags):
            if other == number or (number == min(said) and other not in said):
                own[other] = flag
        yield replace(fact, location=place, scope="", secure=own[0], http_only=own[1], same_site=own[2])


def _flask_remembered(survey: Survey, table: Table) -> Iterator[CookieSet]:
    """Yield Flask-Login's cookie by which somebody stays logged in, where one is set (0.6: HttpOnly, not Secure)."""
    logins = survey.calls(("flask_login.login_user", "flask_login.utils.login_user"))
    option = Option("remember", 1, always(False))
    asked = [(event, survey.given(event.arguments, option).reading) for event in logins]
    maker = next((event for event, said in asked if not (said.known and not said.value)), None)
    if maker is None:
        return
    flags = (
        _setting(survey, table, "REMEMBER_COOKIE_SECURE", False),
        _setting(survey, table, "REMEMBER_COOKIE_HTTPONLY", True),
        _setting(survey, table, "REMEMBER_COOKIE_SAMESITE", None),
    )
    name = _setting(survey, table, "REMEMBER_COOKIE_NAME", "remember_token")
    yield make_cookie(survey, maker, "flask_login.login_user", name, flags, sensitive=True)


def _nearest(applications: Iterable[str], use: CallEvent) -> str:
    """Return the function that makes the application whose files lie nearest to a place."""
    folders = use.site.path.split("/")

    def nearness(maker: str) -> tuple[bool, int]:
        file = maker.partition(":")[0]
        pairs = zip(file.split("/")[:-1], folders, strict=False)
        return file == use.site.path, sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))

    return max(sorted(applications), key=nearness)


def _secured(survey: Survey, table: Table, maker: str) -> Reading:
    """Return whether the session's cookie is Secure: by its setting, or by flask-talisman, which sets it."""
    talismans = survey.calls(("flask_talisman.Talisman.init_app",)) or survey.calls(_TALISMAN)
    own = [event for event in talismans if not maker or event.site.path == maker.partition(":")[0]]
    said = _setting(survey, table, "SESSION_COOKIE_SECURE", False)
    if own:
        option = Option("session_cookie_secure", None, always(True))
        given = merge(survey.given(event.arguments, option).reading for event in own)
        # What it does not do is left to the setting.
        return said if given.known and not given.value else given
    return UNREAD if talismans else said


def _setting(survey: Survey, table: Table, name: str, default: object) -> Reading:
    """Read a setting of Flask; its default where nothing can set it."""
    entries = table.in_force(name)
    if entries:
        return survey.read_entries(entries, complete=table.complete)
    return known(default) if table.complete else UNREAD


def _flask_jwt(survey: Survey) -> Iterator[CookieSet]:
    """Yield the cookies of flask-jwt-extended, where tokens travel in cookies."""
    names = ("set_access_cookies", "set_refresh_cookies")
    for name in names:
        for event in survey.calls((f"flask_jwt_extended.{name}", f"flask_jwt_extended.utils.{name}"))[:1]:
            kind = "access" if "access" in name else "refresh"
            yield make_cookie(
                survey,
                event,
                f"flask_jwt_extended.{name}",
                _setting(survey, survey.flask, f"JWT_{kind.upper()}_COOKIE_NAME", f"{kind}_token_cookie"),
                (
                    _setting(survey, survey.flask, "JWT_COOKIE_SECURE", False),
                    known(True),
                    _setting(survey, survey.flask, "JWT_COOKIE_SAMESITE", None),
                ),
                sensitive=True,
            )


# --- Django: the cookies of sessions and of the CSRF check, where their middleware is in use

_DJANGO_COOKIES = (
    ("SESSION_COOKIE", "django.contrib.sessions.middleware.SessionMiddleware", "sessionid", True),
    ("CSRF_COOKIE", "django.middleware.csrf.CsrfViewMiddleware", "csrftoken", False),
)


def _django(survey: Survey) -> Iterator[CookieSet]:
    """Yield the cookies that Django's own middleware sets, for each settings module."""
    for table in survey.django:
        for middleware in (*table.in_force("MIDDLEWARE_CLASSES"), *table.in_force("MIDDLEWARE"))[-1:]:
            names = survey.read(middleware.value).texts
            for prefix, path, name, http_only in _DJANGO_COOKIES:
                if path not in names:
                    continue
                flags = (f"{prefix}_SECURE", f"{prefix}_HTTPONLY", f"{prefix}_SAMESITE")
                yield CookieSet(
                    location=survey.location(middleware.site),
                    callee=path,
                    production=table.production and survey.production(middleware.site),
                    name=_setting(survey, table, f"{prefix}_NAME", name),
                    secure=_unless_said(survey, table, flags[0], False),
                    http_only=_unless_said(survey, table, flags[1], http_only),
                    same_site=_unless_said(survey, table, flags[2], "Lax"),
                    sensitive=http_only,  # a form's secret has to be readable and lets nobody in
                )


def _unless_said(survey: Survey, table: Table, name: str, default: object) -> Reading:
    """Read a flag of Django's cookies; one that a setting takes away is told by the setting."""
    reading = _setting(survey, table, name, default)
    taken = reading.known and str(reading.value or "none").lower() in {"none", "false"}
    return UNREAD if taken and table.in_force(name) else reading


FACTS = session_cookies
