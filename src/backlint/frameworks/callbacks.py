"""Calls that call something back, or give back what they were given."""

from __future__ import annotations

from collections.abc import Callable

from backlint.execution.library import Exchange
from backlint.execution.values import Arguments, CallEvent, Tuple, Unknown
from backlint.frameworks.selectors import first

Model = Callable[[CallEvent], Exchange | None]


def returns_argument(selector: str) -> Model:
    """Return the model of a call whose result is one of its arguments (`typing.cast`, `asyncio.create_task`)."""

    def model(event: CallEvent) -> Exchange | None:
        value = first(event, selector)
        return None if value is None else Exchange(result=value)

    return model


def returns_arguments(event: CallEvent) -> Exchange | None:
    """The model of a call that gives all of its arguments' results at once (`asyncio.gather`)."""
    arguments = event.arguments
    return Exchange(
        result=Tuple(arguments.positional, None if arguments.star is None else Unknown(arguments.star.taint))
    )


def calls(position: int, keyword: str = "", *, returns: bool = True, passes: bool = True) -> Model:
    """Return the model of a call that calls the argument at a position with those that follow it.

    `returns` tells that its result is what the function gives, `passes` that what follows is given to the function.
    """

    def model(event: CallEvent) -> Exchange | None:
        function = event.arguments.get(position, keyword or None)
        if function is None:
            return None
        given = Arguments()
        if passes:
            keywords = tuple(pair for pair in event.arguments.keywords if pair[0] != keyword)
            given = Arguments(
                event.arguments.positional[position + 1 :], keywords, event.arguments.star, event.arguments.double_star
            )
        return Exchange(calls=((function, given),), returns_call=returns)

    return model
