"""What each kind of statement does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backlint.execution import folding
from backlint.execution.alternatives import meet, narrow_by, one_of, remembered_by
from backlint.execution.assurance import note_return
from backlint.execution.calls import decorate
from backlint.execution.conditions import checks_of, describe
from backlint.execution.decisions import note_decision, note_relation
from backlint.execution.exceptions import caught, caught_exception
from backlint.execution.expressions import evaluate, gather_arguments, make_function, operate
from backlint.execution.frames import Catching, Frame, Loop, State
from backlint.execution.functions import returns_of
from backlint.execution.importing import import_from, import_module
from backlint.execution.items import element_of, iterate
from backlint.execution.joins import join, join_all
from backlint.execution.looked_up import note_looked_up
from backlint.execution.machine import Machine
from backlint.execution.modes import asks_for_development, is_switch
from backlint.execution.new_records import answered_by_new
from backlint.execution.numbers import augmented, forget_conversions
from backlint.execution.parameters import declared_value
from backlint.execution.patterns import match_pattern
from backlint.execution.program import Check, Exit, is_redirect
from backlint.execution.refinement import assume, compared, is_ours, item_place
from backlint.execution.refusals import Side, note_refused, note_unserved, served_side
from backlint.execution.secrets_made import note_made
from backlint.execution.swallowed import checks_since, note_swallowed
from backlint.execution.taint import Site, Taints, both
from backlint.execution.values import (
    NONE,
    WALKS,
    AnyValue,
    Arguments,
    ClassObject,
    Constant,
    External,
    FunctionObject,
    InstanceObject,
    ListObject,
    Member,
    Produced,
    Unknown,
    unsubscripted,
)
from backlint.facts import model

MAX_UNROLL = 128
LOOP_TURNS = 2


def execute(machine: Machine, frame: Frame, statements: tuple[model.Statement, ...]) -> None:
    """Run statements one after the other until the path ends."""
    for statement in statements:
        if frame.state is None:
            return
        machine.step(1 + WALKS.price())
        _EXECUTORS[type(statement)](machine, frame, statement)


def _evaluate(machine: Machine, frame: Frame, node: model.Evaluate) -> None:
    evaluate(machine, frame, node.value)


def _assign(machine: Machine, frame: Frame, node: model.Assign) -> None:
    value = evaluate(machine, frame, node.value)
    for target in node.targets:
        machine.hooks.assign(machine, frame, target, value)
        note_looked_up(machine, frame, target, node.value, is_ours)


def _annotated(machine: Machine, frame: Frame, node: model.Annotated) -> None:
    if frame.class_body and isinstance(node.target, model.Name) and frame.owner is not None:
        annotations, name = frame.owner.annotations, node.target.id
        annotations[name] = evaluate(machine, frame, node.annotation)
        module = machine.modules.get(frame.module)
        if module is not None and module.later and module.state == "running":
            module.later.append(lambda: annotations.update({name: evaluate(machine, frame, node.annotation)}))
    if node.value is not None:
        value = evaluate(machine, frame, node.value)
        if isinstance(value, (Unknown, Produced)) and not frame.class_body:
            value = declared_value(value, evaluate(machine, frame, node.annotation))
        machine.hooks.assign(machine, frame, node.target, value)


def _augment(machine: Machine, frame: Frame, node: model.Augment) -> None:
    before = evaluate(machine, frame, node.target)
    added = evaluate(machine, frame, node.value)
    augmented(frame, node, added)
    if node.op == "+" and isinstance(before, ListObject):
        machine.call(frame, Member(before, "extend"), Arguments((added,)), node.at)
        return
    machine.hooks.assign(machine, frame, node.target, operate(machine, frame, node.op, before, added, node.at))


def _delete(machine: Machine, frame: Frame, node: model.Delete) -> None:
    for target in node.targets:
        if isinstance(target, model.Name) and frame.state is not None:
            frame.state.locals.pop(target.id, None)
        elif isinstance(target, model.Subscript):
            base = evaluate(machine, frame, target.value)
            index = evaluate(machine, frame, target.index)
            machine.call(frame, Member(base, "__delitem__"), Arguments((index,)), node.at)


def _return(machine: Machine, frame: Frame, node: model.Return) -> None:
    if isinstance(node.value, model.Conditional):
        # `return a if test else b` is an `if` with two answers.
        sides = (model.Return(node.at, node.value.body),), (model.Return(node.at, node.value.orelse),)
        _if(machine, frame, model.If(node.at, node.value.test, *sides))
        return
    value = NONE if node.value is None else evaluate(machine, frame, node.value)
    if frame.state is not None:
        if frame.function is not None:
            note_made(frame, frame.function.facts.name, value, node.at)
        note_return(frame, node.value, value, lambda test, holds: assume(machine, frame, test, holds=holds))
        for returned, checks, site in returns_of(frame, value, frame.site(node.at)):
            if node.value is not None:
                frame.return_sites[len(frame.returned)] = site
            frame.returned.append((returned, frame.state.checks | checks))
    frame.state = None


def _raise(machine: Machine, frame: Frame, node: model.Raise) -> None:
    name, status = "", None
    if node.exception is not None:
        value = evaluate(machine, frame, node.exception)
        name, status = exception_of(machine, value)
        frame.throw(frame.site(node.at), value)
    else:
        frame.thrown.update(frame.caught)
    if frame.state is not None:
        frame.leave(Exit("raise", status, is_redirect(status), frame.state.checks, frame.site(node.at), name))
    frame.state = None


def exception_of(machine: Machine, value: AnyValue) -> tuple[str, int | None]:
    """Return the dotted name of an exception's class and the HTTP status with which it answers, if any."""
    if isinstance(value, Produced):
        return value.type, machine.library.exception_status(value.type, value.call.arguments)
    if isinstance(value, External):
        return value.name, machine.library.exception_status(value.name, Arguments())
    cls = value.cls if isinstance(value, InstanceObject) else value
    if isinstance(cls, ClassObject):
        for name in ("status_code", "code", "status", "http_status"):
            held = value.fields.get(name) if isinstance(value, InstanceObject) else None
            held = held or cls.lookup(name)
            if isinstance(held, Constant) and isinstance(held.value, int) and 300 <= held.value <= 599:
                return cls.name, held.value
        for base in cls.library_bases():
            status = machine.library.exception_status(base, Arguments())
            if status is not None:
                return cls.name, status
        return cls.name, None
    return "", None


