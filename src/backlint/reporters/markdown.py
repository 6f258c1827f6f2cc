"""Markdown for a job's summary or a comment on a pull request. Scanned text cannot become markup in it.

Paths lead from the repository's top: that is where its readers stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from backlint.checklist import entry_of
from backlint.concepts import Evidence
from backlint.findings import Finding, worst_first
from backlint.report import Report, Score
from backlint.reporters.levels import precision_name, severity_name
from backlint.reporters.presentation import Presentation, repository_prefix
from backlint.reporters.scorecard import WORDS
from backlint.reporters.source import SourceView, escaped
from backlint.reporters.terminal import compared, gap_text, hidden_by, overview
from backlint.wording import counted

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&@$:-])")

MAX_FINDINGS = 200
MAX_TABLE = 45_000
"""Rows and characters of the table of findings: a comment on GitHub holds 65,536, and the checklist and gaps need some too."""

MAX_GAPS = 50


def cell(text: str) -> str:
    """Return text for a cell of a table: no markup, no mention, no link, no line break."""
    return _SPECIAL.sub(r"\\\1", escaped(text)).replace("\\-", "-").replace("\\:", "&#58;").replace("\\@", "&#64;")


def code(text: str) -> str:
    """Return text as code: inside a span of backticks longer than any in it."""
    shown = escaped(text).replace("|", "\\|")
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if longest else ""
    return f"{fence}{padding}{shown}{padding}{fence}"


def render(report: Report, presentation: Presentation) -> str:
    """Return the checklist, the findings and the gaps as Markdown."""
    view = SourceView(report)
    prefix = repository_prefix(Path(report.root))
    limit = presentation.limit if presentation.limit is not None else MAX_FINDINGS
    parts = [f"## backlint\n\n{cell(overview(report))}\n"]
    if report.scorecard:
        parts.append("### Checklist\n\n" + scorecard_table(report.scorecard))
    if report.findings:
        parts.append(
            f"### {counted(len(report.findings), 'finding')}\n\n" + _findings(report.findings, limit, view, prefix)
        )
    else:
        parts.append("### No findings\n")
    hidden = hidden_by(report.suppressed)
    if hidden:
        parts.append(f"Not shown: {hidden}.\n")
    if report.comparison is not None:
        parts.append(f"Shown is what is {cell(compared(report.comparison))}.\n")
    if report.partial:
        parts.append("**Something failed inside backlint; the rest of this report stands.**\n")
    if report.gaps:
        lines = [f"- {cell(gap_text(gap, prefix))}\n" for gap in report.gaps[:MAX_GAPS]]
        left = len(report.gaps) - len(lines)
        more = f"- and {left} more\n" if left > 0 else ""
        parts.append(f"### Not looked at or not understood ({len(report.gaps)})\n\n" + "".join(lines) + more)
    return "\n".join(parts)


def scorecard_table(scores: Iterable[Score], *, evidence: bool = False, prefix: str = "") -> str:
    """Return the scorecard as a table; with `evidence` also the places that show each standing, `prefix` before each."""
    last = (" Where |", " --- |") if evidence else ("", "")
    lines = [f"| # | Item | Result | Findings | Why |{last[0]}", f"| --- | --- | --- | --- | --- |{last[1]}"]
    for score in scores:
        entry = entry_of(score.item)
        number = str(entry.number) if entry.number else ""
        found = str(score.findings) if score.findings else ""
        where = f" {'<br>'.join(_place(one, prefix) for one in score.evidence)} |" if evidence else ""
        lines.append(f"| {number} | {entry.title} | {WORDS[score.standing]} | {found} | {cell(score.summary)} |{where}")
    return "".join(f"{line}\n" for line in lines)


def _place(shown: Evidence, prefix: str) -> str:
    detail = f" ({cell(shown.detail)})" if shown.detail else ""
    return f"{cell(shown.name)}{detail} {code(f'{prefix}{shown.file}:{shown.line}')}"


def _findings(findings: tuple[Finding, ...], limit: int, view: SourceView, prefix: str) -> str:
    ordered = worst_first(findings)
    lines = ["| Severity | Rule | Endpoint | What | Where |", "| --- | --- | --- | --- | --- |"]
    room = MAX_TABLE
    rows = 0
    for finding in ordered[:limit]:
        place = f"{prefix}{finding.location.path}:{finding.location.line}"
        endpoint = code(finding.endpoint) if finding.endpoint else ""
        what = cell(view.message(finding.message))
        remedy = cell(view.message(finding.remedy))
        row = (
            f"| {severity_name(finding.severity)} ({precision_name(finding.precision)}) | {code(finding.rule)} "
            f"| {endpoint} | {what}{'<br>' if remedy else ''}{remedy} | {code(place)} |"
        )
        room -= len(row) + 1
        if room < 0:
            break
        lines.append(row)
        rows += 1
    text = "".join(f"{line}\n" for line in lines)
    left = len(ordered) - rows
    return f"{text}\n… and {left} more\n" if left > 0 else text
