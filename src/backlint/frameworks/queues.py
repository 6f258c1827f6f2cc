"""Functions that are put into a queue: a worker calls them, later and elsewhere, with what they are given there.

A function of the project that went through a library's decorator has no method `delay` of its own: whoever calls that asks
the library to have the function run, whatever library it is. What such methods are called is much the same in all of them.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from backlint.execution.library import Exchange
from backlint.execution.values import (
    TRUE,
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    FunctionObject,
    InstanceObject,
    Unknown,
)
from backlint.frameworks.callbacks import unpacked
from backlint.frameworks.selectors import first

_PLAIN = frozenset("delay delay_on_commit send kiq enqueue aenqueue defer defer_async queue s si message".split())
"""Methods that take what the function takes: of Celery, dramatiq, taskiq, Django's tasks, procrastinate, RQ."""

_UNPACKED = frozenset(
    "apply_async apply_async_on_commit apply signature subtask send_with_options message_with_options schedule".split()
)
"""Methods that take a sequence and a mapping of what the function takes: of Celery, dramatiq and huey."""

_GIVEN_ITSELF = ("bind", "pass_context", "context")
"""Options of decorators by which a function is given the task, or the job, first."""


def queued(event: CallEvent, method: str) -> Exchange | None:
    """Return what a method means that a library's decorator has given to a function of the project; None for others."""
    function = event.receiver
    if not isinstance(function, FunctionObject) or not function.decorations:
        return None
    if method in _PLAIN:
        given = event.arguments
    elif method in _UNPACKED:
        given = unpacked(first(event, "0:args"), first(event, "1:kwargs"))
    else:
        return None
    if _is_given_itself(function):
        given = msgspec.structs.replace(given, positional=(Unknown(), *given.positional))
    return Exchange(calls=((function, given),), later=True)


def _is_given_itself(function: FunctionObject) -> bool:
    return any(
        event.arguments.keyword(name) == TRUE
        for decoration in function.decorations
        for event in (decoration, _made_by(decoration))
        if event is not None
        for name in _GIVEN_ITSELF
    )


def _made_by(decoration: CallEvent) -> CallEvent | None:
    """Return the call that made a decorator: `@app.task(bind=True)`."""
    made = getattr(decoration.function, "call", None)
    return made if isinstance(made, CallEvent) else None


def runs_later(event: CallEvent) -> Exchange | None:
    """The model of `delay` and `apply_async` of a task that is an object: the project's class says what it runs."""
    held = event.receiver
    found = held.cls.lookup("run") if isinstance(held, InstanceObject) else None
    if held is None or not isinstance(found, FunctionObject):
        return None
    plain = event.callee.rpartition(".")[2] in _PLAIN
    given = event.arguments if plain else unpacked(first(event, "0:args"), first(event, "1:kwargs"))
    return Exchange(calls=((Bound(found, held), given),), later=True)


def enqueues(position: int, keyword: str) -> Callable[[CallEvent], Exchange | None]:
    """Return the model of a call that is given a function, or its dotted path, and what to call it with afterwards."""

    def model(event: CallEvent) -> Exchange | None:
        function = event.arguments.get(position, keyword)
        if function is None:
            return None
        named = event.arguments.keyword("args") is not None or event.arguments.keyword("kwargs") is not None
        given = (
            unpacked(event.arguments.keyword("args"), event.arguments.keyword("kwargs"))
            if named
            else _those_after(event.arguments, position, keyword)
        )
        return Exchange(calls=((function, given),), later=True)

    return model


def _those_after(arguments: Arguments, position: int, keyword: str) -> Arguments:
    keywords: tuple[tuple[str, AnyValue], ...] = tuple(pair for pair in arguments.keywords if pair[0] != keyword)
    return Arguments(arguments.positional[position + 1 :], keywords, arguments.star, arguments.double_star)
