"""The secrets of one project, sought in everything that is said of it."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import quote, quote_plus

from backlint.secrecy import is_random, reads_as_name

_HEAD = 5
"""Characters of a secret that are compared before the rest; shorter ones are words too, and hidden where they stand."""

_SHORT = 8
"""Characters from which on a secret is sought whatever it looks like; below it must not look like a word."""

_WORD = 12
"""Letters of a single word from which on it is sought: `postgres` is the name of a program as well as a password."""

_MANY = 12
"""Characters below which a secret only counts as a word of its own."""


def is_distinctive(value: str) -> bool:
    """Whether a secret can be told from other text by what it says."""
    if len(value) < _HEAD or value.isspace() or len(set(value)) < 3:
        return False
    if value.isalpha() and len(value) < _WORD:
        return False
    return len(value) >= _SHORT or not (reads_as_name(value) or value.isdigit())


class Known:
    """Some secrets, found in any text in time that does not depend on how many they are."""

    def __init__(self, values: Iterable[str]) -> None:
        """Take each value, and the ways in which it is written elsewhere."""
        self._by_head: dict[str, list[str]] = {}
        spelled = {way for value in values if is_distinctive(value) for way in _spellings(value)}
        for way in sorted(spelled, key=lambda way: (-len(way), way)):
            self._by_head.setdefault(way[:_HEAD], []).append(way)

    def spans_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where a text holds one of the secrets, or what is left of one that was cut off."""
        heads = self._by_head
        if not heads:
            return
        done = 0
        for start in range(len(text) - _HEAD + 1):
            candidates = heads.get(text[start : start + _HEAD])
            if candidates is None or start < done:
                continue
            length = next((one for way in candidates if (one := _length(text, start, way))), 0)
            if length:
                yield start, start + length
                done = start + length


def _spellings(value: str) -> Iterator[str]:
    """Yield a value as it stands in sources, addresses, markup, JSON, and the headers of requests."""
    yield value
    printable = value.isprintable() and value.isascii()
    if not printable:
        yield repr(value)[1:-1]
        return
    yield quote(value, safe="")
    yield quote(value)
    yield quote_plus(value)
    yield escape(value)
    yield value.replace("\\", "\\\\").replace('"', '\\"')
    yield value.replace("\\", "\\\\").replace("'", "\\'")
    yield b64encode(value.encode()).decode().rstrip("=")


_AT_A_WORD = re.compile(r"\w")


def _length(text: str, start: int, value: str) -> int:
    """Return how much of a value stands at a place of a text, 0 where that is not the value."""
    end = start + len(value)
    if text.startswith(value, start):
        inside = (start > 0 and _AT_A_WORD.match(text[start - 1])) or (end < len(text) and _AT_A_WORD.match(text[end]))
        return 0 if inside and len(value) < _MANY else len(value)
    if len(value) < 2 * _SHORT or not is_random(value):
        return 0
    # What was cut off after some characters is still more than may be shown.
    same = _common(text, start, value)
    return same if same >= _SHORT else 0


def _common(text: str, start: int, value: str) -> int:
    """Return how many characters of a value stand at a place of a text."""
    number = 0
    for one, other in zip(text[start : start + len(value)], value, strict=False):
        if one != other:
            break
        number += 1
    return number
