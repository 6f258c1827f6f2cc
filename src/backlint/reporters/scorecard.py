"""The scorecard: where the project stands on every item of the checklist, as a table for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backlint.checklist import entry_of
from backlint.concepts import Evidence
from backlint.report import Report, Score, Standing
from backlint.reporters.frames import Line, Segment, wrapped
from backlint.reporters.presentation import Presentation
from backlint.reporters.source import escaped

WORDS = {
    Standing.MET: "met",
    Standing.VIOLATED: "violated",
    Standing.ATTESTED: "attested",
    Standing.UNKNOWN: "cannot tell",
    Standing.NOT_APPLICABLE: "not used",
}

_STYLES = {
    Standing.MET: "good",
    Standing.VIOLATED: "bad",
    Standing.ATTESTED: "note",
    Standing.UNKNOWN: "unsure",
    Standing.NOT_APPLICABLE: "dim",
}

_TITLE_WIDTH = 28
_LINES = 2
"""How many lines an item's summary takes below a scan; `backlint checklist` shows it whole."""

_WORD_WIDTH = max(len(word) for word in WORDS.values())

_NARROW = 80
"""Columns below which a summary stands under its item: beside it there is no room."""

_INDENT = 6


def scorecard(report: Report, presentation: Presentation, *, evidence: bool = False) -> Iterator[Line]:
    """Yield the table; with `evidence` also what shows each standing, one place a line."""
    yield (Segment(f"{'Checklist':<{_TITLE_WIDTH + 4}}{'result':<{_WORD_WIDTH + 2}}findings", "title"),)
    for score in report.scorecard:
        entry = entry_of(score.item)
        number = f"{entry.number:>3}" if entry.number else "  ·"
        head = f"{number} {entry.title:<{_TITLE_WIDTH}}"
        count = str(score.findings) if score.findings else "–"
        told = "" if evidence and _is_told_by_controls(score) else score.summary
        narrow = presentation.width < _NARROW
        beside = " " * (_INDENT if narrow else len(head) + _WORD_WIDTH + 8)
        lines = wrapped(beside, told, presentation.width)
        if not evidence and len(lines) > _LINES:
            lines = [*lines[: _LINES - 1], _cut(lines[_LINES - 1], presentation.width - len(beside))]
        word = Segment(f"{WORDS[score.standing]:<{_WORD_WIDTH + 2}}", _STYLES[score.standing])
        if narrow:
            yield (Segment(head), word, Segment(f"{count:>4}"))
            yield from lines if told else ()
        else:
            yield (Segment(head), word, Segment(f"{count:>4}  "), lines[0][1])
            yield from lines[1:]
        if evidence:
            yield from _evidence(score, presentation)


def _is_told_by_controls(score: Score) -> bool:
    """Tell whether the lines that follow say the same."""
    return len(score.controls) > 1 and score.standing in {Standing.MET, Standing.UNKNOWN, Standing.NOT_APPLICABLE}


def _cut(line: Line, room: int) -> Line:
    *head, last = line
    text = last.text if len(last.text) + 2 <= room else last.text.rpartition(" ")[0]
    return (*head, Segment(f"{text} …", last.style))


def _evidence(score: Score, presentation: Presentation) -> Iterator[Line]:
    """Yield the places that show the standing, then the controls that it is made of with theirs."""
    alone = len(score.controls) <= 1 and not score.findings
    if alone or score.standing in {Standing.VIOLATED, Standing.ATTESTED}:
        yield from _places(score.evidence, presentation, "      ")
    if alone:
        return
    for control in score.controls:
        word = Segment(f"{WORDS[control.standing]:<{_WORD_WIDTH + 2}}", _STYLES[control.standing])
        head = f"      {control.name:<{_TITLE_WIDTH - 2}}"
        narrow = presentation.width < _NARROW
        lines = wrapped(
            " " * (_INDENT + 2 if narrow else len(head) + _WORD_WIDTH + 2), control.summary, presentation.width
        )
        if narrow:
            yield (Segment(head), word)
            yield from lines if control.summary else ()
        else:
            yield (Segment(head), word, lines[0][1])
            yield from lines[1:]
        if control.standing is not Standing.NOT_APPLICABLE:
            yield from _places(control.evidence, presentation, "        ")


def _places(evidence: Iterable[Evidence], presentation: Presentation, indent: str) -> Iterator[Line]:
    """Yield places, those of one file and line together."""
    by_place: dict[tuple[str, int], list[str]] = {}
    for item in evidence:
        detail = f" ({item.detail})" if item.detail else ""
        by_place.setdefault((item.file, item.line), []).append(f"{item.name}{detail}")
    for (file, line), names in by_place.items():
        where = f"{presentation.prefix}{file}:{line}"
        yield (Segment(f"{indent}{escaped(', '.join(dict.fromkeys(names)))}  "), Segment(escaped(where), "path"))
