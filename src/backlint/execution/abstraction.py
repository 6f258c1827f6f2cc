"""What a call is remembered by: its arguments, with symbols in the place of what they are tainted with.

One run then serves every caller that passes values of the same shape, whatever these come from. What the objects among
the arguments hold gets symbols as well, for as long as the call runs: two requests that are stored in a field of an
object differ in nothing that a method of it could ask, but in what its answer is tainted with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from backlint.concepts import REMOTE, SinkKind
from backlint.execution.joins import MAX_KEY_SIZE, Renaming, Room, Touched, identity, join_all, made_at, plain_part
from backlint.execution.taint import CLEAN, Symbol, Taint, Taints
from backlint.execution.values import (
    AnyValue,
    Bound,
    Constant,
    DictObject,
    HeapObject,
    InstanceObject,
    ListObject,
    Member,
    Produced,
    Text,
    Tuple,
    Union,
    Unknown,
)

SYMBOLS = 4096
"""How many symbols a function may number: more than any call has arguments."""


_PLAIN = (Constant, Unknown, Text)
"""Values without parts that have identity."""


@lru_cache(maxsize=1 << 15)
def _common(taints: Taints) -> tuple[frozenset[SinkKind], bool] | None:
    """Return what all of these taints are safe for and whether all are weak; None for those that stay as they are.

    What does not come from a request is told apart by the machine itself: settings, secrets, random numbers.
    """
    if not any(isinstance(one.origin, Symbol) or one.origin.kinds & REMOTE for one in taints):
        return None
    return frozenset.intersection(*(one.safe for one in taints)), all(one.weak for one in taints)


class Abstraction:
    """Puts symbols in the place of the taints of arguments. Equal sets of taints share a symbol.

    The symbols of different functions stay apart, because every function numbers its own from `base`. `heap` tells
    whether what objects hold gets symbols too. `objects` are those which went into a key by their content, in the order
    of their places: a call can change them, and others of the same content can stand in their places. `told` are fields of
    objects, by their numbers, that a call asks the run for: by these no two calls differ that do not read them.
    """

    def __init__(self, base: int, *, heap: bool, told: Mapping[int, frozenset[str]]) -> None:
        self._base = base
        self._told = told
        self._heap = heap
        self._numbers: dict[Taints, int] = {}
        self._room = Room()
        self.substitution: dict[int, Taints] = {}
        self.objects: list[HeapObject] = []

    @property
    def size(self) -> int:
        """How many places of objects the keys asked for so far hold."""
        return MAX_KEY_SIZE - self._room.left

    def value(self, value: AnyValue) -> AnyValue:
        """Return an argument with a symbol for its taints; an object is the same."""
        if isinstance(value, HeapObject) or not value.taint:
            return value
        if isinstance(value, Constant):
            return Constant(value.value, value.kind, self._symbol(value.tainted), value.site)
        if isinstance(value, Unknown):
            return Unknown(self._symbol(value.tainted), value.type, value.note)
        if isinstance(value, Text):
            return Text(tuple(plain_part(self.value(part)) for part in value.parts))
        if isinstance(value, Tuple):
            rest = None if value.rest is None else self.value(value.rest)
            return Tuple(tuple(self.value(item) for item in value.items), rest)
        if isinstance(value, Union):
            return join_all(self.value(member) for member in value.members)
        return value

    def _symbol(self, taints: Taints) -> Taints:
        return frozenset({Taint(Symbol(self._number(taints)))}) if taints else taints

    def _number(self, taints: Taints) -> int:
        number = self._numbers.get(taints)
        if number is None:
            number = self._base + len(self._numbers)
            self._numbers[taints] = number
            self.substitution[number] = taints
        return number

    def taints(self, taints: Taints) -> Taints:
        """Return a symbol for what something in an object is tainted with, as safe as all of it."""
        if not taints or not self._heap:
            return taints
        common = _common(taints)
        return taints if common is None else frozenset({Taint(Symbol(self._number(taints)), *common)})

    def held(self, value: AnyValue) -> AnyValue:
        """Return what an object holds with symbols for its taints; an object is the same."""
        kind = type(value)
        if kind is Constant or kind is Unknown:
            return self._plain(value)
        if isinstance(value, HeapObject):
            return value
        if isinstance(value, Text):
            return value if not value.taint else Text(tuple(plain_part(self.held(part)) for part in value.parts))
        if isinstance(value, Tuple):
            items, rest = tuple(self.held(item) for item in value.items), value.rest and self.held(value.rest)
            same = rest is value.rest and all(new is old for new, old in zip(items, value.items, strict=True))
            return value if same else Tuple(items, rest)
        if isinstance(value, Union):
            every = [self.held(member) if isinstance(member, _PLAIN) else member for member in value.members]
            return value if all(new is old for new, old in zip(every, value.members, strict=True)) else join_all(every)
        if isinstance(value, Member):
            base, taints = self.held(value.base), self.taints(value.tainted)
            return value if base is value.base and taints is value.tainted else Member(base, value.name, taints)
        if isinstance(value, Bound):
            receiver = self.held(value.receiver)
            return value if receiver is value.receiver else Bound(value.function, receiver)
        return value

    def _plain(self, value: AnyValue) -> AnyValue:
        if isinstance(value, Constant):
            taints = self.taints(value.tainted)
            return value if taints is value.tainted else Constant(value.value, value.kind, taints, value.site)
        if isinstance(value, Unknown):
            taints = self.taints(value.tainted)
            return value if taints is value.tainted else Unknown(taints, value.type, value.note)
        return value

    def key(self, value: AnyValue | None, depth: int = 0) -> object:
        """Return a key that is equal for values which a call cannot tell apart.

        Containers and instances compare by content down to a depth, then by object.
        """
        if value is None:
            return None
        kind = type(value)
        if kind is Constant or kind is Unknown:
            return self._plain(value) if depth else value
        reader = _KEYS.get(kind)
        if reader is None:
            return id(value) if isinstance(value, HeapObject) else value
        return reader(self, value, depth)

    def _text(self, value: Text, depth: int) -> object:
        return self.held(value) if depth else value

    def _produced(self, value: Produced, depth: int) -> object:
        self.objects.append(value)
        held: object = value.version
        if value.fields and self._room.for_content(depth, len(value.fields)):
            told = self._told.get(value.number, ())
            held = tuple(
                (name, self.held(item).taint if name in told else self.key(item, depth + 1))
                for name, item in value.fields.items()
            )
        place = made_at(value) if self._heap else value.site
        return ("produced", value.call.callee, value.type, place, self.taints(value.tainted), held)

    def _tuple(self, value: Tuple, depth: int) -> object:
        return ("tuple", tuple(self.key(item, depth) for item in value.items), self.key(value.rest, depth))

    def _union(self, value: Union, depth: int) -> object:
        # The objects in it keep their taints, since they have no order by which others could stand in their place.
        return (
            "union",
            frozenset(
                self.key(item, depth) if isinstance(item, _PLAIN) else identity(item, depth, self._room)
                for item in value.members
            ),
        )

    def _bound(self, value: Bound, depth: int) -> object:
        return ("bound", id(value.function), self.key(value.receiver, depth))

    def _member(self, value: Member, depth: int) -> object:
        return (
            "member",
            self.key(value.base, depth),
            value.name,
            self.taints(value.tainted) if depth else value.tainted,
        )

    def _list(self, value: ListObject, depth: int) -> object:
        if not self._room.for_content(depth, len(value.items)):
            return (value.number, value.version)
        self.objects.append(value)
        return (value.kind, tuple(self.key(item, depth + 1) for item in value.items), self.key(value.rest, depth + 1))

    def _dict(self, value: DictObject, depth: int) -> object:
        if not self._room.for_content(depth, len(value.entries)):
            return (value.number, value.version)
        self.objects.append(value)
        entries = tuple((key, self.key(item, depth + 1)) for key, item in value.entries.items())
        return ("dict", entries, self.key(value.rest, depth + 1), self.taints(value.keys_taint))

    def _instance(self, value: InstanceObject, depth: int) -> object:
        if not self._room.for_content(depth, len(value.fields)):
            return (value.number, value.version)
        self.objects.append(value)
        fields = tuple((name, self.key(item, depth + 1)) for name, item in value.fields.items())
        return ("instance", id(value.cls), fields, self.taints(value.tainted))


_KEYS: dict[type, Callable[..., object]] = {
    Text: Abstraction._text,  # noqa: SLF001 -- the class's own
    Produced: Abstraction._produced,  # noqa: SLF001
    Tuple: Abstraction._tuple,  # noqa: SLF001
    Union: Abstraction._union,  # noqa: SLF001
    Bound: Abstraction._bound,  # noqa: SLF001
    Member: Abstraction._member,  # noqa: SLF001
    ListObject: Abstraction._list,  # noqa: SLF001
    DictObject: Abstraction._dict,  # noqa: SLF001
    InstanceObject: Abstraction._instance,  # noqa: SLF001
}


class Veil:
    """Symbols in what some objects hold, while a call runs that is given these objects."""

    def __init__(self, abstraction: Abstraction, objects: Iterable[HeapObject], moment: int) -> None:
        """Put the symbols there. `moment` is of the machine's clock, and marks the versions of the objects meanwhile."""
        self._substitution = abstraction.substitution
        self._objects = tuple(objects)
        self._moment = -moment
        self._under: dict[int, _Covered] = {}
        for target in self._objects:
            if id(target) in self._under:
                continue
            before, taints = _content(target), _tainted(target)
            changes = [
                (place, value, held) for place, value in before if (held := abstraction.held(value)) is not value
            ]
            symbols = abstraction.taints(taints)
            if changes or symbols is not taints:
                self._under[id(target)] = _Covered(target, changes, taints, symbols, target.version)
                for place, _, held in changes:
                    _put(target, place, held)
                _taint(target, symbols)
                target.version = self._moment

    def lift(self, touched: Touched, started: int) -> Renaming:
        """Take the symbols away again, also from where the call has written them, and return what has done so."""
        written = {id(one): one for one in touched.written.values() if one.born < started}
        renaming = Renaming(self._substitution, {}, {*map(id, self._objects), *written}, since=started)
        for one in self._under.values():
            one.uncover(renaming, self._moment)
        for target in written.values():
            if id(target) not in self._under:
                for place, value in _content(target):
                    renamed = renaming.value(value)
                    if renamed is not value:
                        _put(target, place, renamed)
                _taint(target, renaming.taints(_tainted(target)))
        return renaming


