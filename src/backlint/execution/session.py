"""A program that has been run: what the machine saw, for frameworks and engines to ask (`Program`)."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

import msgspec

from backlint.concepts import REMOTE, Reading, SourceKind
from backlint.execution import readings
from backlint.execution.ambient import Ambient
from backlint.execution.attributes import get_attribute
from backlint.execution.bindings import bindings
from backlint.execution.calls import call_value
from backlint.execution.exits import exits_of
from backlint.execution.frames import MARK, Frame
from backlint.execution.importing import namespace, run_module
from backlint.execution.items import iterate, type_of
from backlint.execution.machine import MAX_DEPTH, BudgetExceededError, Machine
from backlint.execution.naming import kinds_of_key
from backlint.execution.parameters import annotation_of
from backlint.execution.places import location_of
from backlint.execution.program import Effect, Run
from backlint.execution.recall import Asked
from backlint.execution.recollection import Recollection
from backlint.execution.remembered import Recursion
from backlint.execution.rendering import PREFIX
from backlint.execution.taint import CLEAN, Origin, Site, Taint
from backlint.execution.types import typed
from backlint.execution.values import (
    UNKNOWN,
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    ClassObject,
    Descriptor,
    External,
    FunctionObject,
    InstanceObject,
    Module,
    Partial,
    Produced,
)
from backlint.execution.ways import Ways
from backlint.execution.work import ENTRY_BUDGET, SHALLOW_DEPTHS, START_DEPTH
from backlint.findings import Gap, Location

_T = TypeVar("_T")
_PASSWORD = frozenset({SourceKind.PASSWORD})
_NOTHING = Run(UNKNOWN, (), (), CLEAN, CLEAN, frozenset(), {}, (), complete=False)
"""What is known of a call that takes too long at any depth."""


GARBAGE = 400_000
"""So many objects are made before those are looked for which nothing holds any longer but each other: calls into libraries
and what these gave. Only the new ones are looked through, so all of it together grows as the program does.
"""


class Session:
    """The one implementation of `Program`, on a machine that has run every module body."""

    def __init__(
        self,
        machine: Machine,
        dependencies: Mapping[str, str | None],
        is_production: Callable[[str], bool],
        recollection: Recollection | None = None,
    ) -> None:
        self.machine = machine
        self._dependencies = dependencies
        self._is_production = is_production
        self._recollection = recollection
        self._frame = Frame("", "", "", parent=None, branch_born=0, depth=0)

    def run_modules(self, wanted: Callable[[str], bool]) -> None:
        """Run the bodies of all modules that are wanted, in the order of their names."""
        for name in sorted(self.machine.modules):
            module = self.machine.modules[name]
            if module.state == "new" and wanted(module.path):
                run_module(self.machine, module)

    def know(self, known: Mapping[str, AnyValue]) -> None:
        """Take what a library's objects hold while modules are imported, by dotted name: settings, say."""
        self.machine.ambient.values.update(known)

    @contextmanager
    def beginning(self) -> Iterator[None]:
        """Let applications be started: calls are followed some way only, since what completes an application stands at the
        top, and what is run by the way counts as not reached, so that it is run for what it does later.
        """
        executed = set(self.machine.executed)
        self.machine.max_depth = START_DEPTH
        try:
            yield
        finally:
            self.machine.max_depth = MAX_DEPTH
            self.machine.executed = executed

    def begin_entries(self) -> None:
        """End the phase in which applications are put together; what is called from now on may be remembered."""
        self.machine.registering = False
        self.machine.instances.clear()
        self.machine.memory.forget()
        self.machine.contexts.clear()
        if self._recollection is not None:
            self._recollection.begin()

    def begin_requests(self) -> None:
        """End the phase in which routes are read: which calls an object was given to is not asked any longer."""
        self.machine.assembling = False
        self.machine.by_argument.clear()

    # --- Program

    @property
    def dependencies(self) -> Mapping[str, str | None]:
        """Libraries and their pinned versions."""
        return self._dependencies

    def modules(self) -> tuple[str, ...]:
        """Return the names of all modules, sorted."""
        return tuple(sorted(name for name in self.machine.modules if not name.startswith(PREFIX)))

    def begun(self) -> tuple[str, ...]:
        """Return the names of the modules whose bodies have been run, sorted."""
        return tuple(name for name in self.modules() if self.machine.modules[name].state != "new")

    def asked(self) -> tuple[str, ...]:
        """Return the files at whose facts the run has looked, sorted."""
        return tuple(sorted({module.path for module in self.machine.modules.values() if module.asked}))

    def path_of(self, module: str) -> str:
        """Return the file of a module."""
        return self.machine.modules[module].path

    def namespace(self, module: str) -> Mapping[str, AnyValue]:
        """Return what a module has bound."""
        held = namespace(self.machine, module)
        return {name: value for name, value in held.items() if name[-1] != "]"} if MARK in held else held

    def bindings(self, module: str) -> Mapping[str, Site]:
        """Return where a module's body binds each name last."""
        source = self.machine.modules[module]
        return bindings(self.machine.body(source.facts, source.facts.body), source.path)

    def resolve(self, dotted: str) -> AnyValue | None:
        """Return what a dotted path names, in the project or in a library."""
        dotted = dotted.replace(":", ".")
        key = self.machine.index.find(dotted)
        if key is not None:
            namespace(self.machine, key)
            return Module(key)
        module, _, name = dotted.rpartition(".")
        if not module:
            return None if self.machine.index.is_package(dotted) else External(dotted)
        key = self.machine.index.find(module)
        if key is not None:
            return namespace(self.machine, key).get(name)
        root = module.partition(".")[0]
        if self.machine.index.find(root) is None and not self.machine.index.is_package(root):
            return External(self.machine.library.canonical(dotted))
        base = self.resolve(module)
        return None if base is None else get_attribute(self.machine, self._frame, base, name, 0)

    def document(self, name: str, importer: str) -> tuple[str, str] | None:
        """Return the path and the text of the file that a name means in another file."""
        path = self.machine.documents.find(name, importer)
        return None if path is None else (path, self.machine.documents.text(path))

    def documents(self) -> Mapping[str, str]:
        """Return the texts of the documents by path."""
        return self.machine.documents.texts

    def calls(self, *callees: str) -> tuple[CallEvent, ...]:
        """Return the calls with these callees, in the order in which they ran."""
        found: dict[int, CallEvent] = {}
        for callee in callees:
            if callee.endswith(".*"):
                names = [name for name in self.machine.events if name.startswith(callee[:-1])]
            else:
                names = list(dict.fromkeys((callee, self.machine.library.canonical(callee))))
            for name in names:
                for event in self.machine.events.get(name, ()):
                    found[event.order] = event
        return tuple(found[order] for order in sorted(found))

    def calls_on(self, receiver: AnyValue) -> tuple[CallEvent, ...]:
        """Return the calls on one object."""
        events = self.machine.by_receiver.get(id(receiver), ())
        return tuple(sorted(events, key=lambda event: event.order))

    def calls_with(self, value: AnyValue) -> tuple[CallEvent, ...]:
        """Return the calls that were given this very object."""
        events = self.machine.by_argument.get(id(value), ())
        return tuple(sorted(events, key=lambda event: event.order))

    def results(self, *types: str) -> tuple[AnyValue, ...]:
        """Return every object of these classes that a call made, the instances of the project's subclasses too."""
        events = [
            event for kind, made in self.machine.made.items() if kind and self._descends(kind, types) for event in made
        ]
        # Of some of these a declaration has said later what they are.
        events += [
            event
            for event in self.machine.made.get("", ())
            if isinstance(event.result, Produced) and event.result.type and self._descends(event.result.type, types)
        ]
        found: dict[int, AnyValue] = {}
        for event in sorted(events, key=lambda event: event.order):
            value = event.result
            if isinstance(value, InstanceObject) or (isinstance(value, Produced) and value.call is event):
                found[id(value)] = value
        return tuple(found.values())

    def classes(self) -> tuple[ClassObject, ...]:
        """Return every class of the project."""
        return tuple(sorted(self.machine.classes, key=lambda cls: (cls.module, cls.facts.at)))

    def type_of(self, value: AnyValue) -> str:
        """Return the library class of a value."""
        return type_of(self.machine, value)

    def is_a(self, value: AnyValue, *types: str) -> bool:
        """Tell whether a value is of one of these library classes."""
        cls = value.cls if isinstance(value, InstanceObject) else value
        return self._descends(cls if isinstance(cls, ClassObject) else type_of(self.machine, value), types)

    def _descends(self, kind: str | ClassObject, types: tuple[str, ...]) -> bool:
        for name in kind.library_bases() if isinstance(kind, ClassObject) else (kind,):
            if name in types or any(parent in types for parent in self.machine.library.parents(name)):
                return True
        return False

    def attribute(self, value: AnyValue, name: str) -> AnyValue:
        """Evaluate `value.name`."""
        return get_attribute(self.machine, self._frame, value, name, 0)

    def items(self, value: AnyValue) -> tuple[tuple[AnyValue, ...], bool]:
        """Return the items of a container and whether there are no others."""
        known, rest = iterate(self.machine, self._frame, value, 0)
        return known, rest is None

    def annotation(self, function: FunctionObject, parameter: str) -> AnyValue | None:
        """Return the annotation of a parameter, or of the return value for the name `return`."""
        if parameter == "return":
            if function.facts.returns is None or function.closure is None:
                return None
            return self.machine.evaluate(function.closure, function.facts.returns)
        for one in function.facts.parameters:
            if one.name == parameter:
                return annotation_of(self.machine, function, one)
        return None

    def field_types(self, cls: ClassObject) -> tuple[tuple[str, AnyValue], ...]:
        """Return the annotated fields of a class, inherited ones first."""
        found: dict[str, AnyValue] = {}
        for ancestor in reversed(list(cls.ancestors())):
            if isinstance(ancestor, ClassObject):
                found.update(ancestor.annotations)
        return tuple(found.items())

    def run(
        self,
        function: AnyValue,
        arguments: Arguments,
        known: Mapping[str, AnyValue] | None = None,
        budget: int = ENTRY_BUDGET,
    ) -> Run:
        """Call something in the abstract, on a budget of its own, in steps.

        What is too dear for that is run again less deep: then what it came by is known, and that it is not all. Once
        the program is put together, what is sure to come of it is taken from the run before.
        """
        if gc.get_count()[0] > GARBAGE:
            gc.collect(0)
        if self._recollection is None or self.machine.registering:
            return self._whole(function, arguments, known, budget)
        return self._recollection.run(
            Asked(function, arguments, budget),
            dict(known or {}),
            lambda: self._whole(function, arguments, known, budget),
        )

    def _whole(
        self, function: AnyValue, arguments: Arguments, known: Mapping[str, AnyValue] | None, budget: int
    ) -> Run:
        run = self._attempt(function, arguments, known, budget)
        if run is not None:
            return run
        machine = self.machine
        place = self.definition(function)
        path, line = (place.path, place.line) if place is not None else ("", 0)
        machine.note_gap(Gap(path, line, "budget", "too long to be run whole; what lies behind was not seen"))
        for depth in () if machine.registering else SHALLOW_DEPTHS:
            machine.max_depth = depth
            run = self._attempt(function, arguments, known, budget, free=True)
            machine.max_depth = MAX_DEPTH
            if run is not None:
                return msgspec.structs.replace(run, complete=False)
        return _NOTHING

    def _attempt(
        self,
        function: AnyValue,
        arguments: Arguments,
        known: Mapping[str, AnyValue] | None,
        budget: int,
        *,
        free: bool = False,
    ) -> Run | None:
        """Return what a call does, or None when that takes more than the budget, or than what is left for all.

        With `free` only the work that is free for each entry point may be done.
        """
        machine = self.machine
        frame = Frame("", self._path_of(function), "", parent=None, branch_born=0, depth=0)
        frame.branch_born = machine.tick()
        limit, machine.limit = machine.limit, machine.steps + budget
        work_limit, started = machine.work.limit, machine.worked
        if not machine.registering:
            machine.work.allow(started, free=free)
        outer, machine.ambient = machine.ambient, Ambient(known or {}, frame.branch_born, arguments.values())
        recursion, machine.recursion = machine.recursion, Recursion()
        ways, machine.ways = machine.ways, defaultdict(Ways)
        value: AnyValue = UNKNOWN
        machine.last_returns = ()
        complete = False
        try:
            value = call_value(machine, frame, function, arguments, 0)
            complete = True
        except BudgetExceededError:
            if self._recollection is not None and machine.steps <= machine.limit:
                self._recollection.exhaust()
            machine.forget_calls()
            return None
        except Exception as error:  # noqa: BLE001 -- one entry point is lost, the report says so, the others go on
            machine.broke(self.definition(function), error)
        finally:
            machine.work.settle(0 if machine.registering else machine.worked - started, work_limit)
            machine.limit = limit
            ambient, machine.ambient = machine.ambient, outer
            machine.recursion, machine.ways = recursion, ways
        return Run(
            value,
            exits_of(machine, frame, value),
            tuple(frame.effects),
            frame.validated,
            frame.used,
            ambient.questions(),
            ambient.left(),
            self._returned(),
            complete,
        )

    def expect_view(self, view: AnyValue, handler: AnyValue) -> None:
        """Note what a handler's wrappers stand around."""
        inner = view.function if isinstance(view, Bound) else view
        if isinstance(inner, FunctionObject) and view is not handler:
            self.machine.views.add(id(inner))

    def _returned(self) -> tuple[tuple[AnyValue, Site], ...]:
        return tuple((value, site) for value, _, site in self.machine.last_returns)

    def _path_of(self, function: AnyValue) -> str:
        place = self.definition(function)
        return place.path if place is not None else ""

    def input(
        self,
        kinds: frozenset[SourceKind],
        text: str,
        site: Site,
        *,
        name: str = "",
        type_of: AnyValue | None = None,
        default: AnyValue | None = None,
    ) -> AnyValue:
        """Make a value from outside; what a request sends under the name of a password is one."""
        if kinds & REMOTE:
            kinds |= kinds_of_key(kinds, name) & _PASSWORD
        return typed(frozenset({Taint(Origin(kinds, text, site, name))}), type_of, default)

    def instance(self, cls: AnyValue, fields: Mapping[str, AnyValue]) -> AnyValue:
        """Make an instance without running `__init__`."""
        if not isinstance(cls, ClassObject):
            return UNKNOWN
        made = InstanceObject(cls, cls.site, self.machine.tick())
        made.fields.update(fields)
        if self.machine.registering:
            self.machine.instances.append(made)
        return made

    def reading(self, value: AnyValue | None) -> Reading:
        """Return what is known of a value for a rule."""
        return readings.read(value, self.machine.refused)

    def refused(self) -> frozenset[Site]:
        """Return where the texts stand that the program does not go on with."""
        return frozenset(self.machine.refused)

    def location(self, site: Site) -> Location:
        """Turn a site into a place for a report."""
        return location_of(site)

    def definition(self, value: AnyValue) -> Location | None:
        """Return the `def` or `class` line of a function, method or class."""
        if isinstance(value, Bound):
            return self.definition(value.function)
        if isinstance(value, Descriptor | Partial):
            return self.definition(value.function)
        if isinstance(value, FunctionObject) and isinstance(value.wraps, FunctionObject):
            return self.definition(value.wraps)
        if isinstance(value, (FunctionObject, ClassObject)) and value.site is not None:
            return location_of(Site(value.site.path, value.facts.at))
        if isinstance(value, InstanceObject):
            return self.definition(value.cls)
        return None

    def is_production(self, path: str) -> bool:
        """Tell whether a file's code runs in production."""
        return self._is_production(path)

    def attempt(self, work: Callable[[], _T], otherwise: _T) -> _T:
        """Do work that must not cost the rest of a run."""
        try:
            return work()
        except Exception as error:  # noqa: BLE001 -- the report says what was lost
            self.machine.broke(None, error)
            return otherwise

    def body_effects(self, is_wanted: Callable[[str], bool]) -> Iterator[Effect]:
        """Yield what the bodies of those modules did whose files are wanted, in the order of their names."""
        for _, module in sorted(self.machine.modules.items()):
            if module.frame is not None and is_wanted(module.path):
                yield from module.frame.effects

    def iterate_events(self) -> Iterator[CallEvent]:
        """Yield every call into a library."""
        return self.machine.iterate_events()

    def unreached(self) -> Iterator[FunctionObject]:
        """Yield the functions that were defined but never run, in the order of definition."""
        for function in list(self.machine.functions):
            if function.module.startswith(PREFIX):
                continue
            if (function.module, function.facts.span) not in self.machine.executed:
                yield function
