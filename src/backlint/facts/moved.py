"""What a change of a file has left as it was: everything but places and the bodies of some functions, or not even that."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from backlint.facts.model import FunctionFacts, ModuleFacts, decode_body

_PLACES = frozenset({"at", "span"})
_IN_BODY = frozenset({"body", "digest", "cells", "is_generator"})
"""Fields of a function that say what it does once it is called."""
_ASIDE = frozenset({"lines", "comments"})
"""Fields of a module that nothing in the program depends on."""


class Moved(msgspec.Struct, frozen=True):
    """A file whose functions have changed in their bodies only.

    `places` leads from each packed region of the old facts to that of the new ones, but for what lies inside of a function
    that was edited; `edited` are the old spans of those.
    """

    places: dict[int, int]
    edited: frozenset[int]


class _DiffersError(Exception):
    """Raised where more has changed than places."""


def moved(old: ModuleFacts, new: ModuleFacts) -> Moved | None:
    """Return what lies where in a changed file; None where more than the bodies of functions has changed."""
    places: dict[int, int] = {}
    edited: set[int] = set()
    try:
        _compare(old, new, places, _ASIDE)
        for before, after in zip(old.functions, new.functions, strict=True):
            if not _same_body(before, after, places):
                edited.add(before.span)
    except _DiffersError:
        return None
    return Moved(places, frozenset(edited))


def _same_body(old: FunctionFacts, new: FunctionFacts, places: dict[int, int]) -> bool:
    inside: dict[int, int] = {}
    try:
        for name in _IN_BODY - {"body"}:
            if getattr(old, name) != getattr(new, name):
                return False
        _compare(decode_body(old.body), decode_body(new.body), inside, frozenset())
        _add(places, inside)
    except _DiffersError:
        return False
    return True


def _compare(old: object, new: object, places: dict[int, int], aside: frozenset[str]) -> None:
    """Compare two trees, and note which place of the first is which of the second."""
    pending: list[tuple[object, object]] = [(old, new)]
    while pending:
        before, after = pending.pop()
        if type(before) is not type(after):
            raise _DiffersError
        if isinstance(before, msgspec.Struct):
            leave = aside if isinstance(before, ModuleFacts) else frozenset[str]()
            pending.extend(_fields(before, after, places, leave))
        elif isinstance(before, tuple) and isinstance(after, tuple):
            if len(before) != len(after):
                raise _DiffersError
            pending.extend(zip(before, after, strict=True))
        elif isinstance(before, msgspec.Raw) and isinstance(after, msgspec.Raw):
            pending.append((decode_body(before), decode_body(after)))
        elif before != after:
            raise _DiffersError


def _fields(
    old: msgspec.Struct, new: object, places: dict[int, int], aside: frozenset[str]
) -> Iterator[tuple[object, object]]:
    leave = aside | _IN_BODY if isinstance(old, FunctionFacts) else aside
    for name in old.__struct_fields__:
        before, after = getattr(old, name), getattr(new, name)
        if name in _PLACES:
            _add(places, {before: after})
        elif name not in leave:
            yield before, after


def _add(places: dict[int, int], found: dict[int, int]) -> None:
    """Add places; raises _DiffersError where one would be in two."""
    for before, after in found.items():
        if places.setdefault(before, after) != after:
            raise _DiffersError
