"""What a fix makes of some lines, as a report may show it: the lines before and after, every secret on them hidden.

Their control characters are still in them: who shows them escapes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile, zip_longest

from backlint.findings import Edit, Fix
from backlint.reporters.source import SourceView

_LONGEST = 12
"""Lines of a hunk that are shown; what is longer is read better with `--diff-fixes`."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """Neighbouring lines of one file that a fix changes: the number of the first, and the lines before and after."""

    path: str
    line: int
    before: tuple[str, ...]
    after: tuple[str, ...]

    def changed(self, index: int) -> int:
        """Return the column, from 1, at which a line begins to differ from the one that stands for it on the other side."""
        one, other = list(zip_longest(self.before, self.after))[index]
        return 1 if one is None or other is None else _common(one, other) + 1


def hunks(fix: Fix, view: SourceView) -> tuple[Hunk, ...]:
    """Return what a fix changes, by place; nothing where one of its lines cannot be shown."""
    edits = sorted(fix.edits, key=lambda edit: edit.location)
    found = tuple(_hunk(group, view) for group in _neighbours(edits))
    shown = tuple(hunk for hunk in found if hunk is not None)
    return shown if len(shown) == len(found) else ()


def _neighbours(edits: Sequence[Edit]) -> Iterator[list[Edit]]:
    """Yield the edits that share lines together."""
    last = ("", -1)
    numbers: list[int] = []
    for edit in edits:
        joined = edit.location.path == last[0] and edit.location.line <= last[1]
        numbers.append((numbers[-1] if numbers else 0) + (not joined))
        last = (edit.location.path, max(edit.location.end_line, last[1] if joined else 0))
    for _, group in groupby(zip(numbers, edits, strict=True), key=lambda pair: pair[0]):
        yield [edit for _, edit in group]


def _hunk(edits: Sequence[Edit], view: SourceView) -> Hunk | None:
    path, first = edits[0].location.path, edits[0].location.line
    last = max(edit.location.end_line for edit in edits)
    lines = [view.line(path, number) for number in range(first, last + 1)]
    # An insertion behind the last line stands on a line that is not there.
    if lines[-1] is None and view.line(path, last - 1) is not None:
        lines[-1] = ""
    before = [line for line in lines if line is not None]
    if len(before) < len(lines):
        return None
    text = "\n".join(before)
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line) + 1)
    for edit in sorted(edits, key=lambda edit: edit.location, reverse=True):
        place = edit.location
        start, end = (
            starts[place.line - first] + place.column - 1,
            starts[place.end_line - first] + place.end_column - 1,
        )
        text = text[:start] + view.message(edit.replacement) + text[end:]
    after = text.splitlines() if text else []
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    before, after = before[head : len(before) - tail], after[head : len(after) - tail]
    if max(len(before), len(after)) > _LONGEST:
        return None
    return Hunk(path, first + head, tuple(before), tuple(after))


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
