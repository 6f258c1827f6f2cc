"""What two sets have in common: nothing that is not in both."""

from __future__ import annotations

from collections.abc import Iterable

from backlint.execution.frames import Frame
from backlint.execution.joins import join_all
from backlint.execution.machine import Machine
from backlint.execution.values import AnyValue, Constant, DictObject, ListObject, Tuple


def shared(machine: Machine, frame: Frame, sets: Iterable[AnyValue], at: int) -> AnyValue | None:
    """Return what sets have in common where one of them is written out in the program: some of its members."""
    for one in sets:
        members = _written_out(one)
        if members:
            return machine.new_list("set", [], join_all(members), frame.site(at))
    return None


def _written_out(value: AnyValue) -> list[AnyValue]:
    """Return the members of a set, list or dictionary that are all constants of the program; none for any other."""
    if isinstance(value, DictObject):
        return list(value.entries) if value.rest is None and not value.keys_taint else []
    if not isinstance(value, (ListObject, Tuple)) or value.rest is not None:
        return []
    return list(value.items) if all(isinstance(one, Constant) and not one.tainted for one in value.items) else []
