"""Runs that need not be done again: what came of calling an entry point is kept, and put back in its place.

A program is put together anew each time, which takes a small part of a run. What its entry points do is taken from the
run before where nothing that they ran has changed: each call of `Session.run` is one `Kept`, told by its number and by
what is called. What was there before the call is held by a reference in it, what the call has made by its content.

Places in a file that has changed are those of the new file. Where anything is in doubt the call is run.
"""

from __future__ import annotations

import copyreg
import io
import pickle
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec._utils import rebuild  # type: ignore[attr-defined]  # by this name its records are pickled

from backlint.execution.frames import Frame
from backlint.execution.joins import enclosed
from backlint.execution.places import location_of
from backlint.execution.program import Run
from backlint.execution.taint import Site
from backlint.execution.trail import Met, Note, Ran, Refused
from backlint.execution.values import (
    AnyValue,
    Arguments,
    CallEvent,
    ClassObject,
    DictObject,
    FunctionObject,
    HeapObject,
    InstanceObject,
    ListObject,
    Produced,
)
from backlint.facts.model import ClassFacts, FunctionFacts, unpack_region
from backlint.facts.moved import Moved
from backlint.findings import Gap, Location

if TYPE_CHECKING:
    from backlint.execution.machine import Machine

_PROTOCOL = 5


class StaleError(Exception):
    """Raised where a kept run speaks of something that is not there any longer."""


class Asked(msgspec.Struct, frozen=True):
    """A call of an entry point."""

    function: AnyValue
    arguments: Arguments
    budget: int


class Kept(msgspec.Struct, frozen=True):
    """One run as it is kept: what it noted, by the numbers of the notes, which objects that were there before it has changed
    (by number), which names of modules it has bound and to what, and all else: as it is pickled, nothing where that cannot be.
    """

    notes: frozenset[int]
    writes: tuple[int, ...]
    binds: tuple[tuple[str, str, bytes], ...]
    data: bytes


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a run: its answer, and what it left in the machine. `known` is what was known when it began, by numbers.

    `events` are the calls into libraries that were recorded, `functions` those that it defined and did not run, `classes` those that it
    defined. `writes` are the objects of others that it changed, with what they held then, `bound` the names of modules
    that it bound. `shared` is the work that it took from what all runs have together.
    """

    asked: Asked
    known: tuple[tuple[str, int], ...]
    run: Run
    events: tuple[CallEvent, ...]
    functions: tuple[FunctionObject, ...]
    classes: tuple[ClassObject, ...]
    writes: tuple[tuple[HeapObject, object], ...]
    bound: tuple[tuple[str, str, AnyValue], ...]
    exported: tuple[HeapObject, ...]
    shared: int


# --- what an object holds


def content(target: HeapObject) -> object:
    """Return a copy of what an object holds, for `restore`."""
    if isinstance(target, (InstanceObject, Produced)):
        return target.version, dict(target.fields), target.tainted
    if isinstance(target, ListObject):
        return target.version, list(target.items), target.rest
    if isinstance(target, DictObject):
        return target.version, dict(target.entries), target.rest, target.keys_taint
    if isinstance(target, ClassObject):
        return target.version, dict(target.namespace)
    if isinstance(target, FunctionObject):
        return target.version, dict(target.attributes)
    raise pickle.PicklingError(f"an object of another kind: {type(target).__name__}")


def restore(target: HeapObject, held: Any) -> None:
    """Let an object hold what `content` has copied."""
    if isinstance(target, (InstanceObject, Produced)):
        target.version, target.fields, target.tainted = held
    elif isinstance(target, ListObject):
        target.version, target.items, target.rest = held
    elif isinstance(target, DictObject):
        target.version, target.entries, target.rest, target.keys_taint = held
    elif isinstance(target, ClassObject):
        target.version, target.namespace = held
    elif isinstance(target, FunctionObject):
        target.version, target.attributes = held


def reached(
    values: Iterable[object], *, closures: bool = False, without: AbstractSet[int] = frozenset()
) -> dict[int, HeapObject]:
    """Return every object that these values hold, by number, those `without` whose content is not asked for.

    What a function or class is made of is not looked into, but for what a function's closure holds with `closures`.
    """
    found: dict[int, HeapObject] = {}
    pending = list(values)
    while pending:
        value = pending.pop()
        if isinstance(value, HeapObject):
            if value.number in found or value.number in without:
                continue
            found[value.number] = value
            if isinstance(value, (InstanceObject, Produced)):
                pending.extend(value.fields.values())
            elif isinstance(value, ListObject):
                pending.extend((*value.items, value.rest))
            elif isinstance(value, DictObject):
                pending.extend((*value.entries.values(), value.rest))
            elif closures and isinstance(value, FunctionObject):
                pending.extend(_enclosed(value))
        elif isinstance(value, (tuple, list)):
            pending.extend(value)
        elif isinstance(value, dict):
            pending.extend(value.values())
        elif isinstance(value, msgspec.Struct):
            pending.extend(getattr(value, name) for name in value.__struct_fields__)
    return found


def _enclosed(function: FunctionObject) -> Iterator[object]:
    """Yield what a function finds in those around it, and what is kept with it."""
    yield from function.attributes.values()
    yield from function.defaults.values()
    frame = function.closure
    while frame is not None and not frame.is_module:
        yield from enclosed(frame).values()
        frame = frame.parent


# --- writing


def _object_of(number: int, kind: str, path: str, at: int) -> HeapObject:  # noqa: ARG001 -- as pickle calls it
    raise pickle.UnpicklingError(f"object {number} outside of a program")


def _event_of(order: int) -> CallEvent:
    raise pickle.UnpicklingError(f"event {order} outside of a program")


def _facts_of(module: str, number: int, is_class: bool) -> FunctionFacts | ClassFacts:
    raise pickle.UnpicklingError(f"facts {number} of {module} ({is_class}) outside of a program")


def _frame_of(module: str) -> Frame:
    raise pickle.UnpicklingError(f"the body of {module} outside of a program")


class Registry:
    """What is there beside what runs make: objects by number, calls by order, the bodies of modules by name."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.objects: dict[int, HeapObject] = {}
        self.events: dict[int, CallEvent] = {}

    def object(self, number: int) -> HeapObject:
        """Return an object. Raises StaleError when there is none of that number."""
        found = self.objects.get(number)
        if found is None:
            raise StaleError
        return found

    def event(self, order: int) -> CallEvent:
        """Return a call. Raises StaleError when there is none of that order."""
        found = self.events.get(order)
        if found is None:
            raise StaleError
        return found

    def facts(self, module: str, number: int, is_class: bool) -> FunctionFacts | ClassFacts:
        """Return the facts of a function or class of a module. Raises StaleError when there are none."""
        source = self.machine.modules.get(module)
        if source is None:
            raise StaleError
        return source.facts.classes[number] if is_class else source.facts.functions[number]

    def frame(self, module: str) -> Frame:
        """Return the frame of a module's body. Raises StaleError when it has not been run."""
        source = self.machine.modules.get(module)
        if source is None or source.frame is None:
            raise StaleError
        return source.frame


