"""Functions that a library is given to call: by being passed to it, not by a decorator or a base class."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from backlint.execution.library import Filled
from backlint.execution.values import (
    AnyValue,
    Bound,
    CallEvent,
    ClassObject,
    Descriptor,
    FunctionObject,
    InstanceObject,
    Union,
)
from backlint.frameworks.model import Handler
from backlint.frameworks.selectors import select


def filled(row: Handler, function: FunctionObject) -> Filled:
    """Return with what a library calls a function of which a row speaks."""
    types = {} if row.types is None else row.types(function)
    return Filled(frozenset(row.kinds), row.text, row.own, row.passed, types, row.html)


def registered(rows: Iterable[Handler], event: CallEvent) -> Iterator[tuple[FunctionObject, Filled]]:
    """Yield the functions of the project that a call hands over, each with what it will be called."""
    for row in rows:
        for _, value in select(event, row.argument):
            for function in _handed(value, row.methods):
                yield function, filled(row, function)


def _handed(value: AnyValue, methods: str) -> Iterator[FunctionObject]:
    """Yield the functions that a value is; of an object or a class those whose names `methods` matches."""
    if isinstance(value, Union):
        for member in value.members:
            yield from _handed(member, methods)
    elif isinstance(value, FunctionObject):
        if not methods:
            yield value
    elif isinstance(value, (Bound, Descriptor)):
        yield from _handed(value.function, methods)
    elif isinstance(value, (InstanceObject, ClassObject)) and methods:
        cls = value.cls if isinstance(value, InstanceObject) else value
        for ancestor in cls.ancestors():
            if isinstance(ancestor, ClassObject):
                for name, member in ancestor.namespace.items():
                    if isinstance(member, FunctionObject) and re.fullmatch(methods, name):
                        yield member
