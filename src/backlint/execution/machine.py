"""The machine: runs a program's functions in the abstract and remembers what came of them.

It holds what a run needs (modules, clock, budgets, remembered calls, the calls into libraries that were seen); how each
kind of expression, statement and call is run stands in the modules beside this one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from backlint.concepts import SinkKind
from backlint.execution.ambient import Ambient
from backlint.execution.frames import Frame
from backlint.execution.joins import MAX_ITEMS, Touched, identity, join, join_all
from backlint.execution.library import Library
from backlint.execution.mentions import Mentions, Readers
from backlint.execution.program import Check
from backlint.execution.remembered import Memory, Recursion
from backlint.execution.taint import CLEAN, Site, Taints
from backlint.execution.trail import Met, Refused, Trail
from backlint.execution.values import (
    NONE,
    WALKS,
    AnyValue,
    Arguments,
    CallEvent,
    ClassObject,
    Constant,
    DictObject,
    FunctionObject,
    HeapObject,
    InstanceObject,
    ListObject,
    Produced,
    constant,
    members,
)
from backlint.execution.ways import Ways
from backlint.execution.work import UNLIMITED, Work
from backlint.facts.model import Expression, ModuleFacts, Statement, decode_body
from backlint.findings import INTERNAL, Gap, Location
from backlint.project.documents import DocumentIndex
from backlint.project.modules import ModuleIndex

if TYPE_CHECKING:
    from backlint.execution.rendering import Pages

MAX_DEPTH = 64
MAX_RECURSION = 2
MAX_ROUNDS = 4
MAX_CONTEXTS = 512
MAX_EVENT_CONTEXTS = 6
MODULE_BUDGET = 400_000

# A chain of calls is named by all of them; what is named longer than this is as good as nameless.
MAX_NAME = 1000


class BudgetExceededError(Exception):
    """Raised when a run has used up its instructions."""


class SourceModule:
    """One module of the project: its name, file and facts, and the names that its body has bound so far.

    `asked` tells whether anybody has looked at the facts: what the run says does not depend on those of other modules.
    """

    __slots__ = ("_facts", "asked", "frame", "is_package", "later", "name", "path", "stars", "state")

    def __init__(self, name: str, path: str, facts: ModuleFacts, *, is_package: bool) -> None:
        self.name = name
        self.path = path
        self._facts = facts
        self.asked = False
        self.is_package = is_package
        self.frame: Frame | None = None
        self.state = "new"
        self.stars: list[str] = []
        """Libraries of which the module imports every name."""
        self.later: list[Callable[[], None]] = []
        """What is done once the body has been run: imports for type checkers, and annotations that may need them."""

    @property
    def facts(self) -> ModuleFacts:
        """What its file says."""
        self.asked = True
        return self._facts


class Hooks(msgspec.Struct, frozen=True):
    """The machine's parts that need each other: expressions hold calls, calls run statements, and so on."""

    evaluate: Callable[[Machine, Frame, Expression], AnyValue]
    execute: Callable[[Machine, Frame, tuple[Statement, ...]], None]
    assign: Callable[[Machine, Frame, Expression, AnyValue], None]
    call: Callable[[Machine, Frame, AnyValue, Arguments, int], AnyValue]
    attribute: Callable[[Machine, Frame, AnyValue, str, int], AnyValue]
    namespace: Callable[[Machine, str], Mapping[str, AnyValue]]


def _unwired(*_: object) -> Any:
    raise RuntimeError("the machine is used before `execution.wiring` made it")


UNWIRED = Hooks(_unwired, _unwired, _unwired, _unwired, _unwired, _unwired)