class Writer:
    """Pickles what came of runs."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._module_of: dict[int, str] = {}
        heap = (ListObject, DictObject, InstanceObject, Produced, FunctionObject, ClassObject)
        self._table: dict[type, Callable[[Any], Any]] = {
            **dict.fromkeys(heap, self._reduce_object),
            CallEvent: self._reduce_event,
            FunctionFacts: self._reduce_facts,
            ClassFacts: self._reduce_facts,
            Frame: self._reduce_frame,
            Site: lambda one: (Site, (one.path, one.at, one.scope)),
            Location: lambda one: (
                Location,
                (one.path, one.line, one.column, one.end_line, one.end_column),
            ),
            Gap: lambda one: (Gap, (one.path, one.line, one.kind, one.message)),
            Ran: lambda one: (Ran, (one.module, one.span, one.aside)),
        }

    def dump(self, records: object) -> bytes:
        """Return a run, or notes, as bytes. Raises an exception of pickle's where they hold what cannot be kept."""
        buffer = io.BytesIO()
        pickler = pickle.Pickler(buffer, _PROTOCOL)
        pickler.dispatch_table = self._table
        pickler.dump(records)
        return buffer.getvalue()

    def dump_notes(self, notes: Iterable[Note]) -> tuple[bytes, ...]:
        """Return notes as bytes, each by itself: of some the place may be gone."""
        return tuple(map(self.dump, notes))

    def _reduce_object(self, one: HeapObject) -> Any:
        if self._registry.objects.get(one.number) is one:
            site = one.site
            return _object_of, (one.number, type(one).__name__, *(("", 0) if site is None else (site.path, site.at)))
        if isinstance(one, (FunctionObject, ClassObject)):
            self._module_of[id(one.facts)] = one.module
        return one.__reduce_ex__(_PROTOCOL)

    def _reduce_facts(self, one: FunctionFacts | ClassFacts) -> Any:
        module = self._module_of.get(id(one))
        source = None if module is None else self._registry.machine.modules.get(module)
        if source is None:
            raise pickle.PicklingError("facts of which nobody knows whose they are")
        is_class = isinstance(one, ClassFacts)
        every = source.facts.classes if is_class else source.facts.functions
        number = next(number for number, other in enumerate(every) if other is one)
        return _facts_of, (module, number, is_class)

    def _reduce_event(self, one: CallEvent) -> Any:
        if self._registry.events.get(one.order) is one:
            return _event_of, (one.order,)
        return one.__reduce_ex__(_PROTOCOL)

    def _reduce_frame(self, one: Frame) -> Any:
        if one.is_module:
            return _frame_of, (one.module,)
        return one.__reduce_ex__(_PROTOCOL)


# --- reading


_OWN = ("backlint.execution.", "backlint.concepts", "backlint.findings", "backlint.facts.model", "backlint.frameworks.")


