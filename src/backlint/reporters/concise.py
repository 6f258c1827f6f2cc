"""One line a finding, as compilers write them, for editors and for `grep`."""

from __future__ import annotations

from backlint.report import Report
from backlint.reporters.levels import precision_name, severity_name
from backlint.reporters.presentation import Presentation, said_of
from backlint.reporters.source import SourceView, escaped
from backlint.reporters.terminal import gap_text


def render(report: Report, presentation: Presentation) -> str:
    """Return `path:line:column: rule severity/precision ENDPOINT message` for every finding, then the gaps."""
    view = SourceView(report)
    shown = report.findings[: presentation.limit] if presentation.limit is not None else report.findings
    lines = []
    for finding in shown:
        place = finding.location
        judged = f"{severity_name(finding.severity)}/{precision_name(finding.precision)}"
        message = said_of(finding.endpoint, view.message(finding.message), " ")
        lines.append(
            escaped(f"{presentation.prefix}{place.path}:{place.line}:{place.column}: {finding.rule} {judged} {message}")
        )
    left = len(report.findings) - len(shown)
    if left:
        lines.append(f"… and {left} more")
    if not presentation.quiet:
        lines += [f"gap: {gap_text(gap, presentation.prefix)}" for gap in report.gaps]
    return "".join(f"{line}\n" for line in lines)
