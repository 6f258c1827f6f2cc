"""Sessions: what the server remembers of a visitor, whichever framework keeps it."""

from __future__ import annotations

from backlint.execution.library import Exchange
from backlint.execution.values import CallEvent, string_of

_IDENTITIES = frozenset(
    {
        "user",
        "user_id",
        "userid",
        "uid",
        "_user_id",
        "username",
        "user_name",
        "account_id",
        "logged_in",
        "email",
        "admin",
    }
)


def kept_session_entry(event: CallEvent) -> Exchange | None:
    """What setting an entry means where the server keeps the session under a key that stays the same meanwhile."""
    entered = session_entry(event)
    return None if entered is None else Exchange(marks=(*entered.marks, "session-kept"))


def session_entry(event: CallEvent) -> Exchange | None:
    """What setting an entry of a session means: one that says who the user is logs somebody in."""
    key = string_of(event.arguments.get(0))
    return Exchange(marks=("session-login",)) if key is not None and key.lower() in _IDENTITIES else None
