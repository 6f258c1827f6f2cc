"""The methods of lists, sets and tuples: what they give, and how they change what the container holds."""

from __future__ import annotations

from collections.abc import Iterable

from backlint.execution import folding
from backlint.execution.frames import Frame
from backlint.execution.items import element_of, get_item, iterate, set_item, slice_of
from backlint.execution.joins import MAX_ITEMS, join, join_all
from backlint.execution.machine import Machine
from backlint.execution.sets import shared
from backlint.execution.values import (
    NONE,
    AnyValue,
    Arguments,
    Constant,
    ListObject,
    Tuple,
    Unknown,
)

MAX_APPENDED = 1024
_UNORDERED = frozenset({"set", "frozenset"})


def list_method(
    machine: Machine, frame: Frame, base: ListObject | Tuple, name: str, arguments: Arguments, at: int
) -> AnyValue | None:
    """Return what a method of a list, set or tuple gives; None for one that is not known."""
    first = arguments.positional[0] if arguments.positional else None
    if isinstance(base, ListObject):
        certain = base.born >= frame.branch_born and not frame.loops
        if name in {"append", "add", "appendleft"} and first is not None:
            _append(base, first, certain=certain or machine.registering, before=name == "appendleft")
            machine.wrote(base)
            return NONE
        if name in {"extend", "update"} and first is not None:
            _extend(base, *iterate(machine, frame, first, at))
            machine.wrote(base)
            return NONE
        if name in {"pop", "popleft"}:
            return _pop(machine, frame, base, name, first, at)
        if name in {"insert", "sort", "reverse", "clear", "remove", "discard", "__delitem__"}:
            _change(base, name, arguments.positional, certain=certain)
            machine.wrote(base)
            return NONE
        if name == "__setitem__" and len(arguments.positional) == 2:
            set_item(machine, frame, base, *arguments.positional, at)
            return NONE
        if name == "copy":
            return machine.new_list(base.kind, list(base.items), base.rest, frame.site(at))
        if name in {"union", "difference", "intersection"}:
            return _set_operation(machine, frame, base, name, arguments.positional, at)
    if name in {"index", "count"}:
        return Unknown(type=folding.INTEGER)
    if name == "__getitem__" and first is not None:
        return get_item(machine, frame, base, first, at)
    if name in {"__iter__", "__next__", "__aiter__", "__anext__", "send"}:
        return base if name in {"__iter__", "__aiter__"} else element_of(machine, frame, base, at)
    return None


def in_any_order(items: Iterable[AnyValue]) -> list[AnyValue]:
    """Return items of which it is not known how they will stand: each is any of them, where that makes a difference."""
    listed = list(items)
    if len(listed) < 2 or not any(item.taint for item in listed):
        return listed
    return [join_all(listed)] * len(listed)


def listed(value: AnyValue, items: tuple[AnyValue, ...]) -> list[AnyValue]:
    """Return the items of a container as a list has them: those of a set in any order."""
    return in_any_order(items) if isinstance(value, ListObject) and value.kind in _UNORDERED else list(items)


def _append(base: ListObject, value: AnyValue, *, certain: bool, before: bool) -> None:
    if not certain or len(base.items) >= MAX_APPENDED:
        base.rest = value if base.rest is None else join(base.rest, value)
    elif before:
        base.items.insert(0, value)
    else:
        base.items.append(value)


def _extend(base: ListObject, items: tuple[AnyValue, ...], rest: AnyValue | None) -> None:
    """Put items at the end of a list; where they are too many, only what they may be is kept."""
    if len(base.items) + len(items) <= MAX_ITEMS:
        base.items.extend(items)
    else:
        rest = join_all(items if rest is None else [*items, rest])
    if rest is not None:
        base.rest = rest if base.rest is None else join(base.rest, rest)


def _pop(machine: Machine, frame: Frame, base: ListObject, name: str, first: AnyValue | None, at: int) -> AnyValue:
    """Take an item out, where it is known which; else the container keeps what it may still hold."""
    place = (0 if name == "popleft" else -1) if first is None else _whole(first)
    certain = base.born >= frame.branch_born and not frame.loops and base.rest is None
    if certain and base.kind not in _UNORDERED and place is not None and -len(base.items) <= place < len(base.items):
        taken = base.items.pop(place)
        machine.wrote(base)
        return taken
    taken = element_of(machine, frame, base, at)
    _shift(base)
    machine.wrote(base)
    return taken


def _shift(base: ListObject) -> None:
    """Forget at which places the items stand: one of them may be gone."""
    if base.kind not in _UNORDERED:
        base.items[:] = in_any_order(base.items)


def _change(base: ListObject, name: str, given: tuple[AnyValue, ...], *, certain: bool) -> None:
    exact = certain and base.rest is None
    first = given[0] if given else None
    if name == "clear":
        if certain:
            base.items, base.rest = [], None
    elif name == "reverse" and exact:
        base.items.reverse()
    elif name == "insert" and len(given) == 2:
        place = _whole(first)
        base.items.insert(place or 0, given[1])
        if place is None:
            _shift(base)
    elif name in {"remove", "discard"} and exact and all(isinstance(item, Constant) for item in (first, *base.items)):
        wanted, *held = (item.value for item in (first, *base.items) if isinstance(item, Constant))
        found = next((at for at, item in enumerate(held) if item == wanted), None)
        if found is not None:
            del base.items[found]
    elif name == "__delitem__" and exact and _delete(base, first):
        return
    else:
        _shift(base)


def _delete(base: ListObject, index: AnyValue | None) -> bool:
    """Do `del base[index]` where the index is known; returns whether it is."""
    whole = _whole(index)
    place = slice_of(index) if whole is None else whole
    if place is None:
        return False
    try:
        del base.items[place]
    except IndexError:
        return False
    return True


def _whole(value: AnyValue | None) -> int | None:
    """Return a number that is known."""
    return value.value if isinstance(value, Constant) and isinstance(value.value, int) else None


def _set_operation(
    machine: Machine, frame: Frame, base: ListObject, name: str, others: tuple[AnyValue, ...], at: int
) -> AnyValue:
    common = shared(machine, frame, (base, *others), at) if name == "intersection" else None
    if common is not None:
        return common
    united, left = list(base.items), base.rest
    for other in others if name == "union" else ():
        more, further = iterate(machine, frame, other, at)
        united.extend(more)
        left = left if further is None else further if left is None else join(left, further)
    return machine.new_list(base.kind, united, left, frame.site(at))
