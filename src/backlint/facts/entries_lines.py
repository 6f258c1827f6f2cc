"""Readers of configuration files that are made of lines: `.env`, ini and Dockerfiles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from backlint.facts.entries import Entry, Places

# --- .env -------------------------------------------------------------------------------------------------------------

_ENV_LINE = re.compile(
    r"""
    ^[ \t]*(?:export[ \t]+)?
    (?P<key>[A-Za-z_][\w.-]*)[ \t]*=[ \t]*
    (?: "(?P<double>(?:\\.|[^"\\])*)"
      | '(?P<single>[^']*)'
      | `(?P<tick>[^`]*)`
      | (?P<plain>[^\r\n]*) )
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)


def read_env(text: str) -> Iterator[Entry]:
    """Read `NAME=value` lines, `export` allowed; a quoted value may take several, and ` #` ends one without quotes."""
    places = Places(text)
    place = 0
    while (match := _ENV_LINE.search(text, place)) is not None:
        group = match.lastgroup or "plain"
        value = match[group]
        if group == "plain":
            value = re.sub(r"(?:^|[ \t]+)#.*", "", value).rstrip()
        yield Entry(match["key"], value, *places.at(match.start(group)))
        # What follows a quoted value on its line is a comment.
        end = text.find("\n", match.end())
        place = len(text) if end < 0 else end


# --- ini --------------------------------------------------------------------------------------------------------------

_SECTION = re.compile(r"\[([^\]]+)\]")
_OPTION = re.compile(r"([^=:#;\s\[][^=:]*+)(?:[=:][ \t]*+(.*))?$")


def read_ini(text: str) -> Iterator[Entry]:
    """Read `name = value` and `name: value` lines; indented lines continue a value. Keys begin with the section."""
    section = ""
    last: Entry | None = None
    further: list[str] = []
    for number, line in enumerate(re.split(r"\r\n?|\n", text), 1):
        stripped = line.strip()
        if stripped.startswith(("#", ";")):
            continue
        if last is not None and line[:1] in {" ", "\t"} and stripped:
            column = len(line) - len(line.lstrip()) + 1
            if last.value:
                further.append(stripped)
            else:
                last = Entry(last.key, stripped, number, column)
            continue
        if last is not None and stripped:
            yield _continued(last, further)
            last, further = None, []
        header = _SECTION.match(stripped)
        if header is not None:
            section = header[1]
            continue
        option = _OPTION.match(stripped)
        if option is not None and option[2] is not None:
            name = option[1].rstrip(" \t")
            key = f"{section}.{name}" if section else name
            column = len(line) - len(line.lstrip()) + option.start(2) + 1
            last = Entry(key, option[2].rstrip(), number, column)
    if last is not None:
        yield _continued(last, further)


def _continued(entry: Entry, further: list[str]) -> Entry:
    """Return an entry with the lines that continue its value."""
    return replace(entry, value="\n".join((entry.value, *further))) if further else entry


# --- Dockerfile -------------------------------------------------------------------------------------------------------

_INSTRUCTION = re.compile(
    r"^[ \t]*(ENV|ARG)[ \t]+((?:[^\\\r\n]|\\\r?\n(?:[ \t]*#[^\n]*\n)*|\\.)*)", re.IGNORECASE | re.MULTILINE
)
_PAIR = re.compile(r"""([A-Za-z_][\w.-]*)=("(?:\\.|[^"\\])*"|'[^']*'|(?:\\[^\r\n]|[^\s"'\\])*)""", re.DOTALL)
_SPACED = re.compile(r"([A-Za-z_][\w.-]*)[ \t]+([^\r\n]*)")


def read_dockerfile(text: str) -> Iterator[Entry]:
    """Read what ENV and ARG instructions set; keys begin with `env` or `arg`."""
    places = Places(text)
    for instruction in _INSTRUCTION.finditer(text):
        keyword = instruction[1].lower()
        start, end = instruction.span(2)
        spaced = _SPACED.match(text, start, end) if keyword == "env" else None
        if spaced is not None:
            yield Entry(f"env.{spaced[1]}", spaced[2].rstrip(), *places.at(spaced.start(2)))
            continue
        for pair in _PAIR.finditer(text, start, end):
            quoted = pair[2][:1] in {'"', "'"}
            value = pair[2][1:-1] if quoted else pair[2]
            yield Entry(f"{keyword}.{pair[1]}", value, *places.at(pair.start(2) + quoted))
