"""Decisions by what a caller says of itself: a condition on a field whose name says what the caller may do."""

from __future__ import annotations

import re
from functools import lru_cache

from backlint.concepts import SinkKind
from backlint.execution.frames import Frame
from backlint.execution.library import Sunk
from backlint.execution.program import Effect
from backlint.execution.taint import Origin, Taint
from backlint.execution.values import NONE, AnyValue

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_DECISIVE = re.compile(
    r"(?:.*[-_.])?(?:admin|is_?admin|administrator|superuser|staff|root|role|privileges?|permissions?|access_level|"
    r"logged_?in|is_?authenticated|authenticated|authorized|forwarded_for|real_ip|client_ip|connecting_ip)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def announces_right(name: str) -> bool:
    """Tell whether a field's name says who the caller is allowed to be, or from where it calls."""
    return _DECISIVE.fullmatch(_CAMEL.sub("_", name).replace("-", "_")) is not None


def note_decision(frame: Frame, value: AnyValue, at: int, how: str) -> None:
    """Note a sink where a condition asks for such a field, as whoever sends it has filled it in.

    `how` is `compared` (with something that the program holds) or `asked` (whether there is anything).
    """
    named = frozenset(taint for taint in value.taint if announces_right(_name(taint)))
    harmful = frame.harmful(named, SinkKind.DECISION) if named else named
    if harmful:
        frame.effect(Effect("sink", "a condition", frame.site(at), harmful, Sunk(SinkKind.DECISION, how, NONE)))


def _name(taint: Taint) -> str:
    return taint.origin.name if isinstance(taint.origin, Origin) else taint.origin.part
