"""Lines of source around places, cut into what is marked and what is not, as plain text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from backlint.findings import Location, Step
from backlint.reporters.source import SourceView, escaped

AROUND = 2
"""Lines shown before and after a place."""

MOST_MARKED = 12
"""Lines of a place that are shown; a class may be a place."""


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of source: its number, and its text before, in and after what is marked."""

    number: int
    before: str
    marked: str
    after: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A step: what happens there, where, and the lines around it (none when they cannot be shown)."""

    number: str
    text: str
    where: str
    lines: tuple[CodeLine, ...]


def excerpts(view: SourceView, steps: Iterable[Step], *, numbered: bool = False) -> tuple[Excerpt, ...]:
    """Return an excerpt for each step, numbered from 1 where they follow one another."""
    return tuple(
        Excerpt(
            number=str(number) if numbered else "",
            text=escaped(view.message(step.text)),
            where=f"{escaped(step.location.path)}:{step.location.line}"
            if step.location.line
            else escaped(step.location.path),
            lines=_lines(view, step.location),
        )
        for number, step in enumerate(steps, 1)
    )


def _lines(view: SourceView, place: Location) -> tuple[CodeLine, ...]:
    if not place.line:
        return ()
    last = min(max(place.line, place.end_line), place.line + MOST_MARKED - 1)
    found = []
    for number in range(max(place.line - AROUND, 1), last + AROUND + 1):
        text = view.line(place.path, number)
        if text is not None:
            start, end = _span(place, number, len(text))
            found.append(CodeLine(number, shown(text[:start]), shown(text[start:end]), shown(text[end:])))
    return tuple(found)


def _span(place: Location, number: int, length: int) -> tuple[int, int]:
    """Return what of a line is marked, as indexes into it; an unknown end is that of the line."""
    last = max(place.line, place.end_line)
    if not place.line <= number <= last:
        return length, length
    start = min(max(place.column - 1, 0), length) if number == place.line else 0
    end = min(place.end_column - 1, length) if number == last and place.end_column else length
    return start, max(start, end)


def shown(text: str) -> str:
    """Return a line of source, or a part of one, as it is shown."""
    return escaped(text.replace("\t", "    "))
