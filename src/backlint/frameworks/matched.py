"""Groups of what a pattern has found: their text holds what their part of the pattern admits."""

from __future__ import annotations

from backlint.execution.characters import NEEDED, admitted, group_of
from backlint.execution.library import Exchange
from backlint.execution.taint import EVERY_SINK, neutralize
from backlint.execution.values import AnyValue, CallEvent, Constant, External, Produced, Unknown, string_of

_FINDS = frozenset({"match", "search", "fullmatch"})


def group(event: CallEvent) -> Exchange | None:
    """What one group of a match holds; None where the pattern is not known, or several groups are asked for."""
    found, asked = event.receiver, event.arguments
    if not isinstance(found, Produced) or len(asked.positional) > 1 or asked.opaque:
        return None
    number = asked.get(0)
    wanted = 0 if number is None else number.value if isinstance(number, Constant) else None
    pattern = _pattern_of(found.call)
    part = group_of(pattern, wanted) if pattern and isinstance(wanted, (int, str)) else None
    if part is None:
        return None
    safe = admitted(part)
    safe = EVERY_SINK if safe >= NEEDED.keys() else safe
    return Exchange(result=Unknown(neutralize(found.taint, safe), External("builtins.str")))


def _pattern_of(call: CallEvent) -> str:
    if call.callee.rpartition(".")[2] not in _FINDS:
        return ""
    given: AnyValue | None = call.arguments.get(0, "pattern")
    if isinstance(call.receiver, Produced):
        given = call.receiver.call.arguments.get(0, "pattern")
    return string_of(given) or ""
