"""What looks like a guard and keeps nobody out: a dependency that returns nothing, a check whose failure is caught, a
credential that is only read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import msgspec

from backlint.concepts import CLAIMED, UNSIGNED, Evidence, ProtectionKind
from backlint.engines.credentials import believes, depends_on_credential, is_sent_credential
from backlint.engines.entries import CoverRun, EntryRun
from backlint.engines.guards import guards_of, refuses, ways_through
from backlint.engines.roles import is_as_sent
from backlint.execution.program import ENTERED, SWALLOWED, UNVERIFIED, Check, Exit, Run
from backlint.execution.taint import Taint
from backlint.facts.model import unpack_region

_REFUSALS = frozenset({401, 403})
_AUTHENTICATION = ProtectionKind.AUTHENTICATION
_LOOKED_AT = frozenset({_AUTHENTICATION.value, UNVERIFIED})
"""Marks of what models know to do with a token: that it was checked, or read without a check."""


def lookalikes_of(entry: EntryRun) -> Iterator[Evidence]:
    """Yield what stands before an endpoint or in its handler that only looks like a guard; the detail says why.

    It is for endpoints of which nothing else asks who is calling.
    """
    found = [
        *(replace(came.cover.evidence, detail=why) for came in reversed(entry.covers) if (why := _of_cover(came))),
        *(() if entry.run is None else _of_handler(entry.run)),
    ]
    # What reads the credential is named where nothing is that should have checked what was read.
    yield from found or (replace(one.cover.evidence, detail=one.cover.open) for one in entry.covers if one.cover.open)


def handed_on(entry: EntryRun) -> Evidence | None:
    """Return the place where a credential goes to code that nobody knows, which may refuse it, or where it is asked for and
    something in a library is given it; None where it is known what becomes of it.
    """
    runs = [came.run for came in entry.covers if came.cover.raises and came.run is not None]
    for run in (*runs, *(() if entry.run is None else (entry.run,))):
        given = [taint for taint in run.used if is_sent_credential(taint)]
        for taint in sorted(given, key=lambda one: one.weak, reverse=True):
            if taint.weak or (any(_asked_formally(run)) and not _is_known(run)):
                origin = taint.origin
                return Evidence(getattr(origin, "text", ""), "", 0, "is handed to code that may refuse it")
    return None


def swallows(run: Run) -> Evidence | None:
    """Return the check of a credential whose failure is caught, so that whoever fails it goes on as everybody else."""
    for effect in run.effects:
        if effect.mark == SWALLOWED:
            return Evidence(effect.callee, effect.site.path, unpack_region(effect.site.at).line)
    return None


def _is_known(run: Run) -> bool:
    return any(effect.mark in _LOOKED_AT for effect in run.effects)


def _of_cover(came: CoverRun) -> str:
    """Say why something before a route keeps nobody out, or nothing where it does not look as if it should."""
    run = came.run
    if run is None or not run.complete or came.cover.asks:
        return ""
    if came.cover.raises and _AUTHENTICATION in guards_of(run):
        return "returns an error instead of raising it"
    if (told := _told_elsewhere(run)) is not None:
        return told.detail
    if next(_asked_formally(run), None) is not None:
        return "asks only whether something was sent, not whether it is right"
    if not came.cover.raises:
        return "goes on where the check of the token fails" if swallows(run) is not None else ""
    if not (_is_known(run) or any(depends_on_credential(check) for exit_ in run.exits for check in exit_.checks)):
        return ""
    answers = {exit_.empty for exit_ in run.exits if exit_.kind == "return"}
    if answers == {True, False}:
        return "returns None instead of refusing"
    return "goes on where the check of the token fails" if swallows(run) is not None else ""


def _told_elsewhere(run: Run) -> Evidence | None:
    """Return where a token is read unchecked, or a caller believed who says what it may do: other rules report these."""
    for effect in run.effects:
        if effect.mark == UNVERIFIED:
            return Evidence(effect.callee, effect.site.path, unpack_region(effect.site.at).line, UNSIGNED)
    for exit_ in run.exits:
        if exit_.status in _REFUSALS:
            for check in sorted(exit_.checks, key=lambda one: (one.site, one.holds)):
                if any(believes(check, taint) for taint in check.taints):
                    return Evidence(check.text, check.site.path, unpack_region(check.site.at).line, CLAIMED)
    return None


def _of_handler(run: Run) -> Iterator[Evidence]:
    """Yield what the handler, and the decorators around it, only seem to ask."""
    told = _told_elsewhere(run)
    if told is not None:
        yield told
    asked = next(_asked_formally(run), None)
    if asked is not None:
        place = Evidence(asked.text, asked.site.path, unpack_region(asked.site.at).line)
        yield replace(place, detail="is only asked to be there, not to be right")
    caught = swallows(run)
    if caught is not None:
        yield replace(caught, detail="may fail, and the request goes on")
    yield from _around(ways_through(run.exits))


def _around(through: Iterable[Exit]) -> Iterator[Evidence]:
    """Yield decorators that ask who is calling and call the view whatever the answer is."""
    entered = [exit_ for exit_ in through if any(check.word == ENTERED for check in exit_.checks)]
    sides = {(check.site, check.holds): check for exit_ in entered for check in exit_.checks}
    for (site, holds), check in sorted(sides.items()):
        name = site.scope.partition(".<locals>")[0]
        if holds and name != site.scope and (site, False) in sides and depends_on_credential(check):
            yield Evidence(name, site.path, unpack_region(site.at).line, "calls the handler whoever is calling")


def _asked_formally(run: Run) -> Iterator[Check]:
    """Yield the questions behind which callers are refused for what they did not send, though anything would do."""
    through = {(check.site, check.holds) for exit_ in ways_through(run.exits) for check in exit_.checks}
    for exit_ in run.exits:
        if exit_.status in _REFUSALS and refuses(exit_):
            for check in sorted(exit_.checks, key=lambda one: (one.site, one.holds)):
                if (
                    check.formal
                    and not check.holds
                    and (check.site, not check.holds) in through
                    and any(map(_is_bare, check.taints))
                ):
                    yield check


def _is_bare(taint: Taint) -> bool:
    return is_sent_credential(taint) and is_as_sent(taint)


def raised_only(run: Run) -> Run:
    """Return a run of which nothing that is returned refuses anybody."""
    exits = tuple(
        msgspec.structs.replace(one, status=None, redirects=False) if one.kind == "return" else one for one in run.exits
    )
    return msgspec.structs.replace(run, exits=exits)
