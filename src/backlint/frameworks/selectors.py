"""Which arguments of a call a row speaks of, and which of them are dangerous in the row's shape."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from backlint.execution.taint import in_order
from backlint.execution.values import (
    AnyValue,
    Arguments,
    CallEvent,
    Constant,
    DictObject,
    External,
    ListObject,
    Member,
    Text,
    Tuple,
    Union,
    Unknown,
    held_in,
)

RECEIVER = "self"
FLAT_TYPES = frozenset(
    {
        "builtins.str",
        "builtins.bytes",
        "builtins.int",
        "builtins.float",
        "builtins.bool",
        "decimal.Decimal",
        "uuid.UUID",
    }
)
"""Types that hold no structure, so that no operator can hide inside."""


_PROGRAMS = frozenset({"$where", "$function", "$accumulator"})


@lru_cache(maxsize=4096)
def split(selector: str) -> tuple[int | None, str]:
    """Split `0:sql`, `0:` and `:body` into a position and a keyword, either of which may be missing."""
    position, _, keyword = selector.partition(":")
    return (int(position) if position else None), keyword


def select(event: CallEvent, selector: str) -> Iterator[tuple[str, AnyValue]]:
    """Yield what a selector selects from a call, each with its name for people."""
    arguments = event.arguments
    if selector == RECEIVER:
        if event.receiver is not None:
            yield RECEIVER, event.receiver
    elif selector == "**":
        yield from arguments.keywords
        if arguments.double_star is not None:
            yield "**", arguments.double_star
    elif selector.endswith("*"):
        start = int(selector[:-1] or 0)
        for index in range(start, len(arguments.positional)):
            yield str(index), arguments.positional[index]
        if arguments.star is not None:
            yield "*", arguments.star
    else:
        position, keyword = split(selector)
        value = argument(arguments, selector)
        if value is None and position is not None:
            value = arguments.star
        if value is not None:
            yield keyword or str(position), value


def argument(arguments: Arguments, selector: str) -> AnyValue | None:
    """Return the argument that a selector of one (`0:sql`, `:body`) selects, or None."""
    position, keyword = split(selector)
    return arguments.get(position, keyword or None)


def first(event: CallEvent, selector: str) -> AnyValue | None:
    """Return the only value that a selector of one argument selects, or None."""
    return next((value for _, value in select(event, selector)), None)


def constant_name(value: AnyValue | None) -> object:
    """Return a constant, or the dotted name of a library's object (`yaml.SafeLoader`); None for anything else."""
    if isinstance(value, Constant):
        return value.value
    if isinstance(value, External):
        return value.name
    return None


def is_fixed(value: AnyValue) -> bool:
    """Tell whether a value is a constant that nothing outside had a say in."""
    return isinstance(value, Constant) and not value.tainted


def dangerous(value: AnyValue, shape: str, selector: str, name: str) -> Iterator[AnyValue]:
    """Yield what of an argument, selected under a name, can do harm in a shape: itself, parts of it, or nothing."""
    if is_fixed(value) or isinstance(value, External):
        return
    if shape == "structure":
        yield from structured(value)
    elif shape == "names" or (shape == "keys" and name == "**"):
        yield from _names(value)
    elif shape == "keys" and selector == "**":
        # A keyword's name stands in the program.
        return
    elif shape == "text":
        if not isinstance(value, DictObject):
            yield value
    else:
        yield value


def structured(value: AnyValue) -> Iterator[AnyValue]:
    """Yield those parts of a value that may be a mapping or list which someone else made."""
    if isinstance(value, DictObject) and value.keys_taint:
        yield value
    elif isinstance(value, DictObject):
        for key, held in value.entries.items():
            # What these operators hold is a program that the server runs, so that its text counts.
            yield from (held,) if key.value in _PROGRAMS and not is_fixed(held) else structured(held)
        if value.rest is not None:
            yield from structured(value.rest)
    elif isinstance(value, (ListObject, Tuple, Union)):
        for held in held_in(value):
            yield from structured(held)
    elif isinstance(value, Unknown):
        if value.tainted and not is_flat(value):
            yield value
    elif not isinstance(value, (Constant, Text, External)) and value.taint:
        yield value


def is_flat(value: Unknown) -> bool:
    """Tell whether a value's type says that it holds no structure."""
    return isinstance(value.type, External) and value.type.name in FLAT_TYPES


def _names(value: AnyValue) -> Iterator[AnyValue]:
    """Yield a mapping, or those of several, whose names are not all known."""
    if isinstance(value, DictObject):
        if value.keys_taint:
            yield Unknown(value.keys_taint)
    elif isinstance(value, Union):
        for member in value.members:
            yield from _names(member)
    elif isinstance(value, (ListObject, Tuple)):
        for held in held_in(value):
            yield from _names(held)
    elif value.taint:
        yield value


def receiver_name(event: CallEvent) -> str:
    """Return the last name of a call's receiver as far as it has one: an attribute, or the parameter it came in by."""
    receiver = event.receiver
    if isinstance(receiver, Member):
        return receiver.name
    for taint in in_order(receiver.taint) if receiver is not None else ():
        name = getattr(taint.origin, "name", "")
        if name:
            return str(name)
    return ""
