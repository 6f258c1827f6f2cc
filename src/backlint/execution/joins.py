"""Joining values where paths meet, replacing symbols in them, and telling whether two are the same."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from backlint.concepts import SinkKind
from backlint.execution.naming import part_of
from backlint.execution.taint import Origin, Site, Symbol, Taint, Taints, alike, safe_for, taint_of, unite
from backlint.execution.values import (
    AnyValue,
    Arguments,
    Bound,
    Constant,
    DictObject,
    FunctionObject,
    HeapObject,
    InstanceObject,
    ListObject,
    Member,
    Partial,
    Produced,
    Text,
    Tuple,
    Union,
    Unknown,
    members,
    taint_of_all,
    taint_within,
)

if TYPE_CHECKING:
    from backlint.execution.frames import Frame

MAX_MEMBERS = 8
MAX_NESTING = 16
# A list of more items is one of unknown length: no table of routes is that long, and doubling is soon too long for all.
MAX_ITEMS = 4096
MAX_KEY_DEPTH = 3
MAX_KEY_SIZE = 512


def join(left: AnyValue, right: AnyValue) -> AnyValue:
    """Return what a value is that may be either."""
    if left is right or left == right:
        return left
    return join_all((*members(left), *members(right)))


def join_all(values: Iterable[AnyValue]) -> AnyValue:
    """Return what a value is that may be any of these; beyond eight only their taints are kept."""
    distinct: dict[AnyValue, None] = {}
    unknowns: list[Unknown] = []
    for value in values:
        for member in value.members if type(value) is Union else (value,):
            if type(member) is Unknown:
                unknowns.append(member)
            else:
                distinct[member] = None
    for unknown in _merged(unknowns):
        distinct[unknown] = None
    if not distinct:
        return Unknown()
    if len(distinct) == 1:
        return next(iter(distinct))
    if len(distinct) > MAX_MEMBERS:
        alike = _alike(tuple(distinct))
        if alike is not None:
            return alike
        return Unknown(taint_of_all(distinct), None, "one of many values")
    return Union(tuple(distinct))


def _alike(values: tuple[AnyValue, ...]) -> AnyValue | None:
    """Return many tuples of one length as one, whose items are joined each with those in its place."""
    first = values[0]
    if not isinstance(first, Tuple):
        return None
    rows = [value.items for value in values if isinstance(value, Tuple) and value.rest is None]
    if len(rows) < len(values) or any(len(row) != len(first.items) for row in rows):
        return None
    return Tuple(tuple(join_all(column) for column in zip(*rows, strict=True)))


def tuple_of(items: Iterable[AnyValue], rest: AnyValue | None = None) -> AnyValue:
    """Make a tuple. Of one that is too long only what it may hold is kept, of one nested too deep only the taints."""
    every = tuple(items)
    if len(every) > MAX_ITEMS:
        every, rest = (), join_all(every if rest is None else (*every, rest))
    level: list[AnyValue | None] = [*every, rest]
    for _ in range(MAX_NESTING):
        inner = {id(one): one for value in level for one in _tuples(value)}
        if not inner:
            return Tuple(every, rest)
        level = [item for one in inner.values() for item in (*one.items, one.rest)]
    return Unknown(taint_within((*every, rest)), None, "nested too deep")


def _tuples(value: AnyValue | None) -> Iterable[Tuple]:
    if isinstance(value, Tuple):
        return (value,)
    return (one for one in value.members if isinstance(one, Tuple)) if isinstance(value, Union) else ()


def _merged(unknowns: list[Unknown]) -> list[Unknown]:
    """Unite unknown values of one type, so that a loop which adds a taint at each turn comes to rest."""
    if len(unknowns) < 2:
        return unknowns
    by_type: dict[AnyValue | None, Unknown] = {}
    for unknown in unknowns:
        held = by_type.get(unknown.type)
        by_type[unknown.type] = (
            unknown
            if held is None
            else Unknown(unite(held.tainted, unknown.tainted), unknown.type, held.note or unknown.note)
        )
    return list(by_type.values())


def made_at(value: Produced) -> Site | None:
    """Return the place of a library call as far as it tells two of its results apart.

    What no model knows (a row's part, say), and what is made of nothing (a session of a database, an identifier, the
    time) is the same wherever it was made.
    """
    call = value.call
    if not value.type:
        return None
    given = call.arguments
    return value.site if call.receiver is not None or given.positional or given.keywords or given.opaque else None


class Room:
    """How much more a key may hold; what finds no room is compared as itself, as what lies too deep is."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MAX_KEY_SIZE

    def for_content(self, depth: int, size: int) -> bool:
        """Tell whether the content of a container of that size still goes into the key."""
        if depth >= MAX_KEY_DEPTH or self.left <= 0:
            return False
        self.left -= 1 + size
        return True


