"""Ways in that tell whether an account exists: what they answer where none is found, and where only the password is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from backlint.concepts import REMOTE, AccountTold, Endpoint, SourceKind, Trait
from backlint.engines.entries import EntryRun
from backlint.engines.guards import refuses
from backlint.engines.roles import CREDENTIALS
from backlint.execution.calls import SAYS_ABSENT, SAYS_PRESENT
from backlint.execution.library import ROWS
from backlint.execution.places import location_of
from backlint.execution.program import Check, Effect, Exit, Run, order
from backlint.execution.records import is_of_records
from backlint.execution.taint import EVERY_SINK, Origin, Site, Taints
from backlint.execution.texts import texts_in
from backlint.execution.values import CallEvent
from backlint.facts.model import unpack_region

_NAMES_ACCOUNT = re.compile(
    r"(?:user|account|customer|client|member|login|e?_?mail|phone|mobile|identifier|identity|handle|nick)",
    re.IGNORECASE,
)
_PASSWORD = re.compile(r"pass|pwd|secret|\bpin\b|otp|code|token", re.IGNORECASE)
_WAYS_IN = frozenset({Trait.LOGIN, Trait.TOKEN, Trait.RESET})
_ASKS_FOR_ROW = ("exists()", "first()", "one_or_none()")
_ERROR = 400
_BOTH = 2
"""Ways on which the password was right, and was wrong."""
_FAULT = 500

Events = Callable[[Site], CallEvent | None]
"""Gives the call that made what is raised at a place."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a caller sees of a way out: the status, whether it leads elsewhere, and the words that are known of it."""

    status: int
    redirects: bool
    words: frozenset[str]


def account_told(endpoint: Endpoint, entry: EntryRun, events: Events) -> AccountTold | None:
    """Return where an endpoint answers that there is no such account, unlike where there is one; None where it does not."""
    if entry.run is None or not entry.run.complete or not endpoint.traits & _WAYS_IN:
        return None
    if Trait.SIGNED_IN in endpoint.traits or not set(endpoint.methods) & {"POST", "PUT", "PATCH", "MUTATION"}:
        return None
    return _by_exits(entry.run, events, asks_password=Trait.RESET not in endpoint.traits) or _by_messages(
        tuple(entry.run.effects)
    )


def _by_exits(run: Run, events: Events, *, asks_password: bool) -> AccountTold | None:
    for absent in sorted(run.exits, key=lambda one: one.site):
        missing = _missing(absent, run)
        if missing is None or (absent.status or 0) >= _FAULT or any(map(_is_of_password, absent.checks)):
            continue
        there = [
            one
            for one in run.exits
            if any(check.holds and check.certain and _is_of_account(check.taints) for check in one.checks)
            and (one.status or 0) < _FAULT
            and (not asks_password or any(map(_is_of_password, one.checks)))
        ]
        told = _answer(run, absent, events)
        others = [_answer(run, one, events) for one in there]
        if told is None or not others or None in others:
            continue
        if asks_password and len(others) < _BOTH and not any(map(refuses, there)):
            # Only who is let in is told apart.
            continue
        if all(other != told for other in others):
            return AccountTold(location=location_of(absent.site), other=location_of(there[0].site), key=_named(missing))
    return None


def _missing(exit_: Exit, run: Run) -> Check | None:
    """Return the check by which a way out knows that no account was found."""
    found = [
        check
        for check in exit_.checks
        if check.certain and not check.holds and not check.word and _is_of_account(check.taints)
        if check.text.endswith(_ASKS_FOR_ROW)
        or (check.missing and _is_looked_up(check.site, check.taints, run.effects))
    ]
    return min(found, key=order, default=None)


