"""Where a run stands: the variables of one call, what has been checked on the way, and how it may end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from backlint.concepts import HARMED_BY, SECOND_ORDER, STORED, TOGETHER, SinkKind
from backlint.execution.joins import Renaming, join, proved
from backlint.execution.program import Check, Effect, Exit
from backlint.execution.taint import (
    CLEAN,
    NUMERIC,
    TEXTUAL,
    Origin,
    Site,
    Symbol,
    Taint,
    Taints,
    alike,
    is_neutral,
    rank,
)
from backlint.execution.values import (
    NONE,
    AnyValue,
    ClassObject,
    Constant,
    DictObject,
    FunctionObject,
    InstanceObject,
    ListObject,
    Text,
    Union,
    Unknown,
)

# A check is kept only while it can still say something; beyond this many the oldest questions are dropped.
MAX_CHECKS = 24
MAX_EFFECTS = 400
MAX_EXITS = 60
MAX_THROWN = 16


PROOF = "proof:"
"""Begins the mark of an effect that says what a function has checked."""


class State:
    """What flows through statements: variables, the checks that held, and what they proved of which data: safe for a kind
    of sink, or for all of them (None).

    None of it is shared between branches.
    """

    __slots__ = ("checks", "locals", "proved")

    def __init__(
        self,
        variables: dict[str, AnyValue],
        checks: frozenset[Check],
        proved: frozenset[tuple[object, SinkKind | None]] = frozenset(),
    ) -> None:
        self.locals = variables
        self.checks = checks
        self.proved = proved

    def copy(self) -> State:
        """Return a state of its own with the same content."""
        return State(dict(self.locals), self.checks, self.proved)


def datum(taint: Taint) -> object:
    """Return what a taint is a taint of, wherever it is read: the same part of a request is the same datum."""
    origin = taint.origin
    if isinstance(origin, Origin):
        return (origin.kinds, origin.text, origin.name) if origin.name else origin
    return (origin.number, origin.part)


def _rank(check: Check) -> tuple[object, ...]:
    return (check.site, check.holds, check.text, check.word, sorted(map(rank, check.taints)))


def merge(states: Iterable[State | None]) -> State | None:
    """Join the states of paths that meet; None stands for a path that ended. What must hold is intersected."""
    alive = [state for state in states if state is not None]
    if not alive:
        return None
    first = alive[0]
    if len(alive) == 1:
        return first
    variables = dict(first.locals)
    checks, proofs = first.checks, first.proved
    flags: list[str] = []
    for state in alive[1:]:
        checks &= state.checks
        proofs &= state.proved
        # What was put under a key on some paths only may still be what was there before.
        for name in [name for name in variables if name[-1] == "]" and name not in state.locals]:
            del variables[name]
        for name, value in state.locals.items():
            held = variables.get(name)
            if held is None and name[-1] == "]":
                continue
            if held is None or held is value:
                variables[name] = value
            else:
                if _is_nothing(held) is not _is_nothing(value):
                    flags.append(name)
                variables[name] = join(held, value)
    for flag in flags:
        _note_flag(flag, variables, alive)
    return State(variables, checks, proofs)


def _is_nothing(value: AnyValue) -> bool:
    return isinstance(value, Constant) and not value.value


MARK = "[?]"
"""Ends the name under which a state keeps which variable is harmless where another is something; there is one of the mark
alone where there are any.
"""


def unchanged(variable: str, other: str) -> str:
    """Return a name that a frame forgets as soon as the second variable is given something else."""
    return f"{variable}?[{other}]"


def _note_flag(flag: str, variables: dict[str, AnyValue], states: Iterable[State]) -> None:
    """Note what a variable tells that is None or False on some of the paths that meet, and something on others, where it
    was found that another is harmless: `found = None`, `for one in ours: if one == name: found = one`.
    """
    found = [state for state in states if not _is_nothing(state.locals.get(flag, NONE))]
    for name, value in variables.items() if found else ():
        sent = isinstance(value, _TEXTS) and name[-1] != "]" and name != flag and not _is_harmless(value)
        if sent and all(_is_harmless(state.locals.get(name, value)) for state in found):
            variables[flag + MARK] = variables[unchanged(flag, name)] = Constant(name, "str")
            variables[MARK] = NONE
            return


_TEXTS = (Unknown, Text, Union)


def _is_harmless(value: AnyValue) -> bool:
    return isinstance(value, Constant) or (isinstance(value, _TEXTS) and all(map(is_neutral, value.taint)))


class Loop:
    """The states with which `break` and `continue` leave a loop's body."""

    __slots__ = ("breaks", "continues")

    def __init__(self) -> None:
        self.breaks: list[State] = []
        self.continues: list[State] = []


class Catching:
    """A `try` whose body is being run: what its calls depend on, and the states in which something may be raised."""

    __slots__ = ("raised", "taints")

    def __init__(self) -> None:
        self.taints: Taints = CLEAN
        self.raised: list[State] = []


