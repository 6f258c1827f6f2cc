"""GitLab's Code Quality report (`gl-code-quality-report.json`), which every edition shows in merge requests.

Of findings with one fingerprint GitLab shows the first only, so each has its own, made from ours, which stays when lines move.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import msgspec

from backlint.findings import Finding, Severity
from backlint.report import Report
from backlint.reporters.encoding import as_json, in_unicode
from backlint.reporters.presentation import Presentation, repository_prefix, said_of
from backlint.reporters.source import SourceView, escaped

_SEVERITY = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
    Severity.INFO: "info",
}


class Lines(msgspec.Struct, frozen=True):
    """The lines of a place."""

    begin: int
    end: int


class Place(msgspec.Struct, frozen=True):
    """Where a finding stands, from the repository's top."""

    path: str
    lines: Lines


class Issue(msgspec.Struct, frozen=True):
    """A finding."""

    description: str
    check_name: str
    fingerprint: str
    severity: str
    location: Place


def render(report: Report, _presentation: Presentation) -> str:
    """Return the report as GitLab reads it. It has no place for gaps; the other formats and the terminal tell of them."""
    view = SourceView(report)
    prefix = repository_prefix(Path(report.root))
    seen: Counter[str] = Counter()
    issues = []
    for finding in report.findings:
        key = finding.fingerprint or f"{finding.rule}\0{finding.location.path}\0{finding.anchor}\0{finding.message}"
        seen[key] += 1
        identity = hashlib.sha256(in_unicode(f"{key}\0{seen[key]}").encode()).hexdigest()[:40]
        issues.append(_issue(finding, identity, view, prefix))
    return as_json(tuple(issues))


def _issue(finding: Finding, identity: str, view: SourceView, prefix: str) -> Issue:
    place = finding.location
    line = max(place.line, 1)
    message = said_of(finding.endpoint, view.message(finding.message), ": ")
    return Issue(
        description=in_unicode(escaped(message[:1].upper() + message[1:])),
        check_name=finding.rule,
        fingerprint=identity,
        severity=_SEVERITY[finding.severity],
        location=Place(in_unicode(escaped(prefix + place.path)), Lines(line, max(line, place.end_line))),
    )
