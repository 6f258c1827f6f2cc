"""What a reader of configuration files gives: entries, each with its place."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass

from backlint.facts.model import Problem


@dataclass(frozen=True, slots=True)
class Entry:
    """One value: its key after the keys above it, joined by dots, and its text without quotes.

    `line` and `column` are where the text begins, from 1, in code points. A list's items have their indexes as keys.
    `width` is how long the text is there, where that is not the length of the value (0).
    """

    key: str
    value: str
    line: int
    column: int
    width: int = 0


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of a file in the order of the source, or why there are none."""

    entries: tuple[Entry, ...]
    problem: Problem | None = None


class Unreadable(Exception):  # noqa: N818 - becomes a problem of the file
    """A file that is not what its name says."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


class Places:
    """From offsets in a text to lines and columns; lines end in a line feed, as git and editors count them."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer(r"\n", text))]

    def at(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset, from 1."""
        line = bisect.bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
