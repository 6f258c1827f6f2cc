"""Whose rows an endpoint reaches: what is found by what the client names, and is not related to who is calling."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from backlint.concepts import (
    Endpoint,
    Evidence,
    ProtectionKind,
    RowAccess,
    RowRelation,
    SourceKind,
    State,
)
from backlint.engines.entries import EntryRun
from backlint.engines.guards import ways_through
from backlint.engines.owners import Owners
from backlint.engines.roles import CREDENTIALS, names_right
from backlint.execution.decisions import RELATES
from backlint.execution.handed import WHOLE_REQUEST
from backlint.execution.library import CHANGED, FOUND, LISTED, MADE, ROWS
from backlint.execution.places import location_of
from backlint.execution.program import Check, Effect, Exit
from backlint.execution.taint import Origin, Site, Taints
from backlint.facts.model import unpack_region
from backlint.findings import Location

_NAMED = frozenset({SourceKind.PATH, SourceKind.QUERY, SourceKind.BODY, SourceKind.GRAPHQL, SourceKind.WEBSOCKET})
"""Where a client names the object that it wants."""

Key = tuple[Site, str]

_UNGUESSABLE = re.compile(
    r"token|secret|uuid|guid|hash|digest|signature|nonce|api_?key|share|invit|slug|otp|public|short|\bkey\b|_key$|^code$|_code$",
    re.IGNORECASE,
)
"""Names of what nobody finds by counting: who knows it was given it."""


_PROVING = frozenset({"authentication", "authorization", "password-check", "object-permission"})
"""Marks of calls that show that what they are given is no stranger's."""


@dataclass(frozen=True, slots=True)
class Rows:
    """One call on rows: how (`found`, `listed`, …), of what, by which columns, chosen by what."""

    how: str
    of: str
    columns: tuple[str, ...]
    effect: Effect

    @property
    def chosen(self) -> frozenset[Key]:
        """What the client names."""
        return frozenset(map(_key, chosen_of(self.effect.taints)))

    @property
    def related(self) -> bool:
        """Whether who is calling takes part in it, or may."""
        return tells(self.effect.taints)


