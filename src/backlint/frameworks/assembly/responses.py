"""Headers that a middleware or hook sets on responses, by the writes that the machine saw inside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from backlint.concepts import Evidence
from backlint.execution.program import Program
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    ClassObject,
    DictObject,
    FunctionObject,
    InstanceObject,
    string_of,
)
from backlint.frameworks.assembly.registration import evidence, innermost, method_of

SECURITY_HEADERS = frozenset(
    {
        "strict-transport-security",
        "content-security-policy",
        "x-content-type-options",
        "x-frame-options",
        "referrer-policy",
        "permissions-policy",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "cross-origin-embedder-policy",
    }
)
_WRITES = frozenset({"__setitem__", "setdefault", "append", "add", "set", "extend", "update"})


def headers_set_by(program: Program, function: AnyValue) -> Iterator[tuple[str, Evidence]]:
    """Yield the security headers (lower case) that running a function, or a class's methods, writes to a response."""
    inner = innermost(function)
    if isinstance(inner, InstanceObject):
        inner = inner.cls
    if not isinstance(inner, (FunctionObject, ClassObject)) or inner.site is None:
        return
    path, scope = inner.site.path, inner.facts.qualname
    seen: set[str] = set()
    for event in program.iterate_events():
        if event.site.path != path or not (event.site.scope == scope or event.site.scope.startswith(f"{scope}.")):
            continue
        if method_of(event) not in _WRITES:
            continue
        for name, value in _written(event):
            if name.lower() in SECURITY_HEADERS and name.lower() not in seen:
                seen.add(name.lower())
                yield name.lower(), replace(evidence(program, name, event.site), detail=value)


def _written(event: CallEvent) -> Iterator[tuple[str, str]]:
    """Yield the headers that a call writes, each with its value where that is constant."""
    for value in event.arguments.values():
        text = string_of(value)
        if text is not None:
            yield text, string_of(event.arguments.get(1)) or ""
        elif isinstance(value, DictObject):
            for key, held in value.entries.items():
                if isinstance(key.value, str):
                    yield key.value, string_of(held) or ""
        break
