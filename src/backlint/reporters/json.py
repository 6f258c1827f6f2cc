"""The whole report as JSON, for programs; the format is described in docs/json.md."""

from __future__ import annotations

from backlint.report import Report
from backlint.reporters.encoding import as_json
from backlint.reporters.presentation import Presentation
from backlint.reporters.records import report_record


def render(report: Report, _presentation: Presentation) -> str:
    """Return the report as JSON."""
    return as_json(report_record(report))
