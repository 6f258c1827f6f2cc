"""Conditions that a record answers as soon as it is made: `user.role in ("admin", "member")` where members are what all are
that nobody has made anything else. Such a condition asks for no right: whoever has an account has it.
"""

from __future__ import annotations

from backlint.execution.frames import Frame
from backlint.execution.machine import Machine
from backlint.execution.values import (
    AnyValue,
    ClassObject,
    Constant,
    DictObject,
    FunctionObject,
    InstanceObject,
    ListObject,
    Member,
    Tuple,
    Unknown,
)
from backlint.facts import model

_EQUAL = frozenset({"==", "!="})
_WITHIN = frozenset({"in", "not in"})


def answered_by_new(machine: Machine, frame: Frame, test: model.Expression) -> dict[int, bool]:
    """Return how the comparisons in a condition come out for a record that was just made, by their nodes; those only of
    which that is known: a column that has a default is compared with constants.

    Where one of two is enough, and a new record answers that one so, the other asks for nothing more.
    """
    found: dict[int, bool] = {}
    if isinstance(test, (model.Compare, model.Boolean, model.Unary)):
        _ask(machine, frame, test, found)
    return found


def _ask(machine: Machine, frame: Frame, test: model.Expression, found: dict[int, bool]) -> bool | None:
    if isinstance(test, model.Unary) and test.op == "not":
        inner = _ask(machine, frame, test.operand, found)
        return None if inner is None else not inner
    if isinstance(test, model.Boolean):
        sides = (_ask(machine, frame, test.left, found), _ask(machine, frame, test.right, found))
        enough = test.op == "or"
        if enough in sides:
            _settle(test, found, answer=enough)
            return enough
        return None if None in sides else not enough
    if not isinstance(test, model.Compare) or len(test.ops) != 1:
        return None
    answer = _answer(machine, frame, test)
    if answer is not None:
        found[id(test)] = answer
    return answer


def _settle(test: model.Expression, found: dict[int, bool], *, answer: bool) -> None:
    """Let all comparisons of a condition come out as the whole of it does."""
    if isinstance(test, model.Unary):
        _settle(test.operand, found, answer=not answer)
    elif isinstance(test, model.Boolean):
        _settle(test.left, found, answer=answer)
        _settle(test.right, found, answer=answer)
    elif isinstance(test, model.Compare):
        found[id(test)] = answer


def _answer(machine: Machine, frame: Frame, node: model.Compare) -> bool | None:
    column, operation = node.left, node.ops[0]
    if not isinstance(column, model.Attribute) or not isinstance(column.value, (model.Name, model.Attribute)):
        return None
    if operation not in _EQUAL | _WITHIN:
        return None
    of = _class_of(machine.evaluate(frame, column.value))
    declared = None if of is None else of.lookup(column.name)
    default = None if declared is None or isinstance(declared, FunctionObject) else machine.library.initial(declared)
    asked = None if default is None else _key(default)
    if asked is None:
        return None
    compared = machine.evaluate(frame, node.comparators[0])
    values = _items(compared) if operation in _WITHIN else (compared,)
    keys = None if values is None else [_key(value) for value in values]
    if keys is None or None in keys:
        return None
    return (asked in keys) is (operation in {"==", "in"})


def _class_of(value: AnyValue) -> ClassObject | None:
    of = value.cls if isinstance(value, InstanceObject) else value.type if isinstance(value, Unknown) else None
    return of if isinstance(of, ClassObject) else None


def _items(value: AnyValue) -> tuple[AnyValue, ...] | None:
    """Return all that a sequence, a set or a mapping holds; None where there may be more."""
    if isinstance(value, (ListObject, Tuple)) and value.rest is None:
        return tuple(value.items)
    return tuple(value.entries) if isinstance(value, DictObject) and value.rest is None else None


def _key(value: AnyValue) -> object:
    """Return what two values have in common that are the same; None where that is not known. None itself is no role."""
    if isinstance(value, Constant):
        return value.value
    return (id(value.base), value.name) if isinstance(value, Member) else None