class Reader:
    """Reads what came of runs, with places and objects of the program as it is now.

    `moved` are the changed files by path. `dirty` are the numbers of objects that hold something else than they did.
    """

    def __init__(self, registry: Registry, moved: Mapping[str, Moved], dirty: set[int]) -> None:
        self._registry = registry
        self._moved = moved
        self._dirty = dirty
        self._paths = {name: module.path for name, module in registry.machine.modules.items()}
        self._lines = {path: _by_line(one) for path, one in moved.items()}
        self._locations = {path: _by_location(path, one) for path, one in moved.items()}
        makers: dict[Callable[..., Any], Callable[..., Any]] = {
            Site: self._site,
            Location: self._location,
            Gap: self._gap,
            Ran: self._ran,
            _object_of: self._object,
            _event_of: registry.event,
            _frame_of: registry.frame,
            _facts_of: registry.facts,
        }
        self._makers = {(one.__module__, one.__name__): maker for one, maker in makers.items()}

    def load(self, data: bytes) -> Came:
        """Return a run. Raises StaleError where it speaks of what is not there, or is no run."""
        came = self._load(data)
        if not isinstance(came, Came):
            raise StaleError
        return came

    def load_value(self, data: bytes) -> object:
        """Return a value; something that equals nothing where it is not there any longer."""
        try:
            return self._load(data)
        except StaleError:
            return object()

    def load_note(self, data: bytes) -> Note | None:
        """Return a note; None for one whose place is gone."""
        try:
            note = self._load(data)
        except StaleError:
            return None
        return note if isinstance(note, (Ran, Met, Refused, Gap)) else None

    def _load(self, data: bytes) -> object:
        try:
            found: object = _Unpickler(io.BytesIO(data), self._makers).load()
        except (pickle.UnpicklingError, EOFError, AttributeError, IndexError, TypeError, ValueError) as error:
            raise StaleError from error
        return found

    def _object(self, number: int, kind: str, path: str, at: int) -> HeapObject:
        if number in self._dirty:
            raise StaleError
        found = self._registry.object(number)
        # The same number is the same object, if the program was put together in the same way.
        place = self._site(path, at, "") if path else None
        here = None if found.site is None else (found.site.path, found.site.at)
        if type(found).__name__ != kind or here != (None if place is None else (place.path, place.at)):
            raise StaleError
        return found

    def _site(self, path: str, at: int, scope: str) -> Site:
        moved = self._moved.get(path)
        if moved is not None and at:
            place = moved.places.get(at)
            if place is None:
                raise StaleError
            at = place
        return Site(path, at, scope)

    def _location(self, path: str, line: int, column: int, end_line: int, end_column: int) -> Location:
        here = Location(path, line, column, end_line, end_column)
        moved = self._locations.get(path)
        if moved is None or not line:
            return here
        place = moved.get(here)
        if place is None:
            raise StaleError
        return place

    def _gap(self, path: str, line: int, kind: str, message: str) -> Gap:
        lines = self._lines.get(path)
        if lines is not None and line:
            place = lines.get(line)
            if place is None:
                raise StaleError
            line = place
        return Gap(path, line, kind, message)

    def _ran(self, module: str, span: int, aside: bool) -> Ran:
        moved = self._moved.get(self._paths.get(module, ""))
        if moved is not None:
            place = moved.places.get(span)
            if place is None:
                raise StaleError
            span = place
        return Ran(module, span, aside)


class _Unpickler(pickle.Unpickler):
    """Makes records and values of the machine, and refuses to name anything else."""

    def __init__(self, file: io.BytesIO, makers: Mapping[tuple[str, str], Callable[..., Any]]) -> None:
        super().__init__(file)
        self._makers = makers

    def find_class(self, module: str, name: str) -> Any:
        """Return a class or a maker by its name; raises UnpicklingError for any other."""
        found = self._makers.get((module, name)) or _KNOWN.get((module, name))
        if found is None:
            found = _KNOWN[module, name] = _known(module, name)
        return found


_KNOWN: dict[tuple[str, str], Any] = {
    ("builtins", "frozenset"): frozenset,
    ("builtins", "set"): set,
    ("builtins", "complex"): complex,
    ("copyreg", "__newobj__"): copyreg.__newobj__,  # type: ignore[attr-defined]  # it is there since Python 2.3
    ("collections", "defaultdict"): defaultdict,
    ("msgspec._utils", "rebuild"): rebuild,
}


def _known(module: str, name: str) -> Any:
    """Return one of our own classes. Raises UnpicklingError for any other name."""
    if module.startswith(_OWN):
        found: Any = sys.modules.get(module)
        for part in name.split("."):
            found = getattr(found, part, None)
        if isinstance(found, type) and found.__module__ == module:
            return found
    raise pickle.UnpicklingError(f"{module}.{name} is no record")


def _by_line(moved: Moved) -> dict[int, int]:
    """Return the lines that lie elsewhere now, each where it is only one."""
    found: dict[int, int] = {}
    for before, after in moved.places.items():
        old, new = unpack_region(before).line, unpack_region(after).line
        found[old] = new if found.get(old, new) == new else 0
    return {old: new for old, new in found.items() if new}


def _by_location(path: str, moved: Moved) -> dict[Location, Location]:
    return {location_of(Site(path, before)): location_of(Site(path, after)) for before, after in moved.places.items()}
