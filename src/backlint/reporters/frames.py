"""Code frames: lines of source with labelled spans, as plain segments that know nothing of a terminal."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from backlint.findings import Location
from backlint.reporters.source import SourceView, escaped

TAB = 4

MIN_LABEL = 30
"""The fewest columns a label gets beside or below its span before it is set further to the left."""


class Segment(NamedTuple):
    """A piece of a line and what it is (`error`, `gutter`, `path`, …), which a terminal may show in colour.

    `link` is an address to read on at, for terminals that have links.
    """

    text: str
    style: str = ""
    link: str = ""


Line = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A span to underline and what to say of it; the `main` one is underlined with carets in the colour of `style`."""

    location: Location
    label: str
    main: bool = False
    style: str = "label"


def plain(lines: Iterable[Line]) -> str:
    """Return lines as text without colours, each with a line end."""
    return "".join("".join(segment.text for segment in line).rstrip() + "\n" for line in lines)


def wrapped(head: str, text: str, width: int, style: str = "") -> list[Line]:
    """Return a text after a head, with the following lines set below its beginning."""
    room = max(width - len(head), MIN_LABEL)
    lines = textwrap.wrap(escaped(text), room, break_long_words=False, break_on_hyphens=False) or [""]
    return [
        (Segment(head if n == 0 else " " * len(head), "gutter"), Segment(line, style)) for n, line in enumerate(lines)
    ]


def frame(view: SourceView, marks: Sequence[Mark], width: int, prefix: str = "") -> list[Line]:
    """Return the frame of some marks in their order; `prefix` goes before every path.

    Marks that follow each other down one file share a block; otherwise a new block begins.
    """
    blocks = _blocks(marks)
    number_width = max((len(str(mark.location.line)) for mark in marks), default=1)
    lines: list[Line] = []
    for index, block in enumerate(blocks):
        if index:
            lines.append((Segment(" " * number_width + " |", "gutter"),))
            place = block[0].location
            where = f"{prefix}{escaped(place.path)}:{place.line}"
            lines.append((Segment(" " * number_width + " ::: ", "gutter"), Segment(where, "path")))
        lines.append((Segment(" " * number_width + " |", "gutter"),))
        lines += _block(view, block, number_width, width)
    lines.append((Segment(" " * number_width + " |", "gutter"),))
    return lines if len(lines) > 2 else lines[:1]


def _blocks(marks: Sequence[Mark]) -> list[list[Mark]]:
    blocks: list[list[Mark]] = []
    for mark in marks:
        last = blocks[-1][-1].location if blocks else None
        if last is not None and last.path == mark.location.path and last.line <= mark.location.line:
            blocks[-1].append(mark)
        else:
            blocks.append([mark])
    return blocks


def _block(view: SourceView, block: Sequence[Mark], number_width: int, width: int) -> list[Line]:
    lines: list[Line] = []
    previous = 0
    for mark in block:
        number = mark.location.line
        source = view.line(mark.location.path, number)
        if source is None:
            lines += _label(mark, 0, 0, number_width, width) if mark.label else []
            continue
        room = max(width - number_width - 3, MIN_LABEL)
        shown = _cropped(source, mark.location, room)
        if number != previous:
            if previous and number == previous + 2:
                between = _cropped(view.line(mark.location.path, previous + 1) or "", None, room)
                lines.append(_source_line(previous + 1, between.text, number_width))
            elif previous and number > previous + 1:
                lines.append((Segment("." * max(number_width, 3), "gutter"),))
            lines.append(_source_line(number, shown.text, number_width))
        previous = number
        lines += _label(mark, shown.start, shown.end, number_width, width)
    return lines


def _source_line(number: int, text: str, number_width: int) -> Line:
    return (Segment(f"{number:>{number_width}} | ", "gutter"), Segment(text))


def _label(mark: Mark, start: int, end: int, number_width: int, width: int) -> list[Line]:
    """Return the underline of a span and its label: beside it, or below where there is no room."""
    gutter = Segment(" " * number_width + " | ", "gutter")
    style = mark.style if mark.main else "label"
    underline = ("^" if mark.main else "-") * max(end - start, 1)
    label = escaped(mark.label)
    room = width - number_width - 3
    if not label or end + 1 + len(label) <= room:
        return [(gutter, Segment(" " * start), Segment(f"{underline} {label}".rstrip(), style))]
    indent = min(start, max(room - max(MIN_LABEL, min(len(label), room // 2)), 0))
    lines = textwrap.wrap(label, max(room - indent, MIN_LABEL), break_long_words=False, break_on_hyphens=False)
    return [
        (gutter, Segment(" " * start), Segment(underline, style)),
        *((gutter, Segment(" " * indent), Segment(line, style)) for line in lines),
    ]


@dataclass(frozen=True, slots=True)
class _Shown:
    """A line as it is shown: its text, and the columns (from 0) of the span in it."""

    text: str
    start: int
    end: int


def line_around(source: str, column: int, room: int) -> str:
    """Return a line as it is shown in `room` columns, cut with `…` so that a column of it, from 1, stays in sight."""
    return _cropped(source, Location("", 1, column, 1, column + 1), room).text


def _cropped(source: str, place: Location | None, room: int) -> _Shown:
    """Lay out a line in `room` columns: tabs and control characters replaced, cut with `…` around the span."""
    cells = [_cell(character) for character in source.rstrip()]
    offsets = [0]
    for cell in cells:
        offsets.append(offsets[-1] + _width(cell))
    start, end = _span(place, len(cells))
    if offsets[-1] <= room:
        return _Shown("".join(cells), offsets[start], max(offsets[end], offsets[start] + 1))
    # Keep what comes before the span if the span's end then still fits, or as much of it as a third of the room.
    first = 0
    if offsets[end] > room - 1:
        wanted = max(
            offsets[start] - room // 3, offsets[end] - room + 2 if offsets[end] - offsets[start] < room // 2 else 0
        )
        first = next(index for index, offset in enumerate(offsets) if offset >= min(wanted, offsets[start]))
    lead = "…" if first else ""
    budget = room - len(lead)
    last = first
    while last < len(cells) and offsets[last + 1] - offsets[first] <= budget - (last + 1 < len(cells)):
        last += 1
    tail = "…" if last < len(cells) else ""
    shift = len(lead) - offsets[first]
    text = lead + "".join(cells[first:last]) + tail
    begin = offsets[start] + shift
    return _Shown(text, begin, min(max(offsets[end] + shift, begin + 1), room))


def _span(place: Location | None, length: int) -> tuple[int, int]:
    """Return the span of a place in its first line, as indexes into it."""
    if place is None:
        return 0, 0
    start = min(max(place.column - 1, 0), length)
    single = place.end_line in {0, place.line}
    end = place.end_column - 1 if single and place.end_column else length
    return start, min(max(end, start), length)


def _cell(character: str) -> str:
    return " " * TAB if character == "\t" else escaped(character)


def _width(cell: str) -> int:
    """How many columns of a terminal a cell takes."""
    if cell.isascii():
        return len(cell)
    if unicodedata.combining(cell[0]):
        return 0
    return 2 if unicodedata.east_asian_width(cell[0]) in "WF" else len(cell)
