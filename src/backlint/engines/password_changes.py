"""Passwords that are set without a proof of who asks for it: the current password, or a token that was checked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from backlint.concepts import REMOTE, Endpoint, PasswordSet, ProtectionKind, SourceKind, State, Trait
from backlint.engines.entries import EntryRun
from backlint.engines.owners import Owners
from backlint.engines.ownership import Rows, rows_of, tells
from backlint.execution.decisions import RELATES
from backlint.execution.library import CHANGED, FOUND, MADE
from backlint.execution.places import location_of
from backlint.execution.program import Run
from backlint.execution.taint import Origin, Taint

_COLUMN = re.compile(
    r"(?:hashed_?)?pass(?:word|wd|phrase)?(?:_?hash|_?digest)?|pwd|pw_hash|_password(?:_hash)?", re.IGNORECASE
)
_CURRENT = re.compile(r"old|current|existing|previous|present|actual|orig", re.IGNORECASE)
_TOKEN = re.compile(r"token|code|otp|signature|secret|key|pin|answer|challenge", re.IGNORECASE)
_AGAIN = re.compile(r"fresh|sudo|reauth|elevat|recent|confirm", re.IGNORECASE)
"""Names of guards that ask for the password once more."""

_BY_KEY = (".get", ".get_or_404", ".get_one", ".get_by_id")
_COMPARES = re.compile(r"[=!]=|\bin\b|digest|check|verify|valid|match|confirm", re.IGNORECASE)
_NAMED = frozenset({SourceKind.PATH, SourceKind.QUERY, SourceKind.BODY})
_OF_OTHERS = frozenset({Trait.LOGIN, Trait.ADMIN, Trait.RESET, Trait.TOKEN})
"""What is done for others, or by strangers. Whoever registers has no account yet that could be the caller's."""


def password_set(endpoint: Endpoint, entry: EntryRun, owners: Owners) -> PasswordSet | None:
    """Return where an endpoint sets a password without a proof; None where it sets none, or asks for one."""
    if entry.run is None or not entry.run.complete:
        return None
    rows = rows_of(entry)
    for one in rows:
        if one.how == CHANGED and _sets(one) and owners.is_user(one.of):
            found = (
                _own(one, [other for other in rows if owners.is_user(other.of)], endpoint, entry, entry.run)
                or _named(one, rows, endpoint, entry.run)
                or _beside(one, rows, endpoint, entry.run)
            )
            if found is not None:
                return found
    return None


def _sets(one: Rows) -> bool:
    """Tell whether a password becomes what a client sends."""
    named = any(_COLUMN.fullmatch(column) for column in one.columns) or one.effect.callee.endswith(".set_password")
    return named and any(origin.kinds & REMOTE for origin in _origins_of(one))


def _own(one: Rows, rows: Iterable[Rows], endpoint: Endpoint, entry: EntryRun, run: Run) -> PasswordSet | None:
    """Return the change of the caller's own password that asks for nothing but the new one."""
    if not tells(one.effect.taints) or endpoint.traits & _OF_OTHERS or any(other.how == MADE for other in rows):
        return None
    if endpoint.protection(ProtectionKind.AUTHORIZATION).state is State.YES or _is_asked_again(entry):
        return None
    sent = _sent(run)
    asked = any(_CURRENT.search(name) or _TOKEN.search(name) for name in sent)
    if asked or any(effect.mark in {"password-check", "authentication"} for effect in run.effects):
        return None
    return PasswordSet(location=location_of(one.effect.site), own=True)


def _named(one: Rows, rows: Iterable[Rows], endpoint: Endpoint, run: Run) -> PasswordSet | None:
    """Return the reset of a password of whatever account the client names, by its key and nothing that was kept for it."""
    if Trait.RESET not in endpoint.traits or tells(one.effect.taints):
        return None
    for found in rows:
        by_key = found.effect.callee.endswith(_BY_KEY) and ".objects." not in found.effect.callee
        if found.how != FOUND or found.of != one.of or not by_key or not found.chosen & one.chosen:
            continue
        compared = any(_COMPARES.search(check.text) for exit_ in run.exits for check in exit_.checks)
        proved = any(effect.mark in {"password-check", "authentication"} for effect in run.effects)
        if not compared and not proved:
            key = min(origin.text for origin in _origins_of(found) if origin.kinds & _NAMED)
            return PasswordSet(location=location_of(one.effect.site), own=False, key=key)
    return None


def _beside(one: Rows, rows: Iterable[Rows], endpoint: Endpoint, run: Run) -> PasswordSet | None:
    """Return the reset of a password of whatever account the client names, beside a token that is checked by itself.

    Whoever has a token of their own resets the password of somebody else with it.
    """
    if Trait.RESET not in endpoint.traits or tells(one.effect.taints):
        return None
    checks = [check.taints for exit_ in run.exits for check in exit_.checks]
    checks += [effect.taints for effect in run.effects if effect.mark in {"authentication", RELATES}]
    checks += [found.effect.taints for found in rows if found.how == FOUND]
    proofs = [taints for taints in checks if any(map(_is_token, taints))]
    for found in rows:
        named = {taint.origin for taint in found.effect.taints if _is_name(taint)}
        places = {one.site for one in named if isinstance(one, Origin)}
        if found.how != FOUND or found.of != one.of or not named or not found.chosen & one.chosen:
            continue
        # A column of the row keeps the place of what it was found by.
        related = any(taint.origin.site in places for taints in proofs for taint in taints)
        if proofs and not related and not any(map(_is_token, one.effect.taints)):
            key = min(origin.text for origin in named if isinstance(origin, Origin))
            return PasswordSet(location=location_of(one.effect.site), own=False, key=key, beside=True)
    return None


def _is_token(taint: Taint) -> bool:
    return _is_sent(taint) and _TOKEN.search(getattr(taint.origin, "name", "")) is not None


def _is_name(taint: Taint) -> bool:
    return _is_sent(taint) and not _is_token(taint)


def _is_sent(taint: Taint) -> bool:
    return isinstance(taint.origin, Origin) and bool(taint.origin.kinds & _NAMED)


def _is_asked_again(entry: EntryRun) -> bool:
    return any(_AGAIN.search(cover.cover.evidence.name) for cover in entry.covers)


def _sent(run: Run) -> frozenset[str]:
    """Return the names of what the endpoint reads from the request."""
    checks = (taint for exit_ in run.exits for check in exit_.checks for taint in check.taints)
    effects = (taint for effect in run.effects for taint in effect.taints)
    return frozenset(
        name
        for taint in (*checks, *effects, *run.used, *run.validated)
        if isinstance(taint.origin, Origin) and taint.origin.kinds & _NAMED
        for name in (taint.origin.name, taint.origin.text.rpartition(" ")[2])
    )


def _origins_of(one: Rows) -> Iterable[Origin]:
    return [taint.origin for taint in one.effect.taints if isinstance(taint.origin, Origin)]
