"""Constants that a program does not go on with: a default that ends the start, or is replaced, before it is used.

`if KEY == "dev": raise`, `assert KEY != "dev"`, `if len(KEY) < 32: sys.exit(1)` and `if KEY == "dev": KEY = make()` all ask a
value that may be a constant of the program, or something from outside. Each such constant is put in its place, the condition is
asked again, and the side that it takes tells whether anything goes on with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from backlint.execution import folding
from backlint.execution.frames import Frame, State
from backlint.execution.machine import Machine
from backlint.execution.modes import asks_for_production, chooses_production
from backlint.execution.values import AnyValue, Constant, Text, members
from backlint.facts import model

_STAND_IN = "<asked>"
"""A local name that no program has, for the constant in the place of the value that is asked."""

_UNWRAPS = frozenset({"get_secret_value"})


class Side(NamedTuple):
    """One side of a condition after it was run: its end (None: nothing goes on from there) and what it returned."""

    end: State | None
    returned: tuple[AnyValue, ...]
    statements: tuple[model.Statement, ...] = ()


def note_refused(machine: Machine, frame: Frame, test: model.Expression, before: State, yes: Side, no: Side) -> None:
    """Note the constants that a condition keeps from being used, given what became of its two sides.

    `before` is the state in which the condition was asked; the frame is left as it was.
    """
    asked = tuple(_asked(test))
    if not asked:
        return
    after, frame.state = frame.state, before.copy()
    try:
        for node in asked:
            for held in _constants(machine.evaluate(frame, node)):
                side = _taken(machine, frame, test, node, held)
                if side is not None and held.site is not None and not _goes_on(yes if side else no, node):
                    machine.refuse(held.site)
    finally:
        frame.state = after


def note_unserved(machine: Machine, frame: Frame, test: model.Expression, yes: Side, no: Side) -> None:
    """Note the texts that only the side of a condition has which production does not take: `if stage != "production"`."""
    served = served_side(machine, test)
    if served is None:
        return
    side = no if served else yes
    held = [*side.returned, *(side.end.locals.values() if side.end is not None else ())]
    for value in held:
        for member in members(value):
            site = member.site if isinstance(member, Constant) and isinstance(member.value, str) else None
            # What the side itself writes stands behind the condition; the rest of the function has not been run yet.
            if site is not None and site.path == frame.path and site.scope == frame.scope and site.at > test.at:
                machine.refuse(site)


def served_side(machine: Machine, test: model.Expression) -> bool | None:
    """Return how a condition on the mode that a program runs in comes out in production; None for other conditions."""
    if id(test) not in machine.modes:
        machine.modes[id(test)] = chooses_production(test)
    return machine.modes[id(test)]


def _asked(test: model.Expression) -> Iterator[model.Name | model.Attribute]:
    """Yield the variables and attributes that a condition asks, each once."""
    seen: set[str] = set()
    for node in _operands(test):
        name = _dotted(node)
        if name and name not in seen and isinstance(node, (model.Name, model.Attribute)):
            seen.add(name)
            yield node


def _operands(node: model.Expression) -> Iterator[model.Expression]:
    if isinstance(node, model.Boolean):
        yield from _operands(node.left)
        yield from _operands(node.right)
    elif isinstance(node, model.Unary):
        yield from _operands(node.operand)
    elif isinstance(node, model.Compare):
        for one in (node.left, *node.comparators):
            yield from _operands(one)
    elif isinstance(node, model.Call):
        if isinstance(node.function, model.Attribute):
            yield from _operands(node.function.value)
        for argument in node.arguments:
            yield from _operands(argument.value)
    elif isinstance(node, (model.Name, model.Attribute)):
        yield node


def _dotted(node: model.Expression) -> str:
    """Return a variable or attribute as it is written, or ""."""
    if isinstance(node, model.Name):
        return node.id
    if isinstance(node, model.Attribute):
        base = _dotted(node.value)
        return f"{base}.{node.name}" if base else ""
    return ""


def _constants(value: AnyValue) -> Iterator[Constant]:
    """Yield the texts of the program that a value may be where it may be something else as well."""
    found = members(value)
    if len(found) > 1 or value.taint:
        for member in found:
            if isinstance(member, Constant) and member.site is not None and isinstance(member.value, str):
                yield member


def _taken(
    machine: Machine, frame: Frame, test: model.Expression, node: model.Expression, held: Constant
) -> bool | None:
    """Tell which side a condition takes in production where what it asks is this constant; None where that is open."""
    if frame.state is None:
        return None
    name = _dotted(node)
    frame.state.locals[_STAND_IN] = Constant(held.value, held.kind, site=held.site)

    def answer(part: model.Expression) -> bool | None:
        put = _put(part, name)
        if put is part:
            # What it does not depend on: which of its answers production gives is known of modes only.
            return asks_for_production(part)
        return folding.truth(machine.evaluate(frame, put))

    result = _answered(test, answer)
    frame.state.locals.pop(_STAND_IN, None)
    return result


def _answered(test: model.Expression, answer: Callable[[model.Expression], bool | None]) -> bool | None:
    if isinstance(test, model.Unary) and test.op == "not":
        inner = _answered(test.operand, answer)
        return None if inner is None else not inner
    if isinstance(test, model.Boolean):
        sides = [_answered(test.left, answer), _answered(test.right, answer)]
        decisive = test.op == "or"
        if decisive in sides:
            return decisive
        return None if None in sides else not decisive
    return answer(test)


def _put(node: model.Expression, name: str) -> model.Expression:
    """Return an expression with the constant in the place of a variable or attribute; itself where that is not in it."""
    if isinstance(node, (model.Name, model.Attribute)) and _dotted(node) == name:
        return model.Name(node.at, _STAND_IN, model.LOCAL)
    if isinstance(node, model.Attribute):
        return _replaced(node, value=_put(node.value, name))
    if isinstance(node, model.Compare):
        comparators = tuple(_put(one, name) for one in node.comparators)
        same = all(one is other for one, other in zip(comparators, node.comparators, strict=True))
        return _replaced(node, left=_put(node.left, name), comparators=node.comparators if same else comparators)
    if isinstance(node, model.Call):
        if isinstance(node.function, model.Attribute) and node.function.name in _UNWRAPS:
            return _put(node.function.value, name)
        values = tuple(_put(one.value, name) for one in node.arguments)
        given = tuple(model.Argument(put, one.name, one.star) for put, one in zip(values, node.arguments, strict=True))
        same = all(put is one.value for put, one in zip(values, node.arguments, strict=True))
        return _replaced(node, function=_put(node.function, name), arguments=node.arguments if same else given)
    if isinstance(node, model.Unary):
        return _replaced(node, operand=_put(node.operand, name))
    return node


def _replaced(node: msgspec.Struct, **parts: object) -> model.Expression:
    """Return a node with other parts, or itself where they are the same."""
    if all(getattr(node, part) is value for part, value in parts.items()):
        return node  # type: ignore[return-value]
    return msgspec.structs.replace(node, **parts)  # type: ignore[return-value]


def _goes_on(side: Side, node: model.Expression) -> bool:
    """Tell whether a side of a condition uses the constant: it does not end, and the variable still is what it was.

    What the variable is replaced by must not be made of the constant, as `URL.replace("postgres:", "postgresql:")` is.
    """
    if side.end is None and side.returned:
        # A function that gives back a value of its own gives another one; what it answers of a setting replaces nothing.
        own = isinstance(node, model.Name) and node.scope == model.LOCAL
        return not own or any(_has_text(value) or isinstance(value, Constant) for value in side.returned)
    if side.end is None:
        return False
    if _ends_in_production(side.statements):
        return False
    if not isinstance(node, model.Name) or node.id not in side.end.locals:
        return True
    return _has_text(side.end.locals[node.id])


_EXITS = frozenset({"exit", "_exit", "abort"})


def _ends_in_production(statements: tuple[model.Statement, ...]) -> bool:
    """Tell whether statements end the program under a condition that asks for the mode only: `if production: raise`."""
    for statement in statements:
        if isinstance(statement, model.Raise):
            return True
        if isinstance(statement, model.Evaluate) and isinstance(statement.value, model.Call):
            if _dotted(statement.value.function).rpartition(".")[2] in _EXITS:
                return True
        elif isinstance(statement, model.If):
            mode = _answered(statement.test, asks_for_production)
            if mode is not None and _ends_in_production(statement.body if mode else statement.orelse):
                return True
    return False


def _has_text(value: AnyValue) -> bool:
    """Tell whether a value is, or begins to be, a text of the program."""
    return any(
        isinstance(member, Text)
        or (isinstance(member, Constant) and isinstance(member.value, str) and member.value != "")
        for member in members(value)
    )