def identity(value: AnyValue | None, depth: int = 0, room: Room | None = None) -> object:
    """Return a key that is equal for values which a call cannot tell apart.

    Containers and instances compare by content down to a depth and up to a size, then by object.
    """
    if value is None or isinstance(value, (Constant, Unknown, Text)):
        return value
    room = room or Room()
    if isinstance(value, Produced):
        held: object = value.version
        if value.fields and room.for_content(depth, len(value.fields)):
            held = tuple((name, identity(item, depth + 1, room)) for name, item in value.fields.items())
        return ("produced", value.call.callee, value.type, made_at(value), value.tainted, held)
    if isinstance(value, Tuple):
        return ("tuple", tuple(identity(item, depth, room) for item in value.items), identity(value.rest, depth, room))
    if isinstance(value, Union):
        return ("union", frozenset(identity(item, depth, room) for item in value.members))
    if isinstance(value, Bound):
        return ("bound", id(value.function), identity(value.receiver, depth, room))
    if isinstance(value, Member):
        return ("member", identity(value.base, depth, room), value.name, value.tainted)
    return _content(value, depth, room) if isinstance(value, HeapObject) else value


def _content(value: HeapObject, depth: int, room: Room) -> object:
    if isinstance(value, ListObject) and room.for_content(depth, len(value.items)):
        items = tuple(identity(item, depth + 1, room) for item in value.items)
        return (value.kind, items, identity(value.rest, depth + 1, room))
    if isinstance(value, DictObject) and room.for_content(depth, len(value.entries)):
        entries = tuple((key, identity(item, depth + 1, room)) for key, item in value.entries.items())
        return ("dict", entries, identity(value.rest, depth + 1, room), value.keys_taint)
    if isinstance(value, InstanceObject) and room.for_content(depth, len(value.fields)):
        fields = tuple((name, identity(item, depth + 1, room)) for name, item in value.fields.items())
        return ("instance", id(value.cls), fields, value.tainted)
    return (value.number, value.version) if isinstance(value, (ListObject, DictObject, InstanceObject)) else id(value)


Substitution = Mapping[int, Taints]


def replace_symbols(taints: Taints, by: Substitution) -> Taints:
    """Put the caller's taints in the place of its own symbols, keeping what happened to them on the way."""
    if not has_symbols(taints):
        return taints
    found: set[Taint] = set()
    for taint in taints:
        if not isinstance(taint.origin, Symbol):
            found.add(taint)
            continue
        actuals = by.get(taint.origin.number)
        if actuals is None:
            # It came inside of an object that a caller further out made, who will know what it stands for.
            found.add(taint)
            continue
        for actual in actuals:
            if taint.origin.part and taint.origin.site is not None:
                actual = part_of(actual, taint.origin.part, taint.origin.site)  # noqa: PLW2901
            if taint.safe or taint.weak:
                found.add(taint_of(actual.origin, safe_for(actual.safe, taint.safe), actual.weak or taint.weak))
            else:
                found.add(actual)
    return alike(frozenset(found)) if len(found) <= MAX_TAINTS else _strongest(found)


def _strongest(taints: Iterable[Taint]) -> Taints:
    """Return the taints that can harm most: what comes from everywhere tells no more when each place is named."""
    symbols = [taint for taint in taints if isinstance(taint.origin, Symbol)]
    actual = [(taint, taint.origin) for taint in taints if isinstance(taint.origin, Origin)]
    actual.sort(key=lambda pair: (pair[0].weak, len(pair[0].safe), pair[1].site, pair[1].name, sorted(pair[1].kinds)))
    return frozenset((*symbols, *(taint for taint, _ in actual[:MAX_TAINTS])))


MAX_RENAMED_DEPTH = 6
MAX_TAINTS = 64


