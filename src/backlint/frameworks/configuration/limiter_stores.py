"""Where limiters keep their counts. In the memory of a process they are those of that process alone.

Checked with slowapi 0.1.10, Flask-Limiter 4.1 and Django REST framework 3.18, whose throttles count in Django's default
cache, which is memory where `CACHES` says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from backlint.concepts import Fact, LimiterStore
from backlint.execution.values import DictObject, ListObject, Tuple, string_of
from backlint.findings import Location
from backlint.frameworks.configuration.arguments import Option, by_site
from backlint.frameworks.configuration.settings import Table
from backlint.frameworks.configuration.survey import Survey
from backlint.frameworks.configuration.workers import Workers, workers

_LIMITERS = {
    "slowapi.Limiter": "RATELIMIT_STORAGE_URL",
    "flask_limiter.Limiter": "RATELIMIT_STORAGE_URI",
}
"""Limiters and the setting that says where they keep their counts."""
_STORE = Option("storage_uri")
_MEMORY = ("memory://", "async+memory://")
_LOCAL = "django.core.cache.backends.locmem.LocMemCache"
_THROTTLES = "rest_framework.throttling."


def limiter_stores(survey: Survey) -> Iterator[Fact]:
    """Yield the limiters that count in memory while several processes serve the program."""
    several = workers(survey)
    if not several:
        return
    for name, setting in _LIMITERS.items():
        if any(setting[:-1] in text for text in survey.program.documents().values()):
            continue
        for events in by_site(survey.calls((name,))).values():
            event = events[0]
            store = survey.given(event.arguments, _STORE)
            opaque = event.arguments.opaque or event.arguments.double_star is not None
            texts = store.reading.texts
            by_default = not store.explicit and not opaque and survey.setting(setting) is None and survey.flask.complete
            by_name = store.reading.known and bool(texts) and texts[0].startswith(_MEMORY)
            if by_default or by_name:
                place = survey.location(event.site)
                yield _fact(name, place, several, production=survey.production(event.site))
    for table in survey.django:
        yield from _throttles(survey, table, several)


def _throttles(survey: Survey, table: Table, several: tuple[Workers, ...]) -> Iterator[LimiterStore]:
    """Yield Django REST framework's throttles where the default cache is memory."""
    if not table.complete or not _is_local(survey, table):
        return
    for entry in table.in_force("REST_FRAMEWORK"):
        listed = entry.value.get("DEFAULT_THROTTLE_CLASSES") if isinstance(entry.value, DictObject) else None
        items = survey.program.items(listed)[0] if isinstance(listed, (ListObject, Tuple)) else ()
        if any((string_of(one) or "").startswith(_THROTTLES) for one in items):
            production = entry.production and table.production
            yield _fact("rest_framework.throttling", survey.location(entry.site), several, production=production)


def _is_local(survey: Survey, table: Table) -> bool:
    """Tell whether Django's default cache is certainly memory of the process."""
    entries = table.in_force("CACHES")
    if not entries:
        return True
    backends = []
    for entry in entries:
        default = entry.value.get("default") if isinstance(entry.value, DictObject) else None
        backend = default.get("BACKEND") if isinstance(default, DictObject) else None
        backends.append(string_of(survey.resolved(backend)) if backend is not None else None)
    return all(backend == _LOCAL for backend in backends)


def _fact(callee: str, place: Location, several: tuple[Workers, ...], *, production: bool) -> LimiterStore:
    largest = max(several, key=lambda one: (not one.count, one.count, one.location))
    return LimiterStore(
        location=place, callee=callee, production=production, workers=largest.count, started=largest.location
    )


FACTS = limiter_stores