def _assert(machine: Machine, frame: Frame, node: model.Assert) -> None:
    before = frame.state
    evaluate(machine, frame, node.test)
    if before is not None and frame.state is not None:
        note_refused(machine, frame, node.test, before, Side(before, ()), Side(None, ()))
    assume(machine, frame, node.test, holds=True)


def _if(machine: Machine, frame: Frame, node: model.If) -> None:
    if frame.is_module and _is_for_checkers(node.test):
        _for_checkers(machine, frame, node)
        return
    test = evaluate(machine, frame, node.test)
    if frame.state is None:
        return
    compared(frame, (test,), node.at)
    if test.taint:
        note_decision(frame, test, node.test, "asked")
    known = folding.truth(test)
    if known is not None and not (test.taint and isinstance(test, Constant) and test.kind == "bool"):
        execute(machine, frame, node.body if known else node.orelse)
        return
    developing = asks_for_development(node.test)
    if developing is not None and is_switch(test):
        # What runs in tests or while debugging only is no part of the program as it is served.
        execute(machine, frame, node.orelse if developing else node.body)
        return
    served = served_side(machine, node.test) if is_switch(test) else None
    if served is not None:
        # What is done in another mode than production's is not served: routes that exist locally, say.
        execute(machine, frame, node.body if served else node.orelse)
        return
    branch(machine, frame, node.test, test.taint, node.body, node.orelse)


