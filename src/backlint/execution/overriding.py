"""Records over which somebody else's names and values are put: `{"owner": me, **body}`, `USERS[name].update(body)`."""

from __future__ import annotations

import re

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.frames import Frame
from backlint.execution.library import Sunk
from backlint.execution.program import Effect
from backlint.execution.taint import CLEAN, Taints, kinds_of
from backlint.execution.values import NONE, AnyValue, Constant, DictObject, Text, Unknown

_IDENTITIES = frozenset({SourceKind.SESSION, SourceKind.CREDENTIAL})
_OWNER = re.compile(
    r"(?:.*_)?(?:user|owner|author|account|tenant|customer|organi[sz]ation|org|role|created_by|uid|admin)"
    r"(?:_?(?:id|name|email))?",
    re.IGNORECASE,
)


def note_overridden(frame: Frame, mapping: DictObject, given: AnyValue, at: int) -> None:
    """Note a sink where names from outside are put over a record: one that says who is calling, or that is kept."""
    names = _names(given)
    if not names or not (_says_who(mapping) or _is_kept(frame, mapping)):
        return
    harmful = frame.harmful(names, SinkKind.MASS_ASSIGNMENT)
    if harmful:
        sunk = Sunk(SinkKind.MASS_ASSIGNMENT, "", NONE)
        frame.effect(Effect("sink", "dict.update", frame.site(at), harmful, sunk))


def _names(given: AnyValue) -> Taints:
    """Return the taints of the names in a mapping that somebody else made."""
    if isinstance(given, DictObject):
        return given.keys_taint
    return CLEAN if isinstance(given, (Constant, Text)) or not isinstance(given, Unknown) else given.taint


def _says_who(mapping: DictObject) -> bool:
    """Tell whether a record already says who is calling, as a session or a credential tells."""
    return any(
        isinstance(key.value, str)
        and value.taint
        and not _IDENTITIES.isdisjoint(kinds_of(value.taint))
        and _OWNER.fullmatch(key.value) is not None
        for key, value in mapping.entries.items()
    )


def _is_kept(frame: Frame, mapping: DictObject) -> bool:
    """Tell whether a record was made when the module was loaded, and lives on when the request is answered."""
    return bool(mapping.entries) and bool(frame.scope) and mapping.site is not None and not mapping.site.scope
