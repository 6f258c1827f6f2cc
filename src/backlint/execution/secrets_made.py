"""Weak randomness where a token is made: in a variable, field or function whose name announces a secret."""

from __future__ import annotations

import re
from functools import lru_cache

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.frames import Frame
from backlint.execution.library import Sunk
from backlint.execution.program import Effect
from backlint.execution.taint import kinds_of
from backlint.execution.values import NONE, AnyValue
from backlint.secrecy import purpose_of

_CODES = (
    "reset|verification|verify|otp|auth|access|confirm|confirmation|invite|invitation|login|sms|activation|security"
)
_SHORT_LIVED = re.compile(
    rf"(?:^|_)(?:token|otp|totp|nonce|passcode|csrf|xsrf|(?:{_CODES})_?code|(?:oauth|auth)_?state|session_?(?:id|key))$",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@lru_cache(maxsize=1 << 14)
def announces_secret(name: str) -> bool:
    """Tell whether a name ends in what must not be guessed: a secret, or what stands for one for a short time."""
    return bool(purpose_of(name)) or _SHORT_LIVED.search(_CAMEL.sub("_", name)) is not None


def note_made(frame: Frame, name: str, value: AnyValue, at: int) -> None:
    """Note a sink where a value that can be foretold becomes what a name announces as a secret.

    `name` is that of the variable, attribute or key that is assigned, or of the function that returns it.
    """
    # The name first: what an object holds takes a walk to learn.
    if not announces_secret(name):
        return
    taints = value.taint
    if not taints or SourceKind.RANDOM not in kinds_of(taints):
        return
    foretold = frozenset(taint for taint in taints if SourceKind.RANDOM in kinds_of({taint}))
    harmful = frame.harmful(foretold, SinkKind.TOKEN_VALUE)
    if harmful:
        sunk = Sunk(SinkKind.TOKEN_VALUE, name, NONE)
        frame.effect(Effect("sink", name, frame.site(at), harmful, sunk))