class Renaming:
    """Rewrites the values of a remembered call for another caller.

    `by` gives the caller's taints for symbols; `objects` gives, for an object among the first caller's arguments, the
    one in its place now. What holds neither is returned as it is; objects that hold some are copied, but for those whose
    ids are in `own`: they are the caller's, who has them rewritten where they are. A copy is made at `born`, by the
    machine's clock (0: when the object was). `since` is when the remembered call began: what is older, and was not written
    by it, cannot hold its symbols, however much else it holds.
    """

    def __init__(
        self,
        by: Substitution,
        objects: Mapping[int, HeapObject],
        own: AbstractSet[int] = frozenset(),
        *,
        born: int = 0,
        since: int = 0,
    ) -> None:
        self.by = by
        self.objects = objects
        self._own = own
        self._born = born
        self._since = since
        self._copies: dict[int, HeapObject] = {}
        self._frames: dict[int, Frame] = {}
        self._changes: dict[int, bool] = {}
        self._taints: dict[Taints, Taints] = {}

    def taints(self, taints: Taints) -> Taints:
        """Rewrite taints."""
        if not taints:
            return taints
        held = self._taints.get(taints)
        if held is None:
            held = self._taints[taints] = replace_symbols(taints, self.by) if self._named_in(taints) else taints
        return held

    def _named_in(self, taints: Taints) -> bool:
        """Tell whether something of a set is a symbol that is to be replaced; those of other calls stay."""
        for taint in taints:  # noqa: SIM110 -- a loop, since this is asked some hundred thousand times
            if type(taint.origin) is Symbol and taint.origin.number in self.by:
                return True
        return False

    def value(self, value: AnyValue) -> AnyValue:
        """Rewrite a value."""
        if isinstance(value, HeapObject):
            return self._object(value)
        if isinstance(value, Constant):
            return Constant(value.value, value.kind, self.taints(value.tainted), value.site) if value.tainted else value
        if isinstance(value, Unknown):
            return Unknown(self.taints(value.tainted), value.type, value.note) if value.tainted else value
        if not self._concerns(value, 0):
            return value
        if isinstance(value, Text):
            return Text(tuple(plain_part(self.value(part)) for part in value.parts))
        if isinstance(value, Tuple):
            rest = None if value.rest is None else self.value(value.rest)
            return Tuple(tuple(self.value(item) for item in value.items), rest)
        if isinstance(value, Union):
            return join_all(self.value(member) for member in value.members)
        if isinstance(value, Member):
            return Member(self.value(value.base), value.name, self.taints(value.tainted))
        if isinstance(value, Bound):
            return Bound(value.function, self.value(value.receiver))
        if isinstance(value, Partial):
            return Partial(self.value(value.function), self._arguments(value.arguments))
        return value

    def _arguments(self, given: Arguments) -> Arguments:
        return Arguments(
            tuple(self.value(one) for one in given.positional),
            tuple((name, self.value(one)) for name, one in given.keywords),
            None if given.star is None else self.value(given.star),
            None if given.double_star is None else self.value(given.double_star),
        )

    def _concerns(self, value: AnyValue, depth: int) -> bool:
        """Tell whether a value holds a symbol or an object that is to be replaced."""
        if isinstance(value, (Constant, Unknown)):
            return bool(value.tainted) and has_symbols(value.tainted)
        if isinstance(value, Text):
            return any(self._concerns(part, depth) for part in value.parts)
        if isinstance(value, Tuple):
            return any(self._concerns(item, depth) for item in value.items) or (
                value.rest is not None and self._concerns(value.rest, depth)
            )
        if isinstance(value, Union):
            return any(self._concerns(member, depth) for member in value.members)
        if isinstance(value, Member):
            return has_symbols(value.tainted) or self._concerns(value.base, depth)
        if isinstance(value, Bound):
            return self._concerns(value.receiver, depth)
        if isinstance(value, Partial):
            return any(self._concerns(one, depth) for one in (value.function, *value.arguments.values()))
        if isinstance(value, HeapObject):
            return self._object_concerns(value, depth)
        return False

    def _object_concerns(self, value: HeapObject, depth: int) -> bool:
        if id(value) in self.objects:
            return True
        if value.born < self._since or id(value) in self._own:
            return False
        held = self._changes.get(id(value))
        if held is not None:
            return held
        if depth >= MAX_RENAMED_DEPTH:
            return False
        self._changes[id(value)] = False
        answer = False
        if isinstance(value, Produced):
            answer = has_symbols(value.tainted)
        elif isinstance(value, FunctionObject):
            answer = self._encloses(value)
        elif isinstance(value, ListObject):
            answer = any(self._concerns(item, depth + 1) for item in value.items) or (
                value.rest is not None and self._concerns(value.rest, depth + 1)
            )
        elif isinstance(value, DictObject):
            answer = (
                has_symbols(value.keys_taint)
                or any(self._concerns(item, depth + 1) for item in value.entries.values())
                or (value.rest is not None and self._concerns(value.rest, depth + 1))
            )
        elif isinstance(value, InstanceObject):
            answer = has_symbols(value.tainted) or any(
                self._concerns(item, depth + 1) for item in value.fields.values()
            )
        self._changes[id(value)] = answer
        return answer

    def _object(self, value: HeapObject) -> HeapObject:
        replaced = self.objects.get(id(value)) or self._copies.get(id(value))
        if replaced is not None:
            return replaced
        if not self._object_concerns(value, 0):
            return value
        born = self._born or value.born
        if isinstance(value, Produced):
            produced = Produced(value.call, value.type, self.taints(value.tainted), born)
            self._copies[id(value)] = produced
            told = any(self._concerns(item, 1) for item in value.fields.values())
            produced.fields = {k: self.value(v) for k, v in value.fields.items()} if told else value.fields
            return produced
        if isinstance(value, ListObject):
            listed = ListObject(value.kind, [], None, value.site, born)
            self._copies[id(value)] = listed
            listed.items = [self.value(item) for item in value.items]
            listed.rest = None if value.rest is None else self.value(value.rest)
            return listed
        if isinstance(value, DictObject):
            mapped = DictObject({}, None, value.site, born)
            self._copies[id(value)] = mapped
            mapped.entries = {key: self.value(item) for key, item in value.entries.items()}
            mapped.rest = None if value.rest is None else self.value(value.rest)
            mapped.keys_taint = self.taints(value.keys_taint)
            mapped.partial = value.partial
            return mapped
        if isinstance(value, FunctionObject):
            return self._function(value)
        if not isinstance(value, InstanceObject):
            return value
        instance = InstanceObject(value.cls, value.site, born)
        self._copies[id(value)] = instance
        instance.fields = {name: self.value(item) for name, item in value.fields.items()}
        instance.tainted = self.taints(value.tainted)
        return instance

    def _encloses(self, function: FunctionObject) -> bool:
        """Tell whether a function reads what the call that made it was given."""
        frame = function.closure
        while frame is not None and frame.function is not None:
            for value in enclosed(frame).values():
                if not isinstance(value, FunctionObject) and any(
                    type(taint.origin) is Symbol and taint.origin.number in self.by for taint in value.taint
                ):
                    return True
            frame = frame.parent
        return False

    def _function(self, value: FunctionObject) -> FunctionObject:
        """Return a function that was made by the call, with what that was given in this case."""
        defaults = {name: self.value(item) for name, item in value.defaults.items()}
        made = copy.copy(value)
        made.allot()
        self._copies[id(value)] = made
        made.defaults, made.closure = defaults, self._frame(value.closure)
        return made

    def _frame(self, frame: Frame | None) -> Frame | None:
        if frame is None or frame.function is None:
            return frame
        held = self._frames.get(id(frame))
        if held is None:
            held = self._frames[id(frame)] = copy.copy(frame)
            held.state = None
            held.parent = self._frame(frame.parent)
            held.variables = {name: self.value(value) for name, value in enclosed(frame).items()}
        return held


