"""Cookies and their flags: those that handlers set, and those of sessions, which settings and middleware describe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from backlint.concepts import UNREAD, CookieSet, Fact, Reading
from backlint.execution.taint import Site
from backlint.execution.values import Arguments, CallEvent
from backlint.frameworks.configuration.arguments import Option, always, by_site
from backlint.frameworks.configuration.readings import convert, merge
from backlint.frameworks.configuration.survey import Survey


class CookieApi(msgspec.Struct, frozen=True, kw_only=True):
    """A method that sets a cookie, of these classes and what descends from them; the names of its flags and the
    library's defaults. `name` is a constant where the library chooses it; `sensitive` says that it holds a session.
    """

    classes: tuple[str, ...]
    method: str = "set_cookie"
    name: Option = Option("key", 0)
    secure: Option
    http_only: Option
    same_site: Option
    sensitive: bool = False


_BY_KEYWORD = (None, None, None)
_LAST = (6, 7, 8)
"""Where most put the flags: key, value, max_age, expires, path, domain, secure, httponly, samesite."""


def _flags(
    *,
    secure: object,
    http_only: object,
    same_site: object,
    names: Sequence[str] = ("secure", "httponly", "samesite"),
    positions: tuple[int | None, int | None, int | None] = _BY_KEYWORD,
) -> tuple[Option, Option, Option]:
    """Return the options of three flags with their defaults; a name of "" stands for a flag that is fixed."""
    defaults = (secure, http_only, same_site)
    options = [
        Option(name, position, always(default))
        for name, position, default in zip(names, positions, defaults, strict=True)
    ]
    return options[0], options[1], options[2]


def _row(  # noqa: PLR0913 -- a cookie has that many flags
    *classes: str,
    method: str = "set_cookie",
    name: Option = Option("key", 0),  # noqa: B008 -- an immutable record
    secure: object = False,
    http_only: object = False,
    same_site: object = None,
    names: Sequence[str] = ("secure", "httponly", "samesite"),
    positions: tuple[int | None, int | None, int | None] = _BY_KEYWORD,
    sensitive: bool = False,
) -> CookieApi:
    flags = _flags(secure=secure, http_only=http_only, same_site=same_site, names=names, positions=positions)
    return CookieApi(
        classes=classes,
        method=method,
        name=name,
        secure=flags[0],
        http_only=flags[1],
        same_site=flags[2],
        sensitive=sensitive,
    )


_DASHED = ("secure", "http_only", "same_site")
# Werkzeug 2 and 3, Quart 0.22, Starlette 0.13 to 1.10, Django 3.1 to 6.1, aiohttp 3, Falcon 4, Litestar 2, Tornado 6,
# Bottle 0.13, WebOb 1.8, Sanic 23.3 to 25; where no positions are given, the flags are by keyword alone
METHODS = (
    _row(
        *("flask.Response", "flask.wrappers.Response"),
        *("werkzeug.wrappers.Response", "werkzeug.wrappers.response.Response"),
        positions=_LAST,
    ),
    _row("quart.Response", "quart.wrappers.Response", "quart.wrappers.response.Response", positions=_LAST),
    _row(
        *("starlette.responses.Response", "fastapi.Response", "fastapi.responses.Response"),
        same_site="lax",
        positions=_LAST,
    ),
    _row(
        *("django.http.HttpResponse", "django.http.HttpResponseBase", "django.http.response.HttpResponseBase"),
        positions=_LAST,
    ),
    _row("django.http.HttpResponse", "django.http.HttpResponseBase", method="set_signed_cookie"),
    _row("rest_framework.response.Response", positions=_LAST),
    _row("aiohttp.web.StreamResponse", "aiohttp.web.Response", name=Option("name", 0), secure=None, http_only=None),
    _row(
        *("falcon.Response", "falcon.asgi.Response"),
        name=Option("name", 0),
        secure=True,
        http_only=True,
        names=_DASHED,
        positions=_LAST,
    ),
    _row("litestar.Response", same_site="lax", positions=_LAST),
    _row("tornado.web.RequestHandler", name=Option("name", 0)),
    _row("tornado.web.RequestHandler", method="set_signed_cookie", name=Option("name", 0)),
    _row("tornado.web.RequestHandler", method="set_secure_cookie", name=Option("name", 0)),
    _row("bottle.BaseResponse", "bottle.Response", name=Option("name", 0)),
    _row("webob.Response", "pyramid.response.Response", name=Option("name", 0), positions=(5, 6, 10)),
    _row(
        *("sanic.response.BaseHTTPResponse", "sanic.response.HTTPResponse", "sanic.cookies.CookieJar"),
        *("sanic.cookies.response.CookieJar", "sanic.HTTPResponse"),
        method="add_cookie",
        secure=True,
        same_site="Lax",
    ),
)

_ANY_METHOD = _row("", name=Option("key", 0), positions=_LAST)
_OBJECT = _row("litestar.datastructures.Cookie", method="", same_site="lax")
_OBJECTS = (*_OBJECT.classes, "litestar.datastructures.cookie.Cookie")
"""Cookies that are made first and then put into a response."""

# Middleware, storages and transports that set a session's cookie
SESSIONS = (
    _row(
        "starlette.middleware.sessions.SessionMiddleware",
        name=Option("session_cookie", 2, always("session")),
        http_only=True,
        same_site="lax",
        names=("https_only", "", "same_site"),
        sensitive=True,
    ),
    _row(
        "litestar.middleware.session.server_side.ServerSideSessionConfig",
        "litestar.middleware.session.client_side.CookieBackendConfig",
        name=Option("key", None, always("session")),
        http_only=True,
        same_site="lax",
        sensitive=True,
    ),
    _row(
        "aiohttp_session.cookie_storage.EncryptedCookieStorage",
        "aiohttp_session.nacl_storage.NaClCookieStorage",
        "aiohttp_session.redis_storage.RedisStorage",
        "aiohttp_session.SimpleCookieStorage",
        name=Option("cookie_name", None, always("AIOHTTP_SESSION")),
        secure=None,
        http_only=True,
        sensitive=True,
    ),
    _row(
        "pyramid.session.SignedCookieSessionFactory",
        name=Option("cookie_name", None, always("session")),
        same_site="Lax",
        sensitive=True,
    ),
    _row(
        "fastapi_users.authentication.CookieTransport",
        "fastapi_users.authentication.transport.CookieTransport",
        name=Option("cookie_name", 0, always("fastapiusersauth")),
        secure=True,
        http_only=True,
        same_site="lax",
        names=("cookie_secure", "cookie_httponly", "cookie_samesite"),
        sensitive=True,
    ),
)

_SENSITIVE = re.compile(
    r"sess|auth|token|jwt|(^|[_-])s?sid($|[_-])|csrf|xsrf|refresh|access|remember|login|credential|identity|secret|api[_-]?key",
    re.IGNORECASE,
)


def is_sensitive(name: str) -> bool:
    """Tell whether a cookie's name says that it lets somebody in, or protects who is."""
    return _SENSITIVE.search(name) is not None


