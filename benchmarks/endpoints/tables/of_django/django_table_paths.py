"""Paths of Django's URL patterns in the canonical grammar, with a value for each of their parameters."""

from __future__ import annotations

import re
import re._constants as codes
import re._parser as parser
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls.resolvers import LocalePrefixPattern, RoutePattern

VARIABLE = re.compile(r"<(?:(?P<converter>[^>:]+):)?(?P<name>\w+)>")
SAMPLES = {
    "int": "1",
    "uuid": "8f14e45f-ceea-467f-a0e6-3a5b7d2f9c11",
    "slug": "word",
    "str": "word",
    "path": "word",
}


@dataclass
class Path:
    """A path as it is shown (`/users/{id}/`), an example of it, its parameters and whether each is constrained.

    `raw` is how it is written: of two that are written alike Django never asks the second.
    """

    shown: str = ""
    example: str = ""
    names: list[tuple[str, bool]] = field(default_factory=list)
    raw: str = ""

    def __add__(self, other: Path) -> Path:
        """Put another one behind it."""
        return Path(
            self.shown + other.shown, self.example + other.example, self.names + other.names, self.raw + other.raw
        )


def of(pattern: Any) -> Path:
    """Return the path of one pattern of a resolver."""
    found = _of(pattern)
    found.raw = str(pattern)
    return found


def _of(pattern: Any) -> Path:
    if isinstance(pattern, LocalePrefixPattern):
        if not pattern.prefix_default_language:
            return Path()
        return Path("{language}/", f"{pattern.language_prefix or settings.LANGUAGE_CODE + '/'}")
    if isinstance(pattern, RoutePattern):
        return of_route(str(pattern), pattern)
    return of_regex(str(pattern))


def of_route(text: str, pattern: Any) -> Path:
    """Return the path of `users/<int:id>/`."""
    path = Path()
    position = 0
    for match in VARIABLE.finditer(text):
        before, name = text[position : match.start()], match["name"]
        kind = match["converter"] or "str"
        sample = SAMPLES.get(kind) or _sample_of(getattr(pattern.converters.get(name), "regex", ""))
        path += Path(before + f"{{{name}}}", before + sample, [(name, kind not in {"str", "path"})])
        position = match.end()
    return path + Path(text[position:], text[position:])


def _sample_of(regex: str) -> str:
    return of_regex(f"({regex})").example or "word"


def of_regex(text: str) -> Path:
    """Return the path of `^users/(?P<id>[0-9]+)/$`."""
    return _sequence(parser.parse(text), Counter())


class Counter:
    """Counts the groups without a name."""

    def __init__(self) -> None:
        self.groups = 0


def _sequence(parsed: Any, counter: Counter) -> Path:
    path = Path()
    for code, argument in parsed:
        path += _one(code, argument, counter)
    return path


def _one(code: Any, argument: Any, counter: Counter) -> Path:
    if code is codes.LITERAL:
        return Path(chr(argument), chr(argument))
    if code is codes.SUBPATTERN:
        group, _, _, inner = argument
        if group is None:
            return _sequence(inner, counter)
        names = {number: name for name, number in inner.state.groupdict.items()}
        name = names.get(group) or f"arg{counter.groups}"
        counter.groups += 1
        below = _sequence(inner, Counter())
        return Path(f"{{{name}}}", below.example or "word", [(name, _constrains(inner))])
    if code is codes.BRANCH:
        return _sequence(argument[1][0], counter)
    if code in {codes.MAX_REPEAT, codes.MIN_REPEAT}:
        least, _, inner = argument
        below = _sequence(inner, counter)
        times = max(least, 1)
        shown = below.shown if len(inner) != 1 or inner[0][0] not in {codes.IN, codes.ANY, codes.NOT_LITERAL} else "{…}"
        return Path(shown, below.example * times if least or times == 1 else "", below.names)
    if code is codes.IN:
        return Path("{…}", _member(argument))
    if code is codes.ANY:
        # A dot that somebody forgot to escape.
        return Path(".", ".")
    if code is codes.NOT_LITERAL:
        return Path("{…}", "a")
    return Path()


def _member(choices: Any) -> str:
    """Return a character that a class of characters has."""
    negated = bool(choices) and choices[0][0] is codes.NEGATE
    if negated:
        return "a"
    for code, argument in choices:
        if code is codes.LITERAL:
            return chr(argument)
        if code is codes.RANGE:
            return chr(argument[0] + 1 if argument[0] < argument[1] else argument[0])
        if code is codes.CATEGORY:
            return "1" if argument is codes.CATEGORY_DIGIT else "a"
    return "a"


def _constrains(inner: Any) -> bool:
    """Tell whether a group lets only some characters through: not any, and not all but the slash."""
    for code, argument in inner:
        if code is codes.ANY or code is codes.NOT_LITERAL:
            return False
        if code in {codes.MAX_REPEAT, codes.MIN_REPEAT} and not _constrains(argument[2]):
            return False
        if code is codes.IN and argument[0][0] is codes.NEGATE:
            return False
    return True
