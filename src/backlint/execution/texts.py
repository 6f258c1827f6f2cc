"""What is certain of a text of which only parts are known: how it begins, and what it can never be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backlint.execution.taint import CLEAN, Taints
from backlint.execution.values import (
    AnyValue,
    Constant,
    DictObject,
    InstanceObject,
    ListObject,
    Produced,
    Text,
    Tuple,
    Union,
    string_of,
)


def begins_with(value: Text, prefix: AnyValue | None) -> bool | None:
    """Tell whether a text begins with a prefix or with one of several, None where its unknown parts decide."""
    known = string_of(value.parts[0])
    wanted = [string_of(one) for one in prefix.items] if isinstance(prefix, Tuple) else [string_of(prefix)]
    answers = {_begins(known, one) for one in wanted}
    if True in answers:
        return True
    return None if None in answers else False


def _begins(known: str | None, prefix: str | None) -> bool | None:
    if known is None or prefix is None:
        return None
    return True if known.startswith(prefix) else None if prefix.startswith(known) else False


def differs(value: Text, other: AnyValue) -> bool:
    """Tell whether a text can certainly not be a constant, or any item of a collection of constants."""
    if isinstance(other, Constant):
        return not isinstance(other.value, str) or not _may_be(value, other.value)
    if isinstance(other, (Tuple, ListObject)):
        return other.rest is None and all(isinstance(item, Constant) and differs(value, item) for item in other.items)
    if isinstance(other, DictObject):
        return other.rest is None and all(differs(value, key) for key in other.entries)
    return False


def _may_be(value: Text, other: str) -> bool:
    first, last = string_of(value.parts[0]) or "", string_of(value.parts[-1]) or ""
    known = sum(len(string_of(part) or "") for part in value.parts)
    return other.startswith(first) and other.endswith(last) and len(other) >= known


def known_taint(value: AnyValue) -> Taints:
    """Return the taints of what is known of a value: those that an answer depends on which is certain."""
    if not isinstance(value, Text):
        return value.taint
    return CLEAN.union(*(part.taint for part in value.parts if isinstance(part, Constant)))


_MAX_DEPTH = 4


def texts_in(value: AnyValue | None, depth: int = 0) -> Iterator[str]:
    """Yield the fixed texts in a value, numbers as text: its own, those that it holds, and those it was made with."""
    if value is None or depth > _MAX_DEPTH:
        return
    if isinstance(value, Constant):
        if isinstance(value.value, (str, int)):
            yield str(value.value)
        return
    for held in _parts(value):
        yield from texts_in(held, depth + 1)


def _parts(value: AnyValue) -> Iterable[AnyValue]:
    """Return what a value is put together of, or was made with."""
    if isinstance(value, Text):
        return value.parts
    if isinstance(value, (Tuple, ListObject)):
        return value.items
    if isinstance(value, DictObject):
        return (*value.entries, *value.entries.values())
    if isinstance(value, Union):
        return value.members
    if isinstance(value, Produced):
        return value.call.arguments.values()
    return value.fields.values() if isinstance(value, InstanceObject) else ()
