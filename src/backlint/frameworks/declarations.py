"""What a response is declared to be once it is made: `response.mimetype = "text/plain"`."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.execution.values import AnyValue, CallEvent, Member, Produced, string_of

_ATTRIBUTES = frozenset({"mimetype", "content_type", "media_type"})
_SETTERS = frozenset({"__setitem__", "set", "add"})
METHODS = _SETTERS | {"__setattr__"}
"""The methods by which something is declared."""

_SCRIPTED = ("html", "svg", "xml")


def withdrawn(event: CallEvent, method: str) -> tuple[tuple[AnyValue, SinkKind], ...]:
    """Return the response that an attribute or header declares to be something that no browser runs scripts in."""
    response, name, value = event.receiver, string_of(event.arguments.get(0)), string_of(event.arguments.get(1))
    if name is None or value is None or any(word in value.lower() for word in _SCRIPTED):
        return ()
    if method in _SETTERS and name.lower() == "content-type":
        response = response.base if isinstance(response, Member) and response.name == "headers" else response
    elif method != "__setattr__" or name not in _ATTRIBUTES:
        return ()
    return ((response, SinkKind.HTML),) if isinstance(response, Produced) else ()