def _is_looked_up(site: Site, taints: Taints, effects: Iterable[Effect]) -> bool:
    """Tell whether a row is looked up by something before a place: it is the row that is missing, not what was sent."""
    place = location_of(site)
    sent = {taint.origin.site for taint in taints if isinstance(taint.origin, Origin)}
    for effect in effects:
        if effect.mark.startswith(ROWS) and any(
            isinstance(taint.origin, Origin) and taint.origin.site in sent for taint in effect.taints
        ):
            places = (location_of(effect.site), *(step.location for step in effect.trace))
            if any(one.path == place.path and one.line <= place.line for one in places):
                return True
    return False


def _is_of_account(taints: Taints) -> bool:
    """Tell whether something is what was found for a name that a stranger sent, and for nothing else."""
    origins = [(taint, taint.origin) for taint in taints if isinstance(taint.origin, Origin)]
    sent = [(taint, origin) for taint, origin in origins if origin.kinds & REMOTE]
    return (
        bool(sent)
        and not any(origin.kinds & CREDENTIALS for _, origin in origins)
        and all(
            len(taint.safe) == len(EVERY_SINK)
            and _NAMES_ACCOUNT.search(_name(origin)) is not None
            and _PASSWORD.search(_name(origin)) is None
            for taint, origin in sent
        )
    )


def _is_of_password(check: Check) -> bool:
    """Tell whether a condition certainly asks something of a password, or of what stands for one."""
    return check.certain and any(
        isinstance(taint.origin, Origin)
        and not is_of_records(taint)
        and (SourceKind.PASSWORD in taint.origin.kinds or _PASSWORD.search(_name(taint.origin)) is not None)
        for taint in check.taints
    )


def _name(origin: Origin) -> str:
    """Return what a field is called: of a schema's the text tells, as the name is that of the whole."""
    return f"{origin.name} {origin.text.rpartition(' ')[2]}"


def _named(check: Check) -> str:
    origins = sorted(
        (taint.origin.site, taint.origin.text)
        for taint in check.taints
        if isinstance(taint.origin, Origin) and not is_of_records(taint)
    )
    return origins[0][1]


def _answer(run: Run, exit_: Exit, events: Events) -> _Answer | None:
    """Return what a way out answers; None where nothing is known of it."""
    if exit_.kind == "return":
        values = [value for value, site in run.returned if site == exit_.site]
        words = frozenset(word for value in values for word in texts_in(value))
        return _Answer(exit_.status or 200, exit_.redirects, words) if values else None
    made = events(exit_.site)
    words = frozenset() if made is None else frozenset(texts_in(made.result)) | frozenset(_given(made))
    if exit_.status is None and made is None:
        return None
    return _Answer(exit_.status or _ERROR, exit_.redirects, words)


def _given(event: CallEvent) -> Iterator[str]:
    for value in event.arguments.values():
        yield from texts_in(value)


def _by_messages(effects: Collection[Effect]) -> AccountTold | None:
    """Return where a message for the next page says that there is no account, where another is said of one that is there."""
    said = [
        effect for effect in effects if effect.mark in {SAYS_ABSENT, SAYS_PRESENT} and _is_of_account(effect.taints)
    ]
    present = [effect for effect in said if effect.mark == SAYS_PRESENT]
    for effect in said:
        if (
            effect.mark == SAYS_ABSENT
            and present
            and all(other.callee != effect.callee for other in present)
            and _is_looked_up(effect.site, effect.taints, effects)
        ):
            key = min(one.origin.text for one in effect.taints if isinstance(one.origin, Origin))
            return AccountTold(location=location_of(effect.site), other=location_of(present[0].site), key=key)
    return None


def by_line(events: Iterable[CallEvent]) -> Events:
    """Return a look-up of the calls by the line on which they stand, the last of a line; it is made when first asked."""
    found: dict[tuple[str, int], CallEvent] = {}

    def at(site: Site) -> CallEvent | None:
        if not found:
            for event in events:
                found[event.site.path, unpack_region(event.site.at).line] = event
        return found.get((site.path, unpack_region(site.at).line))

    return at
