"""Headers that a program sets, on responses and on outgoing requests: by item, by method, or in a `headers` argument."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from backlint.execution.values import AnyValue, CallEvent, DictObject, members, string_of
from backlint.frameworks.configuration.arguments import last_name
from backlint.frameworks.configuration.survey import Survey

_METHODS = (
    "__setitem__",
    "add",
    "set",
    "setdefault",
    "append",
    "add_header",
    "set_header",
    "append_header",
    "putheader",
    "send_header",
)


def headers_set(survey: Survey, wanted: Collection[str]) -> Iterator[tuple[CallEvent, str, AnyValue]]:
    """Yield the calls that set one of these headers (names in lower case), with the header's name and value."""
    for event in survey.named(*_METHODS):
        name, value = string_of(event.arguments.get(0)), event.arguments.get(1)
        if name is not None and value is not None and name.lower() in wanted:
            yield event, name.lower(), value
    for event in survey.events:
        for headers in _mappings(event):
            for key, value in headers.entries.items():
                if isinstance(key.value, str) and key.value.lower() in wanted:
                    yield event, key.value.lower(), value


def _mappings(event: CallEvent) -> Iterator[DictObject]:
    """Yield the dictionaries that may hold headers: `headers=…`, and what `headers.update(…)` is given."""
    headers = event.arguments.keyword("headers")
    candidates = [headers] if headers is not None else []
    if last_name(event.callee) in {"update", "extend"} and event.arguments.positional:
        candidates.append(event.arguments.positional[0])
    for candidate in candidates:
        for member in members(candidate):
            if isinstance(member, DictObject):
                yield member
