"""Rate limiters, and those that have no effect: switched off, above the route's decorator, without what reads them.

What has no effect was tried with the libraries themselves: slowapi 0.1.10, Flask-Limiter 4.1, Django REST framework 3.18.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from backlint.concepts import UNREAD, Fact, LimiterDeclared
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    ClassObject,
    DictObject,
    External,
    FunctionObject,
    ListObject,
    Produced,
    Tuple,
)
from backlint.execution.values import Constant as ConstantValue
from backlint.facts.model import Attribute, Literal, decode_body
from backlint.frameworks.assembly.rates import per_minute
from backlint.frameworks.configuration.arguments import Default, Option, last_name, site_of
from backlint.frameworks.configuration.settings import Entry, Table
from backlint.frameworks.configuration.survey import Survey


class LimiterApi(msgspec.Struct, frozen=True, kw_only=True):
    """A limiter's class; `defaults` are its arguments with limits for every route, which need one of `readers`."""

    name: str
    defaults: tuple[Option, ...]
    readers: tuple[str, ...] = ()
    setting: str = ""


LIMITER_APIS = (
    LimiterApi(
        name="slowapi.Limiter",
        defaults=(Option("default_limits", 1), Option("application_limits", 2)),
        readers=("slowapi.middleware.SlowAPIMiddleware", "slowapi.middleware.SlowAPIASGIMiddleware"),
    ),
    LimiterApi(
        name="flask_limiter.Limiter",
        defaults=(Option("default_limits"), Option("application_limits")),
        setting="RATELIMIT_ENABLED",
    ),
)

_LIMITS = ("limit", "shared_limit")
_ROUTES = frozenset("get post put patch delete head options trace route api_route websocket add_url_rule".split())
_ROUTERS = (
    *("fastapi.FastAPI", "fastapi.APIRouter", "starlette.applications.Starlette", "starlette.routing.Router"),
    *("flask.Flask", "flask.Blueprint", "fastapi.applications.FastAPI", "fastapi.routing.APIRouter"),
)


def limiters(survey: Survey) -> Iterator[Fact]:
    """Yield the limiters of a program."""
    for row in LIMITER_APIS:
        for event in survey.calls((row.name,)):
            yield from _constructed(survey, row, event)
        for method in _LIMITS:
            for event in survey.calls((f"{row.name}.{method}()",)):
                yield from _decorating(survey, row, event)
    yield from _unread(survey)
    yield from _switched_off(survey)
    for table in survey.django:
        for entry in table.in_force("REST_FRAMEWORK"):
            yield from _throttles(survey, table, entry)
    yield from _views(survey)


def _fact(survey: Survey, event: CallEvent, callee: str, rate: float | None, reason: str) -> LimiterDeclared:
    return LimiterDeclared(
        location=survey.location(event.site),
        scope=event.site.scope,
        callee=callee,
        production=survey.production(event.site),
        per_minute=rate,
        ineffective=reason,
    )


def _constructed(survey: Survey, row: LimiterApi, event: CallEvent) -> Iterator[LimiterDeclared]:
    """Yield a limiter that is switched off, or whose default limits nothing reads."""
    enabled = survey.given(event.arguments, Option("enabled")).reading
    if enabled.known and enabled.value is False:
        yield _fact(survey, event, row.name, None, "enabled=False switches it off")
        return
    texts = [text for option in row.defaults for text in survey.given(event.arguments, option).reading.texts]
    rates = _rates(texts)
    reason = ""
    if texts and row.readers and not any(True for _ in survey.calls_given(row.readers)):
        reason = f"its default limits are read by {last_name(row.readers[0])} alone, which is not installed"
    if rates or reason:
        yield _fact(survey, event, row.name, min(rates, default=None), reason)


