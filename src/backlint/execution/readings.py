"""From a value of the machine to what a rule may know of it."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from backlint.concepts import Reading, SourceKind
from backlint.execution.places import location_of
from backlint.execution.taint import Origin, Site, in_order
from backlint.execution.values import (
    AnyValue,
    Constant,
    DictObject,
    External,
    ListObject,
    Tuple,
    Unknown,
    members,
)

MAX_DEPTH = 4


def read(value: AnyValue | None, refused: AbstractSet[Site]) -> Reading:
    """Return the constants that a value may be, whether there are no others, and the variable that it comes from.

    Lists, sets and tuples of constants come as tuples, dictionaries as tuples of pairs. A text whose place is among the
    `refused` is left out: the program does not go on with it.
    """
    if value is None:
        return Reading()
    constants: list[object] = []
    complete = True
    site: Site | None = None
    for member in members(value):
        known, plain = _plain(member)
        if known and refused and isinstance(member, Constant) and member.site in refused:
            complete = False
        elif known:
            if plain not in constants:
                constants.append(plain)
            if site is None:
                site = _site(member)
        else:
            complete = False
    return Reading(tuple(constants), complete, _environment(value), None if site is None else location_of(site))


def _plain(value: AnyValue) -> tuple[bool, object]:
    """Return whether a value is entirely constant, and as what."""
    if isinstance(value, Constant):
        return True, value.value
    if isinstance(value, External):
        return False, None
    if isinstance(value, (ListObject, Tuple)):
        parts = [_plain(item) for item in value.items]
        if value.rest is None and all(known for known, _ in parts):
            return True, tuple(plain for _, plain in parts)
    if isinstance(value, DictObject) and value.rest is None:
        pairs = [(key.value, *_plain(item)) for key, item in value.entries.items()]
        if all(known for _, known, _ in pairs):
            return True, tuple((key, plain) for key, _, plain in pairs)
    return False, None


def _site(value: AnyValue) -> Site | None:
    if isinstance(value, Constant):
        return value.site
    if isinstance(value, (ListObject, DictObject)):
        return value.site
    if isinstance(value, Tuple) and value.items:
        return _site(value.items[0])
    return None


def _environment(value: AnyValue) -> str:
    """Return the environment variable that a value is read from.

    What something unknown made of a variable is not that variable any more: a file below a folder that it names, say.
    """
    for member in members(value):
        if not isinstance(member, (Unknown, Constant)):
            continue
        for taint in in_order(member.tainted):
            if isinstance(taint.origin, Origin) and not taint.weak and SourceKind.ENVIRONMENT in taint.origin.kinds:
                return taint.origin.name or "?"
    return ""
