"""The scorecard: where the project stands on every item of the checklist, as a table for people."""

from __future__ import annotations

from collections.abc import Iterator

from backlint.checklist import entry_of
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
_WORD_WIDTH = max(len(word) for word in WORDS.values())


def scorecard(report: Report, presentation: Presentation, *, evidence: bool = False) -> Iterator[Line]:
    """Yield the table; with `evidence` also what shows each standing, one place a line."""
    yield (Segment(f"{'Checklist':<{_TITLE_WIDTH + 4}}{'result':<{_WORD_WIDTH + 2}}findings", "title"),)
    for score in report.scorecard:
        entry = entry_of(score.item)
        number = f"{entry.number:>3}" if entry.number else "  ·"
        head = f"{number} {entry.title:<{_TITLE_WIDTH}}"
        count = str(score.findings) if score.findings else "–"
        lines = wrapped(" " * (len(head) + _WORD_WIDTH + 2) + f"{count:>4}  ", score.summary, presentation.width)
        word = Segment(f"{WORDS[score.standing]:<{_WORD_WIDTH + 2}}", _STYLES[score.standing])
        yield (Segment(head), word, Segment(f"{count:>4}  "), lines[0][1])
        yield from lines[1:]
        if evidence:
            yield from _evidence(score, presentation)


def _evidence(score: Score, presentation: Presentation) -> Iterator[Line]:
    for item in score.evidence:
        detail = f" ({item.detail})" if item.detail else ""
        where = f"{presentation.prefix}{item.file}:{item.line}"
        yield (Segment(f"      {escaped(item.name + detail)}  "), Segment(escaped(where), "path"))
