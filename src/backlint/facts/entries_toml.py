"""The entries of TOML files.

The standard library's parser says what they are, and a scan of the text where: it knows the lines of keys and headers,
and within one value looks for the text of each scalar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from backlint.facts.entries import Entry, Places, Unreadable
from backlint.toml_text import NotToml, parse, without_place

_KEY = r"""(?:[\w-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_DOTTED = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_DOTTED})[ \t]*\]")
_ASSIGNMENT = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=[ \t]*")
_PART = re.compile(_KEY)
_VALUE = re.compile(
    r"""
    \"""(?:\\.|(?!\""").)*+\"""(?:"{0,2}) | '''(?:(?!''').)*+'''(?:'{0,2})
    | "(?:[^"\\\n]|\\.)*" | '[^'\n]*' | \#[^\n]* | [\[{] | [\]}] | \n | [^"'\#\[\]{}\n]+
    """,
    re.VERBOSE | re.DOTALL,
)


def read_toml(text: str) -> Iterator[Entry]:
    """Read all scalars; raises Unreadable."""
    try:
        table = parse(text)
    except NotToml as error:
        raise Unreadable(f"it is not TOML: {without_place(error)}", error.line) from error
    entries = _Entries(text)
    return iter(sorted(entries.of(table, ()), key=lambda entry: (entry.line, entry.column)))


class _Entries:
    """The entries of one file."""

    def __init__(self, text: str) -> None:
        comments: list[tuple[int, int]] = []
        self._places = Places(text)
        self._offsets = dict(_assignments(text, comments))
        # Without what is commented out, which may look like a value.
        kept: list[str] = []
        place = 0
        for start, end in comments:
            kept += (text[place:start], " " * (end - start))
            place = end
        self._text = "".join((*kept, text[place:]))

    def of(self, value: object, path: tuple[str, ...]) -> Iterator[Entry]:
        if isinstance(value, dict):
            for name, member in value.items():
                yield from self.of(member, (*path, name))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                yield from self.of(item, (*path, str(index)))
        else:
            written = str(value).lower() if isinstance(value, bool) else str(value)
            yield Entry(".".join(path), written, *self._places.at(self._find(written, path)))

    def _find(self, written: str, path: tuple[str, ...]) -> int:
        """The offset of a scalar, or of the value that it is a part of, or of the file where neither is found."""
        known = next((path[:length] for length in range(len(path), 0, -1) if path[:length] in self._offsets), None)
        if known is None:
            return 0
        start, end = self._offsets[known]
        found = self._text.find(written, start, end)
        if found < 0:
            return start
        if known != path:
            # The next part of the same list or inline table stands behind this one.
            self._offsets[known] = (found + len(written), end)
        return found


def _assignments(text: str, comments: list[tuple[int, int]]) -> Iterator[tuple[tuple[str, ...], tuple[int, int]]]:
    """The path of each key that stands on a line, and from where to where its value goes; notes comments in values."""
    header: tuple[str, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    place = 0
    while place < len(text):
        match = _HEADER.match(text, place)
        if match is not None:
            header = _full_path(_parts(match[2]), counts, is_item=match[1] == "[[")
        else:
            match = _ASSIGNMENT.match(text, place)
            if match is not None:
                end = _value_end(text, match.end(), comments)
                yield (*header, *_parts(match[1])), (match.end(), end)
                place = end
        newline = text.find("\n", match.end() if match and place < match.end() else place)
        place = len(text) if newline < 0 else newline + 1


def _full_path(parts: tuple[str, ...], counts: dict[tuple[str, ...], int], *, is_item: bool) -> tuple[str, ...]:
    """The path of a table, with the index of the last item where a part is a list of tables."""
    path: tuple[str, ...] = ()
    for number, part in enumerate(parts):
        path = (*path, part)
        if is_item and number == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, str(counts[path]))
    return path


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part[0][1:-1] if part[0][0] in "\"'" else part[0] for part in _PART.finditer(dotted))


def _value_end(text: str, place: int, comments: list[tuple[int, int]]) -> int:
    """The offset of the end of the line on which a value ends; notes the comments on the way."""
    depth = 0
    while (match := _VALUE.match(text, place)) is not None:
        token = match[0]
        if token == "\n" and depth <= 0:
            break
        if token.startswith("#"):
            comments.append(match.span())
        depth += (token in "[{") - (token in "]}")
        place = match.end()
    return place
