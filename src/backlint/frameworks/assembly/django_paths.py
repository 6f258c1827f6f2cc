"""Paths of Django's routes in the canonical grammar, with what their converters and groups let through."""

from __future__ import annotations

import re

import msgspec

from backlint.concepts import Parameter, SinkKind, SourceKind, State
from backlint.execution.program import Program
from backlint.execution.taint import EVERY_SINK, Origin, Site, Taint
from backlint.execution.values import AnyValue, External, Unknown

_CONVERTED = re.compile(r"<(?:(\w+):)?(\w+)>")
_TYPES = {"int": "builtins.int", "uuid": "uuid.UUID"}
_SLUG = frozenset(
    {SinkKind.HTML, SinkKind.PATH, SinkKind.SQL, SinkKind.HEADER, SinkKind.COMMAND, SinkKind.LDAP, SinkKind.XPATH}
    | {SinkKind.LOG, SinkKind.REDIRECT, SinkKind.SSRF, SinkKind.CODE, SinkKind.TEMPLATE}
)
# Digits, hexadecimal figures, a few named words: nothing that any sink is harmed by.
_FIGURES = re.compile(r"(?:\\d|\[(?:\\d|\d-\d|[a-f]-[a-f]|[A-F]-[A-F]|\\?-)+\]|\{\d+(?:,\d*)?\}|[+*?]|[0-9a-fA-F-])+")
_WORDS = re.compile(r"(?:\\w|[\w-])+(?:\|(?:[\w-])+)*")
_SLUG_CLASS = re.compile(r"(?:\\w|\[(?:\\w|\\d|\w-\w|\w|\\?-|\\?_|\\?\.)+\])(?:\+|\{\d+(?:,\d*)?\})")


class PathParameter(msgspec.Struct, frozen=True):
    """A part of a path that the caller chooses: `int`, `uuid`, `figures`, `words`, `slug`, `str`, `path` or the name of
    a converter of the project's own.
    """

    name: str
    kind: str


def of_route(text: str) -> tuple[str, tuple[PathParameter, ...]]:
    """Return the canonical form of a `path()` route (`users/<int:pk>/` -> `users/{pk}/`) and its parameters."""
    parameters = tuple(PathParameter(name, kind or "str") for kind, name in _CONVERTED.findall(text))
    return _CONVERTED.sub(r"{\2}", text), parameters


def of_regex(text: str) -> tuple[str, tuple[PathParameter, ...]]:
    """Return the canonical form of a `re_path()` pattern (`^users/(?P<pk>[0-9]+)/$` -> `users/{pk}/`)."""
    path: list[str] = []
    parameters: list[PathParameter] = []
    position = 0
    while position < len(text):
        character = text[position]
        if character == "(":
            end = _closing(text, position)
            path.append(_group(text[position + 1 : end], parameters))
            position = end + 1
        elif character == "\\" and position + 1 < len(text):
            if text[position + 1] not in "AZbBzdDwWsS":
                path.append(text[position + 1])
            position += 2
        elif character == "[":
            position = _closing_class(text, position) + 1
            path.append("{…}")
        elif character == "." and text[position + 1 : position + 2] in {"*", "+"}:
            path.append("{…}")
            position += 2
        else:
            if character not in "^$?*+":
                path.append(character)
            position += 1
    return "".join(path), tuple(parameters)


def _group(body: str, parameters: list[PathParameter]) -> str:
    named = re.match(r"\?P<(\w+)>", body)
    if named is not None:
        pattern = body[named.end() :]
        parameters.append(PathParameter(named[1], _kind(pattern)))
        return f"{{{named[1]}}}"
    if body.startswith("?:"):
        inner, found = of_regex(body[2:].partition("|")[0])
        parameters.extend(found)
        return inner
    if body.startswith("?"):
        return ""
    name = f"arg{len(parameters)}"
    parameters.append(PathParameter(name, _kind(body)))
    return f"{{{name}}}"


def _kind(pattern: str) -> str:
    if _FIGURES.fullmatch(pattern):
        return "figures"
    if _WORDS.fullmatch(pattern):
        return "words"
    return "slug" if _SLUG_CLASS.fullmatch(pattern) else "str"


def _closing(text: str, start: int) -> int:
    """Return where the group ends that begins at `start`."""
    depth, position = 0, start
    while position < len(text):
        character = text[position]
        if character == "\\":
            position += 1
        elif character == "[":
            position = _closing_class(text, position)
        elif character in "()":
            depth += 1 if character == "(" else -1
            if depth == 0:
                return position
        position += 1
    return len(text)


def _closing_class(text: str, start: int) -> int:
    position = start + 2 if text[start + 1 : start + 2] in {"]", "^"} else start + 1
    while position < len(text) and text[position] != "]":
        position += 2 if text[position] == "\\" else 1
    return position


def value_of(program: Program, parameter: PathParameter, site: Site) -> AnyValue:
    """Make the value with which a view is called for a part of the path."""
    kinds = frozenset({SourceKind.PATH})
    text = f"path parameter {parameter.name}"
    if parameter.kind in _TYPES:
        return program.input(kinds, text, site, name=parameter.name, type_of=External(_TYPES[parameter.kind]))
    safe = {"figures": EVERY_SINK, "words": EVERY_SINK, "slug": _SLUG}.get(parameter.kind, frozenset())
    taint = Taint(Origin(kinds, text, site, parameter.name), frozenset(safe))
    return Unknown(frozenset({taint}), External("builtins.str"))


def declared(program: Program, parameter: PathParameter, site: Site) -> Parameter:
    """Return a part of the path as an endpoint's parameter: everything but any text at all is constrained."""
    return Parameter(
        name=parameter.name,
        where="path",
        validated=State.NO if parameter.kind in {"str", "path"} else State.YES,
        location=program.location(site),
        by="" if parameter.kind in {"str", "path"} else parameter.kind,
    )
