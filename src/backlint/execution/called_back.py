"""Functions that are handed to a library: it calls them, now or later, with whatever it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backlint.execution.frames import Frame, merge
from backlint.execution.importing import imported
from backlint.execution.machine import Machine
from backlint.execution.taint import CLEAN, Taints, weaken
from backlint.execution.values import (
    AnyValue,
    Arguments,
    Bound,
    DictObject,
    External,
    FunctionObject,
    ListObject,
    Member,
    Partial,
    Tuple,
    Unknown,
    string_of,
)

MAX_CALLBACKS = 4
_LOOKED_INTO = 8


def run_callbacks(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> Taints:
    """Run the functions among the arguments of a library's call, and return what their results are tainted with.

    Only those for which it matters where they are handed over: they see variables of the functions around them, are bound
    to something tainted, or get what else is handed over. Whether they are called is not known, so what they do is
    something that may have been done.
    """
    if machine.registering or frame.state is None:
        return CLEAN
    found = list(_functions(arguments.values()))
    if not found:
        return CLEAN
    given = weaken(frozenset().union(*(one.taint for one in arguments.values() if not _is_function(one))))
    returned: Taints = CLEAN
    for function in found[:MAX_CALLBACKS]:
        if given or function.taint or _sees_variables(function):
            returned |= _run(machine, frame, function, Arguments(star=Unknown(given)), at)
    return returned


def run_later(machine: Machine, frame: Frame, function: AnyValue, given: Arguments, at: int) -> None:
    """Run a function, or the one that a text names, which is called once whoever asks for it has gone on.

    What it does may be done; how it ends, and what it has checked, says nothing of what follows.
    """
    path = string_of(function)
    if path is not None:
        function = imported(machine, frame, path) or function if "." in path else function
    # A library's own, too: `tasks.add_task(mail.send_message, message)`.
    known = _is_function(function) or isinstance(function, (FunctionObject, Member, External))
    if not machine.registering and known:
        _run(machine, frame, function, given, at)


def _run(machine: Machine, frame: Frame, function: AnyValue, given: Arguments, at: int) -> Taints:
    before = frame.state
    if before is None:
        return CLEAN
    exits, thrown, born = dict(frame.exits), dict(frame.thrown), frame.branch_born
    frame.state, frame.branch_born = before.copy(), machine.tick()
    result = machine.call(frame, function, given, at)
    frame.state = merge((before, frame.state))
    frame.exits, frame.thrown, frame.branch_born = exits, thrown, born
    return result.taint


def _is_function(value: AnyValue) -> bool:
    """Tell whether a value is a function that a library may call: one that a library keeps already is handed over to be
    told from others (`cache.delete_memoized(get_user, number)`).
    """
    if isinstance(value, FunctionObject):
        return not value.decorations
    return isinstance(value, (Bound, Partial))


def _functions(values: Iterable[AnyValue]) -> Iterator[AnyValue]:
    for value in values:
        if _is_function(value):
            yield value
        elif isinstance(value, (ListObject, Tuple)):
            yield from filter(_is_function, value.items[:_LOOKED_INTO])
        elif isinstance(value, DictObject):
            yield from filter(_is_function, list(value.entries.values())[:_LOOKED_INTO])


def _sees_variables(function: AnyValue) -> bool:
    """Tell whether a function stands in another one, or is a method of an object that was made there."""
    if isinstance(function, Partial):
        return any(_sees_variables(one) for one in (function.function, *function.arguments.positional))
    if isinstance(function, Bound):
        return _sees_variables(function.function)
    return (
        isinstance(function, FunctionObject) and function.closure is not None and function.closure.function is not None
    )
