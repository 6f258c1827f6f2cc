"""What our JSON holds: one record for each kind of object. Their names and fields are a promise; see docs/json.md."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from backlint.checklist import entry_of
from backlint.concepts import Endpoint, Evidence, Protection, ProtectionKind, State
from backlint.findings import Finding, Fix, Gap, Location, Step
from backlint.report import Report, Score
from backlint.reporters.encoding import in_unicode
from backlint.reporters.levels import precision_name, severity_name
from backlint.reporters.source import SourceView
from backlint.rule import Rule

FORMAT = 1
"""The version of the format: a field that is removed or changes its meaning is a new one, a field that is added not."""


class PlaceRecord(msgspec.Struct, frozen=True):
    """A place; lines and columns from 1, the end column exclusive, columns in code points."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


class StepRecord(msgspec.Struct, frozen=True):
    """A step of a trace, or another place that a finding concerns."""

    place: PlaceRecord
    text: str


class EditRecord(msgspec.Struct, frozen=True):
    """Replace the text at a place."""

    place: PlaceRecord
    replacement: str


class FixRecord(msgspec.Struct, frozen=True):
    """A change that removes a finding."""

    title: str
    safe: bool
    edits: tuple[EditRecord, ...]


class SuppressionRecord(msgspec.Struct, frozen=True):
    """Why a finding is not shown: `inline`, `baseline` or `configuration`."""

    kind: str
    reason: str
    file: str
    line: int


class FindingRecord(msgspec.Struct, frozen=True):
    """A finding; `fingerprint` stays the same when lines move."""

    rule: str
    message: str
    severity: str
    precision: str
    place: PlaceRecord
    endpoint: str
    scope: str
    why: str
    remedy: str
    engine: str
    code: str
    cwe: tuple[int, ...]
    item: str
    trace: tuple[StepRecord, ...]
    related: tuple[StepRecord, ...]
    fix: FixRecord | None
    fingerprint: str
    suppression: SuppressionRecord | None


class EvidenceRecord(msgspec.Struct, frozen=True):
    """What shows something: a name in the program and where it stands."""

    name: str
    file: str
    line: int
    detail: str


class ProtectionRecord(msgspec.Struct, frozen=True):
    """Whether an endpoint has a protection (`yes`, `no`, `unknown`), and by what."""

    state: State
    by: tuple[EvidenceRecord, ...]


class ParameterRecord(msgspec.Struct, frozen=True, rename={"where": "in"}):
    """An input of an endpoint."""

    name: str
    where: str
    validated: State


class EndpointRecord(msgspec.Struct, frozen=True):
    """An endpoint; `line` is that of the handler's `def` or `class`, `protections` holds every kind."""

    methods: tuple[str, ...]
    path: str
    file: str
    line: int
    handler: str
    framework: str
    websocket: bool
    parameters: tuple[ParameterRecord, ...]
    protections: dict[ProtectionKind, ProtectionRecord]


class GapRecord(msgspec.Struct, frozen=True):
    """Something that was not looked at or not understood; `file` is "" and `line` 0 where none applies."""

    file: str
    line: int
    kind: str
    message: str


class ControlRecord(msgspec.Struct, frozen=True):
    """A part of an item, such as the general limit among the rate limits."""

    name: str
    standing: str
    summary: str
    evidence: tuple[EvidenceRecord, ...]


class ScoreRecord(msgspec.Struct, frozen=True):
    """A line of the scorecard; `number` is 0 for the groups after the ten items."""

    item: str
    number: int
    title: str
    standing: str
    summary: str
    findings: int
    evidence: tuple[EvidenceRecord, ...]
    controls: tuple[ControlRecord, ...]


class FixKindRecord(msgspec.Struct, frozen=True):
    """A way in which `--fix` puts right what a rule finds."""

    title: str
    safe: bool


class RuleRecord(msgspec.Struct, frozen=True):
    """A rule, as `backlint rules -o json` lists it."""

    id: str
    family: str
    item: str
    title: str
    severity: str
    precision: str
    cwe: tuple[int, ...]
    since: str
    fixes: tuple[FixKindRecord, ...]


class StatisticsRecord(msgspec.Struct, frozen=True):
    """What was looked at."""

    files: int
    lines: int
    frameworks: tuple[str, ...]
    endpoints: int


class ComparisonRecord(msgspec.Struct, frozen=True):
    """What a report was compared with, and how many open findings stood there already."""

    revision: str
    commit: str
    known: int


class ReportRecord(msgspec.Struct, frozen=True):
    """A whole report; `complete` is False when something failed inside backlint."""

    format: int
    version: str
    today: str
    complete: bool
    comparison: ComparisonRecord | None
    statistics: StatisticsRecord
    findings: tuple[FindingRecord, ...]
    suppressed: tuple[FindingRecord, ...]
    scorecard: tuple[ScoreRecord, ...]
    endpoints: tuple[EndpointRecord, ...]
    gaps: tuple[GapRecord, ...]


class EndpointsRecord(msgspec.Struct, frozen=True):
    """What `backlint endpoints -o json` prints."""

    endpoints: tuple[EndpointRecord, ...]
    gaps: tuple[GapRecord, ...]


class ScorecardRecord(msgspec.Struct, frozen=True):
    """What `backlint checklist -o json` prints."""

    scorecard: tuple[ScoreRecord, ...]
    gaps: tuple[GapRecord, ...]


