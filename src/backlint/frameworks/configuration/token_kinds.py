"""Refresh tokens that nothing tells from access tokens: neither their key nor a claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from backlint.concepts import Reading, State, TokenSigning
from backlint.execution.values import AnyValue, members
from backlint.frameworks.configuration.arguments import entry_state
from backlint.frameworks.configuration.readings import agreed

_TELLING = (
    *("type", "typ", "token_type", "token_use", "purpose", "use", "kind", "scope", "scopes", "grant", "grant_type"),
    *("aud", "refresh", "is_refresh", "fresh", "jti", "sid", "session", "session_id", "family", "token_id", "version"),
)
"""Claims that say what a token is for, or by which it is kept by the server and may be told there."""


def kind_told(claims: AnyValue | None) -> State:
    """Tell whether claims hold one that tells what the token is for; NO only where all of them are known."""
    if claims is None:
        return State.UNKNOWN
    return agreed(_told(one) for one in members(claims))


def _told(claims: AnyValue) -> State:
    states = {entry_state(claims, name) for name in _TELLING}
    if State.YES in states:
        return State.YES
    return State.NO if states == {State.NO} else State.UNKNOWN


def with_alike(signings: Iterable[TokenSigning]) -> Iterator[TokenSigning]:
    """Yield signings; a refresh token that could be an access token is given the place where such a one is signed."""
    every = tuple(signings)
    access = [one for one in every if one.purpose == "access" and one.kind is State.NO]
    for one in every:
        if one.purpose == "refresh" and one.kind is State.NO:
            other = next((other for other in access if _is_same(one.key, other.key)), None)
            yield one if other is None else replace(one, alike=other.location)
        else:
            yield one


def _is_same(one: Reading, other: Reading) -> bool:
    """Tell whether two keys are certainly the same."""
    if one.environment or other.environment:
        return one.environment == other.environment
    return bool(one.constants) and one.constants == other.constants and one.complete and other.complete
