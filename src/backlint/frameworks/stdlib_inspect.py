"""The standard library's `inspect`: what the parameters of a function of the project are called."""

from __future__ import annotations

from backlint.execution.library import NEW, Exchange
from backlint.execution.values import (
    UNKNOWN,
    AnyValue,
    Bound,
    CallEvent,
    Constant,
    DictObject,
    FunctionObject,
    ListObject,
    Produced,
    Tuple,
)
from backlint.facts.model import KEYWORD_ONLY, POSITIONAL, POSITIONAL_ONLY
from backlint.frameworks.model import LibraryModel


def _names(function: AnyValue | None, kinds: frozenset[int], *, follows: bool) -> tuple[str, ...] | None:
    """Return the names of a function's parameters; `follows` tells that what it wraps is asked instead."""
    skipped = 1 if isinstance(function, Bound) else 0
    inner = function.function if isinstance(function, Bound) else function
    while follows and isinstance(inner, FunctionObject) and inner.wraps is not None:
        inner = inner.wraps
    if not isinstance(inner, FunctionObject):
        return None
    names = tuple(one.name for one in inner.facts.parameters if one.kind in kinds)
    # The specification of a bound method names `self`, its signature does not.
    return names[skipped:] if follows else names


def _specification(event: CallEvent) -> Exchange | None:
    """The model of `getfullargspec(function)`, whose first item are the names of positional parameters."""
    names = _names(event.arguments.get(0, "func"), frozenset({POSITIONAL_ONLY, POSITIONAL}), follows=False)
    if names is None:
        return None
    listed = ListObject("list", [Constant(name, "str") for name in names], None, event.site, NEW)
    return Exchange(result=Tuple((listed, *(UNKNOWN,) * 6)))


def _signature(event: CallEvent) -> Exchange | None:
    """The model of `signature(function)`, whose `parameters` are a mapping by name."""
    wanted = frozenset({POSITIONAL_ONLY, POSITIONAL, KEYWORD_ONLY})
    names = _names(event.arguments.get(0, "obj"), wanted, follows=True)
    if names is None:
        return None
    made = Produced(event, "inspect.Signature", frozenset(), NEW)
    made.fields["parameters"] = DictObject({Constant(name, "str"): UNKNOWN for name in names}, None, event.site, NEW)
    return Exchange(result=made)


LIBRARY = LibraryModel(
    name="stdlib_inspect",
    distribution="",
    packages=("inspect",),
    calls={"inspect.getfullargspec": _specification, "inspect.signature": _signature},
)