def _is_for_checkers(test: model.Expression) -> bool:
    name = test.name if isinstance(test, model.Attribute) else test.id if isinstance(test, model.Name) else ""
    return name == "TYPE_CHECKING"


def _for_checkers(machine: Machine, frame: Frame, node: model.If) -> None:
    """Run `if TYPE_CHECKING:` as the program does, which does not: the imports are done when the module is complete.

    Done at once they would make cycles that the program does not have, and names that are not there yet.
    """
    execute(machine, frame, node.orelse)
    if not node.orelse:
        machine.modules[frame.module].later.append(lambda: execute(machine, frame, node.body))


def branch(
    machine: Machine,
    frame: Frame,
    test: model.Expression,
    taints: Taints,
    body: tuple[model.Statement, ...],
    orelse: tuple[model.Statement, ...],
) -> None:
    """Run both sides of a condition that is not decided, and join what they leave.

    Each side knows how the condition came out; where only one of them goes on, that is known from there on.
    """
    if frame.state is None:
        return
    note_relation(frame, taints, test.at)
    new = answered_by_new(machine, frame, test)
    before, born = frame.state, frame.branch_born
    frame.branch_born = machine.tick()
    ends: list[State | None] = []
    tests: list[frozenset[Check]] = []
    returned = [len(frame.returned)]
    for holds, statements in ((True, body), (False, orelse)):
        frame.state = before.copy()
        for check in checks_of(frame, test, taints, new, holds=holds):
            frame.check(check)
        frame.check_all(remembered_by(frame, test, holds=holds))
        narrow_by(frame, test, holds=holds)
        tests.append(frame.state.checks)
        assume(machine, frame, test, holds=holds)
        execute(machine, frame, statements)
        ends.append(frame.state)
        returned.append(len(frame.returned))
    yes, no = (
        Side(end, tuple(value for value, _ in frame.returned[start:stop]), statements)
        for end, start, stop, statements in zip(ends, returned, returned[1:], (body, orelse), strict=False)
    )
    if frame.is_module or None in ends:
        note_refused(machine, frame, test, before, yes, no)
    note_unserved(machine, frame, test, yes, no)
    frame.branch_born = born
    frame.state = meet(frame, ends)
    frame.check_all(one_of(ends, tests))
    place = _asks_for_item(test)
    if place and frame.state is not None and ends[0] is not None and place in ends[0].locals:
        # `if key not in cache: cache[key] = make(key)`: what is there already was made of an equal key.
        frame.state.locals[place] = ends[0].locals[place]


def _asks_for_item(test: model.Expression) -> str:
    """Return the place of an item that a condition finds missing, as assignments know it, or ""."""
    if isinstance(test, model.Compare) and test.ops == ("not in",):
        return item_place(model.Subscript(test.at, test.comparators[0], test.left))
    if isinstance(test, model.Unary) and test.op == "not" and isinstance(test.operand, model.Compare):
        inner = test.operand
        if inner.ops == ("in",):
            return item_place(model.Subscript(inner.at, inner.comparators[0], inner.left))
    return ""


def _while(machine: Machine, frame: Frame, node: model.While) -> None:
    test = evaluate(machine, frame, node.test)
    known = folding.truth(test)
    if known is False:
        execute(machine, frame, node.orelse)
        return
    before = frame.state.copy() if frame.state is not None else None
    loop = Loop()
    frame.loops.append(loop)
    born, frame.branch_born = frame.branch_born, machine.tick()
    ends = known is not True
    endless = isinstance(node.test, model.Literal)
    for _ in range(LOOP_TURNS):
        if frame.state is None:
            break
        assume(machine, frame, node.test, holds=True)
        execute(machine, frame, node.body)
        frame.state = meet(frame, [frame.state, *loop.continues])
        if frame.state is not None:
            # A condition that is true so far, as of a counter, ends the loop some time.
            ends = folding.truth(evaluate(machine, frame, node.test)) is not True or not endless
    frame.loops.pop()
    frame.branch_born = born
    leaves = [frame.state if ends else None, None if known else before]
    frame.state = meet(frame, leaves)
    if frame.state is not None:
        assume(machine, frame, node.test, holds=False)
        execute(machine, frame, node.orelse)
    frame.state = meet(frame, [frame.state, *loop.breaks])


