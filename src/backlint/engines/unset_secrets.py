"""Comparisons of what a caller sends with a variable of the environment that pass where neither is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from backlint.concepts import SecretCompared, SourceKind
from backlint.engines.entries import Entries
from backlint.engines.guards import refuses, ways_through
from backlint.engines.roles import is_as_sent
from backlint.execution.places import location_of
from backlint.execution.program import Check, Exit, Run, order
from backlint.execution.taint import Origin, Site, in_order
from backlint.execution.values import FALSE, NONE, CallEvent
from backlint.facts.model import unpack_region

_READS = frozenset({"get", "getenv"})
_REFUSALS = frozenset({401, 403})
_DECLARED = frozenset({"Header", "Cookie", "Query"})


def unset_secrets(entries: Entries, events: Iterable[CallEvent]) -> Iterator[SecretCompared]:
    """Yield the comparisons behind which callers are let in, each once, that two missing values pass."""
    may_be_none = _by_site(events)
    seen: set[Site] = set()
    for _, runs in entries.applications:
        for run in (run for entry in runs for run in entry.runs()):
            for check, sent, kept in _compared(run):
                if check.site in seen or not (may_be_none(kept.site, _is_unset) and may_be_none(sent.site, _is_unsent)):
                    continue
                seen.add(check.site)
                yield SecretCompared(
                    location=location_of(check.site), scope=check.site.scope, sent=sent.text, variable=kept.name
                )


def _compared(run: Run) -> Iterator[tuple[Check, Origin, Origin]]:
    """Yield the comparisons that let callers in, with what is sent and what is kept; that either is there is asked nowhere."""
    refused = {(one.site, one.holds) for exit_ in run.exits if _keeps_out(exit_) for one in exit_.checks}
    for exit_ in ways_through(run.exits):
        for check in sorted(exit_.checks, key=order):
            if (
                check.formal
                or " == " not in check.text.replace("!=", "==")
                or (check.site, not check.holds) not in refused
            ):
                continue
            sent = next((one.origin for one in in_order(check.taints) if is_as_sent(one)), None)
            kept = next((one.origin for one in in_order(check.taints) if _is_variable(one.origin)), None)
            if isinstance(sent, Origin) and isinstance(kept, Origin) and not _asked_for(exit_, sent, kept):
                yield check, sent, kept


def _keeps_out(exit_: Exit) -> bool:
    return exit_.status in _REFUSALS and refuses(exit_)


def _is_variable(origin: object) -> bool:
    return isinstance(origin, Origin) and SourceKind.ENVIRONMENT in origin.kinds


def _asked_for(exit_: Exit, *origins: Origin) -> bool:
    """Tell whether a way through has passed the question whether one of these is there."""
    asked = (check for check in exit_.checks if check.formal and check.holds)
    return any(taint.origin in origins for check in asked for taint in check.taints)


def _by_site(events: Iterable[CallEvent]) -> Callable[[Site, Callable[[CallEvent], bool]], bool]:
    """Return what tells whether a call at a place is of some kind; the table is made when first asked."""
    found: dict[tuple[str, int], CallEvent] = {}

    def asked(site: Site, kind: Callable[[CallEvent], bool]) -> bool:
        if not found:
            for event in events:
                found[event.site.path, event.site.at] = event
                if event.callee.startswith("fastapi."):
                    # What declares a parameter stands on its line.
                    found[event.site.path, -unpack_region(event.site.at).line] = event
        places = (site.at, -unpack_region(site.at).line)
        told = next((found[site.path, place] for place in places if (site.path, place) in found), None)
        return told is not None and kind(told)

    return asked


def _is_unset(event: CallEvent) -> bool:
    """Tell whether a call gives None for a variable that is not set."""
    return event.callee.rpartition(".")[2] in _READS and event.arguments.get(1, "default") in {None, NONE}


def _is_unsent(event: CallEvent) -> bool:
    """Tell whether a call gives None for what was not sent: `headers.get("X-Key")`, `Header(None)`."""
    name = event.callee.rpartition(".")[2]
    if name == "get":
        return event.arguments.get(1, "default") in {None, NONE}
    if event.callee.startswith("fastapi.") and name in _DECLARED:
        return event.arguments.get(0, "default") == NONE
    return event.callee.startswith("fastapi.security.") and event.arguments.keyword("auto_error") == FALSE
