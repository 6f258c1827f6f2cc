"""Whether an endpoint leaves a record of what it does: an audit call, or a log line about the request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backlint.concepts import Evidence, Protection, SourceKind, State
from backlint.engines.entries import CoverRun, EntryRun
from backlint.execution.places import location_of
from backlint.execution.program import Effect
from backlint.execution.taint import kinds_of

_TROUBLE = frozenset({"debug", "trace", "error", "exception", "opt"})
"""Levels of a log that are for who mends the program, not for who asks later what was done."""

_SAYS_NOTHING = frozenset({SourceKind.ENVIRONMENT, SourceKind.EXCEPTION, SourceKind.DATABASE, SourceKind.RANDOM})
"""Kinds of data that tell neither who asked nor what for."""

_SHOWN = 3


def everywhere(runs: Iterable[EntryRun]) -> frozenset[Evidence]:
    """Return what stands before every endpoint of an application that has several: what it logs is an access log."""
    several = [frozenset(cover.cover.evidence for cover in entry.covers) for entry in runs]
    return frozenset.intersection(*several) if len(several) > 1 else frozenset()


def registered(bodies: Iterable[Effect]) -> tuple[Evidence, ...]:
    """Return what is registered while modules are imported that keeps on record what becomes of models."""
    return tuple(sorted({_evidence(effect) for effect in bodies if effect.mark == "audit"})[:_SHOWN])


def audit_of(entry: EntryRun, common: frozenset[Evidence], models: tuple[Evidence, ...] = ()) -> Protection:
    """Return whether an endpoint leaves a record; `common` is what stands before all of them, `models` what keeps on
    record whatever is written.

    A log line counts when it is no message about trouble, and something of the request is in it. What runs for every
    request, whatever it is for, leaves a record only where it is called one.
    """
    if models and entry.run is not None and any(effect.mark == "write" for effect in entry.run.effects):
        return Protection(State.YES, models)
    found = [effect for effect in _of_its_own(entry, common) if effect.mark == "audit" or _tells(effect)]
    found += [effect for effect in _of_all(entry, common) if effect.mark == "audit"]
    if found:
        return Protection(State.YES, tuple(sorted({_evidence(effect) for effect in found})[:_SHOWN]))
    return Protection(State.UNKNOWN if entry.run is None else State.NO)


def _of_its_own(entry: EntryRun, common: frozenset[Evidence]) -> Iterator[Effect]:
    if entry.run is not None:
        yield from entry.run.effects
    yield from _effects(cover for cover in entry.covers if cover.cover.evidence not in common)


def _of_all(entry: EntryRun, common: frozenset[Evidence]) -> Iterator[Effect]:
    yield from _effects(cover for cover in entry.covers if cover.cover.evidence in common)


def _effects(covers: Iterable[CoverRun]) -> Iterator[Effect]:
    for cover in covers:
        for run in cover.runs():
            yield from run.effects


def _tells(effect: Effect) -> bool:
    """Tell whether a log line is about what was done, for whom or to what."""
    if effect.mark != "log" or effect.callee.rpartition(".")[2] in _TROUBLE:
        return False
    return bool(kinds_of(effect.taints) - _SAYS_NOTHING)


def _evidence(effect: Effect) -> Evidence:
    place = location_of(effect.site)
    return Evidence(effect.callee, place.path, place.line)
