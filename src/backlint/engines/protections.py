"""The protections of an endpoint: what stands before it and what its handler shows, put together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec

from backlint.concepts import Evidence, Protection, ProtectionKind, RateLimit, SourceKind, State
from backlint.engines.credentials import depends_on_credential
from backlint.engines.entries import CoverRun, EntryRun
from backlint.engines.guards import (
    asked_before_changes,
    guards_of,
    is_chosen,
    perhaps_asks_role,
    perhaps_guarded,
    perhaps_refused_role,
    ways_through,
)
from backlint.engines.lookalikes import handed_on, raised_only, swallows
from backlint.engines.roles import ADMINISTRATORS, asks_role
from backlint.execution.functions import PERHAPS_LIMITS
from backlint.execution.handed import PERHAPS_ASKS
from backlint.execution.program import Check, Exit, Run
from backlint.execution.taint import kinds_of
from backlint.facts.model import unpack_region
from backlint.frameworks.routes import Assembly

_TOO_MANY = 429


def protections_of(entry: EntryRun, assembly: Assembly) -> dict[ProtectionKind, Protection]:
    """Return every protection of an endpoint: yes, no or unknown, with evidence."""
    shown: dict[ProtectionKind, list[Evidence]] = {kind: [] for kind in ProtectionKind}
    unsure: dict[ProtectionKind, list[Evidence]] = {kind: [] for kind in ProtectionKind}
    for came in entry.covers:
        _take_cover(came, shown, unsure)
    if entry.run is not None:
        _take_run(entry.run, entry, shown, unsure)
    elif entry.route.handler is None:
        unsure[ProtectionKind.AUTHENTICATION].append(Evidence(entry.route.name, "", 0, "handler not resolved"))
    limits = limits_of(entry, assembly)
    shown[ProtectionKind.RATE_LIMIT].extend(limit.evidence for limit in limits)
    if assembly.limits_state is State.UNKNOWN:
        unsure[ProtectionKind.RATE_LIMIT].append(Evidence("middleware", assembly.location.path, assembly.location.line))
    if assembly.csrf is State.YES:
        shown[ProtectionKind.CSRF].extend(assembly.csrf_evidence)
    elif assembly.csrf is State.UNKNOWN:
        unsure[ProtectionKind.CSRF].extend(assembly.csrf_evidence)
    if (handed := handed_on(entry)) is not None:
        unsure[ProtectionKind.AUTHENTICATION].append(handed)
    answers = {kind: _answer(shown[kind], unsure[kind]) for kind in ProtectionKind}
    if assembly.csrf is State.YES and answers[ProtectionKind.CSRF].state is State.NO:
        answers[ProtectionKind.CSRF] = Protection(State.YES)
    for kind, evidence in entry.route.exempt:
        # A limit is spared that all have, not what counts at this endpoint alone.
        if kind is not ProtectionKind.RATE_LIMIT or not shown[kind]:
            answers[kind] = Protection(State.NO, (evidence,))
    return answers


def limits_of(entry: EntryRun, assembly: Assembly) -> tuple[RateLimit, ...]:
    """Return the limits with figures of an endpoint: its own replace the defaults, in all libraries that have both."""
    exempt = any(kind is ProtectionKind.RATE_LIMIT for kind, _ in entry.route.exempt)
    return entry.route.limits or (() if exempt else assembly.default_limits)


def never_run(entry: EntryRun) -> Iterator[Evidence]:
    """Yield the guards around an endpoint's handler that no request comes by."""
    for came in entry.missed:
        sure, perhaps = _given(came)
        if ProtectionKind.AUTHENTICATION in sure | perhaps:
            yield came.cover.evidence


