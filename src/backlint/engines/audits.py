"""Whether an endpoint leaves a record of what it does: an audit call, or a log line about the request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backlint.concepts import Endpoint, Evidence, Protection, ProtectionKind, SourceKind, State, Trait
from backlint.engines.entries import CoverRun, EntryRun
from backlint.engines.order import is_on_the_way
from backlint.engines.ownership import tells
from backlint.execution.places import location_of
from backlint.execution.program import Effect, Exit
from backlint.execution.taint import Site, kinds_of
from backlint.execution.values import FunctionObject
from backlint.facts.model import decode_body
from backlint.findings import Location
from backlint.frameworks.assembly.registration import written

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


_REFUSALS = frozenset({400, 401, 403})
_RECORDS = frozenset({"audit", "log"})


def unlogged_refusal(endpoint: Endpoint, entry: EntryRun) -> Location | None:
    """Return where a login whose successes are on record refuses somebody without a record; None where that is not so, or
    where it cannot be told because records are made elsewhere than in the handler.
    """
    run, handler = entry.run, entry.route.handler
    if run is None or handler is None or not run.complete or Trait.LOGIN not in endpoint.traits:
        return None
    function = written(handler)
    if endpoint.protection(ProtectionKind.AUDIT_LOG).state is not State.YES or not isinstance(function, FunctionObject):
        return None
    made = [effect for effect in run.effects if effect.mark in _RECORDS]
    before = any(effect.mark in _RECORDS for effect in _effects(entry.covers))
    scope = (endpoint.location.path, entry.route.name.rpartition(":")[2])
    own = [effect for effect in made if _is_in(effect.site, scope)]
    if before or not own or len(own) < len(made):
        return None
    refused = sorted(exit_.site for exit_ in run.exits if _refuses(exit_) and _is_in(exit_.site, scope))
    body = decode_body(function.facts.body)
    lines = [location_of(effect.site).line for effect in own]
    open_ = [site for site in refused if not any(is_on_the_way(body, one, location_of(site).line) for one in lines)]
    return location_of(refused[0]) if refused and len(open_) == len(refused) else None


def nameless_record(endpoint: Endpoint, entry: EntryRun) -> Location | None:
    """Return where a sensitive action of somebody signed in is logged without a word of who that is; None where that is not
    so. What a library of audit records writes knows who by itself, and what is written elsewhere may.
    """
    if entry.run is None or not {Trait.SENSITIVE, Trait.SIGNED_IN} <= endpoint.traits:
        return None
    lines = {effect.site for effect in entry.effects() if effect.mark == "log"}
    if any(effect.mark == "audit" and effect.site not in lines for effect in entry.effects()):
        return None
    scope = (endpoint.location.path, entry.route.name.rpartition(":")[2])
    told = [effect for effect in entry.run.effects if _tells(effect)]
    if not told or not all(_is_in(one.site, scope) for one in told) or any(tells(one.taints) for one in told):
        return None
    return location_of(min(told, key=lambda one: one.site).site)


def _is_in(site: Site, scope: tuple[str, str]) -> bool:
    return (site.path, site.scope) == scope


def _refuses(exit_: Exit) -> bool:
    return exit_.status in _REFUSALS
