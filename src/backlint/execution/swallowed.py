"""Checks of credentials whose failure is caught and has no consequence where it is."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

import msgspec

from backlint.execution import folding
from backlint.execution.frames import Frame
from backlint.execution.program import SWALLOWED, Effect

_CHECKED = "authentication"


def checks_since(frame: Frame, done: int) -> tuple[Effect, ...]:
    """Return the checks of credentials by library calls among what was noted since there were so many effects."""
    if len(frame.effects) == done:
        return ()
    return tuple(effect for effect in islice(frame.effects, done, None) if effect.mark == _CHECKED)


def note_swallowed(frame: Frame, asked: Iterable[Effect], answered: int) -> None:
    """Note the checks whose failure a handler has caught, where it goes on, or answers nothing that is true.

    Whoever asks what it answered may refuse still; `answered` is how many values were returned before the handler.
    """
    goes_on = frame.state is not None
    nothing = any(folding.truth(value) is False for value, _ in frame.returned[answered:])
    if goes_on or nothing:
        for effect in asked:
            frame.effect(msgspec.structs.replace(effect, mark=SWALLOWED))