def report_record(report: Report) -> ReportRecord:
    """Return a report's record, every secret in its texts hidden."""
    view = SourceView(report)
    rules = {rule.id: rule for rule in report.rules}
    return ReportRecord(
        format=FORMAT,
        version=report.version,
        today=report.today,
        complete=not report.partial,
        comparison=ComparisonRecord(
            in_unicode(report.comparison.revision), report.comparison.commit, report.comparison.known
        )
        if report.comparison
        else None,
        statistics=StatisticsRecord(
            report.statistics.files, report.statistics.lines, report.statistics.frameworks, len(report.endpoints)
        ),
        findings=tuple(finding_record(finding, rules.get(finding.rule), view) for finding in report.findings),
        suppressed=tuple(finding_record(finding, rules.get(finding.rule), view) for finding in report.suppressed),
        scorecard=score_records(report.scorecard),
        endpoints=endpoint_records(report.endpoints),
        gaps=gap_records(report.gaps),
    )


def finding_record(finding: Finding, rule: Rule | None, view: SourceView) -> FindingRecord:
    """Return a finding's record."""
    suppression = finding.suppression
    return FindingRecord(
        rule=finding.rule,
        message=in_unicode(view.message(finding.message)),
        severity=severity_name(finding.severity),
        precision=precision_name(finding.precision),
        place=_place(finding.location),
        endpoint=in_unicode(finding.endpoint),
        scope=in_unicode(finding.scope),
        why=in_unicode(view.message(finding.why)),
        remedy=in_unicode(view.message(finding.remedy or (rule.remedy if rule else ""))),
        engine=finding.engine,
        code=finding.code,
        cwe=tuple(weakness.cwe for weakness in rule.weaknesses) if rule else (),
        item=rule.item.value if rule else "",
        trace=tuple(_step(step, view) for step in finding.trace),
        related=tuple(_step(step, view) for step in finding.related),
        fix=_fix(finding.fix) if finding.fix else None,
        fingerprint=finding.fingerprint,
        suppression=SuppressionRecord(
            suppression.kind,
            in_unicode(suppression.reason),
            in_unicode(suppression.location.path) if suppression.location else "",
            suppression.location.line if suppression.location else 0,
        )
        if suppression
        else None,
    )


def _place(place: Location) -> PlaceRecord:
    end_line = place.end_line or place.line
    return PlaceRecord(in_unicode(place.path), place.line, place.column, end_line, place.end_column or place.column)


def _step(step: Step, view: SourceView) -> StepRecord:
    return StepRecord(_place(step.location), in_unicode(view.message(step.text)))


def _fix(fix: Fix) -> FixRecord:
    edits = tuple(EditRecord(_place(edit.location), in_unicode(edit.replacement)) for edit in fix.edits)
    return FixRecord(fix.title, fix.safe, edits)


def _evidence(items: Iterable[Evidence]) -> tuple[EvidenceRecord, ...]:
    return tuple(
        EvidenceRecord(in_unicode(item.name), in_unicode(item.file), item.line, in_unicode(item.detail))
        for item in items
    )


def endpoint_records(endpoints: Iterable[Endpoint]) -> tuple[EndpointRecord, ...]:
    """Return the records of endpoints, in their order."""
    return tuple(
        EndpointRecord(
            methods=endpoint.methods,
            path=in_unicode(endpoint.path),
            file=in_unicode(endpoint.location.path),
            line=endpoint.location.line,
            handler=in_unicode(endpoint.handler),
            framework=endpoint.framework,
            websocket=endpoint.websocket,
            parameters=tuple(
                ParameterRecord(in_unicode(item.name), item.where, item.validated) for item in endpoint.parameters
            ),
            protections={kind: _protection(endpoint.protection(kind)) for kind in ProtectionKind},
        )
        for endpoint in endpoints
    )


def _protection(protection: Protection) -> ProtectionRecord:
    return ProtectionRecord(protection.state, _evidence(protection.by))


def gap_records(gaps: Iterable[Gap]) -> tuple[GapRecord, ...]:
    """Return the records of gaps, in their order."""
    return tuple(GapRecord(in_unicode(gap.path), gap.line, gap.kind, in_unicode(gap.message)) for gap in gaps)


def score_records(scores: Iterable[Score]) -> tuple[ScoreRecord, ...]:
    """Return the records of a scorecard, in its order."""
    return tuple(
        ScoreRecord(
            item=score.item.value,
            number=entry_of(score.item).number,
            title=entry_of(score.item).title,
            standing=score.standing.value,
            summary=in_unicode(score.summary),
            findings=score.findings,
            evidence=_evidence(score.evidence),
            controls=tuple(
                ControlRecord(
                    in_unicode(control.name),
                    control.standing.value,
                    in_unicode(control.summary),
                    _evidence(control.evidence),
                )
                for control in score.controls
            ),
        )
        for score in scores
    )


def rule_records(rules: Iterable[Rule]) -> tuple[RuleRecord, ...]:
    """Return the records of rules, in their order."""
    return tuple(
        RuleRecord(
            id=rule.id,
            family=rule.family,
            item=rule.item.value,
            title=rule.title,
            severity=severity_name(rule.usual_severity),
            precision=precision_name(rule.precision),
            cwe=tuple(weakness.cwe for weakness in rule.weaknesses),
            since=rule.since,
            fixes=tuple(FixKindRecord(title, safe) for title, safe in rule.fixes),
        )
        for rule in rules
    )
