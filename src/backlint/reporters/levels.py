"""How our severity and precision are said in the words of others. The one place for it."""

from __future__ import annotations

from collections.abc import Mapping

from backlint.findings import Precision, Severity

SARIF_LEVEL: Mapping[Severity, str] = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
"""SARIF's `level`; the terminal and GitHub's annotations say the same (GitHub says notice for note)."""

SECURITY_SEVERITY: Mapping[Severity, str] = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.5",
    Severity.INFO: "0.5",
}
"""Code scanning's `security-severity`, the middle of its bands: over 9.0 critical, from 7.0 high, 4.0 medium, 0.1 low.

A string: an upload with a number in its place is refused whole.
"""

PROBLEM_SEVERITY: Mapping[Severity, str] = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "recommendation",
    Severity.INFO: "recommendation",
}


def severity_name(severity: Severity) -> str:
    """`critical`, `high`, `medium`, `low` or `info`."""
    return severity.name.lower()


def precision_name(precision: Precision) -> str:
    """`very-high`, `high`, `medium` or `low`, as code scanning writes it."""
    return precision.name.lower().replace("_", "-")
