"""Calls of the project's own functions: run, remembered and used again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from backlint.concepts import SinkKind
from backlint.execution import assurance
from backlint.execution.abstraction import SYMBOLS, Abstraction, Veil
from backlint.execution.alternatives import split
from backlint.execution.ambient import Call
from backlint.execution.frames import PROOF, Assured, Frame
from backlint.execution.joins import Renaming, Snapshot, Touched, join_all, paired
from backlint.execution.machine import MAX_CONTEXTS, MAX_DEPTH, MAX_RECURSION, MAX_ROUNDS, Machine
from backlint.execution.mentions import Readers
from backlint.execution.parameters import bind_parameters, declared_value
from backlint.execution.places import location_of
from backlint.execution.program import ENTERED, Check, Effect, Exit
from backlint.execution.remembered import Key, Remembered
from backlint.execution.rendering import PREFIX
from backlint.execution.returns import implicit_taints
from backlint.execution.taint import CLEAN, TEXTUAL, Site, both, weaken
from backlint.execution.trail import Ran, Trail
from backlint.execution.values import (
    NONE,
    UNKNOWN,
    AnyValue,
    Arguments,
    FunctionObject,
    HeapObject,
    Union,
    Unknown,
    taint_of_all,
)
from backlint.facts.model import DOUBLE_STAR
from backlint.findings import Step

MAX_WAYS = 32
PLACES_A_STEP = 8
"""So many places of a key take as long as a step (measured: about 0.5 µs a place, 4 µs a step)."""
PERHAPS_LIMITS = "perhaps-rate-limit"
"""The mark of a call of the project's own function whose name says that it counts calls."""
_LIMITS = re.compile(r"rate_?limit|throttl|token_?bucket|too_?many|limiter", re.IGNORECASE)

AUDITS = "audit"
"""The mark of a call of the project's own function whose name says that it keeps on record what was done."""
_RECORDS = re.compile(
    r"(?:.*_)?audit(?:_.*)?|(?:record|log|write|save|store)_(?:[a-z]+_)?(?:events?|activity|activities|actions?|history)"
    r"|(?:record|log)_(?:login|logout)(?:_.*)?"
)


@lru_cache(maxsize=4096)
def _keeps_record(name: str) -> bool:
    return _RECORDS.fullmatch(name.strip("_")) is not None


_TOO_DEEP = object()
"""Stands for the depth at which a call stood, where what came of it depends on that."""


class _Given(msgspec.Struct, frozen=True):
    """A call to be made: what is passed, the same with symbols in the place of its taints, the objects that can be
    changed through it, and what equal calls are known by.
    """

    passed: Arguments
    arguments: Arguments
    abstraction: Abstraction
    key: Key
    objects: list[HeapObject]


def call(machine: Machine, frame: Frame, function: FunctionObject, arguments: Arguments, at: int) -> AnyValue:
    """Run a function of the project, or use what is remembered of an equal call."""
    given = _given(machine, function, arguments)
    ways = machine.ways[id(function.facts)]
    if not machine.registering and not ways.admits(given.key):
        machine.gap(frame.site(at), "budget", "a function is called in too many ways for each to be followed")
        return Unknown(weaken(arguments.taint))
    steps = machine.steps
    try:
        return _called(machine, frame, function, given, at)
    finally:
        ways.paid(machine.steps - steps)