class Answer(msgspec.Struct, frozen=True):
    """What one `return` has made sure of: taints that can do no harm once it answered yes, or no (None: it never does)."""

    yes: Taints | None
    no: Taints | None


class Assured(msgspec.Struct, frozen=True):
    """What a call has made sure of: taints that can do no harm any more once it answered yes, or no, or in any case."""

    yes: Taints = CLEAN
    no: Taints = CLEAN
    always: Taints = CLEAN

    def __bool__(self) -> bool:
        return bool(self.yes or self.no)


NOTHING = Assured()


Narrowed = dict[bool, dict[str, tuple[AnyValue, AnyValue]]]
"""By an answer the variables of which more is known then: each with the value that it has else, and that one."""


class Flag(NamedTuple):
    """A value that tells by which path it came: by its answer what has held there, and what more is known of variables."""

    value: AnyValue
    sides: dict[bool, frozenset[Check]]
    narrowed: Narrowed


Ways = tuple[AnyValue, Iterable[tuple[AnyValue, frozenset[Check], Site]], Renaming]
"""What a call gave, each way in which it returned in terms of its own symbols, and what these are here."""


class Frame:
    """One call being run, or the body of a module or class.

    `state` is None once the current path has ended. `parent` is the frame in which the function was defined.
    `branch_born` is the machine's clock when the innermost undecided branch began: an object made since then can be
    written strongly. `ways` are the ways in which calls returned that gave one of several values. `bound` holds what a
    module's names were bound to last, on whatever path: its functions see it even if that path ends the program.
    `refines` tells that attributes of variables are among the locals. `given` are the taints of the parameters, `ensured`
    what each `return` has made sure of these, and `answers` what the calls made sure of, by their places. `proofs` are those
    that the right side of an `and` or `or` made, by the node, and `noting` is where those under way are written down.
    `thrown` are exceptions that tell of data, by where they are raised, and `caught` those that the innermost handler deals
    with. `call` is the call under way whose symbols its values hold. `flags` are the values that tell by which paths they
    came, with what has held on those on which they are true, and on the others.
    """

    __slots__ = (
        "answers",
        "asked",
        "bound",
        "branch_born",
        "call",
        "catching",
        "caught",
        "class_body",
        "depth",
        "effects",
        "ensured",
        "exits",
        "flags",
        "function",
        "given",
        "is_module",
        "loops",
        "module",
        "noting",
        "owner",
        "parent",
        "parts",
        "path",
        "proofs",
        "received",
        "receiver",
        "refines",
        "return_sites",
        "returned",
        "scope",
        "state",
        "thrown",
        "used",
        "validated",
        "variables",
        "ways",
        "yielded",
    )

    def __init__(
        self, module: str, path: str, scope: str, *, parent: Frame | None, branch_born: int, depth: int
    ) -> None:
        self.module = module
        self.path = path
        self.scope = scope
        self.parent = parent
        self.branch_born = branch_born
        self.depth = depth
        self.state: State | None = State({}, frozenset())
        self.variables: dict[str, AnyValue] = {}
        self.bound: dict[str, AnyValue] = {}
        self.function: FunctionObject | None = None
        self.received: dict[str, AnyValue] = {}
        self.owner: ClassObject | None = None
        self.receiver: AnyValue | None = None
        self.class_body = False
        self.refines = False
        self.is_module = False
        self.loops: list[Loop] = []
        self.catching: list[Catching] = []
        self.returned: list[tuple[AnyValue, frozenset[Check]]] = []
        self.return_sites: dict[int, Site] = {}
        self.ways: dict[int, Ways] = {}
        self.parts: dict[int, Taints] = {}
        self.asked: dict[int, Taints] = {}
        self.flags: dict[int, Flag] = {}
        self.noting: list[tuple[Taints, frozenset[SinkKind]]] | None = None
        self.proofs: dict[int, list[tuple[Taints, frozenset[SinkKind]]]] = {}
        self.thrown: dict[Site, AnyValue] = {}
        self.caught: dict[Site, AnyValue] = {}
        self.call: object = None
        self.given: dict[str, Taints] = {}
        self.ensured: list[Answer] = []
        self.answers: dict[int, Assured] = {}
        self.yielded: list[AnyValue] = []
        self.exits: dict[Exit, None] = {}
        self.effects: dict[Effect, None] = {}
        self.validated: Taints = CLEAN
        self.used: Taints = CLEAN

    @property
    def checks(self) -> frozenset[Check]:
        """The checks that hold here."""
        return self.state.checks if self.state is not None else frozenset()

    def site(self, at: int) -> Site:
        """Return the place of a node."""
        return Site(self.path, at, self.scope)

    def bind(self, name: str, value: AnyValue) -> None:
        """Bind a local name on the current path."""
        if self.state is None:
            return
        if self.given:
            # What the name holds from now on says nothing of what was passed.
            self.given.pop(name, None)
        self.state.locals[name] = value
        self.variables = self.state.locals
        if self.is_module:
            self.bound[name] = value

    def local(self, name: str) -> AnyValue | None:
        """Return what a local name is bound to on the current path; inner functions also ask after the path ended."""
        return (self.state.locals if self.state is not None else self.variables).get(name)

    def parameter_of(self, value: AnyValue | None) -> str:
        """Return the parameter whose value this is, as it came; "" when it is none."""
        return next((name for name, held in self.received.items() if held is value), "") if value is not None else ""

    def check(self, check: Check) -> None:
        """Note that something holds from here on."""
        if self.state is not None and len(self.state.checks) < MAX_CHECKS:
            self.state.checks |= {check}

    def check_all(self, checks: Iterable[Check]) -> None:
        """Note that all of these hold from here on; which of too many are kept is a matter of their places."""
        if self.state is None:
            return
        found = self.state.checks.union(checks)
        if len(found) > MAX_CHECKS:
            new = sorted(found - self.state.checks, key=_rank)
            found = self.state.checks.union(new[: MAX_CHECKS - len(self.state.checks)])
        self.state.checks = found

    def prove(self, taints: Taints, kinds: frozenset[SinkKind], site: Site) -> None:
        """Note that what came from these sources has been checked, for some kinds of sink, from here on.

        It also becomes an effect, so that a caller whose data a function has checked knows it.
        """
        if not taints or not kinds or self.state is None:
            return
        kinds |= self._together(taints, kinds)
        self.effect(Effect(PROOF + ",".join(sorted(kinds)), "", site, taints))
        self.prove_here(taints, kinds)

    def prove_here(self, taints: Taints, kinds: frozenset[SinkKind]) -> None:
        """Note that what came from these sources is safe for some kinds of sink on this path."""
        if not taints or self.state is None:
            return
        if self.noting is not None:
            self.noting.append((taints, kinds))
        told = (None, *(kinds & NUMERIC)) if kinds >= TEXTUAL else tuple(kinds)
        if len(told) == 1 and all((datum(taint), told[0]) in self.state.proved for taint in taints):
            return
        self.state.proved |= {(datum(taint), kind) for taint in taints for kind in told}
        origins = frozenset(taint.origin for taint in taints)
        for name, value in self.state.locals.items():
            if isinstance(value, (ListObject, DictObject, InstanceObject)):
                # Objects are left as they are, so it is not asked what they hold.
                continue
            if value.taint and any(taint.origin in origins for taint in value.taint):
                self.state.locals[name] = proved(value, origins, kinds)

    def _together(self, taints: Taints, kinds: frozenset[SinkKind]) -> frozenset[SinkKind]:
        """Return what several halves of a proof make, once the last of them is there for all of these sources."""
        found: set[SinkKind] = set()
        for whole, halves in TOGETHER.items():
            if kinds.isdisjoint(halves) or self.state is None:
                continue
            others = halves - kinds
            held = self.state.proved
            if all(other in taint.safe or (datum(taint), other) in held for taint in taints for other in others):
                found.add(whole)
        return frozenset(found)

    def harmful(self, taints: Taints, kind: SinkKind) -> Taints:
        """Return those taints that can do harm in a kind of sink here."""
        kinds = HARMED_BY.get(kind)
        first = kind not in SECOND_ORDER
        proofs = self.state.proved if self.state is not None else frozenset()
        textual = kind not in NUMERIC
        found = [
            taint
            for taint in taints
            if kind not in taint.safe
            and (
                isinstance(taint.origin, Symbol)
                or not (
                    (kinds is not None and kinds.isdisjoint(taint.origin.kinds))
                    or (first and taint.origin.kinds == STORED)
                )
            )
            and not (proofs and ((datum(taint), kind) in proofs or (textual and (datum(taint), None) in proofs)))
        ]
        return taints if len(found) == len(taints) else alike(frozenset(found))

    def throw(self, site: Site, value: AnyValue) -> None:
        """Note what an exception is that may leave the call, if it tells of data."""
        if value.taint and (site in self.thrown or len(self.thrown) < MAX_THROWN):
            held = self.thrown.get(site)
            self.thrown[site] = value if held is None else join(held, value)

    def leave(self, exit_: Exit) -> None:
        """Note one way in which the call may end."""
        if len(self.exits) < MAX_EXITS:
            self.exits[exit_] = None

    def withdraw(self, site: Site, kind: SinkKind) -> None:
        """Forget that a call at a place reached a kind of sink: what it made turned out to do no harm."""
        for effect in [
            one for one in self.effects if one.sunk is not None and one.sunk.kind is kind and one.site == site
        ]:
            del self.effects[effect]

    def effect(self, effect: Effect) -> None:
        """Note something that the call does."""
        if len(self.effects) < MAX_EFFECTS:
            self.effects[effect] = None