def cookies(survey: Survey) -> Iterator[Fact]:
    """Yield the cookies that a program sets."""
    told: set[Site] = set()
    for row in METHODS:
        for (site, _), events in by_site(_on(survey, row)).items():
            if site not in told:
                told.add(site)
                yield from _set(survey, row, events)
    for (site, _), events in by_site(survey.calls(_OBJECTS)).items():
        told.add(site)
        yield from _set(survey, _OBJECT, events)
    for (site, _), events in by_site(_on_unknown(survey)).items():
        if site not in told:
            yield from _set(survey, _ANY_METHOD, events)
    yield from _sessions(survey)


def _on(survey: Survey, row: CookieApi) -> Iterator[CallEvent]:
    for event in survey.named(row.method):
        receiver = event.receiver
        if event.callee.rpartition(".")[0] in row.classes or (
            receiver is not None and survey.program.is_a(receiver, *row.classes)
        ):
            yield event


def _on_unknown(survey: Survey) -> Iterator[CallEvent]:
    """Yield calls on something of which only the method's name is known.

    Every framework but Falcon has Secure and HttpOnly off; SameSite differs, and is left unread.
    """
    for event in survey.named("set_cookie"):
        if event.callee.startswith("?") and not survey.uses("falcon", "sanic"):
            yield event


def _set(survey: Survey, row: CookieApi, events: Sequence[CallEvent]) -> Iterator[CookieSet]:
    arguments = [event.arguments for event in events]
    if any(_deletes(survey, one) for one in arguments):
        return
    name = merge(survey.given(one, row.name).reading for one in arguments)
    same_site = merge(survey.given(one, row.same_site).reading for one in arguments)
    if row is _ANY_METHOD and not any(survey.given(one, row.same_site).explicit for one in arguments):
        same_site = UNREAD
    yield make_cookie(
        survey,
        events[0],
        f"{row.classes[0]}.{row.method}".strip("."),
        name,
        (
            merge(survey.given(one, row.secure).reading for one in arguments),
            merge(survey.given(one, row.http_only).reading for one in arguments),
            same_site,
        ),
        sensitive=row.sensitive or any(is_sensitive(text) for text in name.texts),
    )


def _deletes(survey: Survey, arguments: Arguments) -> bool:
    """Tell whether a cookie is taken back: no lifetime, or an empty value."""
    for option in (Option("max_age"), Option("expires")):
        reading = survey.given(arguments, option).reading
        if reading.known and reading.value == 0:
            return True
    value = survey.given(arguments, Option("value", 1)).reading
    return value.known and value.value == ""


def make_cookie(
    survey: Survey,
    event: CallEvent,
    callee: str,
    name: Reading,
    flags: tuple[Reading, Reading, Reading],
    *,
    sensitive: bool,
) -> CookieSet:
    """Make the fact of a cookie from its flags: Secure, HttpOnly, SameSite."""
    return CookieSet(
        location=survey.location(event.site),
        scope=event.site.scope,
        callee=callee,
        production=survey.production(event.site),
        name=name,
        secure=convert(flags[0], _as_flag),
        http_only=convert(flags[1], _as_flag),
        same_site=flags[2],
        sensitive=sensitive,
    )


def _as_flag(value: object) -> object:
    """Return a flag as a boolean: libraries take None for no."""
    return bool(value)


def _sessions(survey: Survey) -> Iterator[CookieSet]:
    """Yield the cookies of session middleware, made by a call or given with its options to `add_middleware`."""
    for row in SESSIONS:
        found = [(event, event.arguments) for event in survey.calls(row.classes)]
        found.extend(survey.calls_given(row.classes))
        for event, arguments in found:
            flags = (
                survey.given(arguments, row.secure).reading,
                survey.given(arguments, row.http_only).reading,
                survey.given(arguments, row.same_site).reading,
            )
            name = survey.given(arguments, msgspec.structs.replace(row.name, position=None)).reading
            yield make_cookie(survey, event, row.classes[0], name, flags, sensitive=True)


FACTS = cookies
