"""What a library's own objects hold while one run is under way: `flask.g.user`, `flask.request.endpoint`.

Such objects stand for the request that is being answered and belong to no heap. What a framework knows of a request before
the run is given to it by dotted name, whole objects too (`flask.current_app`); what the program sets on the way is kept
beside it, so that a hook, a decorator and a handler that are run one after the other see what the others have set.

The texts in a request that an entry point is given as an argument, its path and its method, are held here as well, by
`Class().field`: a call that is given the request is remembered by those that it has asked for, not by all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backlint.execution.frames import Frame
from backlint.execution.joins import Renaming, Substitution, has_symbols, identity, join, join_all
from backlint.execution.taint import EVERY_SINK, Taints, both, neutralize
from backlint.execution.values import AnyValue, Constant, HeapObject, Produced, Text, Union, Unknown

EVERYTHING = ".*"
"""Behind the name of an object: nothing else than what is said is known to be there when the run begins."""


OWN = object()
"""Marks an attribute that a call has set before it read it."""


class Call:
    """A call under way: what its symbols are to its caller, and what it has set so far in terms of its own symbols.

    `left` says of each attribute that was set what it may be, and whether it was certainly set.
    """

    __slots__ = ("left", "substitution")

    def __init__(self, substitution: Substitution) -> None:
        self.substitution = substitution
        self.left: dict[str, tuple[AnyValue, bool]] = {}

    def note(self, name: str, value: AnyValue, *, certain: bool) -> None:
        """Note that an attribute was set."""
        held = self.left.get(name)
        self.left[name] = (value, certain) if certain or held is None else (join(held[0], value), held[1])


class Ambient:
    """The attributes of one run by dotted name. `asked` are those that were read, with what each was then.

    `written` are those that the program set, `doubtful` such that may not be set at all. `calls` are the calls under way,
    outermost first. `born` is the machine's clock when the run began. `told` are the fields of arguments that are among the
    values, by the number of the object.
    """

    __slots__ = ("asked", "born", "calls", "doubtful", "told", "values", "written")

    def __init__(self, known: Mapping[str, AnyValue], born: int, given: Iterable[AnyValue] = ()) -> None:
        self.values = dict(known)
        self.told: dict[int, frozenset[str]] = {}
        self._tell(given)
        self.born = born
        self.asked: dict[str, object] = {}
        self.written: set[str] = set()
        self.doubtful: set[str] = set()
        self.calls: list[Call] = []

    def _tell(self, given: Iterable[AnyValue]) -> None:
        """Hold the texts in what an entry point is given; of two objects of one class neither's."""
        found: dict[str, dict[int, Produced]] = {}
        for value in given:
            if isinstance(value, Produced) and value.type:
                found.setdefault(value.type, {})[value.number] = value
        for same in found.values():
            for one in same.values() if len(same) == 1 else ():
                texts = {name: value for name, value in one.fields.items() if name.isidentifier() and _is_text(value)}
                self.told[one.number] = frozenset(texts)
                self.values.update({told_as(one, name): value for name, value in texts.items()})

    def ask(self, target: Produced, name: str) -> None:
        """Note that a field of an object was read, which is what it was when the run began or what it is known by."""
        if name in self.told.get(target.number, ()):
            self.read(told_as(target, name))

    def change(self, target: HeapObject, name: str) -> None:
        """Note that a field is about to be written: from now on it is what the object holds, and calls are known by that."""
        held = self.told.get(target.number)
        if held is not None and name in held and isinstance(target, Produced):
            self.read(told_as(target, name))
            self.told[target.number] = held - {name}

    def read(self, name: str) -> AnyValue | None:
        """Return what an attribute holds, None when nothing is known of it; the question is noted."""
        held = self.values.get(name)
        if name not in self.asked:
            self.asked[name] = mark_of(held)
        return held

    def has(self, owner: str, name: str) -> bool | None:
        """Tell whether an object has an attribute, None where that is not known.

        An object of which `<object>.*` is known has no other attributes than those that are known or set.
        """
        dotted = f"{owner}.{name}"
        if self.read(dotted) is not None:
            return None if dotted in self.doubtful else True
        return None if self.read(f"{owner}{EVERYTHING}") is None else False

    def agrees(self, asked: Mapping[str, object]) -> bool:
        """Tell whether a call that asked for these would get the same answers now."""
        return all(mark is OWN or mark_of(self.values.get(name)) == mark for name, mark in asked.items())

    def questions(self) -> frozenset[str]:
        """Return the attributes that were read before the run itself had set them."""
        return frozenset(name for name, mark in self.asked.items() if mark is not OWN)

    def write(self, frame: Frame, name: str, value: AnyValue, *, certain: bool = True) -> None:
        """Set an attribute; where it may not happen, what was held stays possible.

        Which of several values is held says as much of the conditions on the way as the conditions do.
        """
        told = frozenset().union(*(check.taints for check in frame.checks))
        certain = certain and frame.branch_born <= self.born and not frame.returned
        held = None if certain else self.read(name)
        self.asked.setdefault(name, OWN)
        value = _tell(value, neutralize(told, EVERY_SINK))
        for call in reversed(self.calls):
            call.note(name, value, certain=certain)
            if has_symbols(value.taint) or has_symbols(told):
                renaming = Renaming(call.substitution, {})
                value, told = renaming.value(value), renaming.taints(told)
        if certain:
            self.doubtful.discard(name)
        elif held is None:
            self.doubtful.add(name)
        self.values[name] = value if held is None else join(_tell(held, neutralize(told, EVERY_SINK)), value)
        self.written.add(name)

    def outward(self, value: AnyValue, until: object = None) -> AnyValue:
        """Return a value of the call under way in the terms of whoever began the run, as what outlasts it is kept; in those
        of the call `until` where that is under way.
        """
        for call in reversed(self.calls):
            if call is until or not has_symbols(value.taint):
                break
            value = Renaming(call.substitution, {}).value(value)
        return value

    def left(self) -> dict[str, AnyValue]:
        """Return what the program has set."""
        return {name: self.values[name] for name in sorted(self.written)}


def told_as(target: Produced, name: str) -> str:
    """Return the name under which a field of an argument is held: `django.http.HttpRequest().method`."""
    return f"{target.type}().{name}"


def _is_text(value: AnyValue) -> bool:
    return isinstance(value, Text) or (isinstance(value, Constant) and value.kind == "str")


def mark_of(value: AnyValue | None) -> object:
    """Return a key that is equal for what a call cannot tell apart; objects are compared as objects."""
    return (value.number, value.version) if isinstance(value, HeapObject) else identity(value)


def _tell(value: AnyValue, told: Taints) -> AnyValue:
    """Return a value that also tells of the conditions under which it was chosen."""
    if not told:
        return value
    if isinstance(value, Constant):
        return Constant(value.value, value.kind, both(value.tainted, told), value.site)
    if isinstance(value, Unknown):
        return Unknown(both(value.tainted, told), value.type, value.note)
    if isinstance(value, Union):
        return join_all(_tell(member, told) for member in value.members)
    return value
