"""What proxies of the project add to its applications: headers, limits, the greatest size of a request, and the question who is
calling.

A proxy counts as evidence where its configuration stands in the project, passes requests on, and one application only can be
what it passes them to. Where several can, or where it is an example for whoever runs the program, it makes an absence
unknown (`docs/decisions/0023-proxies-are-evidence.md`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from backlint.concepts import IN_FRONT, Application, Endpoint, Evidence, Protection, ProtectionKind, RateLimit, State
from backlint.facts.proxies import Said, Site, Way, sites

_DEVELOPMENT = re.compile(
    r"(?:^|[._/-])(?:tests?|testing|ci|e2e|dev|devel|development|local|override|github)(?:[._/-]|$)", re.IGNORECASE
)
_EXAMPLE = re.compile(r"(?:^|[._/-])(?:examples?|samples?|demo|contrib|docs?)(?:[._/-]|$)", re.IGNORECASE)
_ALL = "/"
"""The beginning of all addresses: what limits these is the general limit."""
_ANY_SIZE = re.compile(r"0+[kmg]?b?", re.IGNORECASE)


def behind(applications: Sequence[Application], texts: Mapping[str, str]) -> tuple[Application, ...]:
    """Return the applications with what the proxies among some texts add to those that are served."""
    served = [one for one in applications if one.production and not one.inner]
    found = [site for site in sites(texts) if not _DEVELOPMENT.search(site.path)] if served else []
    if not found:
        return tuple(applications)
    certain = [site for site in found if not _EXAMPLE.search(site.path)] if len(served) == 1 else []
    return tuple(_behind(one, certain or found, sure=bool(certain)) if one in served else one for one in applications)


def _behind(application: Application, found: Sequence[Site], *, sure: bool) -> Application:
    ways = [[way for site in found for way in site.ways_of(one.path)] for one in application.endpoints]
    reached = [each for each in ways if each]
    if not reached:
        return application
    headers = _common(reached)
    if not sure:
        perhaps = _perhaps(application, headers, [_rates(each) for each in ways])
        asked = zip(perhaps.endpoints, ways, strict=True)
        return replace(
            perhaps, endpoints=tuple(_guarded(endpoint, _guards(each), State.UNKNOWN) for endpoint, each in asked)
        )
    shared = _rates([way for each in reached for way in each if way.start == _ALL])
    limited = [
        _guarded(_limited(endpoint, _rates(each), application.default_limits), _guards(each), State.YES)
        for endpoint, each in zip(application.endpoints, ways, strict=True)
    ]
    return replace(
        application,
        endpoints=tuple(limited),
        headers={**headers, **application.headers},
        headers_state=State.YES if headers else application.headers_state,
        default_limits=(*application.default_limits, *shared),
        limits_state=State.YES if any(map(_rates, reached)) else application.limits_state,
        body_limit=_body(reached),
    )


def _perhaps(
    application: Application, headers: Mapping[str, Evidence], rates: Sequence[tuple[RateLimit, ...]]
) -> Application:
    """Return an application of which it is unknown what a proxy adds to it."""
    new = {name: shown for name, shown in headers.items() if name not in application.headers}
    limits = tuple(limit.evidence for each in rates for limit in each)
    endpoints = tuple(
        _perhaps_limited(endpoint, each) for endpoint, each in zip(application.endpoints, rates, strict=True)
    )
    return replace(
        application,
        endpoints=endpoints,
        headers_state=State.UNKNOWN if new else application.headers_state,
        limits_state=State.UNKNOWN if limits and application.limits_state is State.NO else application.limits_state,
        proxies=tuple(sorted({*new.values(), *limits})),
    )


def _perhaps_limited(endpoint: Endpoint, rates: Sequence[RateLimit]) -> Endpoint:
    if not rates or endpoint.protection(ProtectionKind.RATE_LIMIT).state is not State.NO:
        return endpoint
    shown = Protection(State.UNKNOWN, tuple(limit.evidence for limit in rates))
    return replace(endpoint, protections={**endpoint.protections, ProtectionKind.RATE_LIMIT: shown})


def _limited(endpoint: Endpoint, rates: tuple[RateLimit, ...], defaults: tuple[RateLimit, ...]) -> Endpoint:
    """Return an endpoint with the limits of what stands in front of it, beside its own."""
    if not rates:
        return endpoint
    held = endpoint.protection(ProtectionKind.RATE_LIMIT)
    shown = held.by if held.state is State.YES else ()
    protection = Protection(State.YES, tuple(dict.fromkeys((*shown, *(limit.evidence for limit in rates)))))
    limits = (*(endpoint.limits or defaults), *rates)
    return replace(endpoint, limits=limits, protections={**endpoint.protections, ProtectionKind.RATE_LIMIT: protection})


def _guarded(endpoint: Endpoint, guards: tuple[Evidence, ...], state: State) -> Endpoint:
    """Return an endpoint with what asks who is calling in front of the application, where nothing of its own does."""
    if not guards or endpoint.protection(ProtectionKind.AUTHENTICATION).state is not State.NO:
        return endpoint
    shown = Protection(state, guards)
    return replace(endpoint, protections={**endpoint.protections, ProtectionKind.AUTHENTICATION: shown})


def _guards(ways: Sequence[Way]) -> tuple[Evidence, ...]:
    """Return what asks who is calling on each way to an endpoint; nothing where one of them is open."""
    asked = [way.guard for way in ways if way.guard is not None]
    if not asked or len(asked) < len(ways):
        return ()
    return tuple(dict.fromkeys(Evidence(said.by, said.path, said.line, IN_FRONT) for said in asked))


def _common(reached: Sequence[Sequence[Way]]) -> dict[str, Evidence]:
    """Return the headers that every way adds, with where the first says so."""
    ways = [dict(way.headers) for each in reached for way in each]
    return {name: _evidence(said) for name, said in ways[0].items() if all(name in one for one in ways)}


def _rates(ways: Sequence[Way]) -> tuple[RateLimit, ...]:
    """Return the limits in front of an endpoint: where each way to it has one, those of the widest."""
    if not ways or not all(way.limits for way in ways):
        return ()
    widest = max(ways, key=lambda way: min((rate or 0.0 for rate, _ in way.limits), default=0.0))
    return tuple(RateLimit(rate, _evidence(said)) for rate, said in widest.limits)


def _body(reached: Sequence[Sequence[Way]]) -> Evidence | None:
    """Return what bounds the size of every request, where each way has something that does."""
    said = [way.body for each in reached for way in each]
    if any(one is None or _ANY_SIZE.fullmatch(one.text) for one in said):
        return None
    return _evidence(said[0]) if said[0] is not None else None


def _evidence(said: Said) -> Evidence:
    return Evidence(said.by, said.path, said.line, said.text)
