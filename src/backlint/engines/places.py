"""Where something stands: the lines of a text, and files in which what looks like a secret is rarely one."""

from __future__ import annotations

import re
from bisect import bisect_right

from backlint.files import Role, role_of
from backlint.findings import Location
from backlint.stages import is_sample

_ASIDE = frozenset({Role.TEST, Role.EXAMPLE, Role.DOCUMENTATION})


def is_aside(path: str) -> bool:
    """Whether a file is for tests, an example, or a document: what looks like a secret there is rarely one."""
    return role_of(path) in _ASIDE or is_sample(path)


_MANUAL = re.compile(r"(?:^|/)(?:docs?|docs_src|documentation|manual|guides?|tutorials?|blog|content)/", re.IGNORECASE)
_NOTE = re.compile(r"\.(?:md|markdown|rst|adoc|txt)$", re.IGNORECASE)


def is_note(path: str) -> bool:
    """Whether a file is what a project's developers write for themselves, and no manual for others: its examples are theirs."""
    if _NOTE.search(path) is None or _MANUAL.search(path):
        return False
    above, _, name = path.rpartition("/")
    return role_of(f"{above}/_" if above else "_") is not Role.TEST and is_sample(name.rpartition(".")[0]) is False


class Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer(r"\n", text))]
        self._end = len(text)

    def number(self, offset: int) -> int:
        """Return the line that an offset is on; both lines and columns count from 1."""
        return bisect_right(self._starts, offset)

    def length(self, number: int) -> int:
        """Return how many characters a line has, without its end."""
        end = self._starts[number] - 1 if number < len(self._starts) else self._end
        return end - self._starts[number - 1]

    def location(self, path: str, start: int, end: int) -> Location:
        """Return the place from one offset to another."""
        first, last = self.number(start), self.number(end)
        return Location(path, first, start - self._starts[first - 1] + 1, last, end - self._starts[last - 1] + 1)
