"""Whom limiters count by: where it is a header that callers write themselves, they are somebody new with each request.

Checked with slowapi 0.1.10, Flask-Limiter 4.1, django-ratelimit 4.1 and Django REST framework 3.18 (`get_ident`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from backlint.concepts import Fact, LimiterKey
from backlint.execution.values import (
    NONE,
    AnyValue,
    CallEvent,
    DictObject,
    External,
    FunctionObject,
    ListObject,
    Produced,
    Tuple,
    members,
    string_of,
)
from backlint.facts.model import Literal, decode_body
from backlint.frameworks.configuration.settings import Entry, Table
from backlint.frameworks.configuration.survey import Survey

_LIMITERS = ("slowapi.Limiter", "flask_limiter.Limiter")
_BY_HEADER = {
    "slowapi.util.get_ipaddr": "X-Forwarded-For",
    "flask_limiter.util.get_ipaddr": "X-Forwarded-For",
}
"""Key functions of the libraries that believe a header."""
_RATELIMIT = "django_ratelimit.decorators.ratelimit"
_HEADERS = re.compile(
    r"(?:HTTP_)?(x[-_]forwarded[-_]for|x[-_]real[-_]ip|x[-_]client[-_]ip|forwarded|true[-_]client[-_]ip)", re.IGNORECASE
)
_THROTTLES = tuple(f"rest_framework.throttling.{name}RateThrottle" for name in ("Anon", "User", "Scoped", "Simple"))
_DECORATOR = "rest_framework.decorators.throttle_classes"


def limiter_keys(survey: Survey) -> Iterator[Fact]:
    """Yield limiters that count by a header."""
    for name in _LIMITERS:
        for event in (*survey.calls((name,)), *survey.calls((f"{name}.limit", f"{name}.shared_limit"))):
            key = event.arguments.keyword("key_func") or (event.arguments.get(0) if event.callee == name else None)
            yield from _keyed(survey, event, name, key)
    for event in survey.calls((f"{_RATELIMIT}()",)):
        made = event.function.call if isinstance(event.function, Produced) else event
        key = made.arguments.get(1, "key")
        stated = string_of(key) or ""
        kind, _, header = stated.partition(":")
        if kind == "header" and _HEADERS.fullmatch(header):
            yield _fact(survey, made, _RATELIMIT, header)
        else:
            yield from _keyed(survey, made, _RATELIMIT, key)
    for table in survey.django:
        for entry in table.in_force("REST_FRAMEWORK"):
            yield from _throttles(survey, table, entry)


def _keyed(survey: Survey, event: CallEvent, limiter: str, key: AnyValue | None) -> Iterator[LimiterKey]:
    for one in members(key) if key is not None else ():
        header = _BY_HEADER.get(one.name, "") if isinstance(one, External) else ""
        if isinstance(one, FunctionObject):
            header = _header_in(decode_body(one.facts.body))
        if header:
            yield _fact(survey, event, limiter, header)


def _fact(survey: Survey, event: CallEvent, limiter: str, header: str) -> LimiterKey:
    return LimiterKey(
        location=survey.location(event.site),
        scope=event.site.scope,
        callee=limiter,
        production=survey.production(event.site),
        header=header,
    )


def _header_in(node: object) -> str:
    """Return the name of a header with an address that stands anywhere below a node, "" where none does."""
    pending: list[object] = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, Literal) and isinstance(one.value, str) and _HEADERS.fullmatch(one.value):
            return one.value
        if isinstance(one, msgspec.Struct):
            pending.extend(getattr(one, name) for name in one.__struct_fields__)
        elif isinstance(one, tuple):
            pending.extend(one)
    return ""


def _throttles(survey: Survey, table: Table, entry: Entry) -> Iterator[LimiterKey]:
    """Yield Django REST framework's throttles where nobody says how many proxies there are: all of the header counts."""
    if not isinstance(entry.value, DictObject) or entry.value.rest is not None:
        return
    said = entry.value.get("NUM_PROXIES")
    if (said is None or said == NONE) and _is_throttled(survey, entry.value):
        yield LimiterKey(
            location=survey.location(entry.site),
            callee="rest_framework.throttling.SimpleRateThrottle",
            production=entry.production and table.production,
            header="X-Forwarded-For",
        )


def _is_throttled(survey: Survey, settings: DictObject) -> bool:
    listed = settings.get("DEFAULT_THROTTLE_CLASSES")
    if listed is not None and any(string_of(one) in _THROTTLES for one in survey.program.items(listed)[0]):
        return True
    given = [event.arguments.get(0) for event in survey.calls((_DECORATOR,))]
    given += [cls.namespace.get("throttle_classes") for cls in survey.program.classes()]
    return any(
        isinstance(one, External) and one.name in _THROTTLES
        for each in given
        if isinstance(each, (ListObject, Tuple))
        for one in survey.program.items(each)[0]
    )


FACTS = limiter_keys
