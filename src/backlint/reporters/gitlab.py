"""GitLab's SAST report (`gl-sast-report.json`), schema 15.0.4, which every GitLab from 15.0 reads.

GitLab keeps a finding's history by its `id`; ours is made from the fingerprint, so it stays when lines move. The schema
wants the times of the scan: they are the day of the report, so that the same input gives the same bytes.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from uuid import UUID, uuid5

import msgspec

from backlint.findings import Finding, Severity
from backlint.report import Report
from backlint.reporters.encoding import as_json, in_unicode
from backlint.reporters.markdown import cell
from backlint.reporters.presentation import Presentation, repository_prefix, said_of
from backlint.reporters.source import SourceView, escaped
from backlint.reporters.terminal import gap_text
from backlint.rule import Rule

SCHEMA_VERSION = "15.0.4"

_NAMESPACE = UUID("6f1d5a0c-3c7e-5b0e-9d51-8a2f4f1c7b3e")
"""For the ids of findings: any value serves, as long as it never changes."""

_SEVERITY = {
    Severity.CRITICAL: "Critical",
    Severity.HIGH: "High",
    Severity.MEDIUM: "Medium",
    Severity.LOW: "Low",
    Severity.INFO: "Info",
}

_LONGEST_NAME = 255
"""Characters of a finding's name, by the schema, which also wants it without what is special to one finding."""

_LONGEST_SOLUTION = 7000
"""Characters, by the schema."""


class Vendor(msgspec.Struct, frozen=True):
    """Who makes a scanner."""

    name: str


class Scanner(msgspec.Struct, frozen=True):
    """What scanned."""

    id: str
    name: str
    version: str
    vendor: Vendor


class Message(msgspec.Struct, frozen=True):
    """Something to know of the scan: `level` is info, warn or fatal."""

    level: str
    value: str


class Scan(msgspec.Struct, frozen=True):
    """The scan itself; times are `YYYY-MM-DDThh:mm:ss`."""

    analyzer: Scanner
    scanner: Scanner
    type: str
    start_time: str
    end_time: str
    status: str
    messages: tuple[Message, ...]


class Identifier(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a finding is an instance of: our rule first, then its weaknesses."""

    type: str
    name: str
    value: str
    url: str = ""


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a finding stands, from the repository's top."""

    file: str
    start_line: int
    end_line: int
    method: str = ""


class Link(msgspec.Struct, frozen=True):
    """Where to read on."""

    url: str


class Words(msgspec.Struct, frozen=True, tag_field="type", tag="text"):
    """A cell that is a text."""

    value: str


class FilePlace(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type", tag="file-location"):
    """A cell that is a place, which GitLab makes a link."""

    file_name: str
    line_start: int
    line_end: int


class Trace(msgspec.Struct, frozen=True, tag_field="type", tag="table"):
    """How data comes to where it does harm: a row a step."""

    name: str
    header: tuple[Words, ...]
    rows: tuple[tuple[Words | FilePlace, ...], ...]


class Details(msgspec.Struct, frozen=True):
    """What GitLab shows of a finding beside the fields that it knows."""

    trace: Trace


class Vulnerability(msgspec.Struct, frozen=True, omit_defaults=True):
    """A finding."""

    id: str
    name: str
    description: str
    severity: str
    location: Place
    identifiers: tuple[Identifier, ...]
    solution: str = ""
    links: tuple[Link, ...] = ()
    details: Details | None = None


class SastReport(msgspec.Struct, frozen=True):
    """The whole report."""

    version: str
    scan: Scan
    vulnerabilities: tuple[Vulnerability, ...]


def render(report: Report, _presentation: Presentation) -> str:
    """Return the report as GitLab reads it; gaps are messages, and a scan that failed inside says so."""
    rules = {rule.id: rule for rule in report.rules}
    view = SourceView(report)
    prefix = repository_prefix(Path(report.root))
    scanner = Scanner("backlint", "backlint", report.version, Vendor("backlint"))
    time = f"{report.today or '1970-01-01'}T00:00:00"
    seen: Counter[str] = Counter()
    found = []
    for finding in report.findings:
        key = (
            finding.fingerprint or f"{finding.rule}\x00{finding.location.path}\x00{finding.anchor}\x00{finding.message}"
        )
        seen[key] += 1
        identity = str(uuid5(_NAMESPACE, in_unicode(f"{key}\0{seen[key]}")))
        found.append(_vulnerability(finding, identity, rules.get(finding.rule), view, prefix))
    messages = tuple(Message("warn", in_unicode(escaped(view.message(gap_text(gap))))) for gap in report.gaps)
    scan = Scan(scanner, scanner, "sast", time, time, "failure" if report.partial else "success", messages)
    return as_json(SastReport(SCHEMA_VERSION, scan, tuple(found)))


def _vulnerability(finding: Finding, identity: str, rule: Rule | None, view: SourceView, prefix: str) -> Vulnerability:
    place = finding.location
    parts = [_prose(said_of(finding.endpoint, finding.message, ": "), view)]
    parts += [f"Why: {_prose(finding.why, view)}"] if finding.why else []
    solution = _prose(finding.remedy or (rule.remedy if rule else ""), view)
    return Vulnerability(
        id=identity,
        name=(rule.title if rule else finding.rule)[:_LONGEST_NAME],
        description="\n\n".join(parts),
        severity=_SEVERITY[finding.severity],
        location=Place(
            in_unicode(escaped(prefix + place.path)),
            max(place.line, 1),
            max(place.line, place.end_line, 1),
            in_unicode(escaped(finding.scope)),
        ),
        identifiers=(
            Identifier("backlint_rule_id", f"backlint {finding.rule}", finding.rule),
            *_weaknesses(rule),
        ),
        solution=solution if len(solution) <= _LONGEST_SOLUTION else f"{solution[: _LONGEST_SOLUTION - 1]}…",
        links=tuple(Link(url) for url in (rule.references if rule else ()) if url.startswith("https://")),
        details=_details(finding, view, prefix),
    )


def _details(finding: Finding, view: SourceView, prefix: str) -> Details | None:
    """Return the trace as a table; what is said of a step is shown as it is, not as Markdown."""
    if not finding.trace:
        return None
    rows = tuple(
        (
            Words(str(number)),
            Words(in_unicode(escaped(view.message(step.text)))),
            FilePlace(
                in_unicode(escaped(prefix + step.location.path)) or "?",
                max(step.location.line, 1),
                max(step.location.line, step.location.end_line, 1),
            ),
        )
        for number, step in enumerate(finding.trace, 1)
    )
    return Details(Trace("Trace", tuple(map(Words, ("Step", "What", "Where"))), rows))


def _weaknesses(rule: Rule | None) -> tuple[Identifier, ...]:
    return tuple(
        Identifier(
            "cwe",
            f"CWE-{weakness.cwe}",
            str(weakness.cwe),
            weakness.page,
        )
        for weakness in (rule.weaknesses if rule else ())
    )


def _prose(text: str, view: SourceView) -> str:
    """Return a text for a field that GitLab shows as Markdown: its secrets hidden, nothing in it markup."""
    return in_unicode(cell(view.message(text)))
