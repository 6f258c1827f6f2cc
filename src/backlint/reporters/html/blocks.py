"""A rule's page in blocks: of Markdown only what our pages use, headings, paragraphs, lists, code and words of code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BLOCK = re.compile(r"```\w*\n(?P<code>.*?)\n?```|(?P<other>(?:(?!\n[ \t]*\n|\n?```).)+)", re.DOTALL)
_ITEM = re.compile(r"^(?:[-*]|\d+\.) +", re.MULTILINE)
_CODE = re.compile(r"(`+)(.+?)\1", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of text, which may be code."""

    text: str
    code: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """`kind` is heading, paragraph, list or code; `lines` its items, of which only a list has more than one."""

    kind: str
    lines: tuple[tuple[Words, ...], ...]


def blocks(markdown: str) -> tuple[Block, ...]:
    """Return the blocks of a page in their order."""
    return tuple(_block(match) for match in _BLOCK.finditer(markdown) if match[0].strip())


def _block(match: re.Match[str]) -> Block:
    if match["code"] is not None:
        return Block("code", ((Words(match["code"]),),))
    text = match["other"].strip()
    if text.startswith("#"):
        return Block("heading", (words(text.lstrip("# ")),))
    if _ITEM.match(text):
        items = [item for item in _ITEM.split(text) if item.strip()]
        return Block("list", tuple(words(item) for item in items))
    return Block("paragraph", (words(text),))


def words(text: str) -> tuple[Words, ...]:
    """Return a text in pieces, those between backticks as code, in one line."""
    return tuple(one for one in _words(text) if one.text)


def _words(text: str) -> Iterator[Words]:
    flat = " ".join(text.split())
    end = 0
    for match in _CODE.finditer(flat):
        yield Words(flat[end : match.start()])
        yield Words(match[2], code=True)
        end = match.end()
    yield Words(flat[end:])