def enclosed(frame: Frame) -> dict[str, AnyValue]:
    """Return the variables of a call that is over, as the functions see them that it made."""
    return frame.variables if frame.state is None else frame.state.locals


def paired(before: list[HeapObject], now: list[HeapObject]) -> dict[int, HeapObject] | None:
    """Return which object stands where another stood in an equal call, by that one's id, as far as they differ.

    None when they do not correspond: one object in two places is compared as two that are equal, but it is one.
    """
    if len(before) != len(now):
        return None
    pairs: dict[int, HeapObject] = {}
    for old, new in zip(before, now, strict=True):
        if pairs.setdefault(id(old), new) is not new:
            return None
    return {key: new for key, new in pairs.items() if key != id(new)}


class Touched:
    """What a call wrote to objects that were there before it: fields of instances, and whole containers.

    `bound` are the names of modules that it bound, with what to in terms of its symbols; `opaque` tells that it wrote
    elsewhere too.
    """

    def __init__(self) -> None:
        self.written: dict[tuple[int, str], HeapObject] = {}
        self.bound: dict[tuple[str, str], AnyValue] = {}
        self.opaque = False

    def bind(self, module: str, name: str, value: AnyValue) -> None:
        """Note that a name of a module was bound."""
        held = self.bound.get((module, name))
        self.bound[module, name] = value if held is None else join(held, value)

    def note(self, target: HeapObject, name: str = "") -> None:
        """Note a write to a field, or to a container's content for the name ""."""
        self.written[id(target), name] = target

    def absorb(self, other: Touched, started: int) -> None:
        """Take over what an inner call wrote to objects that are older than the outer call."""
        self.opaque = self.opaque or other.opaque
        for key, target in other.written.items():
            if target.born < started:
                self.written[key] = target