def _take_run(
    run: Run,
    entry: EntryRun,
    shown: dict[ProtectionKind, list[Evidence]],
    unsure: dict[ProtectionKind, list[Evidence]],
) -> None:
    """Take what running the handler showed, and what it left open."""
    for kind, evidence in guards_of(run).items():
        if kind not in _ROLE or not _lets_in(run, entry.stranger):
            shown[kind].append(evidence)
    if not shown[ProtectionKind.AUTHENTICATION]:
        # A signature that is checked, whatever those are answered who have none; not where its failure is caught.
        unsure[ProtectionKind.AUTHENTICATION].extend(
            _checked(run, ProtectionKind.AUTHENTICATION) if swallows(run) is None else ()
        )
    # Asked within a condition of several parts, the token is not seen on every way; who asks for it, acts on it.
    shown[ProtectionKind.CSRF].extend(_checked(run, ProtectionKind.CSRF))
    perhaps = perhaps_guarded(run) or asked_before_changes(run)
    if perhaps is not None:
        unsure[ProtectionKind.AUTHENTICATION].append(perhaps)
    if shown[ProtectionKind.AUTHENTICATION] and (excepted := perhaps_refused_role(run)) is not None:
        unsure[ProtectionKind.AUTHORIZATION].append(excepted)
    if not shown[ProtectionKind.AUTHORIZATION] and (worded := perhaps_asks_role(run)) is not None:
        unsure[ProtectionKind.AUTHORIZATION].append(worded)
    for effect in run.effects:
        if effect.mark == PERHAPS_ASKS:
            place = Evidence(effect.callee, effect.site.path, unpack_region(effect.site.at).line)
            unsure[ProtectionKind.AUTHENTICATION].append(place)
        # A count kept by the project itself, whose refusal may look like any other.
        if effect.mark == PERHAPS_LIMITS:
            unsure[ProtectionKind.RATE_LIMIT].append(Evidence(effect.callee.rpartition(":")[2], effect.site.path, 0))
    if not run.complete:
        for kind in _ANY:
            unsure[kind].append(Evidence(entry.route.name, "", 0, "not run whole"))


_ROLE = frozenset({ProtectionKind.AUTHENTICATION, ProtectionKind.AUTHORIZATION})


def _lets_in(run: Run, stranger: Run | None) -> bool:
    """Tell whether a stranger gets what the handler gives, with nothing asked that a credential could answer."""
    if stranger is None:
        return False
    wanted = {exit_.site for exit_ in ways_through(run.exits)}
    reached = {exit_.site for exit_ in stranger.exits if exit_.kind == "return"}
    return bool(wanted & reached) and ProtectionKind.AUTHENTICATION not in guards_of(stranger)


def _take_cover(
    came: CoverRun, shown: dict[ProtectionKind, list[Evidence]], unsure: dict[ProtectionKind, list[Evidence]]
) -> None:
    cover = came.cover
    sure, perhaps = _given(came)
    for kind in sure:
        told = _of_administrators(came) if kind is ProtectionKind.AUTHORIZATION and not cover.evidence.detail else ""
        by = replace(cover.evidence, detail=told) if told else cover.evidence
        (shown if cover.certain else unsure)[kind].append(by)
    for kind in perhaps:
        unsure[kind].append(_by_address(came))
    if ProtectionKind.CSRF not in sure and any(any(_checked(run, ProtectionKind.CSRF)) for run in came.runs()):
        unsure[ProtectionKind.CSRF].append(cover.evidence)


def _of_administrators(came: CoverRun) -> str:
    """Return what something before a route asks that only administrators answer right, as it is worded; "" for nothing."""
    asked = {check.text for exit_ in (came.run.exits if came.run is not None else ()) for check in exit_.checks}
    return min((text for text in asked if any(word in text.lower() for word in ADMINISTRATORS)), default="")


def _checked(run: Run, kind: ProtectionKind) -> Iterator[Evidence]:
    """Yield where a library is asked in a run whether a credential, or the token of a form, is right."""
    for effect in run.effects:
        if effect.mark == kind.value:
            yield Evidence(effect.callee, effect.site.path, unpack_region(effect.site.at).line)


def given_by(came: CoverRun) -> frozenset[ProtectionKind]:
    """Return the protections that something before a route gives, or may give."""
    sure, perhaps = _given(came)
    return sure | perhaps


_ANY = frozenset({ProtectionKind.AUTHENTICATION, ProtectionKind.AUTHORIZATION, ProtectionKind.RATE_LIMIT})


def _given(came: CoverRun) -> tuple[frozenset[ProtectionKind], frozenset[ProtectionKind]]:
    """Return the protections that a cover certainly gives, and those that it may give because it could not be read."""
    cover = came.cover
    if came.every:
        parts = [_given(one) for one in came.every]
        both = frozenset[ProtectionKind]().union(*(certain for certain, _ in parts))
        return both, frozenset[ProtectionKind]().union(*(perhaps for _, perhaps in parts)) - both
    if came.either:
        given = [_given(one) for one in came.either]
        sure = frozenset.intersection(*(certain for certain, _ in given))
        return sure, frozenset.intersection(*(certain | perhaps for certain, perhaps in given)) - sure
    if cover.open:
        return frozenset(), frozenset()
    if cover.gives:
        return (frozenset(cover.gives), frozenset()) if cover.certain else (frozenset(), frozenset(cover.gives))
    if came.run is None:
        # Something stands there that could not be read: it may be any of these.
        return frozenset(), _ANY if cover.function is None else frozenset()
    if cover.asks:
        sure = _asked(came.run, came.stranger)
        open_ = frozenset({ProtectionKind.AUTHORIZATION} if cover.ambient and not _names_role(came.run) else ())
        perhaps = _perhaps_asked(came.run, came.stranger) | _untold(came.run)
        return sure - open_, (sure & open_) | (perhaps - sure)
    run = _with_address(came.run) if cover.addressed else raised_only(came.run) if cover.raises else came.run
    sure = frozenset(guards_of(run, answers=cover.answers))
    if ProtectionKind.AUTHENTICATION not in sure and perhaps_guarded(run, answers=cover.answers, before=True):
        return sure, frozenset({ProtectionKind.AUTHENTICATION})
    return sure, frozenset()


