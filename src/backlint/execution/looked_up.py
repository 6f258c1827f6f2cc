"""What is known of a name once something was found under it among what the program itself lists.

`column = COLUMNS.get(name)` and `next((one for one in LISTED if one.name == name), None)` give nothing for a name that is
not there: where something was found, whoever sent the name has chosen among the program's own.
"""

from __future__ import annotations

from collections.abc import Callable

from backlint.execution.frames import MARK, Frame, unchanged
from backlint.execution.machine import Machine
from backlint.execution.taint import is_neutral
from backlint.execution.values import AnyValue, Constant, DictObject, InstanceObject, string_of
from backlint.facts import model

_SCOPES = frozenset({model.LOCAL, model.CLASS})


def note_looked_up(
    machine: Machine, frame: Frame, target: model.Expression, node: model.Expression, ours: Callable[[AnyValue], bool]
) -> None:
    """Note in the frame that a variable holds what was found under another, if anything; `ours` tells what is the program's.

    It is forgotten when either of the two is given something else, and where paths meet that do not agree.
    """
    if not isinstance(target, model.Name) or not isinstance(node, model.Call) or target.scope not in _SCOPES:
        return
    asked = _asked(machine, frame, node, ours)
    if asked is not None and asked.id != target.id and frame.state is not None:
        noted = Constant(asked.id, "str")
        frame.state.locals[target.id + MARK] = frame.state.locals[unchanged(target.id, asked.id)] = noted
        frame.state.locals[MARK] = noted


def looked_up_under(frame: Frame, variable: str) -> str | None:
    """Return the variable under whose value it was looked for what a variable holds."""
    if frame.state is None:
        return None
    asked = string_of(frame.state.locals.get(variable + MARK))
    return asked if asked is not None and unchanged(variable, asked) in frame.state.locals else None


def _asked(machine: Machine, frame: Frame, node: model.Call, ours: Callable[[AnyValue], bool]) -> model.Name | None:
    """Return the variable for whose value a call looks among the program's own; None where it does no such thing."""
    function = node.function
    if isinstance(function, model.Attribute) and function.name == "get" and len(node.arguments) in {1, 2}:
        asked = node.arguments[0].value
        if not isinstance(asked, model.Name) or not _is_sent(frame, asked) or not _gives_nothing(node):
            return None
        base = machine.evaluate(frame, function.value)
        # What a library's object gives is found in ways of its own.
        kept = isinstance(base, DictObject) or _is_own_attribute(machine, frame, function.value)
        of_class = _is_of_class(function.value)
        return asked if of_class or (kept and ours(base)) else None
    if isinstance(function, model.Name) and function.id == "next" and len(node.arguments) == 2 and _gives_nothing(node):
        return _chosen(machine, frame, node.arguments[0].value, ours)
    return None


def _is_sent(frame: Frame, asked: model.Expression) -> bool:
    """Tell whether an expression is a variable with data that somebody sent."""
    if not isinstance(asked, model.Name) or asked.scope not in _SCOPES or frame.state is None:
        return False
    value = frame.state.locals.get(asked.id)
    return value is not None and not all(map(is_neutral, value.taint))


def _gives_nothing(node: model.Call) -> bool:
    """Tell whether a call gives None for what is not there."""
    default = node.arguments[1].value if len(node.arguments) == 2 else None
    return default is None or (isinstance(default, model.Literal) and default.value is None)


def _is_own_attribute(machine: Machine, frame: Frame, node: model.Expression) -> bool:
    """Tell whether an expression reads an attribute of an object of the project's own, whatever put it there."""
    return isinstance(node, model.Attribute) and isinstance(machine.evaluate(frame, node.value), InstanceObject)


def _is_of_class(node: model.Expression) -> bool:
    """Tell whether an expression reads what a class says of itself: `record.__fields__`, whoever sent the record."""
    if not isinstance(node, model.Attribute) or node.name == "__dict__":
        return False
    return node.name.startswith("__") and node.name.endswith("__")


def _chosen(
    machine: Machine, frame: Frame, node: model.Expression, ours: Callable[[AnyValue], bool]
) -> model.Name | None:
    """Return the variable with which `(one for one in listed if one.name == variable)` compares what the program lists."""
    if not isinstance(node, model.Comprehension) or len(node.clauses) != 1 or node.kind == "dict":
        return None
    clause = node.clauses[0]
    if not isinstance(clause.target, model.Name) or len(clause.conditions) != 1:
        return None
    (test,) = clause.conditions
    if not isinstance(test, model.Compare) or test.ops != ("==",):
        return None
    for asked, one in ((test.left, test.comparators[0]), (test.comparators[0], test.left)):
        own = one.value if isinstance(one, model.Attribute) else one
        listed = isinstance(own, model.Name) and own.id == clause.target.id
        if listed and isinstance(asked, model.Name) and _is_sent(frame, asked):
            return asked if ours(machine.evaluate(frame, clause.iterable)) else None
    return None