def _for(machine: Machine, frame: Frame, node: model.For) -> None:
    iterable = evaluate(machine, frame, node.iterable)
    items, rest = iterate(machine, frame, iterable, node.at)
    loop = Loop()
    frame.loops.append(loop)
    if rest is None and len(items) <= MAX_UNROLL and (machine.registering or len(items) <= 16):
        frame.loops.pop()
        unrolled = Loop()
        for item in items:
            if frame.state is None:
                break
            frame.loops.append(unrolled)
            unrolled.continues.clear()
            machine.hooks.assign(machine, frame, node.target, item)
            execute(machine, frame, node.body)
            frame.loops.pop()
            frame.state = meet(frame, [frame.state, *unrolled.continues])
        execute(machine, frame, node.orelse)
        frame.state = meet(frame, [frame.state, *unrolled.breaks])
        return
    before = frame.state.copy() if frame.state is not None else None
    element = join_all([*items[:8], *([] if rest is None else [rest])]) if items or rest is not None else Unknown()
    born, frame.branch_born = frame.branch_born, machine.tick()
    for _ in range(LOOP_TURNS):
        if frame.state is None:
            break
        machine.hooks.assign(machine, frame, node.target, element)
        execute(machine, frame, node.body)
        frame.state = meet(frame, [frame.state, *loop.continues])
        loop.continues.clear()
    frame.loops.pop()
    frame.branch_born = born
    frame.state = meet(frame, [frame.state, before])
    execute(machine, frame, node.orelse)
    frame.state = meet(frame, [frame.state, *loop.breaks])


def _with(machine: Machine, frame: Frame, node: model.With) -> None:
    for item in node.items:
        context = evaluate(machine, frame, item.context)
        entered = _enter(machine, frame, context, node.is_async, item.context.at)
        if item.target is not None:
            machine.hooks.assign(machine, frame, item.target, entered)
    execute(machine, frame, node.body)


def _enter(machine: Machine, frame: Frame, context: AnyValue, is_async: bool, at: int) -> AnyValue:
    """Return what `with context as x` binds."""
    if isinstance(context, ListObject) and context.kind == "generator":
        return element_of(machine, frame, context, at)
    if isinstance(context, InstanceObject):
        name = "__aenter__" if is_async else "__enter__"
        method = context.cls.lookup(name)
        if isinstance(method, FunctionObject):
            return machine.call(frame, machine.attribute(frame, context, name, at), Arguments(), at)
    return context


def _try(machine: Machine, frame: Frame, node: model.Try) -> None:
    if frame.state is None:
        return
    before = frame.state.copy()
    held = dict(frame.exits)
    catching = Catching()
    frame.catching.append(catching)
    outer, frame.thrown = frame.thrown, {}
    done = len(frame.effects)
    execute(machine, frame, node.body)
    thrown, frame.thrown = frame.thrown, outer
    frame.catching.pop()
    if frame.catching:
        frame.catching[-1].taints = both(frame.catching[-1].taints, catching.taints)
    raised = [exit_ for exit_ in frame.exits if exit_ not in held]
    after = frame.state
    asked = checks_since(frame, done) if node.handlers else ()
    taints = (
        catching.taints.union(*(check.taints for exit_ in raised for check in exit_.checks - before.checks))
        if raised
        else catching.taints
    )
    if node.handlers:
        site = frame.site(node.handlers[0].at)
        _catch(machine, frame, node, raised, held, done)
        ends: list[State | None] = []
        frame.state = after
        frame.check(Check(site, False, taints))
        execute(machine, frame, node.orelse)
        ends.append(frame.state)
        for handler in node.handlers:
            frame.state = _handler_state(frame, before, after)
            frame.check(Check(site, True, taints))
            answered = len(frame.returned)
            _handle(machine, frame, handler, {exit_.exception for exit_ in raised}, thrown)
            note_swallowed(frame, asked, answered)
            ends.append(frame.state)
        frame.state = meet(frame, ends)
    else:
        execute(machine, frame, node.orelse)
    for place, value in thrown.items():
        frame.throw(place, value)
    if node.final:
        _finally(machine, frame, node.final, before)


