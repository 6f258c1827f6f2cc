"""What a response is declared to be once it is made: `response.mimetype = "text/plain"`."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.execution.values import AnyValue, CallEvent, Member, Produced, string_of

_ATTRIBUTES = frozenset({"mimetype", "content_type", "media_type"})
_SETTERS = frozenset({"__setitem__", "set", "add", "setdefault", "set_header", "add_header"})
METHODS = _SETTERS | {"__setattr__"}
"""The methods by which something is declared."""

_SCRIPTED = ("html", "svg", "xml")


def withdrawn(event: CallEvent, method: str) -> tuple[tuple[AnyValue, SinkKind], ...]:
    """Return the response that an attribute or header declares to be something that no browser runs scripts in."""
    if not declares_plain(event, method):
        return ()
    response = event.receiver
    if method in _SETTERS:
        response = response.base if isinstance(response, Member) and response.name == "headers" else response
    return ((response, SinkKind.HTML),) if isinstance(response, Produced) else ()


def declares_plain(event: CallEvent, method: str) -> bool | None:
    """Tell whether an attribute or header that is set says that no browser runs scripts in an answer; None: neither."""
    name, value = string_of(event.arguments.get(0)), string_of(event.arguments.get(1))
    if name is None or value is None:
        return None
    if not (name.lower() == "content-type" if method in _SETTERS else name in _ATTRIBUTES):
        return None
    return not any(word in value.lower() for word in _SCRIPTED)
