"""Calls of entry points in their order: taken from those that are kept where that is sure to give the same, else made."""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Callable, Iterable, Mapping

import msgspec

from backlint.execution.joins import Touched, identity
from backlint.execution.machine import Machine
from backlint.execution.mentions import Readers
from backlint.execution.program import Run
from backlint.execution.recall import (
    Asked,
    Came,
    Kept,
    Reader,
    Registry,
    StaleError,
    Writer,
    content,
    reached,
    restore,
)
from backlint.execution.rendering import PREFIX
from backlint.execution.trail import Met, Note, Ran, Trail
from backlint.execution.values import BLOCK, AnyValue, HeapObject, Value, numbering
from backlint.facts.moved import Moved
from backlint.findings import Gap


class AbandonedError(BaseException):
    """Raised where what is kept does not help: the program is to be run from its beginning. Nobody on the way is to survive
    it, as some survive what goes wrong in a run.
    """


class Before(msgspec.Struct, frozen=True):
    """What is kept of the run before: how the program looked before its first entry point, and what its entry points did.

    `begun` are the functions (module and span) that were run before them, `notes` all that any run has noted,
    `values` what was known at the beginning of one.
    """

    outset: tuple[int, ...]
    begun: frozenset[tuple[str, int]]
    notes: tuple[bytes, ...]
    values: tuple[bytes, ...]
    runs: tuple[Kept, ...]


