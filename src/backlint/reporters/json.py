"""The whole report as JSON, for programs; the format is described in docs/json.md."""

from __future__ import annotations

from backlint.report import Report
from backlint.reporters.presentation import Presentation
from backlint.reporters.records import encoded, report_record


def render(report: Report, _presentation: Presentation) -> str:
    """Return the report as JSON."""
    return encoded(report_record(report))
