"""Calls that raise unless something is right, and what may switch that off."""

from __future__ import annotations

from collections.abc import Callable

from backlint.execution.library import Exchange
from backlint.execution.values import AnyValue, CallEvent, Constant, DictObject
from backlint.frameworks.selectors import first


def checks(word: str, *, off: str = "", option: str = "") -> Callable[[CallEvent], Exchange | None]:
    """Return the model of a call that checks something, unless its argument `off` is true (`optional=True`).

    With `option`, `off` is a mapping in which that key set to False switches the check off.
    """

    def model(event: CallEvent) -> Exchange | None:
        switch = first(event, off) if off else None
        if switch is not None and switched_off(switch, option):
            return None
        return Exchange(marks=(word,))

    return model


def switched_off(switch: AnyValue, option: str = "") -> bool:
    """Tell whether a switch is certainly on (or, in a mapping of options, certainly off)."""
    if option:
        held = switch.get(option) if isinstance(switch, DictObject) else None
        return isinstance(held, Constant) and held.value is False
    return isinstance(switch, Constant) and bool(switch.value)
