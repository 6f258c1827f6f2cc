"""Paths of routes in the canonical grammar, with what their variables, converters and groups let through.

What a variable is called and what may stand beside its name is each framework's own: `of_variables` is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import msgspec

from backlint.concepts import Parameter, SourceKind, State
from backlint.execution.program import Program
from backlint.execution.taint import Origin, Site, Taint
from backlint.execution.values import AnyValue, Constant, External, Text, Unknown, Value
from backlint.frameworks.assembly.converters import SAFE, kind_of_pattern, through

BRACED = re.compile(r"\{(?P<name>[A-Za-z_]\w*)(?::(?P<kind>(?:[^{}]|\{[^{}]*\})+))?\}")
"""Variables such as `{name}` and `{name:kind}`: aiohttp's, Falcon's, Litestar's and Pyramid's."""
ANGLED = re.compile(r"<(?P<name>\w+)(?::(?P<kind>[^<>]+))?>")
"""Variables such as `<name>` and `<name:kind>`: Sanic's and Bottle's."""
_DJANGO = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
_TYPES = {"int": "builtins.int", "uuid": "uuid.UUID"}


class PathParameter(msgspec.Struct, frozen=True):
    """A part of a path that the caller chooses.

    `kind` is what it lets through: `int`, `uuid`, `figures`, `words`, `slug`, `segment` (all but a slash), `path`, `str`
    (anything), or the name of a converter of the project's own.
    """

    name: str
    kind: str


def of_route(text: str) -> tuple[str, tuple[PathParameter, ...]]:
    """Return the canonical form of a `path()` route (`users/<int:pk>/` -> `users/{pk}/`) and its parameters."""
    return of_variables(text, _DJANGO, lambda kind: kind or "str")


def of_variables(
    text: str, grammar: re.Pattern[str], kind_of: Callable[[str], str]
) -> tuple[str, tuple[PathParameter, ...]]:
    """Return the canonical form of a path with variables, and its parameters.

    `grammar` matches one variable, with the groups `name` and `kind`; `kind_of` says what the text of a kind ("" for none)
    lets through, in the words of `PathParameter`.
    """
    parameters = tuple(PathParameter(one["name"], kind_of(one["kind"] or "")) for one in grammar.finditer(text))
    return grammar.sub(r"{\g<name>}", text), parameters


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
        parameters.append(PathParameter(named[1], kind_of_pattern(pattern)))
        return f"{{{named[1]}}}"
    if body.startswith("?:"):
        inner, found = of_regex(body[2:].partition("|")[0])
        parameters.extend(found)
        return inner
    if body.startswith("?"):
        return ""
    name = f"arg{len(parameters)}"
    parameters.append(PathParameter(name, kind_of_pattern(body)))
    return f"{{{name}}}"


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


def value_of(program: Program, parameter: PathParameter, site: Site, own: Mapping[str, AnyValue]) -> AnyValue:
    """Make the value with which a view is called for a part of the path; `own` are the project's own converters."""
    kinds = frozenset({SourceKind.PATH})
    text = f"path parameter {parameter.name}"
    if parameter.kind in _TYPES:
        return program.input(kinds, text, site, name=parameter.name, type_of=External(_TYPES[parameter.kind]))
    taint = Taint(Origin(kinds, text, site, parameter.name), SAFE.get(parameter.kind, frozenset()))
    value = Unknown(frozenset({taint}), External("builtins.str"))
    converter = own.get(parameter.kind)
    return value if converter is None else through(program, converter, value)


def declared(program: Program, parameter: PathParameter, site: Site) -> Parameter:
    """Return a part of the path as an endpoint's parameter: everything but any text at all is constrained."""
    return Parameter(
        name=parameter.name,
        where="path",
        validated=State.NO if parameter.kind in {"str", "segment", "path"} else State.YES,
        location=program.location(site),
        by="" if parameter.kind in {"str", "segment", "path"} else parameter.kind,
    )


_PART = re.compile(r"\{([^{}]+)\}")


def path_value(path: str, values: Mapping[str, AnyValue]) -> AnyValue:
    """Return the path of a request to a route: a constant, or a text whose variable parts are `values` by name."""
    parts: list[AnyValue] = []
    for number, text in enumerate(_PART.split(path)):
        if number % 2:
            parts.append(values.get(text) or Unknown(type=External("builtins.str")))
        elif text:
            parts.append(Constant(text, "str"))
    if len(parts) <= 1 and all(isinstance(one, Constant) for one in parts):
        return parts[0] if parts else Constant("/", "str")
    return Text(tuple(one for one in parts if isinstance(one, Value)))