def _decorating(survey: Survey, row: LimiterApi, event: CallEvent) -> Iterator[LimiterDeclared]:
    """Yield a limit that decorates a function, and whether the function was registered before it got the limit."""
    made = event.function.call if isinstance(event.function, Produced) else event
    texts = survey.given(made.arguments, Option("limit_value", 0)).reading.texts
    rates = _rates(texts)
    target = event.arguments.positional[0] if event.arguments.positional else None
    registered = isinstance(target, FunctionObject) and _registered_before(survey, target, event)
    reason = "it stands above the route's decorator, which has registered the function without it" if registered else ""
    yield _fact(survey, made, f"{row.name}.{last_name(made.callee)}", min(rates, default=None), reason)


def _rates(texts: Sequence[str]) -> list[float]:
    """Return the rates in texts, in requests a minute."""
    return [rate for rate in map(per_minute, texts) if rate is not None]


def _registered_before(survey: Survey, function: FunctionObject, limit: CallEvent) -> bool:
    for decoration in function.decorations:
        if decoration.order >= limit.order:
            return False
        maker = decoration.function.call if isinstance(decoration.function, Produced) else decoration
        receiver = maker.receiver
        if last_name(maker.callee) in _ROUTES and receiver is not None and survey.program.is_a(receiver, *_ROUTERS):
            return True
    return False


# --- django-ratelimit: without `block` it only takes notes on the request, for somebody to read

# `ratelimit.decorators.ratelimit` of versions before 4 is an alias of it.
_RATELIMIT = "django_ratelimit.decorators.ratelimit"
_BLOCK = Option("block", None, (Default(value=True, since="4.0"), Default(value=False, since="0")))
_NOTE = "limited"


def _unread(survey: Survey) -> Iterator[LimiterDeclared]:
    for event in survey.calls((f"{_RATELIMIT}()",)):
        made = event.function.call if isinstance(event.function, Produced) else event
        target = event.arguments.positional[0] if event.arguments.positional else None
        block = survey.given(made.arguments, _BLOCK, "django-ratelimit").reading
        notes_only = block.known and block.value is False and isinstance(target, FunctionObject)
        reason = ""
        if notes_only and isinstance(target, FunctionObject) and not _is_read(survey, target):
            reason = "block=False only sets `request.limited`, which nothing reads"
        rates = _rates(survey.given(made.arguments, Option("rate", 2)).reading.texts)
        yield _fact(survey, made, _RATELIMIT, min(rates, default=None), reason)


def _is_read(survey: Survey, function: FunctionObject) -> bool:
    """Tell whether a function reads `request.limited`, or a class of the project may (a middleware)."""
    if _mentions(decode_body(function.facts.body)):
        return True
    methods = (value for cls in survey.program.classes() for value in cls.namespace.values())
    return any(isinstance(method, FunctionObject) and _mentions(decode_body(method.facts.body)) for method in methods)


def _mentions(node: object) -> bool:
    """Tell whether an attribute or a text of that name stands anywhere below a node."""
    pending: list[object] = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, Attribute) and one.name == _NOTE:
            return True
        if isinstance(one, Literal) and one.value == _NOTE:
            return True
        if isinstance(one, msgspec.Struct):
            pending.extend(getattr(one, name) for name in one.__struct_fields__)
        elif isinstance(one, tuple):
            pending.extend(one)
    return False


# --- settings

_DJANGO_SWITCHES = {"RATELIMIT_ENABLE": "django_ratelimit", "AXES_ENABLED": "axes"}


def _switched_off(survey: Survey) -> Iterator[LimiterDeclared]:
    """Yield limiters that a setting switches off."""
    tables: list[tuple[Table, str, str]] = [
        (survey.flask, row.setting, row.name) for row in LIMITER_APIS if row.setting and survey.calls((row.name,))
    ]
    tables += [(table, name, library) for table in survey.django for name, library in _DJANGO_SWITCHES.items()]
    for table, name, callee in tables:
        for entry in table.in_force(name):
            reading = survey.read(entry.value)
            if reading.known and reading.value is False:
                yield LimiterDeclared(
                    location=survey.location(entry.site),
                    callee=callee,
                    production=entry.production and table.production and survey.production(entry.site),
                    per_minute=None,
                    ineffective=f"{name} is False",
                )


# --- Django REST framework: throttles without a rate let everything pass

