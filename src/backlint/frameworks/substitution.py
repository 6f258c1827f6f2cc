"""Substitution in texts: what a text can no longer do from which a pattern took characters."""

from __future__ import annotations

from backlint.execution.characters import NEEDED, refused
from backlint.execution.library import Exchange
from backlint.execution.taint import CLEAN, neutralize
from backlint.execution.values import CallEvent, External, Produced, Unknown, string_of

_TEXT = External("builtins.str")


def substitutes(event: CallEvent) -> Exchange | None:
    """The model of `re.sub` and a compiled pattern's `sub`."""
    arguments, compiled = event.arguments, event.receiver
    if isinstance(compiled, Produced):
        pattern, place = compiled.call.arguments.get(0, "pattern"), 0
    else:
        pattern, place = arguments.get(0, "pattern"), 1
    text, put = string_of(pattern), arguments.get(place, "repl")
    subject = arguments.get(place + 1, "string")
    known = string_of(put)
    if text is None or known is None or subject is None:
        return None
    kinds = frozenset(kind for kind in refused(text) if not any(one in known for one in NEEDED.get(kind, "")))
    return Exchange(result=Unknown(neutralize(subject.taint, kinds) | (put.taint if put else CLEAN), _TEXT))
