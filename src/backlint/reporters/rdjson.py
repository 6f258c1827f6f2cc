"""reviewdog's own format (`rdjson`): comments in pull requests of any host that it knows, with fixes as suggestions.

Its columns count bytes of UTF-8 from 1.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from backlint.findings import Finding, Location, Severity
from backlint.report import Report
from backlint.reporters.encoding import as_json, in_unicode
from backlint.reporters.presentation import Presentation, repository_prefix, said_of
from backlint.reporters.source import SourceView, escaped
from backlint.rule import Rule

_SEVERITY = {
    Severity.CRITICAL: "ERROR",
    Severity.HIGH: "ERROR",
    Severity.MEDIUM: "WARNING",
    Severity.LOW: "INFO",
    Severity.INFO: "INFO",
}


class Position(msgspec.Struct, frozen=True):
    """A line, and a column in bytes."""

    line: int
    column: int


class Range(msgspec.Struct, frozen=True):
    """From a position to the one behind the last."""

    start: Position
    end: Position


class Place(msgspec.Struct, frozen=True):
    """Where something stands, from the repository's top."""

    path: str
    range: Range


class Code(msgspec.Struct, frozen=True):
    """The rule, and where to read of its weakness."""

    value: str
    url: str = ""


class Suggestion(msgspec.Struct, frozen=True):
    """A change of one span."""

    range: Range
    text: str


class Diagnostic(msgspec.Struct, frozen=True, omit_defaults=True):
    """A finding."""

    message: str
    location: Place
    severity: str
    code: Code
    suggestions: tuple[Suggestion, ...] = ()


class Source(msgspec.Struct, frozen=True):
    """Who says it."""

    name: str


class Diagnostics(msgspec.Struct, frozen=True):
    """The whole report."""

    source: Source
    diagnostics: tuple[Diagnostic, ...]


def render(report: Report, _presentation: Presentation) -> str:
    """Return the report as reviewdog reads it. It has no place for gaps; the other formats and the terminal tell of them."""
    view = SourceView(report)
    rules = {rule.id: rule for rule in report.rules}
    prefix = repository_prefix(Path(report.root))
    found = tuple(_diagnostic(finding, rules.get(finding.rule), view, prefix) for finding in report.findings)
    return as_json(Diagnostics(Source("backlint"), found))


def _diagnostic(finding: Finding, rule: Rule | None, view: SourceView, prefix: str) -> Diagnostic:
    message = said_of(finding.endpoint, view.message(finding.message), ": ")
    said = [message[:1].upper() + message[1:]]
    said += [f"Why: {view.message(finding.why)}"] if finding.why else []
    remedy = finding.remedy or (rule.remedy if rule else "")
    said += [f"Fix: {view.message(remedy)}"] if remedy else []
    # Several suggestions are alternatives to each other.
    edits = finding.fix.edits if finding.fix and len(finding.fix.edits) == 1 else ()
    return Diagnostic(
        message=in_unicode("\n".join(escaped(text) for text in said)),
        location=Place(in_unicode(escaped(prefix + finding.location.path)), _range(finding.location, view)),
        severity=_SEVERITY[finding.severity],
        code=Code(finding.rule, rule.weaknesses[0].page if rule and rule.weaknesses else ""),
        suggestions=tuple(Suggestion(_range(edit.location, view), in_unicode(edit.replacement)) for edit in edits),
    )


def _range(place: Location, view: SourceView) -> Range:
    start, end = max(place.line, 1), max(place.line, place.end_line, 1)
    first, last = (view.line(place.path, line) or "" for line in (start, end))
    column = place.end_column or len(last) + 1
    return Range(Position(start, _bytes(first, place.column)), Position(end, _bytes(last, column)))


def _bytes(line: str, column: int) -> int:
    return len(line[: column - 1].encode("utf-8", "surrogatepass")) + 1
