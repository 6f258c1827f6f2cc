"""What is kept of calls: of those that are over, for equal ones, and of those under way that ask for themselves."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import TypeVar

import msgspec

from backlint.execution.ambient import OWN, Ambient, mark_of
from backlint.execution.frames import NOTHING, Assured
from backlint.execution.joins import Snapshot
from backlint.execution.program import Check, Effect, Exit
from backlint.execution.taint import Site, Taints
from backlint.execution.trail import Trail
from backlint.execution.values import AnyValue, Constant, HeapObject, InstanceObject, Produced, Unknown, members


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a call, in terms of its symbols, what it cost, and what it asked of its surroundings.

    `assured` tells what it has made sure of its arguments. `value` is None when it never returns. `objects` are those
    among the arguments that a call can change, `writes` the state in which it left the ones that it did change; `bound` are the
    names of modules that it bound. `thrown` are the exceptions that tell of data, by where they are raised. `started` is
    when the call began, by the machine's clock; `trail` is what it met.
    """

    value: AnyValue | None
    exits: tuple[Exit, ...]
    passed: frozenset[Check]
    effects: tuple[Effect, ...]
    validated: Taints
    used: Taints
    cost: int
    returned: tuple[tuple[AnyValue, frozenset[Check], Site], ...]
    asked: Mapping[str, object]
    left: Mapping[str, tuple[AnyValue, bool]]
    writes: tuple[Snapshot, ...]
    bound: Mapping[tuple[str, str], AnyValue]
    objects: list[HeapObject]
    assured: Assured = NOTHING
    thrown: Mapping[Site, AnyValue] = {}
    started: int = 0
    trail: Trail = msgspec.field(default_factory=Trail)


MAX_PLACES = 4_000_000
"""Places of objects in the keys of all remembered calls: some 100 bytes each, with what hangs on them."""


class Key:
    """What equal calls are known by: a tuple whose parts are looked at once for all tables that it is looked up in."""

    __slots__ = ("_hash", "parts")

    def __init__(self, parts: tuple[Hashable, ...]) -> None:
        self.parts = parts
        self._hash = hash(parts)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and self._hash == other._hash and self.parts == other.parts


_Part = TypeVar("_Part", bound=Hashable)


class Parts:
    """One object for all that are equal: calls are given the same objects and do the same things again and again.

    On healthchecks (45,000 lines) five of six parts of keys and three of four effects are equal to another.
    """

    def __init__(self) -> None:
        self._held: dict[Hashable, Hashable] = {}

    def one(self, part: _Part) -> _Part:
        """Return the first of the parts that are equal to this one."""
        return self._held.setdefault(part, part)  # type: ignore[return-value]  # equal parts are of one type

    def shared(self, parts: tuple[Hashable, ...]) -> tuple[Hashable, ...]:
        """Return an equal tuple, of tuples and sets that others share."""
        one = self._held.setdefault
        shared = tuple(
            [
                self.shared(part) if type(part) is tuple else one(part, part) if type(part) is frozenset else part
                for part in parts
            ]
        )
        return one(shared, shared)  # type: ignore[return-value]

    def outcome(self, outcome: Remembered) -> Remembered:
        """Return the same outcome, of parts that others share."""
        one = self.one
        return msgspec.structs.replace(
            outcome,
            exits=tuple(map(one, outcome.exits)),
            passed=one(outcome.passed),
            effects=tuple(map(one, outcome.effects)),
            validated=one(outcome.validated),
            used=one(outcome.used),
            returned=tuple((value, one(checks), one(site)) for value, checks, site in outcome.returned),
        )


class Memory:
    """What came of calls, by their arguments and by what they asked of the run's surroundings and were told."""

    def __init__(self) -> None:
        self._held: dict[object, dict[tuple[str, ...], dict[tuple[object, ...], list[Remembered]]]] = {}
        self._parts = Parts()
        self._size = 0

    def keep(self, key: Key, outcome: Remembered, size: int) -> None:
        """Keep what came of a call with these arguments, whose key holds so many places; all is forgotten when that is
        more than fits.
        """
        self._size += size
        if self._size > MAX_PLACES:
            self.forget()
            self._size = size
        marks = {name: mark for name, mark in outcome.asked.items() if mark is not OWN}
        key.parts = self._parts.shared(key.parts)
        answers = self._held.setdefault(key, {}).setdefault(self._parts.one(tuple(marks)), {})
        answers.setdefault(tuple(marks.values()), []).append(self._parts.outcome(outcome))

    def find(self, key: object, ambient: Ambient) -> Iterator[Remembered]:
        """Yield what came of calls with these arguments that were told what one would be told now."""
        for names, answers in self._held.get(key, {}).items():
            found = answers.get(tuple(mark_of(ambient.values.get(name)) for name in names))
            if found is not None:
                yield from found

    def forget(self) -> None:
        """Forget everything."""
        self._held.clear()
        self._parts = Parts()

    def drop(self, is_outdated: Callable[[Trail], bool]) -> None:
        """Forget the calls whose trail says so."""
        for by_names in self._held.values():
            for answers in by_names.values():
                for marks, outcomes in answers.items():
                    if any(is_outdated(one.trail) for one in outcomes):
                        answers[marks] = [one for one in outcomes if not is_outdated(one.trail)]


class Recursion:
    """Calls under way that ask for what they themselves will give.

    Such a question is answered with nothing at first (that way never comes back), and then with what the last round
    gave, until that is what comes out. The rounds are those of the outermost of the calls that depend on each other;
    what came of the others meanwhile depends on where it was asked, so it is kept for the round only.

    `running` are the calls under way, `assumed` what their questions are answered with, `provisional` what came of calls
    that depend on such answers, with the calls that these are of; `needs` are those on which the innermost call depends
    so far, `changed` tells whether an answer was not the last one.
    """

    __slots__ = ("assumed", "changed", "needs", "provisional", "running")

    def __init__(self) -> None:
        self.running: set[object] = set()
        self.assumed: dict[object, Remembered] = {}
        self.provisional: dict[object, tuple[Remembered, frozenset[object]]] = {}
        self.needs: set[object] = set()
        self.changed = False

    def note(self, key: object, outcome: Remembered) -> None:
        """Note what a round of a call gave that asks for itself."""
        held = self.assumed.get(key)
        self.assumed[key] = outcome
        self.changed = self.changed or held is None or _told(held) != _told(outcome)

    def forget(self, assumed: int, provisional: int) -> None:
        """Forget what was noted since there were so many of each."""
        for table, count in ((self.assumed, assumed), (self.provisional, provisional)):
            if len(table) > count:
                for key in list(table)[count:]:
                    del table[key]


def _told(outcome: Remembered) -> object:
    """Return what an outcome tells, as far as a further round may change it: the ways on which it did not."""
    value = outcome.value
    return (
        None if value is None else (frozenset(map(_kind, members(value))), value.taint),
        frozenset((effect.mark, effect.site, effect.taints) for effect in outcome.effects),
        frozenset((exit_.kind, exit_.status, exit_.site) for exit_ in outcome.exits),
        outcome.validated,
        outcome.used,
    )


def _kind(value: AnyValue) -> object:
    if isinstance(value, Constant):
        return value
    if isinstance(value, Unknown):
        return (Unknown, value.type)
    if isinstance(value, InstanceObject):
        return (InstanceObject, id(value.cls))
    return (type(value), value.type if isinstance(value, Produced) else "")
