"""Calls that call something back, or give back what they were given."""

from __future__ import annotations

from collections.abc import Callable

from backlint.execution.joins import join_all
from backlint.execution.library import Exchange
from backlint.execution.types import item_type
from backlint.execution.values import (
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    DictObject,
    FunctionObject,
    InstanceObject,
    ListObject,
    Text,
    Tuple,
    Unknown,
    members,
    string_of,
)
from backlint.frameworks.selectors import first

Model = Callable[[CallEvent], Exchange | None]


def returns_argument(selector: str) -> Model:
    """Return the model of a call whose result is one of its arguments (`typing.cast`, `asyncio.create_task`)."""

    def model(event: CallEvent) -> Exchange | None:
        value = first(event, selector)
        return None if value is None else Exchange(result=value)

    return model


def imports(argument: str) -> Model:
    """Return the model of a call that gives what a dotted path names, its first argument (`import_module`)."""

    def model(event: CallEvent) -> Exchange | None:
        given = event.arguments.get(0, argument)
        texts = (string_of(one) for one in members(given)) if given is not None else ()
        dotted = next((text for text in texts if text), "") or _any_of(given)
        package = string_of(event.arguments.get(1, "package")) if dotted.startswith(".") else ""
        if package:
            above = package.split(".")
            dots = len(dotted) - len(dotted.lstrip("."))
            dotted = ".".join([*above[: len(above) - dots + 1], dotted.lstrip(".")])
        return Exchange(names=dotted) if dotted and not dotted.startswith(".") else None

    return model


def _any_of(given: AnyValue | None) -> str:
    """Return `package.*` for a path of which only the package is known: it names whatever stands in that."""
    if not isinstance(given, Text) or given.taint or len(given.parts) != 2:
        return ""
    beginning = string_of(given.parts[0]) or ""
    return f"{beginning}*" if beginning.endswith(".") else ""


def returns_arguments(event: CallEvent) -> Exchange | None:
    """The model of a call that gives all of its arguments' results at once (`asyncio.gather`)."""
    arguments = event.arguments
    return Exchange(
        result=Tuple(arguments.positional, None if arguments.star is None else Unknown(arguments.star.taint))
    )


def calls(position: int, keyword: str = "", *, returns: bool = True, passes: bool = True, later: bool = False) -> Model:
    """Return the model of a call that calls the argument at a position with those that follow it.

    `returns` tells that its result is what the function gives, `passes` that what follows is given to the function, and
    `later` that it is called once the caller has gone on.
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
        return Exchange(calls=((function, given),), returns_call=returns, later=later)

    return model


def spawns(target: str, args: str, kwargs: str) -> Model:
    """Return the model of a call that runs a function elsewhere, on arguments in a sequence and a mapping.

    The selectors name the function, the sequence and the mapping (`threading.Thread(target=f, args=(x,))`).
    """

    def model(event: CallEvent) -> Exchange | None:
        function = first(event, target)
        if function is None:
            return None
        return Exchange(calls=((function, unpacked(first(event, args), first(event, kwargs))),))

    return model


def unpacked(args: AnyValue | None, kwargs: AnyValue | None) -> Arguments:
    """Return the arguments that a sequence and a mapping hold."""
    positional: tuple[AnyValue, ...] = ()
    star: AnyValue | None = None
    if isinstance(args, (Tuple, ListObject)):
        positional, star = tuple(args.items), args.rest
    elif args is not None:
        star = Unknown(args.taint)
    if not isinstance(kwargs, DictObject):
        return Arguments(positional, (), star, kwargs)
    named = tuple((key.value, value) for key, value in kwargs.entries.items() if isinstance(key.value, str))
    return Arguments(positional, named, star, kwargs.rest)


def maps(position: int, keyword: str = "") -> Model:
    """Return the model of a call that calls a function on every item of what follows it (`pool.map(f, items)`)."""

    def model(event: CallEvent) -> Exchange | None:
        function = event.arguments.get(position, keyword or None)
        every = event.arguments.positional[position + 1 :]
        if function is None or not every:
            return None
        return Exchange(calls=((function, Arguments(tuple(map(_any_item, every)))),))

    return model


def _any_item(value: AnyValue) -> AnyValue:
    if isinstance(value, (Tuple, ListObject)):
        items = [*value.items, *([] if value.rest is None else [value.rest])]
        return join_all(items) if items else Unknown()
    return Unknown(value.taint, item_type(value.type) if isinstance(value, Unknown) else None)


def runs(method: str) -> Model:
    """Return the model of a method that calls another one of its object, where the project defines that (`start`: `run`)."""

    def model(event: CallEvent) -> Exchange | None:
        found = event.receiver.cls.lookup(method) if isinstance(event.receiver, InstanceObject) else None
        if event.receiver is None or not isinstance(found, FunctionObject):
            return None
        return Exchange(calls=((Bound(found, event.receiver), Arguments()),))

    return model
