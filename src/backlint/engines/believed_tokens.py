"""Tokens that are read unchecked: whether that is how an endpoint knows who is calling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from backlint.concepts import Application, Endpoint, Fact, ProtectionKind, State, TokenVerification
from backlint.engines.entries import Entries
from backlint.execution.places import location_of
from backlint.execution.program import UNVERIFIED

_Place = tuple[str, int]


def with_deciding(facts: Iterable[Fact], entries: Entries, applications: Iterable[Application]) -> Iterator[Fact]:
    """Yield facts, those of tokens that are read unchecked with what they decide."""
    entered = _entered(entries)
    endpoints = {
        (method, one.path): one
        for application in applications
        for one in application.endpoints
        for method in one.methods
    }
    for fact in facts:
        if isinstance(fact, TokenVerification) and fact.verified is State.NO:
            yield replace(fact, decides=_decides(fact, entered, endpoints))
        else:
            yield fact


def _entered(entries: Entries) -> Mapping[_Place, set[str]]:
    """Return by which endpoints each place is reached at which a token is read unchecked."""
    found: dict[_Place, set[str]] = {}
    for _, runs in entries.applications:
        for run in runs:
            for effect in run.effects():
                if effect.mark == UNVERIFIED:
                    place = location_of(effect.site)
                    found.setdefault((place.path, place.line), set()).add(run.title)
    return found


def _decides(
    fact: TokenVerification, entered: Mapping[_Place, set[str]], endpoints: Mapping[tuple[str, str], Endpoint]
) -> State:
    titles = entered.get((fact.location.path, fact.location.line))
    if not titles:
        return State.UNKNOWN
    for title in titles:
        methods, _, path = title.partition(" ")
        for method in methods.split(","):
            endpoint = endpoints.get((method, path))
            if endpoint is None or not _is_asked_elsewhere(endpoint, fact.location.path):
                return State.YES
    return State.NO


def _is_asked_elsewhere(endpoint: Endpoint, path: str) -> bool:
    """Tell whether something in another file asks who is calling: what reads the token may be all that is asked in its own."""
    login = endpoint.protection(ProtectionKind.AUTHENTICATION)
    return login.state is State.YES and all(one.file != path for one in login.by)