def _handler_state(frame: Frame, before: State, after: State | None) -> State:
    """Return the state in which a handler begins: anything between the start and the end of the body."""
    if after is None:
        return before.copy()
    merged = meet(frame, [before.copy(), after.copy()])
    return State(merged.locals if merged is not None else {}, before.checks, before.proved)


def _catch(
    machine: Machine, frame: Frame, node: model.Try, raised: list[Exit], held: dict[Exit, None], done: int
) -> None:
    """Take away the ways out that a handler catches, and what is noted since `done` of what it catches besides."""
    names: list[str] = []
    broad = False
    for handler in node.handlers:
        if handler.type is None:
            broad = True
            continue
        value = evaluate(machine, frame, handler.type) if frame.state is not None else Unknown()
        items, _ = (
            iterate(machine, frame, value, handler.at) if not isinstance(value, ClassObject) else ((value,), None)
        )
        for item in items or (value,):
            if isinstance(item, External):
                names.append(item.name)
                broad = broad or item.name in {"builtins.Exception", "builtins.BaseException"}
            elif isinstance(item, ClassObject):
                names.append(item.name)
            elif not isinstance(item, ClassObject):
                broad = broad or frame.state is None
    forget_conversions(frame, done, names, broad=broad)
    for exit_ in raised:
        if exit_ in held:
            continue
        caught = broad or exit_.exception in names or any(exit_.exception.startswith(f"{n}.") for n in names)
        if caught:
            frame.exits.pop(exit_, None)


def _handle(
    machine: Machine, frame: Frame, handler: model.Handler, raised: set[str], thrown: dict[Site, AnyValue]
) -> None:
    """Run a handler on what it catches of the exceptions that tell of data, which are then no longer under way."""
    born, frame.branch_born = frame.branch_born, machine.tick()
    outer, frame.caught = frame.caught, {}
    if thrown:
        frame.caught = (
            caught(evaluate(machine, frame, handler.type), thrown) if handler.type is not None else {**thrown}
        )
        for site in frame.caught:
            del thrown[site]
    if handler.name is not None:
        kind = evaluate(machine, frame, handler.type) if handler.type is not None else Unknown()
        exception = caught_exception(machine, frame.site(handler.at), handler.name.id, kind, raised)
        machine.hooks.assign(machine, frame, handler.name, join_all([*frame.caught.values(), exception]))
    execute(machine, frame, handler.body)
    frame.caught = outer
    frame.branch_born = born


def _finally(machine: Machine, frame: Frame, final: tuple[model.Statement, ...], before: State) -> None:
    """Run a `finally`; it also runs when the path has ended, and ends it again afterwards."""
    if frame.state is not None:
        execute(machine, frame, final)
        return
    frame.state = before.copy()
    execute(machine, frame, final)
    frame.state = None


