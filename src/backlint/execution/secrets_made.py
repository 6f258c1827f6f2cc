"""Weak randomness where a token is made: in a variable, field or function whose name announces a secret."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.frames import Frame
from backlint.execution.library import Sunk
from backlint.execution.program import Effect
from backlint.execution.taint import kinds_of
from backlint.execution.values import NONE, AnyValue
from backlint.secrecy import purpose_of


def note_made(frame: Frame, name: str, value: AnyValue, at: int) -> None:
    """Note a sink where a value that can be foretold becomes what a name announces as a secret.

    `name` is that of the variable or attribute that is assigned, or of the function that returns it.
    """
    if not value.taint or SourceKind.RANDOM not in kinds_of(value.taint) or not purpose_of(name):
        return
    foretold = frozenset(taint for taint in value.taint if SourceKind.RANDOM in kinds_of({taint}))
    harmful = frame.harmful(foretold, SinkKind.TOKEN_VALUE)
    if harmful:
        sunk = Sunk(SinkKind.TOKEN_VALUE, name, NONE)
        frame.effect(Effect("sink", name, frame.site(at), harmful, sunk))
