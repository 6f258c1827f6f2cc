"""How a run that was started from outside ended: each return and each exception, with what had been checked."""

from __future__ import annotations

from backlint.execution import folding
from backlint.execution.frames import Frame
from backlint.execution.machine import Machine
from backlint.execution.program import Exit
from backlint.execution.taint import Site
from backlint.execution.values import AnyValue, Constant, Produced, Tuple, members


def exits_of(machine: Machine, frame: Frame, value: AnyValue) -> tuple[Exit, ...]:
    """Return every way out: those that the frame noted, and one for each response that was returned."""
    found: dict[Exit, None] = dict(frame.exits)
    returns = machine.last_returns
    if not returns and frame.state is not None:
        returns = ((value, frame.state.checks, Site(frame.path, 0)),)
    for returned, checks, site in returns:
        for member in members(returned):
            status, redirects = status_of(machine, member)
            empty = isinstance(member, Constant) and member.value is None
            truth = folding.truth(member)
            found[Exit("return", status, redirects, checks, site, "", empty, truth, member.taint)] = None
    return tuple(found)


def status_of(machine: Machine, value: AnyValue) -> tuple[int | None, bool]:
    """Return the HTTP status with which a returned value answers, where one is written, and whether it redirects."""
    if isinstance(value, Tuple):
        for item in value.items[1:]:
            if isinstance(item, Constant) and isinstance(item.value, int) and 100 <= item.value <= 599:
                return item.value, 300 <= item.value < 400
        return (None, False) if not value.items else status_of(machine, value.items[0])
    if isinstance(value, Produced):
        held = value.fields.get("status_code")
        if isinstance(held, Constant) and isinstance(held.value, int):
            return held.value, 300 <= held.value < 400
        return machine.library.response_status(value.call)
    return None, False