def _match(machine: Machine, frame: Frame, node: model.Match) -> None:
    subject = evaluate(machine, frame, node.subject)
    before = frame.state
    ends: list[State | None] = []
    born, frame.branch_born = frame.branch_born, machine.tick()
    for case in node.cases:
        if before is None:
            break
        frame.state = before.copy()
        matched = match_pattern(machine, frame, case.pattern, subject, node.subject)
        if matched is False:
            continue
        if case.guard is not None:
            evaluate(machine, frame, case.guard)
            assume(machine, frame, case.guard, holds=True)
        frame.check(Check(frame.site(case.at), True, subject.taint, describe(node.subject)))
        execute(machine, frame, case.body)
        ends.append(frame.state)
        if matched and case.guard is None:
            before = None
            break
    frame.branch_born = born
    frame.state = meet(frame, [*ends, before])


def _define_function(machine: Machine, frame: Frame, node: model.DefineFunction) -> None:
    facts = machine.modules[frame.module].facts.functions[node.function]
    decorators = [(evaluate(machine, frame, decorator), decorator.at) for decorator in facts.decorators]
    function = make_function(machine, frame, facts)
    if frame.class_body:
        function.owner = frame.owner
    value: AnyValue = function
    stages: list[AnyValue] = []
    for decorator, at in reversed(decorators):
        stages.append(value)
        value = decorate(machine, frame, decorator, value, at)
    for stage in stages:
        if isinstance(stage, FunctionObject) and stage is not value:
            stage.became = value
    machine.hooks.assign(machine, frame, node.target, value)


def _define_class(machine: Machine, frame: Frame, node: model.DefineClass) -> None:
    facts = machine.modules[frame.module].facts.classes[node.cls]
    decorators = [(evaluate(machine, frame, decorator), decorator.at) for decorator in facts.decorators]
    given = gather_arguments(machine, frame, facts.bases)
    bases = tuple(unsubscripted(base) for base in given.positional)
    cls = ClassObject(frame.module, facts, bases, dict(given.keywords), frame.site(facts.at), machine.tick())
    machine.classes.append(cls)
    inner = Frame(
        frame.module, frame.path, facts.qualname, parent=frame, branch_born=frame.branch_born, depth=frame.depth
    )
    inner.class_body = True
    inner.owner = cls
    execute(machine, inner, machine.body(facts, facts.body))
    for effect in inner.effects:
        frame.effect(effect)
    cls.namespace = {name: value for name, value in inner.variables.items() if "." not in name}
    told = machine.library.base_told(cls) if bases else ""
    if told:
        cls.descend(External(told))
    value: AnyValue = cls
    for decorator, at in reversed(decorators):
        value = decorate(machine, frame, decorator, value, at)
    machine.hooks.assign(machine, frame, node.target, value)


def _import(machine: Machine, frame: Frame, node: model.Import) -> None:
    for name in node.names:
        import_module(machine, frame, name)


def _import_from(machine: Machine, frame: Frame, node: model.ImportFrom) -> None:
    import_from(machine, frame, node)


def _jump(machine: Machine, frame: Frame, node: model.Jump) -> None:
    _ = machine
    if node.kind == "pass" or frame.state is None:
        return
    if frame.loops:
        (frame.loops[-1].breaks if node.kind == "break" else frame.loops[-1].continues).append(frame.state)
    frame.state = None


def _alias(machine: Machine, frame: Frame, node: model.Alias) -> None:
    machine.hooks.assign(machine, frame, node.target, evaluate(machine, frame, node.value))


_EXECUTORS: dict[type, Callable[[Machine, Frame, Any], None]] = {
    model.Evaluate: _evaluate,
    model.Assign: _assign,
    model.Annotated: _annotated,
    model.Augment: _augment,
    model.Delete: _delete,
    model.Return: _return,
    model.Raise: _raise,
    model.Assert: _assert,
    model.If: _if,
    model.While: _while,
    model.For: _for,
    model.With: _with,
    model.Try: _try,
    model.Match: _match,
    model.DefineFunction: _define_function,
    model.DefineClass: _define_class,
    model.Import: _import,
    model.ImportFrom: _import_from,
    model.Jump: _jump,
    model.Alias: _alias,
}

__all__ = ["branch", "exception_of", "execute", "join"]
