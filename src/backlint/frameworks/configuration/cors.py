"""Who may call from another origin: CORS middleware in all the ways that it is installed, Django's settings, and headers
that are written by hand.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from backlint.concepts import UNREAD, CorsPolicy, Fact, Reading
from backlint.execution.values import (
    AnyValue,
    Arguments,
    CallEvent,
    DictObject,
    ListObject,
    Produced,
    Tuple,
)
from backlint.frameworks.configuration.arguments import Given, Option, always, by_site, last_name
from backlint.frameworks.configuration.headers import headers_set
from backlint.frameworks.configuration.readings import convert, incomplete, known, merge
from backlint.frameworks.configuration.settings import Table
from backlint.frameworks.configuration.survey import Survey


class CorsApi(msgspec.Struct, frozen=True, kw_only=True):
    """A class or function that sets a CORS policy, by what its arguments are called.

    `reflects`: any origin together with credentials is answered by echoing the caller's, unless the argument `wildcard`
    says to send a `*`. `pattern` is an argument that holds patterns; with `whole` all of the origin has to match, else
    its beginning. `origins_patterns` says that an origin which reads as a pattern is one. `application` is the argument
    that installs the policy; a call without it only prepares `init_app`. `origins_setting` and `credentials_setting`
    are Flask settings in force where the call says nothing. `resources` is an argument that holds policies by path.
    `enabled` is an argument that switches a fixed policy on.
    """

    names: tuple[str, ...]
    origins: Option
    credentials: Option | None = None
    pattern: Option | None = None
    whole: bool = False
    origins_patterns: bool = False
    reflects: bool = True
    wildcard: Option | None = None
    application: Option | None = None
    origins_setting: str = ""
    credentials_setting: str = ""
    resources: Option | None = None
    enabled: Option | None = None


_FLASK_CORS = CorsApi(
    names=("flask_cors.CORS", "flask_cors.extension.CORS"),
    origins=Option("origins", None, always("*")),
    credentials=Option("supports_credentials", None, always(False)),
    origins_patterns=True,
    wildcard=Option("send_wildcard", None, always(False)),
    application=Option("app", 0),
    origins_setting="CORS_ORIGINS",
    credentials_setting="CORS_SUPPORTS_CREDENTIALS",
    resources=Option("resources"),
)

# starlette 0.13 to 1.10, flask-cors 3 to 6, quart-cors 0.8, litestar 2, falcon 4, aiohttp-cors 0.8, robyn 0.88
CORS_APIS = (
    CorsApi(
        names=("starlette.middleware.cors.CORSMiddleware", "fastapi.middleware.cors.CORSMiddleware"),
        origins=Option("allow_origins", 1, always(())),
        credentials=Option("allow_credentials", 4, always(False)),
        pattern=Option("allow_origin_regex", 5, always(None)),
        whole=True,
    ),
    _FLASK_CORS,
    CorsApi(
        names=("flask_cors.cross_origin", "flask_cors.decorator.cross_origin"),
        origins=Option("origins", None, always("*")),
        credentials=Option("supports_credentials", None, always(False)),
        origins_patterns=True,
        wildcard=Option("send_wildcard", None, always(False)),
        origins_setting="CORS_ORIGINS",
        credentials_setting="CORS_SUPPORTS_CREDENTIALS",
    ),
    CorsApi(
        names=("quart_cors.cors", "quart_cors.route_cors"),
        origins=Option("allow_origin", None, always(("*",))),
        credentials=Option("allow_credentials", None, always(False)),
        origins_setting="QUART_CORS_ALLOW_ORIGIN",
        credentials_setting="QUART_CORS_ALLOW_CREDENTIALS",
        reflects=False,
    ),
    CorsApi(
        names=("litestar.config.cors.CORSConfig",),
        origins=Option("allow_origins", 0, always(("*",))),
        credentials=Option("allow_credentials", 3, always(False)),
        pattern=Option("allow_origin_regex", 4, always(None)),
        reflects=False,
    ),
    CorsApi(
        names=("falcon.CORSMiddleware", "falcon.middleware.CORSMiddleware"),
        origins=Option("allow_origins", 0, always("*")),
        credentials=Option("allow_credentials", 2, always(None)),
    ),
    CorsApi(
        names=("falcon.App", "falcon.asgi.App"),
        origins=Option("", None, always("*")),
        enabled=Option("cors_enable", 5, always(False)),
        reflects=False,
    ),
    CorsApi(
        names=("blacksheep.Application.use_cors",),
        origins=Option("allow_origins", None, always(())),
        credentials=Option("allow_credentials", None, always(False)),
        reflects=False,
    ),
    CorsApi(
        names=("robyn.ALLOW_CORS",),
        origins=Option("origins", 1),
        credentials=Option("", None, always(True)),
    ),
)

# Their arguments as middleware: without the application, which stands first.
_ASGI = frozenset({"starlette.middleware.cors.CORSMiddleware"})


def cors_policies(survey: Survey) -> Iterator[Fact]:
    """Yield every CORS policy of a program."""
    for row in CORS_APIS:
        for events in by_site(survey.calls(row.names)).values():
            for event in events[:1]:
                yield from _called(survey, row, event)
        if row.names[0] in _ASGI:
            for event, arguments in survey.calls_given(row.names):
                shifted = msgspec.structs.replace(arguments, positional=())
                yield _policy(survey, row, event, (shifted,))
    yield from _django(survey)
    yield from _headers(survey)


def _called(survey: Survey, row: CorsApi, event: CallEvent) -> Iterator[CorsPolicy]:
    """Yield the policies of one call; of one without an application, those of each `init_app`."""
    if row.enabled is not None:
        switch = survey.given(event.arguments, row.enabled).reading
        if switch.known and switch.value is True:
            yield _policy(survey, row, event, (event.arguments,))
        return
    if row.application is None or survey.given(event.arguments, row.application).explicit or event.arguments.opaque:
        yield from _by_resource(survey, row, event, (event.arguments,))
        return
    result = event.result
    for later in survey.program.calls_on(result) if result is not None else ():
        if last_name(later.callee) == "init_app":
            yield from _by_resource(survey, row, later, (later.arguments, event.arguments))


def _by_resource(
    survey: Survey, row: CorsApi, event: CallEvent, arguments: tuple[Arguments, ...]
) -> Iterator[CorsPolicy]:
    """Yield a policy for each path that has its own, where `resources` is a dictionary of them."""
    resources = _first(survey, arguments, row.resources)
    value = resources.value if resources is not None else None
    setting = survey.flask.in_force("CORS_RESOURCES") if row.resources is not None and value is None else ()
    if setting:
        value = setting[0].value
    if not isinstance(value, DictObject) or not any(isinstance(one, DictObject) for one in value.entries.values()):
        yield _policy(survey, row, event, arguments)
        return
    for options in value.entries.values():
        if isinstance(options, DictObject):
            own = Arguments((), tuple((str(key.value), one) for key, one in options.entries.items()))
            yield _policy(survey, row, event, (own, *arguments))


def _first(survey: Survey, arguments: tuple[Arguments, ...], option: Option | None) -> Given | None:
    """Return an option from the first of several argument lists that gives it."""
    if option is None:
        return None
    for one in arguments:
        found = survey.given(one, msgspec.structs.replace(option, defaults=()))
        if found.explicit:
            return found
    return None


def _read(survey: Survey, arguments: tuple[Arguments, ...], option: Option | None, setting: str) -> Reading:
    """Read an option: as given, else as Flask's settings say, else the library's default."""
    if option is None:
        return UNREAD
    found = _first(survey, arguments, option)
    if found is not None:
        return found.reading
    if any(one.opaque for one in arguments):
        return UNREAD
    configured = survey.setting(setting) if setting else None
    return configured.reading if configured is not None else survey.default(option.defaults)


def _policy(survey: Survey, row: CorsApi, event: CallEvent, arguments: tuple[Arguments, ...]) -> CorsPolicy:
    origins = _read(survey, arguments, row.origins, row.origins_setting)
    wildcard = _read(survey, arguments, row.wildcard, "")
    return CorsPolicy(
        location=survey.location(event.site),
        scope=event.site.scope,
        callee=row.names[0],
        production=survey.production(event.site),
        origins=origins,
        pattern=_patterns(survey, row, arguments, origins),
        credentials=_read(survey, arguments, row.credentials, row.credentials_setting),
        reflects=row.reflects and not wildcard.may_be(True),
    )


def _patterns(survey: Survey, row: CorsApi, arguments: tuple[Arguments, ...], origins: Reading) -> Reading:
    """Return the patterns of a policy, ended where the library asks that all of the origin matches."""
    if not row.origins_patterns:
        patterns = _read(survey, arguments, row.pattern, "")
        return convert(patterns, _ended) if row.whole else patterns
    given = _first(survey, arguments, row.origins)
    entries = survey.flask.in_force(row.origins_setting)
    value = given.value if given is not None else entries[0].value if entries else None
    # flask-cors takes for a pattern what has one of these characters in it, and what is compiled
    found = tuple(text for text in _texts(survey, value) if text != "*" and not _PATTERN_HINTS.isdisjoint(text))
    return Reading((found,), origins.complete, origins.environment, origins.location)


def _texts(survey: Survey, value: AnyValue | None) -> tuple[str, ...]:
    """Return the constant texts in a value, those of compiled patterns included."""
    if value is None:
        return ()
    if isinstance(value, (ListObject, Tuple)):
        return tuple(text for item in value.items for text in _texts(survey, item))
    if isinstance(value, Produced) and value.call.callee == "re.compile":
        return _texts(survey, value.call.arguments.get(0, "pattern"))
    return survey.read(value).texts


def _ended(pattern: object) -> object:
    """Return a pattern that has to match a whole origin as one for `re.match`; other constants as they are."""
    ended = not isinstance(pattern, str) or pattern.endswith(("$", r"\Z", r"\z"))
    return pattern if ended else f"{pattern}$"


_PATTERN_HINTS = frozenset("*\\]?$^[]()")


# --- Django

_MIDDLEWARE = "corsheaders.middleware.CorsMiddleware"
# django-cors-headers: today's name first, then the one it still reads
_ALL = ("CORS_ALLOW_ALL_ORIGINS", "CORS_ORIGIN_ALLOW_ALL")
_ORIGINS = ("CORS_ALLOWED_ORIGINS", "CORS_ORIGIN_WHITELIST")
_PATTERNS = ("CORS_ALLOWED_ORIGIN_REGEXES", "CORS_ORIGIN_REGEX_WHITELIST")


def _django(survey: Survey) -> Iterator[CorsPolicy]:
    """Yield the policy of each settings module that installs django-cors-headers; without it the settings do nothing."""
    seen: set[object] = set()
    for table in survey.django:
        middleware = _setting(survey, table, ("MIDDLEWARE", "MIDDLEWARE_CLASSES"))
        if middleware is None or _MIDDLEWARE not in middleware.texts:
            continue
        everyone = _setting(survey, table, _ALL) or known(False)
        named = _setting(survey, table, _ORIGINS) or known(())
        deciding = next((e for name in (*_ALL, *_ORIGINS, *_PATTERNS) for e in table.in_force(name)), None)
        if deciding is None or deciding.site in seen:
            continue
        seen.add(deciding.site)
        yield CorsPolicy(
            location=survey.location(deciding.site),
            callee=_MIDDLEWARE,
            production=table.production,
            origins=_origins(everyone, named),
            pattern=_django_patterns(survey, table),
            credentials=_setting(survey, table, ("CORS_ALLOW_CREDENTIALS",)) or known(False),
        )


def _django_patterns(survey: Survey, table: Table) -> Reading:
    entries = next((found for name in _PATTERNS if (found := table.in_force(name))), ())
    if not entries:
        return known(())
    texts = tuple(text for entry in entries for text in _texts(survey, entry.value))
    return Reading((texts,), complete=False, location=survey.read(entries[0].value).location)


def _setting(survey: Survey, table: Table, names: tuple[str, ...]) -> Reading | None:
    return next((found for name in names if (found := table.read(survey.program, name)) is not None), None)


def _origins(everyone: Reading, named: Reading) -> Reading:
    """Return who may call: anyone where the switch says so, else the list."""
    if everyone.known:
        return known("*", everyone.location) if everyone.value else named
    star = convert(everyone, lambda switch: "*" if switch else None)
    if not star.constants:
        return incomplete(named)
    return incomplete(merge((star, named)))


# --- headers written by hand

_ALLOW_ORIGIN = "access-control-allow-origin"
_ALLOW_CREDENTIALS = "access-control-allow-credentials"


def _headers(survey: Survey) -> Iterator[CorsPolicy]:
    """Yield policies that are written as headers, in one function at a time.

    The caller's own `Origin`, sent back, is no constant; it arrives at the header as a flow.
    """
    written = list(headers_set(survey, (_ALLOW_ORIGIN, _ALLOW_CREDENTIALS)))
    credentials = {
        (event.site.path, event.site.scope): convert(survey.read(value), _is_true)
        for event, name, value in written
        if name == _ALLOW_CREDENTIALS
    }
    for event, name, value in written:
        origins = survey.read(value)
        if name != _ALLOW_ORIGIN or not origins.texts:
            continue
        yield CorsPolicy(
            location=survey.location(event.site),
            scope=event.site.scope,
            callee="Access-Control-Allow-Origin",
            production=survey.production(event.site),
            origins=origins,
            credentials=credentials.get((event.site.path, event.site.scope), known(False)),
            reflects=False,
        )


def _is_true(constant: object) -> bool:
    return str(constant).strip().lower() == "true"


FACTS = cors_policies
