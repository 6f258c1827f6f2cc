"""Workflow commands that GitHub shows as annotations beside the code."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from backlint.findings import Finding, worst_first
from backlint.report import Report
from backlint.reporters.levels import SARIF_LEVEL
from backlint.reporters.presentation import Presentation, repository_prefix, said_of
from backlint.reporters.source import SourceView, escaped
from backlint.wording import counted

MAX_PER_LEVEL = 10
"""GitHub shows ten errors, ten warnings and ten notices of a step, the first ones, and drops the others without a word.

Of a whole job it shows fifty, which the three together do not reach (actions/toolkit, docs/problem-matchers.md).
"""

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: Report, _presentation: Presentation) -> str:
    """Return one command a finding, the worst first, and for each level a line that counts what is left out.

    Gaps take the first of the ten notices: behind ten findings nobody would see them.
    """
    view = SourceView(report)
    prefix = repository_prefix(Path(report.root))
    ordered = worst_first(report.findings)
    seen: Counter[str] = Counter()
    lines: list[str] = []
    if report.gaps:
        seen["notice"] = 1
        gaps = counted(len(report.gaps), "gap")
        lines.append(f"::notice title=backlint::{gaps}: not everything was looked at; see the report")
    for finding in ordered:
        command = _COMMANDS[SARIF_LEVEL[finding.severity]]
        seen[command] += 1
        if seen[command] <= MAX_PER_LEVEL:
            lines.append(_annotation(command, finding, view, prefix))
    for command, count in sorted(seen.items()):
        if count > MAX_PER_LEVEL:
            lines.append(f"backlint: {count - MAX_PER_LEVEL} more of level {command} are not annotated")
    return "".join(f"{line}\n" for line in lines)


def _annotation(command: str, finding: Finding, view: SourceView, prefix: str) -> str:
    place = finding.location
    properties = {
        "title": f"backlint {finding.rule}",
        "file": prefix + place.path,
        "line": str(max(place.line, 1)),
        "endLine": str(max(place.line, place.end_line)),
    }
    # Columns are understood only where the span stays on one line.
    if place.end_line in {0, place.line} and place.end_column > place.column:
        properties |= {"col": str(place.column), "endColumn": str(place.end_column)}
    message = said_of(finding.endpoint, view.message(finding.message), ": ")
    if finding.why:
        message += f"\nWhy: {view.message(finding.why)}"
    if finding.remedy:
        message += f"\nFix: {view.message(finding.remedy)}"
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{command} {listed}::{_data(message)}"


def _data(text: str) -> str:
    """Escape a message as the runner's tool kit does; line breaks of ours stay, other control characters do not."""
    lines = "\n".join(escaped(line) for line in text.split("\n"))
    return lines.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