class _Covered(NamedTuple):
    """An object under a veil: what stands in which of its places, what in fact stands there, its taints and version."""

    target: HeapObject
    changes: list[tuple[object, AnyValue, AnyValue]]
    taints: Taints
    symbols: Taints
    version: int

    def uncover(self, renaming: Renaming, moment: int) -> None:
        """Let the object hold what it held, and what was written to it meanwhile in the caller's terms."""
        target = self.target
        known = {id(held): value for _, value, held in self.changes}
        for place, value in _content(target):
            actual = known.get(id(value))
            if actual is None:
                actual = renaming.value(value)
            if actual is not value:
                _put(target, place, actual)
        tainted = _tainted(target)
        _taint(target, self.taints if tainted is self.symbols else renaming.taints(tainted))
        target.version += self.version - moment


_REST = object()
"""The place of what unknown further items of a container may be."""


def _content(target: HeapObject) -> list[tuple[object, AnyValue]]:
    """Return what an object holds, by place."""
    if isinstance(target, (InstanceObject, Produced)):
        return list(target.fields.items())
    if isinstance(target, ListObject):
        content: list[tuple[object, AnyValue]] = list(enumerate(target.items))
    elif isinstance(target, DictObject):
        content = list(target.entries.items())
    else:
        return []
    if target.rest is not None:
        content.append((_REST, target.rest))
    return content


def _put(target: HeapObject, place: object, value: AnyValue) -> None:
    """Put a value where another stands. Nobody who goes through the object is disturbed by that."""
    if isinstance(target, (InstanceObject, Produced)):
        if isinstance(place, str):
            target.fields[place] = value
    elif not isinstance(target, (ListObject, DictObject)):
        return
    elif place is _REST:
        target.rest = value
    elif isinstance(target, DictObject) and isinstance(place, Constant):
        target.entries[place] = value
    elif isinstance(target, ListObject) and isinstance(place, int):
        target.items[place] = value


def _tainted(target: HeapObject) -> Taints:
    """Return what an object is tainted with beside what it holds."""
    if isinstance(target, (InstanceObject, Produced)):
        return target.tainted
    return target.keys_taint if isinstance(target, DictObject) else CLEAN


def _taint(target: HeapObject, taints: Taints) -> None:
    if isinstance(target, (InstanceObject, Produced)):
        target.tainted = taints
    elif isinstance(target, DictObject):
        target.keys_taint = taints