def _called(machine: Machine, frame: Frame, function: FunctionObject, given: _Given, at: int) -> AnyValue:
    now = given.objects
    for outcome in machine.memory.find(given.key, machine.ambient):
        pairs = paired(outcome.objects, now)
        if pairs is not None:
            machine.reuse(outcome.cost)
            return _reuse(machine, frame, function, given, outcome, pairs, at)
    recursion = machine.recursion
    if given.key in recursion.running:
        recursion.needs.add(given.key)
        assumed = recursion.assumed.get(given.key)
        if assumed is None:
            frame.state = None
            return UNKNOWN
        return _reuse(machine, frame, function, given, assumed, paired(assumed.objects, now) or {}, at)
    provisional, needs = recursion.provisional.get(given.key, (None, frozenset()))
    if provisional is not None and machine.ambient.agrees(provisional.asked):
        pairs = paired(provisional.objects, now)
        if pairs is not None:
            recursion.needs |= needs
            machine.reuse(provisional.cost)
            return _reuse(machine, frame, function, given, provisional, pairs, at)
    if frame.depth >= machine.max_depth or machine.active[id(function.facts)] > MAX_RECURSION:
        deep = frame.depth >= machine.max_depth
        recursion.needs.add(_TOO_DEEP if deep else id(function.facts))
        # An entry point that is followed less deep than others has its own gap.
        if not deep or machine.max_depth == MAX_DEPTH:
            machine.gap(
                frame.site(at), "budget", f"calls {'nest' if deep else 'of one function nest'} too deep to be followed"
            )
        return Unknown(weaken(given.passed.taint))
    outcome, renaming = _run(machine, frame, function, given)
    return _apply(machine, frame, (function, given.passed), outcome, renaming, at)