class Machine:
    """Everything that one run of a program shares."""

    def __init__(  # noqa: PLR0915 -- one table for each thing that is shared
        self, modules: dict[str, SourceModule], index: ModuleIndex, library: Library, documents: DocumentIndex
    ) -> None:
        self.modules = modules
        self.index = index
        self.documents = documents
        self.library = library
        self.modelled = library.own()
        WALKS.count = 0
        self.clock = 0
        self.steps = 0
        self.limit = UNLIMITED
        self.work = Work()
        self.max_depth = MAX_DEPTH
        self.order = 0
        self.gaps: dict[Gap, None] = {}
        self.trail = Trail()
        self.recorded_now: list[CallEvent] | None = None
        self.outer_events: dict[int, CallEvent] | None = None
        self.rebound: dict[tuple[str, str], None] = {}
        # Names of modules that entry points have bound, in their order, and the objects that such names mean.
        self.binds: list[tuple[str, str]] = []
        self.shared: set[int] = set()
        # Objects that hold something else than before the run under way.
        self.changed: set[int] = set()
        self.mentions = Mentions(modules)
        self._readers: dict[tuple[str, str], Readers] = {}
        self.bodies_run = 0
        self.run_began = 0
        self.leaked = False
        self.sinks: dict[tuple[SinkKind, Site], str] = {}
        self.events: dict[str, list[CallEvent]] = defaultdict(list)
        self._recorded: list[CallEvent] = []
        self._in_order: tuple[CallEvent, ...] = ()
        self.made: dict[str | ClassObject, list[CallEvent]] = defaultdict(list)
        self._event_contexts: dict[tuple[str, Site], int] = defaultdict(int)
        self.by_receiver: dict[int, list[CallEvent]] = defaultdict(list)
        self.by_argument: dict[int, list[CallEvent]] = defaultdict(list)
        self.kept: list[AnyValue] = []
        self.functions: list[FunctionObject] = []
        self.classes: list[ClassObject] = []
        self.instances: list[InstanceObject] = []
        self.executed: set[tuple[str, int]] = set()
        self.active: dict[int, int] = defaultdict(int)
        self.ways: dict[int, Ways] = defaultdict(Ways)
        self.memory = Memory()
        self.recursion = Recursion()
        self.ambient = Ambient({}, 0)
        self.contexts: dict[int, int] = defaultdict(int)
        self.views: set[int] = set()
        self.touched = Touched()
        self.literals: dict[int, Constant] = {}
        self.refused: set[Site] = set()
        self.modes: dict[int, bool | None] = {}
        self.plain_classes: dict[int, tuple[bool, Trail]] = {}
        self._bodies: dict[int, tuple[Statement, ...]] = {}
        self.registering = True
        self.assembling = True
        self.hooks = UNWIRED
        self.pages: Pages
        self.last_returns: tuple[tuple[AnyValue, frozenset[Check], Site], ...] = ()

    # --- time and budgets

    def tick(self) -> int:
        """Return the next moment of the machine's clock."""
        self.clock += 1
        return self.clock

    def step(self, cost: int = 1) -> None:
        """Pay for an instruction; raises BudgetExceededError when the run has none left."""
        self.steps += cost
        if self.steps > self.limit or self.steps - self.work.reused > self.work.limit:
            raise BudgetExceededError

    def meet_sink(self, kind: SinkKind, event: CallEvent) -> None:
        """Note that a call hands something to a sink, harmful or not: a report says what was looked at."""
        self.note_sink(Met(kind, event.site, event.callee))

    def note_sink(self, met: Met) -> None:
        """Note a sink; one that goes by several names is told by the first of them in the alphabet, whoever comes first."""
        held = self.sinks.get((met.kind, met.site), met.callee)
        self.sinks[met.kind, met.site] = min(held, met.callee)
        self.trail.add(met)

    def gap(self, site: Site, kind: str, message: str) -> None:
        """Note something that could not be resolved."""
        self.note_gap(Gap(site.path, site.at >> 36, kind, message))

    def note_gap(self, gap: Gap) -> None:
        """Note a gap."""
        self.gaps[gap] = None
        self.trail.add(gap)

    def refuse(self, site: Site) -> None:
        """Note a text that the program does not go on with."""
        self.refused.add(site)
        self.trail.add(Refused(site))

    def broke(self, place: Location | None, error: Exception) -> None:
        """Note that the machine itself failed on something: a fault of this tool, which costs that something only."""
        path, line = (place.path, place.line) if place is not None else ("", 0)
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        if isinstance(error, RecursionError):
            self.note_gap(Gap(path, line, "budget", "nested too deep to be run whole; what lies behind was not seen"))
            self.forget_calls()
            return
        where = "" if trace is None else f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        self.note_gap(Gap(path, line, INTERNAL, f"internal error{where}: {type(error).__name__}: {error}"))
        self.forget_calls()

    def forget_calls(self) -> None:
        """Forget the calls that were under way when a run was given up."""
        self.active.clear()
        self.recursion = Recursion()

    # --- the machine's own parts, by way of the hooks

    def evaluate(self, frame: Frame, node: Expression) -> AnyValue:
        """Evaluate an expression."""
        return self.hooks.evaluate(self, frame, node)

    def call(self, frame: Frame, function: AnyValue, arguments: Arguments, at: int) -> AnyValue:
        """Call a value."""
        return self.hooks.call(self, frame, function, arguments, at)

    def attribute(self, frame: Frame, value: AnyValue, name: str, at: int) -> AnyValue:
        """Read an attribute."""
        return self.hooks.attribute(self, frame, value, name, at)

    # --- bodies

    def body(self, owner: object, raw: msgspec.Raw) -> tuple[Statement, ...]:
        """Return the decoded body of a module, class or function; `owner` is the record that holds it."""
        held = self._bodies.get(id(owner))
        if held is None:
            held = decode_body(raw)
            self._bodies[id(owner)] = held
        return held

    # --- making objects

    def new_list(self, kind: str, items: list[AnyValue], rest: AnyValue | None, site: Site | None) -> ListObject:
        """Make a list, set or generator."""
        if len(items) > MAX_ITEMS:
            items, rest = [], join_all(items if rest is None else [*items, rest])
        return ListObject(kind, items, rest, site, self.tick())

    def new_dict(self, entries: dict[Constant, AnyValue], rest: AnyValue | None, site: Site | None) -> DictObject:
        """Make a dictionary."""
        return DictObject(entries, rest, site, self.tick())

    def produce(self, event: CallEvent, type_name: str, taints: Taints = CLEAN) -> Produced:
        """Make what a library call returns."""
        return Produced(event, type_name, taints, self.tick())

    # --- writing to objects

    @property
    def worked(self) -> int:
        """The steps that were really taken, without those of remembered calls."""
        return self.steps - self.work.reused

    def reuse(self, cost: int) -> None:
        """Count the steps of a remembered call, which are charged as if it ran again, so that no order of calls is cheaper."""
        self.work.reused += cost
        self.step(cost)

    def wrote(self, target: HeapObject, name: str = "") -> None:
        """Note that an object was changed: one field of it, or a container's content."""
        target.version += 1
        self.changed.add(target.number)
        self.touched.note(target, name)

    def bind_global(self, module: str, name: str, value: AnyValue, *, certain: bool = False) -> None:
        """Bind a name of a module from a function, of which it is not known when it runs: what was held stays possible.

        `certain` tells that nothing else was.
        """
        namespace = self.hooks.namespace(self, module)
        if not isinstance(namespace, dict):
            return
        held = namespace.get(name)
        if held is not None and identity(value) in {identity(member) for member in members(held)}:
            return
        bound = value if held is None or held == NONE or certain else join(held, value)
        if held is None or identity(bound) != identity(held):
            self.rebind(module, name, bound)

    def rebind(self, module: str, name: str, value: AnyValue) -> None:
        """Let a name of a module that has been run mean something."""
        namespace = self.hooks.namespace(self, module)
        if isinstance(namespace, dict):
            namespace[name] = value
        source = self.modules.get(module)
        if source is not None and source.frame is not None:
            source.frame.bound[name] = value
        self.rebound[module, name] = None
        self.shared.update(one.number for one in members(value) if isinstance(one, HeapObject))
        if not self.registering:
            # What is remembered of calls that may have asked for it holds no longer, nor what comes of those under way.
            self.binds.append((module, name))
            readers = self._readers.get((module, name))
            if readers is None:
                readers = self._readers[module, name] = Readers(self.mentions, ((module, name),))
            self.memory.drop(readers.has)

    def bound_to(self, module: str, name: str) -> AnyValue:
        """Return what a name of a module means that a function has bound."""
        return self.hooks.namespace(self, module)[name]

    # --- events

    def record(self, event: CallEvent) -> None:
        """Keep a call into a library for those who ask for it later; a few contexts of one place are enough."""
        key = (event.callee, event.site)
        if self._event_contexts[key] >= MAX_EVENT_CONTEXTS and not self.registering:
            return
        self._event_contexts[key] += 1
        self.events[event.callee].append(event)
        self._recorded.append(event)
        if self.recorded_now is not None:
            self.recorded_now.append(event)
        if isinstance(event.result, Produced):
            self.made[event.result.type].append(event)
        elif isinstance(event.result, InstanceObject):
            self.made[event.result.cls].append(event)
        if event.receiver is not None:
            self.by_receiver[id(event.receiver)].append(event)
        if self.assembling:
            for value in event.arguments.values():
                for one in members(value):
                    self.by_argument[id(one)].append(event)

    def event_of(
        self,
        frame: Frame,
        callee: str,
        function: AnyValue,
        receiver: AnyValue | None,
        arguments: Arguments,
        at: int,
    ) -> CallEvent:
        """Make the record of a call."""
        self.order += 1
        event = CallEvent(
            callee if len(callee) <= MAX_NAME else "?",
            function,
            receiver,
            arguments,
            frame.site(at),
            self.order,
            certain=frame.branch_born == 0,
        )
        if self.outer_events is not None:
            self.outer_events[self.order] = event
        return event

    # --- literals

    def literal(self, node: object, value: object, site: Site) -> Constant:
        """Return the constant that a literal stands for; one object for each place."""
        held = self.literals.get(id(node))
        if held is None:
            held = constant(value, site)
            self.literals[id(node)] = held
        return held

    def iterate_events(self) -> Iterator[CallEvent]:
        """Yield every recorded call in the order in which it ran."""
        # A call is recorded once its result is known, so that calls which it makes itself may come before it.
        if len(self._in_order) < len(self._recorded):
            self._recorded.sort(key=_order)
            self._in_order = tuple(self._recorded)
        yield from self._in_order


def _order(event: CallEvent) -> int:
    return event.order
