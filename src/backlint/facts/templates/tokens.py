"""The pieces of a template: text, outputs and tags, each with its place; and the words of an expression."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

import msgspec

from backlint.facts.model import pack_region

TEXT, OUTPUT, TAG = "text", "output", "tag"

_PIECE = re.compile(r"\{\{(?P<output>.*?)\}\}|\{%(?P<tag>.*?)%\}|\{#.*?#\}", re.DOTALL)
_VERBATIM = {"raw": "endraw", "verbatim": "endverbatim", "comment": "endcomment"}


class Piece(msgspec.Struct, frozen=True):
    """A piece of a template. `kind` is TEXT, OUTPUT or TAG; `name` is the tag's, `text` what follows it."""

    kind: str
    text: str
    at: int
    name: str = ""


class TemplateError(Exception):
    """A template that cannot be read; the text says why."""


def pieces(text: str) -> Iterator[Piece]:
    """Yield the pieces of a template in order, comments and verbatim parts left out."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def region(start: int, end: int) -> int:
        first, last = bisect_right(starts, start) - 1, bisect_right(starts, end) - 1
        return pack_region(first + 1, start - starts[first] + 1, last + 1, end - starts[last] + 1)

    position, until = 0, ""
    for match in _PIECE.finditer(text):
        at = region(*match.span())
        tag = match["tag"]
        name, rest = _split(tag) if tag is not None else ("", "")
        if until:
            if name == until:
                until, position = "", match.end()
            continue
        if match.start() > position:
            yield Piece(TEXT, text[position : match.start()], region(position, match.start()))
        position = match.end()
        if match["output"] is not None:
            yield Piece(OUTPUT, match["output"].strip("-+ \t\r\n"), at)
        elif name in _VERBATIM and not (name == "raw" and rest):
            until = _VERBATIM[name]
        elif name:
            yield Piece(TAG, rest, at, name)
    if not until and position < len(text):
        yield Piece(TEXT, text[position:], region(position, len(text)))


def _split(tag: str) -> tuple[str, str]:
    words = tag.strip("-+ \t\r\n").split(None, 1)
    return (words[0], words[1] if len(words) > 1 else "") if words else ("", "")


_WORD = re.compile(
    r"""\s*(?:
      (?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
    | (?P<number>\d+(?:\.\d+)?)
    | (?P<name>[^\W\d]\w*)
    | (?P<mark>//|\*\*|==|!=|<=|>=|[-+*/%~|.,:()\[\]{}<>=])
    )""",
    re.VERBOSE | re.DOTALL,
)


class Word(msgspec.Struct, frozen=True):
    """A word of an expression: `kind` is `string`, `number`, `name` or `mark`; `gap` tells that space precedes it."""

    kind: str
    text: str
    gap: bool


def words(text: str) -> list[Word]:
    """Return the words of an expression. Raises TemplateError for what is none."""
    found: list[Word] = []
    position = 0
    text = text.rstrip()
    while position < len(text):
        match = _WORD.match(text, position)
        if match is None:
            raise TemplateError(f"unexpected {text[position : position + 10]!r}")
        kind = match.lastgroup or ""
        found.append(Word(kind, match[kind], match.start(kind) > position))
        position = match.end()
    return found