def _by_address(came: CoverRun) -> Evidence:
    """Return a cover's evidence, with what is said of it where its guard depends on the address."""
    perhaps = None if came.run is None else perhaps_guarded(came.run, answers=came.cover.answers, before=True)
    return came.cover.evidence if perhaps is None else replace(came.cover.evidence, detail=perhaps.detail)


def _with_address(run: Run) -> Run:
    """Return a run without the question whether something in the address is there: it is, or the route is another."""
    exits = []
    for exit_ in run.exits:
        kept = frozenset(one for one in exit_.checks if one.holds or kinds_of(one.taints) != {SourceKind.PATH})
        exits.append(msgspec.structs.replace(exit_, checks=kept))
    return msgspec.structs.replace(run, exits=tuple(exits))


def _asked(run: Run, stranger: Run | None) -> frozenset[ProtectionKind]:
    """Return what a question guards whose answer lets a caller through or not.

    It asks for a login if every answer that may be yes for a stranger depends on a credential; for a role, if the
    answer for somebody signed in may still be no.
    """
    found = set()
    passing = [exit_ for exit_ in (stranger or run).exits if exit_.kind == "return" and exit_.truth is not False]
    refusing = any(exit_.kind == "raise" or exit_.truth is not True for exit_ in (stranger or run).exits)
    if refusing and all(_tells(exit_) for exit_ in passing):
        found.add(ProtectionKind.AUTHENTICATION)
        if any(exit_.kind == "raise" or exit_.truth is not True for exit_ in run.exits):
            found.add(ProtectionKind.AUTHORIZATION)
    if any(exit_.status == _TOO_MANY for exit_ in run.exits):
        found.add(ProtectionKind.RATE_LIMIT)
    return frozenset(found)


def _perhaps_asked(run: Run, stranger: Run | None) -> frozenset[ProtectionKind]:
    """Return what a question may guard: where it lets in some for who they are, and others for what nobody sends.

    A setting that opens an application to all, say: `if not settings.LOGIN_REQUIRED: return True`.
    """
    asked = (stranger or run).exits
    open_ = [exit_ for exit_ in asked if exit_.kind == "return" and exit_.truth is not False and not _tells(exit_)]
    refusing = len(open_) < len(asked) and any(map(_tells, run.exits))
    if not refusing or not all(exit_.checks and not is_chosen(exit_.checks) for exit_ in open_):
        return frozenset()
    return frozenset({ProtectionKind.AUTHENTICATION, ProtectionKind.AUTHORIZATION})


def _untold(run: Run) -> frozenset[ProtectionKind]:
    """Return what a question may guard that refuses some, by something of which it is not known where it comes from.

    What code of the project's own has left at the request, say: `bool(getattr(request, "membership", None))`.
    """
    passing = [exit_ for exit_ in run.exits if exit_.kind == "return" and exit_.truth is not False]
    open_ = any(
        not exit_.taints and (exit_.truth is None or any(not one.taints and not one.word for one in exit_.checks))
        for exit_ in passing
    )
    refusing = len(passing) < len(run.exits)
    return (
        frozenset({ProtectionKind.AUTHENTICATION, ProtectionKind.AUTHORIZATION}) if open_ and refusing else frozenset()
    )


def _names_role(run: Run) -> bool:
    """Tell whether a condition on the way to an answer asks what the caller may do."""
    return any(depends_on_credential(check) and asks_role(check) for exit_ in run.exits for check in exit_.checks)


def _tells(exit_: Exit) -> bool:
    """Tell whether an answer, or a condition under which it is given, depends on a credential."""
    answer = Check(exit_.site, True, exit_.taints)
    return any(depends_on_credential(check) for check in (answer, *exit_.checks))


def _answer(shown: list[Evidence], unsure: list[Evidence]) -> Protection:
    if shown:
        return Protection(State.YES, tuple(dict.fromkeys(shown)))
    if unsure:
        return Protection(State.UNKNOWN, tuple(dict.fromkeys(unsure)))
    return Protection(State.NO)