class Snapshot:
    """The state in which a call left one object that it wrote to."""

    __slots__ = ("name", "position", "target", "value")

    def __init__(self, target: HeapObject, name: str, position: int | None) -> None:
        self.target = target
        self.name = name
        self.position = position
        self.value: AnyValue | HeapObject | None = None
        if isinstance(target, (InstanceObject, Produced)):
            self.value = target.fields.get(name)
        elif isinstance(target, ListObject):
            self.value = ListObject(target.kind, list(target.items), target.rest, target.site, target.born)
        elif isinstance(target, DictObject):
            copied = DictObject(dict(target.entries), target.rest, target.site, target.born)
            copied.keys_taint = target.keys_taint
            self.value = copied

    def replay(self, target: HeapObject, renaming: Renaming, *, strong: bool) -> None:
        """Leave `target` as the remembered call left its object."""
        if isinstance(target, (InstanceObject, Produced)):
            if self.value is not None:
                value = renaming.value(self.value)
                held = target.fields.get(self.name)
                left = value if strong or held is None else join(held, value)
                if left is held:
                    return
                target.fields[self.name] = left
            target.version += 1
            return
        target.version += 1
        if isinstance(target, ListObject) and isinstance(self.value, ListObject):
            target.items = [renaming.value(item) for item in self.value.items]
            target.rest = None if self.value.rest is None else renaming.value(self.value.rest)
        elif isinstance(target, DictObject) and isinstance(self.value, DictObject):
            target.entries = {key: renaming.value(item) for key, item in self.value.entries.items()}
            target.rest = None if self.value.rest is None else renaming.value(self.value.rest)
            target.keys_taint = renaming.taints(self.value.keys_taint)


def has_symbols(taints: Taints) -> bool:
    """Tell whether something of a set stands for what a caller will pass."""
    for taint in taints:  # noqa: SIM110 -- a loop, since this is asked some hundred thousand times
        if type(taint.origin) is Symbol:
            return True
    return False


def plain_part(value: AnyValue) -> Constant | Text | Union | Unknown:
    """Return a part of a text as a value without identity."""
    if isinstance(value, (Constant, Text, Unknown)):
        return value
    if isinstance(value, Union) and all(isinstance(one, (Constant, Unknown)) for one in value.members):
        return value
    return Unknown(value.taint)


def proved(value: AnyValue, origins: frozenset[Origin | Symbol], kinds: frozenset[SinkKind]) -> AnyValue:
    """Return a value whose taints from these sources are safe for some kinds; objects are left as they are."""

    def safer(taints: Taints) -> Taints:
        return frozenset(
            taint_of(taint.origin, safe_for(taint.safe, kinds), taint.weak) if taint.origin in origins else taint
            for taint in taints
        )

    if isinstance(value, Constant):
        return Constant(value.value, value.kind, safer(value.tainted), value.site) if value.tainted else value
    if isinstance(value, Unknown):
        return Unknown(safer(value.tainted), value.type, value.note)
    if isinstance(value, Text):
        return Text(tuple(plain_part(proved(part, origins, kinds)) for part in value.parts))
    if isinstance(value, Tuple):
        rest = None if value.rest is None else proved(value.rest, origins, kinds)
        return Tuple(tuple(proved(item, origins, kinds) for item in value.items), rest)
    if isinstance(value, Union):
        return join_all(proved(member, origins, kinds) for member in value.members)
    if isinstance(value, Member):
        return Member(value.base, value.name, safer(value.tainted))
    if isinstance(value, Produced):
        copied = Produced(value.call, value.type, safer(value.tainted), value.born)
        copied.fields = value.fields
        return copied
    return value
