"""URL converters of the project's own: what their patterns and functions let through of a part of a path."""

from __future__ import annotations

import re

from backlint.concepts import SinkKind
from backlint.execution.program import Program
from backlint.execution.taint import EVERY_SINK, neutralize
from backlint.execution.values import (
    UNKNOWN,
    AnyValue,
    Arguments,
    ClassObject,
    DictObject,
    External,
    FunctionObject,
    InstanceObject,
    Unknown,
    constant,
    string_of,
)

_SLUG = frozenset(
    {SinkKind.HTML, SinkKind.PATH, SinkKind.SQL, SinkKind.HEADER, SinkKind.COMMAND, SinkKind.LDAP, SinkKind.XPATH}
    | {SinkKind.LOG, SinkKind.REDIRECT, SinkKind.SSRF, SinkKind.CODE, SinkKind.TEMPLATE}
)
_SEGMENT = frozenset({SinkKind.PATH})
# Digits, hexadecimal figures, a few named words: nothing that any sink is harmed by.
_FIGURES = re.compile(r"(?:\\d|\[(?:\\d|\d-\d|[a-f]-[a-f]|[A-F]-[A-F]|\\?-)+\]|\{\d+(?:,\d*)?\}|[+*?]|[0-9a-fA-F-])+")
_WORDS = re.compile(r"(?:\\w|[\w-])+(?:\|(?:[\w-])+)*")
_SLUG_CLASS = re.compile(r"(?:\\w|\[(?:\\[wd_.-]|[\w.-])++\])(?:[+*]|\{\d+(?:,\d*)?\})?")
_OPTION = re.compile(
    r"""\s*(?:(?P<name>\w+)\s*=\s*)?(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<word>[^,]+?))\s*(?:,|$)"""
)
_TYPES = {
    "werkzeug.routing.IntegerConverter": "builtins.int",
    "werkzeug.routing.FloatConverter": "builtins.float",
    "werkzeug.routing.UUIDConverter": "uuid.UUID",
    "django.urls.converters.IntConverter": "builtins.int",
    "django.urls.converters.UUIDConverter": "uuid.UUID",
}
"""What the libraries' own converters make of a part of a path."""
_PATTERNS = {
    "werkzeug.routing.UnicodeConverter": r"[^/]+",
    "werkzeug.routing.BaseConverter": r"[^/]+",
    "werkzeug.routing.AnyConverter": r"a|b",
    "werkzeug.routing.PathConverter": r".+",
    "django.urls.converters.SlugConverter": r"[-a-zA-Z0-9_]+",
    "django.urls.converters.StringConverter": r"[^/]+",
    "django.urls.converters.PathConverter": r".+",
}
"""The patterns of converters that a class may descend from (`regex` in Werkzeug 3.1 and Django 5.2)."""


def kind_of_pattern(pattern: str) -> str:
    """Return what a pattern lets through: `figures`, `words`, `slug`, `segment` (all but a slash) or `str`."""
    if _FIGURES.fullmatch(pattern):
        return "figures"
    if _WORDS.fullmatch(pattern):
        return "words"
    if _SLUG_CLASS.fullmatch(pattern):
        return "slug"
    return "segment" if re.fullmatch(r"\[\^/\](?:\+|\{\d+(?:,\d*)?\})", pattern) else "str"


SAFE = {"figures": EVERY_SINK, "words": EVERY_SINK, "slug": _SLUG, "segment": _SEGMENT}
"""The kinds of sink that no text of a kind can harm."""


def of_url_maps(program: Program) -> dict[str, AnyValue]:
    """Return the converters that are put into `app.url_map.converters` of Flask, Quart and Werkzeug, by name."""
    found: dict[str, AnyValue] = {}
    for event in program.iterate_events():
        owner, _, method = event.callee.rpartition(".")
        if not owner.endswith("url_map.converters"):
            continue
        given = event.arguments.get(0)
        name = string_of(given)
        if method == "__setitem__" and name is not None:
            found[name] = event.arguments.get(1) or UNKNOWN
        elif method == "update":
            entries = given.entries.items() if isinstance(given, DictObject) else ()
            found.update({key.value: value for key, value in entries if isinstance(key.value, str)})
            found.update(event.arguments.keywords)
    return found


def of_django(program: Program) -> dict[str, AnyValue]:
    """Return the converters that are registered by `register_converter`, by name."""
    found: dict[str, AnyValue] = {}
    for event in program.calls("django.urls.register_converter", "django.urls.converters.register_converter"):
        name = string_of(event.arguments.get(1, "type_name"))
        if name is not None:
            found[name] = event.arguments.get(0, "converter") or UNKNOWN
    return found


def through(program: Program, converter: AnyValue, value: AnyValue, options: str = "") -> AnyValue:
    """Return what a view gets of a part of a path that went through a converter: its pattern first, then its function."""
    if not isinstance(converter, ClassObject):
        return _typed(value, converter.name) if isinstance(converter, External) else value
    bases = converter.library_bases()
    instance = _instance(program, converter, options)
    pattern = string_of(instance.fields.get("regex") or converter.lookup("regex"))
    if pattern is None:
        known = next((base for base in bases if base in _TYPES or base in _PATTERNS), "")
        value = _typed(value, known)
    elif isinstance(value, Unknown):
        value = Unknown(neutralize(value.tainted, SAFE.get(kind_of_pattern(_bare(pattern)), frozenset())), value.type)
    function = converter.lookup("to_python")
    if not isinstance(function, FunctionObject):
        return value
    run = program.run(program.attribute(instance, "to_python"), Arguments((value,)))
    return run.value if run.complete and run.returned else value


def _typed(value: AnyValue, name: str) -> AnyValue:
    """Return a value as one of the libraries' own converters makes it."""
    if not isinstance(value, Unknown):
        return value
    if name in _TYPES:
        return Unknown(neutralize(value.tainted, EVERY_SINK), External(_TYPES[name]))
    safe = SAFE.get(kind_of_pattern(_PATTERNS[name]), frozenset()) if name in _PATTERNS else frozenset()
    return Unknown(neutralize(value.tainted, safe), value.type)


def _instance(program: Program, converter: ClassObject, options: str) -> InstanceObject:
    """Make a converter with the options that stand in the rule: `<regex("[a-z]+"):name>`."""
    if isinstance(converter.lookup("__init__"), FunctionObject):
        positional: list[AnyValue] = [UNKNOWN]
        keywords: list[tuple[str, AnyValue]] = []
        for match in _OPTION.finditer(options):
            text = next((part for part in (match["double"], match["single"], match["word"]) if part is not None), "")
            if match["name"]:
                keywords.append((match["name"], constant(text)))
            else:
                positional.append(constant(text))
        made = program.run(converter, Arguments(tuple(positional), tuple(keywords))).value
        if isinstance(made, InstanceObject):
            return made
    made = program.instance(converter, {})
    if not isinstance(made, InstanceObject):
        raise TypeError("an instance of a class of the project")
    return made


def _bare(pattern: str) -> str:
    """Return a pattern without anchors and without the brackets around all of it."""
    pattern = pattern.removeprefix("^").removesuffix("$")
    inner = re.fullmatch(r"\((?:\?:)?([^()]*)\)", pattern)
    return inner[1] if inner is not None else pattern