class Recollection:
    """The runs of one program. `before` are those of the last time, `moved` the files that have changed since, by module.

    `reused` and `made` count the runs.
    """

    def __init__(self, machine: Machine, before: Before | None, moved: Mapping[str, Moved], *, keeps: bool) -> None:
        self._machine = machine
        self._before = before
        self._registry = Registry(machine)
        self._moved = moved
        # Edited functions, by module and the span that they had, with the one that they have.
        self._edited = {
            (name, span): moved[module.path].places[span]
            for name, module in machine.modules.items()
            if module.path in moved
            for span in moved[module.path].edited
        }
        self._dirty: set[int] = set()
        self._clean: set[int] = set()
        self._escaped: set[int] = set()
        self._installed: set[int] = set()
        self._values: dict[int, tuple[int, AnyValue]] = {}
        self._dumped: list[bytes] = []
        self._loaded: dict[int, object] = {}
        self._writer = Writer(self._registry) if keeps else None
        self._reader: Reader | None = None
        self._runs: list[Kept] = []
        self._outset: tuple[int, ...] = ()
        self._begun: frozenset[tuple[str, int]] = frozenset()
        self._numbers: dict[Note, int] = {}
        self._notes: list[Note | None] = []
        self._affected: frozenset[int] = frozenset()
        self._number = 0
        self._under_way = False
        self.reused = 0
        self.made = 0
        machine.outer_events = self._registry.events
        numbering(itertools.count(), self._registry.objects)

    def begin(self) -> None:
        """Note how the program looks before its first entry point is called."""
        machine = self._machine
        self._outset = (
            machine.steps,
            machine.order,
            machine.clock,
            len(machine.functions),
            len(machine.classes),
            len(self._registry.objects),
        )
        self._begun = frozenset((one.module, one.span) for one in machine.trail.notes() if isinstance(one, Ran))
        before = self._before
        if before is not None and before.outset == self._outset and before.begun.isdisjoint(self._edited):
            self._reader, self._writer = Reader(self._registry, self._moved, self._dirty), None
            self._notes = [self._reader.load_note(one) for one in before.notes]
            edited = {(module, now) for (module, _), now in self._edited.items()}
            self._affected = frozenset(
                number
                for number, note in enumerate(self._notes)
                if note is None or (isinstance(note, Ran) and (note.module, note.span) in edited)
            )

    def kept(self) -> Before | None:
        """Return all runs for the next time; None where they are not kept."""
        if self._writer is None:
            return None
        notes = self._writer.dump_notes(self._numbers)
        return Before(self._outset, self._begun, notes, tuple(self._dumped), tuple(self._runs))

    def run(self, asked: Asked, known: Mapping[str, AnyValue], make: Callable[[], Run]) -> Run:
        """Return what comes of a call, by what is kept or by `make`."""
        if self._under_way:
            return make()
        self._under_way = True
        number, self._number = self._number, self._number + 1
        try:
            kept = self._kept(number)
            came = None if kept is None else self._taken(kept, asked, known)
            if kept is not None and came is not None:
                self.reused += 1
                self._install(came, kept)
                return came.run
            self.made += 1
            return self._make(number, (asked, known), make, kept)
        finally:
            self._under_way = False

    # --- what was kept

    def _kept(self, number: int) -> Kept | None:
        if self._reader is None or self._before is None or number >= len(self._before.runs):
            return None
        return self._before.runs[number]

    def _taken(self, kept: Kept, asked: Asked, known: Mapping[str, AnyValue]) -> Came | None:
        """Return a run that is kept; None where it is not sure to be what would come of the call now."""
        if self._reader is None or not kept.data or not self._affected.isdisjoint(kept.notes):
            return None
        try:
            came = self._reader.load(kept.data)
        except StaleError:
            return None
        if came.asked != asked or not self._knows(came.known, known) or self._finds_other(asked, known):
            return None
        return came

    def _finds_other(self, asked: Asked, known: Mapping[str, AnyValue]) -> bool:
        """Tell whether a run can come by an object that holds something else than it did."""
        if not self._dirty:
            return False
        given = (asked.function, asked.arguments, *known.values())
        found = reached(given, closures=True, without=self._clean)
        if not self._dirty.isdisjoint(found):
            return True
        self._clean.update(found)
        return False

    def _knows(self, kept: tuple[tuple[str, int], ...], known: Mapping[str, AnyValue]) -> bool:
        """Tell whether a run began with these things known."""
        same = len(kept) == len(known)
        return same and all(name in known and self._value(number) == known[name] for name, number in kept)

    def _value(self, number: int) -> object:
        """Return a value that was known at the beginning of a run; nothing equals one that is not there any longer."""
        if number not in self._loaded and self._before is not None and self._reader is not None:
            self._loaded[number] = self._reader.load_value(self._before.values[number])
        return self._loaded[number]

    def _interned(self, known: Mapping[str, AnyValue]) -> tuple[tuple[str, int], ...]:
        """Return what is known at the beginning of a run by numbers: much of it is the same for all."""
        return tuple((name, self._number_of(value)) for name, value in known.items())

    def _number_of(self, value: AnyValue) -> int:
        held = self._values.get(id(value))
        if held is None:
            # What changes is not the same for the next run.
            fixed = not reached((value,))
            number = len(self._dumped)
            self._dumped.append(self._writer.dump(value) if self._writer is not None else b"")
            if not fixed:
                return number
            held = self._values[id(value)] = number, value
        return held[0]

    def _install(self, came: Came, kept: Kept) -> None:
        """Leave the machine as the run has left it."""
        machine = self._machine
        for number in sorted(kept.notes):
            note = self._notes[number]
            if note is not None and number not in self._installed:
                self._installed.add(number)
                self._note(note)
        for event in came.events:
            machine.record(event)
        machine.functions.extend(came.functions)
        machine.classes.extend(came.classes)
        machine.work.shared -= came.shared
        for one in came.exported:
            self._registry.objects[one.number] = one
        for target, held in came.writes:
            restore(target, held)
            if target.number < self._outset[-1]:
                self._escaped.update(reached((held,)))
        for module, name, value in came.bound:
            machine.rebind(module, name, value)
            self._escaped.update(reached((value,)))
        if came.writes:
            self._clean.clear()

    def _note(self, note: Note) -> None:
        machine = self._machine
        if isinstance(note, Ran):
            if not note.aside:
                machine.executed.add((note.module, note.span))
        elif isinstance(note, Met):
            machine.note_sink(note)
        elif isinstance(note, Gap):
            machine.gaps[note] = None
        else:
            machine.refused.add(note.site)

    # --- what is made

    def _make(
        self, number: int, call: tuple[Asked, Mapping[str, AnyValue]], make: Callable[[], Run], kept: Kept | None
    ) -> Run:
        machine = self._machine
        trail, machine.trail = machine.trail, Trail()
        touched, machine.touched = machine.touched, Touched()
        clock, order, numbers = machine.clock, machine.order, numbering(itertools.count((number + 1) * BLOCK), None)
        machine.clock = machine.order = (number + 1) * BLOCK
        events, machine.recorded_now = machine.recorded_now, []
        outer_events, machine.outer_events = machine.outer_events, None
        rebound, machine.rebound = machine.rebound, {}
        changed, machine.changed = machine.changed, set()
        functions, classes = len(machine.functions), len(machine.classes)
        begun, shared = machine.bodies_run, machine.work.shared
        machine.run_began, machine.leaked = (number + 1) * BLOCK, False
        try:
            run = make()
            if self._reader is not None or self._writer is not None:
                self._note_made(number, call, run, kept, (functions, classes, begun, shared))
            return run
        finally:
            machine.trail, machine.touched = trail, touched
            machine.clock, machine.order, machine.run_began = clock, order, 0
            machine.recorded_now, machine.outer_events = events, outer_events
            machine.rebound, machine.changed = rebound, changed
            numbering(*numbers)

    def _note_made(
        self,
        number: int,
        call: tuple[Asked, Mapping[str, AnyValue]],
        run: Run,
        kept: Kept | None,
        since: tuple[int, int, int, int],
    ) -> None:
        machine = self._machine
        functions, classes, begun, shared = since
        asked, known = call
        own = range((number + 1) * BLOCK, (number + 2) * BLOCK)
        written = {
            one.number: one
            for one in machine.touched.written.values()
            if one.number not in own and one.number in machine.changed
        }
        bound = tuple((module, name, machine.bound_to(module, name)) for module, name in machine.rebound)
        if self._reader is not None:
            self._suspect(written, bound, kept)
        if self._writer is None:
            return
        notes = set(machine.trail.notes())
        ran = {(one.module, one.span) for one in notes if isinstance(one, Ran)}
        numbers = frozenset(self._numbers.setdefault(note, len(self._numbers)) for note in notes)
        marks = numbers, tuple(written), tuple((module, name, b"") for module, name, _ in bound)
        if machine.leaked or machine.bodies_run != begun:
            self._runs.append(Kept(*marks, b""))
            return
        try:
            writes = tuple((one, content(one)) for one in written.values())
            # Of what comes out of a run routes are made; the answers of handlers are nobody's.
            made = (run.value,) if machine.assembling else ()
            left = reached((*writes, *bound, *run.left.values(), *made))
            exported = tuple(one for one in left.values() if one.number in own)
            came = Came(
                asked=asked,
                known=self._interned(known),
                run=run,
                events=tuple(machine.recorded_now or ()),
                functions=tuple(
                    one
                    for one in machine.functions[functions:]
                    if (one.module, one.facts.span) not in ran and not one.module.startswith(PREFIX)
                ),
                classes=tuple(machine.classes[classes:]),
                writes=writes,
                bound=bound,
                exported=exported,
                shared=shared - machine.work.shared,
            )
            binds = tuple((module, name, self._writer.dump(value)) for module, name, value in bound)
            data = self._writer.dump(came)
        except (pickle.PicklingError, TypeError, AttributeError, RecursionError):
            self._runs.append(Kept(*marks, b""))
            return
        for one in exported:
            self._registry.objects[one.number] = one
        self._runs.append(Kept(numbers, tuple(written), binds, data))

    def exhaust(self) -> None:
        """Take note that a run came to an end because of what it took beside what is remembered of others. Raises
        AbandonedError where those were not made.
        """
        if self._reader is not None:
            raise AbandonedError

    def _suspect(
        self, written: Mapping[int, HeapObject], bound: tuple[tuple[str, str, AnyValue], ...], kept: Kept | None
    ) -> None:
        """Take what a run has changed now, or did before, as other than it was for those that come later. Raises
        AbandonedError where that may be anything.
        """
        if kept is None or self._machine.leaked:
            raise AbandonedError
        changed = {*written, *kept.writes}
        # What all can come by is not told by what a run is given.
        if any(number < self._outset[-1] or number in self._escaped for number in changed):
            raise AbandonedError
        self._dirty.update(changed)
        self._clean.clear()
        self._escaped.update(reached(value for _, _, value in bound))
        names = {(module, name) for module, name, _ in (*kept.binds, *bound)}
        if names and not self._binds_alike(kept, bound):
            # Whoever may ask what these names mean is run again.
            asks = Readers(self._machine.mentions, names)
            asking = {number for number, note in enumerate(self._notes) if note is not None and asks.note(note)}
            self._affected |= asking

    def _binds_alike(self, kept: Kept, bound: tuple[tuple[str, str, AnyValue], ...]) -> bool:
        """Tell whether a run has bound the same names of modules as before, to what is the same."""
        if self._reader is None or not all(data for _, _, data in kept.binds):
            return False
        before = [(module, name, self._reader.load_value(data)) for module, name, data in kept.binds]
        return _told(before) == _told(bound)


def _told(bound: Iterable[tuple[str, str, object]]) -> list[tuple[str, str, object]]:
    """Return what names were bound to, to be compared; what is not there any longer equals nothing."""
    held = (Value, HeapObject)
    return [(module, name, identity(value) if isinstance(value, held) else value) for module, name, value in bound]


__all__ = ["AbandonedError", "Before", "Recollection"]