@dataclass(slots=True)
class Relations:
    """What a whole application shows of each kind of row: where one is compared with the caller, where they are taken by the
    caller, made for the caller, or shown to all.
    """

    compared: dict[str, list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    taken: dict[str, list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    made: dict[str, list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    open: set[str] = field(default_factory=set)
    columns: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def relations(runs: Iterable[tuple[EntryRun, Endpoint]]) -> Relations:
    """Return what the endpoints of an application show of its rows together."""
    found = Relations()
    for entry, endpoint in runs:
        rows = rows_of(entry)
        for one in rows:
            found.columns[one.of].update(one.columns)
            if one.related:
                _relate(found, one)
            elif one.how == LISTED:
                asks = endpoint.protection(ProtectionKind.AUTHORIZATION).state is State.YES or _is_sifted(entry)
                if not asks and not one.chosen:
                    found.open.add(one.of)
            elif one.how == FOUND:
                place = _compared_at(one.chosen, entry)
                if place is not None:
                    found.compared[one.of].append(place)
    return found


_ASKS_FOR_ROW = ("first()", "one_or_none()", "exists()", "get()")


def _relate(found: Relations, one: Rows) -> None:
    place = _evidence(one.effect)
    if one.how == MADE:
        found.made[one.of].append(place)
    elif one.how in {FOUND, CHANGED} and one.chosen and not one.effect.callee.endswith("__setattr__"):
        found.compared[one.of].append(place)
    elif one.how in {FOUND, LISTED}:
        found.taken[one.of].append(place)


def with_rows(endpoint: Endpoint, entry: EntryRun, shown: Relations, owners: Owners) -> Endpoint:
    """Return an endpoint with the rows that it reaches by what the client names, and does not relate to the caller."""
    if entry.run is None or not entry.run.complete:
        return endpoint
    rows = rows_of(entry)
    found: dict[tuple[str, Location], RowAccess] = {}
    for one in rows:
        if one.how not in {FOUND, CHANGED} or one.related or one.effect.callee.endswith((".save", ".__setattr__")):
            continue
        if one.how == CHANGED and any(other.how == FOUND and other.chosen & one.chosen for other in rows):
            continue
        access = _access(one, rows, entry, shown, owners)
        if access is not None:
            found[access.model, access.location] = access
    return replace(endpoint, rows=tuple(found.values())) if found else endpoint


def _access(one: Rows, rows: Iterable[Rows], entry: EntryRun, shown: Relations, owners: Owners) -> RowAccess | None:
    chosen = chosen_of(one.effect.taints)
    if not chosen or any(_UNGUESSABLE.search(origin.name) for origin in chosen):
        return None
    owner = owners.of(one.of) or _owner_of_table(one.of, shown)
    if owner is None or _is_related(one, rows, entry):
        return None
    named = min(chosen, key=lambda origin: (origin.site, origin.name, origin.text))
    kept = [one.of, *owners.parents(one.of)]
    relation = RowRelation.NOWHERE
    by: tuple[Evidence, ...] = ()
    for held, meant in (
        (shown.compared, RowRelation.COMPARED),
        (shown.taken, RowRelation.TAKEN),
        (shown.made, RowRelation.MADE),
    ):
        by = tuple(sorted({place for name in kept for place in held.get(name, ())}))
        if by:
            relation = meant
            break
    return RowAccess(
        model=one.of.rpartition(":")[2].rpartition(".")[2],
        owner=owner,
        key=named.text or named.name,
        location=location_of(one.effect.site),
        changes=one.how == CHANGED or _is_changed(one, rows),
        is_user=owners.is_user(one.of),
        relation=relation,
        by=by[:3],
        listed=one.of in shown.open,
    )


def _owner_of_table(name: str, shown: Relations) -> str | None:
    return next((column for column in sorted(shown.columns.get(name, ())) if Owners.names_owner(column)), None)


def _is_changed(one: Rows, rows: Iterable[Rows]) -> bool:
    """Tell whether what was found is changed or removed afterwards."""
    return any(other.how == CHANGED and other.of == one.of and other.chosen & one.chosen for other in rows)


def _is_related(one: Rows, rows: Iterable[Rows], entry: EntryRun) -> bool:
    """Tell whether something else in the endpoint relates what the client named to the caller."""
    # Another row that the caller must have, found by the same name: the project in which this task lies.
    others = (other for other in rows if other.of != one.of and other.related and other.chosen & one.chosen)
    if any(other.how != MADE and not other.effect.callee.endswith("__setattr__") for other in others):
        return True
    if _is_proved(one.chosen, entry) or any(_asks_right(exit_) for run in entry.runs() for exit_ in run.exits):
        return True
    return _compared_at(one.chosen, entry) is not None and not _is_passed_by(one.chosen, entry)


def _asks_right(exit_: Exit) -> bool:
    """Tell whether a way out depends on what somebody may do, and not everybody who has an account."""
    through = exit_.kind == "return"
    return any(names_right(check) and check.new is not through for check in exit_.checks)


def _is_proved(chosen: frozenset[Key], entry: EntryRun) -> bool:
    """Tell whether something in what the client sends is signed, or a password that goes with what it names."""
    return any(effect.mark in _PROVING and chosen & _keys(effect.taints) for effect in _effects(entry))


def _is_sifted(entry: EntryRun) -> bool:
    """Tell whether an endpoint that lists rows asks of something who is calling: of each of them, perhaps."""
    return any(effect.mark == RELATES and tells(effect.taints) for effect in _effects(entry))


def _compared_at(chosen: frozenset[Key], entry: EntryRun) -> Evidence | None:
    """Return where a condition asks of what the client named and of who is calling together."""
    for effect in _effects(entry):
        if effect.mark == RELATES and tells(effect.taints) and chosen & _keys(effect.taints):
            return _evidence(effect)
    return None


def _is_passed_by(chosen: frozenset[Key], entry: EntryRun) -> bool:
    """Tell whether a caller gets through without the comparison, by something that is not asked of the caller: a switch."""
    if entry.run is None:
        return False
    through = ways_through(entry.run.exits)
    asked = [exit_ for exit_ in through if any(_relates(check, chosen) for check in exit_.checks)]
    if not asked:
        return False
    common = frozenset.intersection(*(_places(exit_) for exit_ in through))
    for exit_ in through:
        if exit_ in asked or _finds_nothing(exit_, chosen):
            continue
        own = [one for one in exit_.checks if (one.site, one.holds) not in common and tells(one.taints)]
        if not own:
            return True
    return False


def _finds_nothing(exit_: Exit, chosen: frozenset[Key]) -> bool:
    """Tell whether a way out knows that there is no such row: whoever is told so has got at nothing."""
    return any(
        check.certain
        and not check.holds
        and not check.word
        and (check.missing or check.text.endswith(_ASKS_FOR_ROW))
        and bool(chosen & _keys(check.taints))
        for check in exit_.checks
    )


def _places(exit_: Exit) -> frozenset[tuple[object, bool]]:
    return frozenset((check.site, check.holds) for check in exit_.checks)


def _relates(check: Check, chosen: frozenset[Key]) -> bool:
    return tells(check.taints) and bool(chosen & _keys(check.taints))


def _effects(entry: EntryRun) -> Iterable[Effect]:
    for run in entry.runs():
        yield from run.effects


def rows_of(entry: EntryRun) -> list[Rows]:
    """Return the calls on rows, the last of each chain of calls: what is taken of it before is narrowed by what follows."""
    found = []
    for effect in _effects(entry):
        if effect.mark.startswith(ROWS):
            how, of, columns = effect.mark.removeprefix(ROWS).split(" ")
            found.append(Rows(how, of, tuple(filter(None, columns.split(","))), effect))
    ends: dict[tuple[str, tuple[int, int]], tuple[int, int]] = {}
    for one in found:
        start, end = _span(one.effect)
        ends[start] = max(ends.get(start, end), end)
    return [one for one in found if _span(one.effect)[1] == ends[_span(one.effect)[0]]]


def _span(effect: Effect) -> tuple[tuple[str, tuple[int, int]], tuple[int, int]]:
    line, column, end_line, end_column = unpack_region(effect.site.at)
    return (effect.site.path, (line, column)), (end_line, end_column)


def _origins(taints: Taints) -> frozenset[Origin]:
    return frozenset(taint.origin for taint in taints if isinstance(taint.origin, Origin))


def _key(origin: Origin) -> Key:
    """Return what an origin and its parts have in common: an attribute of a row is called otherwise than the row."""
    return (origin.site, origin.name)


def _keys(taints: Taints) -> frozenset[Key]:
    return frozenset(map(_key, chosen_of(taints)))


def chosen_of(taints: Taints) -> frozenset[Origin]:
    """Return what a client names among the sources of something."""
    return frozenset(one for one in _origins(taints) if one.kinds & _NAMED and not one.kinds & CREDENTIALS)


def tells(taints: Taints) -> bool:
    """Tell whether something depends on who is calling, or may: on what code that nobody knows made of a request."""
    return any(one.kinds & CREDENTIALS or one.text == WHOLE_REQUEST for one in _origins(taints))


def _evidence(effect: Effect) -> Evidence:
    place = location_of(effect.site)
    return Evidence(effect.site.scope or "the module", place.path, place.line)