_SCOPES = {
    "rest_framework.throttling.AnonRateThrottle": "anon",
    "rest_framework.throttling.UserRateThrottle": "user",
}
_SCOPED = "rest_framework.throttling.ScopedRateThrottle"


def _throttles(survey: Survey, table: Table, entry: Entry) -> Iterator[LimiterDeclared]:
    """Yield the default throttles of Django REST framework."""
    if not isinstance(entry.value, DictObject) or entry.value.rest is not None:
        return
    rates = entry.value.get("DEFAULT_THROTTLE_RATES")
    for name, throttle in _classes(survey, entry.value.get("DEFAULT_THROTTLE_CLASSES")):
        rate, reason = _rate(survey, throttle, rates)
        if name == _SCOPED:
            reason = _scoped(survey)
        yield LimiterDeclared(
            location=survey.location(entry.site),
            callee=name,
            production=entry.production and table.production,
            per_minute=rate,
            ineffective=reason,
        )


def _views(survey: Survey) -> Iterator[LimiterDeclared]:
    """Yield throttles that views name themselves and that no setting gives a rate."""
    tables = [table for table in survey.django if table.production and table.complete]
    entries = [entry for table in tables for entry in table.in_force("REST_FRAMEWORK")]
    if len(tables) != 1 or any(not isinstance(one.value, DictObject) or one.value.rest is not None for one in entries):
        return
    rates = next(
        (one.value.get("DEFAULT_THROTTLE_RATES") for one in entries if isinstance(one.value, DictObject)), None
    )
    for cls in survey.program.classes():
        listed = cls.namespace.get("throttle_classes")
        for throttle in survey.program.items(listed)[0] if isinstance(listed, (ListObject, Tuple)) else ():
            rate, reason = _rate(survey, throttle, rates)
            site = site_of(listed) or cls.site
            if site is not None and reason:
                yield LimiterDeclared(
                    location=survey.location(site),
                    scope=site.scope,
                    callee=throttle.name if isinstance(throttle, (External, ClassObject)) else "",
                    production=survey.production(site),
                    per_minute=rate,
                    ineffective=reason,
                )


def _rate(survey: Survey, throttle: AnyValue, rates: AnyValue | None) -> tuple[float | None, str]:
    """Return the rate that the settings give a throttle, and why it has none, if it certainly has none."""
    scope = _scope(throttle)
    if scope is None or _own_rate(throttle):
        return None, ""
    given = survey.read(rates.get(scope)) if isinstance(rates, DictObject) else UNREAD
    rate = per_minute(given.texts[0]) if given.texts else None
    missing = rates is None or (given.known and given.value is None)
    return rate, f"DEFAULT_THROTTLE_RATES gives {scope!r} no rate" if missing else ""


def _classes(survey: Survey, value: AnyValue | None) -> Iterator[tuple[str, AnyValue]]:
    if value is None:
        return
    items, _ = survey.program.items(value)
    for item in items:
        name = item.value if isinstance(item, ConstantValue) and isinstance(item.value, str) else ""
        resolved = survey.program.resolve(name) if name else None
        if resolved is not None:
            yield name, resolved


def _scope(throttle: AnyValue) -> str | None:
    """Return the name under which a throttle looks up its rate."""
    if isinstance(throttle, External):
        return _SCOPES.get(throttle.name)
    if isinstance(throttle, ClassObject):
        own = throttle.lookup("scope")
        if isinstance(own, ConstantValue) and isinstance(own.value, str):
            return own.value
        return next((_SCOPES[base] for base in throttle.library_bases() if base in _SCOPES), None)
    return None


def _own_rate(throttle: AnyValue) -> bool:
    return isinstance(throttle, ClassObject) and any(
        throttle.lookup(name) is not None for name in ("rate", "get_rate", "THROTTLE_RATES", "allow_request")
    )


def _scoped(survey: Survey) -> str:
    """Tell why scoped throttles limit nothing, if they do: no view names a scope."""
    scoped = any("throttle_scope" in cls.namespace for cls in survey.program.classes())
    return "" if scoped else "no view has a `throttle_scope`"


FACTS = limiters