def _given(machine: Machine, function: FunctionObject, arguments: Arguments) -> _Given:
    abstraction = Abstraction(function.born * SYMBOLS, heap=not machine.registering, told=machine.ambient.told)
    # In which order keywords are given makes no difference, but to a function that goes through all of them.
    given = arguments.keywords
    if len(given) > 1 and not any(parameter.kind == DOUBLE_STAR for parameter in function.facts.parameters):
        given = tuple(sorted(given, key=_name))
    seen = Arguments(
        tuple(abstraction.value(value) for value in arguments.positional),
        tuple((name, abstraction.value(value)) for name, value in given),
        None if arguments.star is None else abstraction.value(arguments.star),
        None if arguments.double_star is None else abstraction.value(arguments.double_star),
    )
    parts = (
        id(function),
        tuple(abstraction.key(value) for value in seen.positional),
        tuple((name, abstraction.key(value)) for name, value in seen.keywords),
        abstraction.key(seen.star),
        abstraction.key(seen.double_star),
    )
    # A key goes through all that the arguments hold: an application's whole state, where one passes it around.
    machine.step(abstraction.size // PLACES_A_STEP)
    return _Given(arguments, seen, abstraction, Key(parts), abstraction.objects)


def _name(keyword: tuple[str, AnyValue]) -> str:
    return keyword[0]


def _reuse(  # noqa: PLR0913
    machine: Machine,
    frame: Frame,
    function: FunctionObject,
    given: _Given,
    outcome: Remembered,
    pairs: dict[int, HeapObject],
    at: int,
) -> AnyValue:
    """Do what an equal call did, with the objects of this one in the places of its own."""
    machine.trail.add(outcome.trail)
    asked, now = machine.ambient.asked, given.objects
    for name, mark in outcome.asked.items():
        asked.setdefault(name, mark)
    own = frozenset(map(id, now))
    renaming = Renaming(given.abstraction.substitution, pairs, own, born=machine.tick(), since=outcome.started)
    for snapshot in outcome.writes:
        target = snapshot.target if snapshot.position is None else now[snapshot.position]
        version = target.version
        machine.ambient.change(target, snapshot.name)
        snapshot.replay(target, renaming, strong=target.born >= frame.branch_born)
        machine.touched.note(target, snapshot.name)
        if target.version != version:
            machine.changed.add(target.number)
    for name, (value, certain) in outcome.left.items():
        machine.ambient.write(frame, name, renaming.value(value), certain=certain)
    for (module, name), value in outcome.bound.items():
        renamed = renaming.value(value)
        machine.touched.bind(module, name, renamed)
        machine.bind_global(module, name, machine.ambient.outward(renamed))
    return _apply(machine, frame, (function, given.passed), outcome, renaming, at)


def _run(  # noqa: PLR0915 -- all that stands beside a call is put aside, and back again
    machine: Machine, frame: Frame, function: FunctionObject, given: _Given
) -> tuple[Remembered, Renaming]:
    """Run a function and remember what came of it, what it wrote to its arguments included.

    Returned with it is what puts it into the caller's terms.
    """
    recursion, facts, key = machine.recursion, function.facts, given.key
    machine.executed.add((function.module, facts.span))
    needs, recursion.needs = recursion.needs, set()
    changed, recursion.changed = recursion.changed, False
    counts = len(recursion.assumed), len(recursion.provisional)
    started, order, binds = machine.tick(), machine.order, len(machine.binds)
    outer, machine.touched = machine.touched, Touched()
    veil = Veil(given.abstraction, given.objects, started)
    recursion.running.add(key)
    machine.active[id(facts)] += 1
    renaming: Renaming | None = None
    trail, machine.trail = machine.trail, Trail()
    trail.add(machine.trail)
    machine.trail.add(Ran(function.module, facts.span))
    try:
        outcome = _rounds(machine, frame, function, given, started)
        touched = machine.touched
        renaming = veil.lift(touched, started)
    finally:
        machine.trail = trail
        if renaming is None:
            veil.lift(machine.touched, started)
        machine.active[id(facts)] -= 1
        recursion.running.discard(key)
        mine, recursion.needs = recursion.needs, needs
        if not machine.active[id(facts)]:
            mine.discard(id(facts))
        recursion.needs |= mine
        recursion.changed = changed or (bool(mine) and recursion.changed)
        outer.absorb(machine.touched, started)
        for (module, name), value in machine.touched.bound.items():
            outer.bind(module, name, value if renaming is None else renaming.value(value))
        machine.touched = outer
    if mine:
        recursion.provisional[key] = outcome, frozenset(mine)
        return outcome, renaming
    recursion.forget(*counts)
    registered = machine.registering and machine.order != order
    # What a call has asked of a module may have been bound to something else on the way.
    bound = machine.binds[binds:]
    outdated = bool(bound) and Readers(machine.mentions, bound).has(outcome.trail)
    if not touched.opaque and not registered and not outdated and machine.contexts[id(function)] < MAX_CONTEXTS:
        machine.contexts[id(function)] += 1
        machine.memory.keep(key, outcome, given.abstraction.size)
        machine.kept.append(function)
    return outcome, renaming


def _rounds(machine: Machine, frame: Frame, function: FunctionObject, given: _Given, started: int) -> Remembered:
    """Run a function until what it gives is what its own calls of itself were told that it gives."""
    recursion = machine.recursion
    provisional = len(recursion.provisional)
    rounds = 0
    while True:
        rounds += 1
        recursion.changed = False
        outcome = _body(machine, frame, function, given, started)
        asks = given.key in recursion.needs
        recursion.needs.discard(given.key)
        if asks:
            recursion.note(given.key, outcome)
        if recursion.needs:
            return outcome
        if not recursion.changed:
            return _unknown(outcome, given) if asks and outcome.value is None else outcome
        if rounds == MAX_ROUNDS:
            site = frame.site(function.facts.at) if function.site is None else function.site
            machine.gap(site, "budget", "a recursion does not come to rest; what it gives is not known")
            return _unknown(outcome, given)
        # What depends on what was assumed is run again, on what is assumed now.
        recursion.forget(len(recursion.assumed), provisional)


def _unknown(outcome: Remembered, given: _Given) -> Remembered:
    """Return what came of a call whose value cannot be told."""
    value = UNKNOWN if outcome.value is None else outcome.value
    taints = weaken(taint_of_all((*given.arguments.values(), value)))
    return msgspec.structs.replace(outcome, value=Unknown(taints), returned=())


def _body(machine: Machine, frame: Frame, function: FunctionObject, given: _Given, started: int) -> Remembered:
    """Run a function's body once and return what came of it."""
    facts, ambient, steps = function.facts, machine.ambient, machine.steps
    inner = _frame(machine, frame, function)
    asked_outside, ambient.asked = ambient.asked, {}
    under_way = Call(given.abstraction.substitution)
    inner.call = under_way
    ambient.calls.append(under_way)
    try:
        bind_parameters(machine, inner, function, given.arguments)
        inner.received = dict(inner.variables)
        machine.hooks.execute(machine, inner, machine.body(facts, facts.body))
    finally:
        left = ambient.calls.pop().left
        asked, ambient.asked = ambient.asked, asked_outside
        for name, mark in asked.items():
            asked_outside.setdefault(name, mark)
    assured = assurance.conclude(inner)
    value, passed = conclude(inner)
    if value is not None and facts.returns is not None:
        value = declared_value(value, machine.evaluate(function.closure or inner, facts.returns))
    if facts.is_generator:
        value = machine.new_list("generator", [], join_all(inner.yielded) if inner.yielded else UNKNOWN, None)
    return Remembered(
        assured=assured,
        value=value,
        exits=tuple(inner.exits),
        passed=passed,
        effects=tuple(inner.effects),
        validated=inner.validated,
        used=inner.used,
        cost=machine.steps - steps,
        returned=tuple(
            (returned, checks, inner.return_sites.get(position, inner.site(facts.at)))
            for position, (returned, checks) in enumerate(inner.returned)
        ),
        asked=asked,
        left=left,
        bound=dict(machine.touched.bound),
        writes=_snapshots(machine.touched, given.objects, started),
        objects=given.objects,
        thrown=inner.thrown,
        started=started,
        trail=machine.trail,
    )


def _frame(machine: Machine, frame: Frame, function: FunctionObject) -> Frame:
    inner = Frame(
        function.module,
        machine.modules[function.module].path,
        function.facts.qualname,
        parent=function.closure,
        branch_born=frame.branch_born,
        depth=frame.depth + 1,
    )
    inner.function = function
    inner.owner = function.owner
    if id(function) in machine.views:
        # What leaves a wrapper without this has turned the caller away, whatever it answers.
        inner.check(Check(inner.site(function.facts.at), True, CLEAN, "", ENTERED))
    return inner


def _snapshots(touched: Touched, objects: list[HeapObject], started: int) -> tuple[Snapshot, ...]:
    """Return the state of every object that was there before and was written to."""
    positions = {id(target): position for position, target in enumerate(objects)}
    return tuple(
        Snapshot(target, name, positions.get(id(target)))
        for (_, name), target in touched.written.items()
        if target.born < started
    )


def conclude(frame: Frame) -> tuple[AnyValue | None, frozenset[Check]]:
    """Return what a finished frame returns, and what held on every path that returned; None when none did."""
    if frame.state is not None:
        frame.returned.append((NONE, frame.state.checks))
    if not frame.returned:
        return (UNKNOWN if frame.yielded else None), frozenset()
    passed = frame.returned[0][1]
    for _, checks in frame.returned[1:]:
        passed &= checks
    several = len(frame.returned) > 1 or bool(frame.exits)
    values = [implicit_taints(value, checks - passed) if several else value for value, checks in frame.returned]
    return join_all(values), passed


def _apply(
    machine: Machine,
    frame: Frame,
    called: tuple[FunctionObject, Arguments],
    outcome: Remembered,
    renaming: Renaming,
    at: int,
) -> AnyValue:
    """Carry the outcome of a call over into the caller, with the caller's taints in the place of symbols."""
    function = called[0]
    if _is_left_open(function, outcome):
        return Unknown(weaken(called[1].taint))
    here = frame.checks
    if _LIMITS.search(function.facts.qualname):
        frame.effect(Effect(PERHAPS_LIMITS, function.name, frame.site(function.facts.at), CLEAN))
    if _keeps_record(function.facts.name):
        frame.effect(Effect(AUDITS, function.name, frame.site(at), called[1].taint))
    if outcome.effects:
        does = "renders" if function.module.startswith(PREFIX) else "calls"
        step = Step(location_of(frame.site(at)), f"{does} {function.facts.qualname}")
        for effect in outcome.effects:
            if effect.mark.startswith(PROOF):
                _carry_proof(frame, effect, renaming)
                continue
            carried = _carry(frame, effect, renaming, step)
            if carried is not None:
                # Without a place it is the run of an entry point, which nothing of the program calls.
                frame.effect(_handed(frame, carried, called, at) if effect.parameter and at else carried)
    frame.validated = both(frame.validated, renaming.taints(outcome.validated))
    frame.used = both(frame.used, renaming.taints(outcome.used))
    # Most ways out share what holds on them.
    checked: dict[frozenset[Check], frozenset[Check]] = {}
    for exit_ in outcome.exits:
        checks = checked.get(exit_.checks)
        if checks is None:
            renamed = (_rename_check(check, renaming) for check in exit_.checks)
            checks = checked[exit_.checks] = here.union(renamed) if exit_.checks else here
        frame.leave(Exit(exit_.kind, exit_.status, exit_.redirects, checks, exit_.site, exit_.exception))
    if frame.depth == 0:
        machine.last_returns = tuple(
            (renaming.value(value), frozenset(_rename_check(check, renaming) for check in checks), site)
            for value, checks, site in outcome.returned
        )
    for site, thrown in outcome.thrown.items():
        frame.throw(site, renaming.value(thrown))
    if outcome.value is None:
        frame.state = None
        return UNKNOWN
    frame.check_all(_rename_check(check, renaming) for check in outcome.passed)
    _assure(frame, outcome.assured, renaming, at)
    value = renaming.value(outcome.value)
    if isinstance(value, Union) or (isinstance(value, Unknown) and value is not UNKNOWN):
        frame.ways[id(value)] = (value, outcome.returned, renaming)
    return value


def _is_left_open(function: FunctionObject, outcome: Remembered) -> bool:
    """Tell whether a method does nothing but say that a subclass has to: what runs is another, which is not known."""
    return (
        function.owner is not None
        and outcome.value is None
        and bool(outcome.exits)
        and all(exit_.exception == "builtins.NotImplementedError" for exit_ in outcome.exits)
    )


def _assure(frame: Frame, assured: Assured, renaming: Renaming, at: int) -> None:
    """Note what a call made sure of the caller's data: in any case now, by its answer for whoever asks for that."""
    if not assured:
        frame.answers.pop(at, None)
        return
    frame.prove_here(renaming.taints(assured.always), TEXTUAL)
    frame.answers[at] = Assured(renaming.taints(assured.yes), renaming.taints(assured.no))


def returns_of(frame: Frame, value: AnyValue, site: Site) -> Iterator[tuple[AnyValue, frozenset[Check], Site]]:
    """Yield the ways in which a frame returns a value: those of the call that gave it, else one.

    A wrapper that returns what its function returns would else mix up the refusals of the function with its answers.
    """
    given, ways, renaming = frame.ways.get(id(value), (None, (), None))
    if len(frame.returned) > MAX_WAYS:
        yield value, frozenset(), site
        return
    if renaming is None or given is not value:
        for returned, checks in split(frame, value) or ((value, frozenset()),):
            yield returned, checks, site
        return
    for returned, checks, place in ways:
        yield renaming.value(returned), frozenset(_rename_check(check, renaming) for check in checks), place


def _carry_proof(frame: Frame, effect: Effect, renaming: Renaming) -> None:
    """Let the caller know what the function has checked of the caller's data."""
    kinds = frozenset(SinkKind(kind) for kind in effect.mark.removeprefix(PROOF).split(","))
    frame.prove(renaming.taints(effect.taints), kinds, effect.site)


def _rename_check(check: Check, renaming: Renaming) -> Check:
    taints = renaming.taints(check.taints)
    return check if taints is check.taints else msgspec.structs.replace(check, taints=taints)


def _carry(frame: Frame, effect: Effect, renaming: Renaming, step: Step) -> Effect | None:
    """Return an effect as the caller sees it; None for a sink that the caller's data cannot harm."""
    taints = renaming.taints(effect.taints)
    if effect.sunk is not None and effect.mark == "sink":
        taints = frame.harmful(taints, effect.sunk.kind)
        if not taints:
            return None
    if taints == effect.taints and effect.mark not in {"sink", "built"}:
        return effect
    return msgspec.structs.replace(effect, taints=taints, trace=(step, *effect.trace))


def _handed(frame: Frame, effect: Effect, called: tuple[FunctionObject, Arguments], at: int) -> Effect:
    """Return what a function did with one parameter as it came, in terms of its caller: what is handed to a wrapper is
    the affair of whoever made it, through any number of wrappers.
    """
    function, arguments = called
    if not at:
        # A library calls the function: it hands data over, not a statement that it has made.
        return msgspec.structs.replace(effect, parameter="")
    names = [parameter.name for parameter in function.facts.parameters]
    given = arguments.get(names.index(effect.parameter), effect.parameter) if effect.parameter in names else None
    return msgspec.structs.replace(effect, parameter=frame.parameter_of(given), handed=frame.site(at))
