"""What the HTML page shows, as plain text in records: the template escapes all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from backlint.checklist import entry_of
from backlint.concepts import Endpoint, Evidence, ProtectionKind, State, Trait
from backlint.findings import Finding, Fix, Severity, Step, Suppression, worst_first
from backlint.report import Control, Report, Score
from backlint.reporters.edits import hunks
from backlint.reporters.endpoints import (
    NONE,
    authentication,
    by_application,
    limit,
    summary,
    wants_csrf,
    without_cookies,
)
from backlint.reporters.html.blocks import Block, Words, blocks, words
from backlint.reporters.html.excerpts import Excerpt, excerpts, shown
from backlint.reporters.levels import precision_name, severity_name
from backlint.reporters.presentation import own_step
from backlint.reporters.scorecard import WORDS
from backlint.reporters.source import SourceView, escaped
from backlint.reporters.terminal import compared, gap_text, hidden_by, overview
from backlint.rule import Rule
from backlint.wording import counted


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that findings can be filtered by, what it is called, and how many have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """What shows something, and where it stands."""

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class ControlShown:
    """A part of a checklist item."""

    name: str
    standing: str
    word: str
    summary: str
    places: tuple[PlaceShown, ...]


@dataclass(frozen=True, slots=True)
class ScoreShown:
    """A line of the scorecard; `item` is what its findings are filtered by."""

    item: str
    number: str
    title: str
    standing: str
    word: str
    summary: str
    findings: int
    places: tuple[PlaceShown, ...]
    controls: tuple[ControlShown, ...]


@dataclass(frozen=True, slots=True)
class ProtectionShown:
    """A cell of the matrix; `state` is yes, no, unknown, open (a no that is an alarm) or none (not asked for)."""

    state: str
    word: str
    by: tuple[PlaceShown, ...]


@dataclass(frozen=True, slots=True)
class EndpointShown:
    """A row of the matrix; `missing` lists the protections that it does not have, as `page.kinds` names them."""

    methods: str
    path: str
    handler: str
    where: str
    missing: str
    protections: tuple[ProtectionShown, ...]


@dataclass(frozen=True, slots=True)
class ApplicationShown:
    """The rows of one application; its title is "" where it is the only one."""

    title: str
    endpoints: tuple[EndpointShown, ...]


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A line that a fix takes away (`-`) or puts there (`+`)."""

    sign: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class FixShown:
    """What `--fix` does about a finding, and the lines that it changes."""

    title: str
    flags: str
    lines: tuple[ChangeShown, ...]


@dataclass(frozen=True, slots=True)
class FindingShown:
    """A finding with all that belongs to it; `key` names it on the page."""

    key: str
    rule: str
    item: str
    engine: str
    message: str
    severity: str
    precision: str
    endpoint: str
    where: str
    why: tuple[Words, ...]
    remedy: tuple[Words, ...]
    labels: tuple[str, ...]
    code: tuple[Excerpt, ...]
    further: tuple[tuple[Excerpt, ...], ...]
    related: tuple[Excerpt, ...]
    fix: FixShown | None = None
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class RuleShown:
    """The page of a rule that has a finding here."""

    id: str
    title: str
    docs: tuple[Block, ...]
    remedy: tuple[Words, ...]
    labels: tuple[str, ...]
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The whole page."""

    overview: str
    today: str
    partial: bool
    totals: str
    hidden: str
    compared: str
    severities: tuple[Choice, ...]
    rules: tuple[Choice, ...]
    items: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    scores: tuple[ScoreShown, ...]
    summary: str
    count: int
    applications: tuple[ApplicationShown, ...]
    findings: tuple[FindingShown, ...]
    suppressed: tuple[FindingShown, ...]
    pages: tuple[RuleShown, ...]
    gaps: tuple[str, ...]


_KINDS = {
    ProtectionKind.AUTHENTICATION: "authentication",
    ProtectionKind.AUTHORIZATION: "role",
    ProtectionKind.RATE_LIMIT: "limit",
    ProtectionKind.VALIDATION: "input",
    ProtectionKind.CSRF: "csrf",
    ProtectionKind.AUDIT_LOG: "audit",
}
_WORDS = {State.YES: "yes", State.NO: "no", State.UNKNOWN: "?"}


def page(report: Report) -> Page:
    """Return what to show of a report, every secret in it hidden; findings come worst first."""
    shown = _Shown(report)
    found = tuple(shown.finding(one, f"f{n}") for n, one in enumerate(worst_first(report.findings), 1))
    suppressed = tuple(shown.finding(one, f"s{n}") for n, one in enumerate(worst_first(report.suppressed), 1))
    used = {one.rule for one in found} | {one.rule for one in suppressed}
    return Page(
        overview=overview(report),
        today=report.today,
        partial=report.partial,
        totals=counted(len(report.findings), "finding"),
        hidden=hidden_by(report.suppressed),
        compared=compared(report.comparison) if report.comparison else "",
        severities=_severities(report.findings),
        rules=_choices((one.rule, one.rule) for one in found),
        items=_choices((one.item, shown.item_title(one.rule)) for one in found if one.item),
        kinds=_missing(report),
        scores=tuple(shown.score(score) for score in report.scorecard),
        summary=summary(report.endpoints, len(report.endpoints)),
        count=len(report.endpoints),
        applications=shown.applications(),
        findings=found,
        suppressed=suppressed,
        pages=tuple(_rule(rule) for rule in report.rules if rule.id in used),
        gaps=tuple(shown.said(gap_text(gap)) for gap in report.gaps),
    )


def _severities(findings: Iterable[Finding]) -> tuple[Choice, ...]:
    counts = Counter(finding.severity for finding in findings)
    names = ((severity_name(one), counts[one]) for one in sorted(Severity, reverse=True))
    return tuple(Choice(name, name, count) for name, count in names if count)


def _choices(pairs: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    counts = Counter(pairs)
    return tuple(Choice(value, label, count) for (value, label), count in sorted(counts.items()))


def _missing(report: Report) -> tuple[Choice, ...]:
    tokens = without_cookies(report)
    counts = Counter(kind for endpoint in report.endpoints for kind in _lacks(endpoint, tokens))
    return tuple(Choice(kind.value, f"no {_KINDS[kind]}", counts[kind]) for kind in _KINDS if counts[kind])


def _lacks(endpoint: Endpoint, tokens: Collection[str]) -> tuple[ProtectionKind, ...]:
    """Return the protections that an endpoint does not have, of those that it could want."""
    return tuple(
        kind
        for kind in _KINDS
        if endpoint.protection(kind).state is State.NO
        and (kind is not ProtectionKind.CSRF or wants_csrf(endpoint, tokens))
    )


def _rule(rule: Rule) -> RuleShown:
    weaknesses = (f"CWE-{weakness.cwe} {weakness.name}" for weakness in rule.weaknesses)
    return RuleShown(
        id=rule.id,
        title=rule.title,
        docs=blocks(rule.docs),
        remedy=words(rule.remedy),
        labels=(*weaknesses, entry_of(rule.item).label),
        references=rule.references,
    )


class _Shown:
    """Turns the parts of a report into what is shown of them."""

    def __init__(self, report: Report) -> None:
        self._view = SourceView(report)
        self._report = report
        self._tokens = without_cookies(report)
        self._rules = {rule.id: rule for rule in report.rules}

    def said(self, text: str) -> str:
        """Return a text with its secrets hidden and its control characters escaped."""
        return escaped(self._view.message(text))

    def item_title(self, rule: str) -> str:
        entry = entry_of(self._rules[rule].item)
        return f"{entry.number}. {entry.title}" if entry.number else entry.title

    def finding(self, finding: Finding, key: str) -> FindingShown:
        rule = self._rules.get(finding.rule)
        place = finding.location
        said = own_step(finding)
        own = [] if _arrives(finding) else [said or Step(place, "")]
        return FindingShown(
            key=key,
            rule=escaped(finding.rule),
            item=rule.item.value if rule else "",
            engine=finding.engine,
            message=self.said(finding.message),
            severity=severity_name(finding.severity),
            precision=precision_name(finding.precision),
            endpoint=self.said(finding.endpoint),
            where=f"{escaped(place.path)}:{place.line}",
            why=words(self.said(finding.why)),
            remedy=words(self.said(finding.remedy or (rule.remedy if rule else ""))),
            labels=_labels(finding, rule),
            code=excerpts(self._view, (*finding.trace, *own), numbered=len(finding.trace) > 1),
            further=tuple(excerpts(self._view, trace, numbered=len(trace) > 1) for trace in finding.further),
            related=excerpts(self._view, (step for step in finding.related if step != said)),
            fix=self._fix(finding.fix) if finding.fix else None,
            hidden=self._hidden(finding.suppression),
        )

    def _fix(self, fix: Fix) -> FixShown:
        return FixShown(
            title=self.said(fix.title),
            flags="--fix" if fix.safe else "--fix --unsafe-fixes",
            lines=tuple(
                ChangeShown(sign, hunk.line + index, shown(line))
                for hunk in hunks(fix, self._view)
                for sign, lines in (("-", hunk.before), ("+", hunk.after))
                for index, line in enumerate(lines)
            ),
        )

    def _hidden(self, suppression: Suppression | None) -> str:
        if suppression is None:
            return ""
        place = suppression.location
        where = f" ({place.path}:{place.line})" if place else ""
        return self.said(f"{suppression.kind}: {suppression.reason or 'no reason is kept there'}{where}")

    def score(self, score: Score) -> ScoreShown:
        entry = entry_of(score.item)
        return ScoreShown(
            item=score.item.value,
            number=str(entry.number or "·"),
            title=entry.title,
            standing=score.standing.value,
            word=WORDS[score.standing],
            summary=self.said(score.summary),
            findings=score.findings,
            places=self._places(score.evidence),
            controls=tuple(self._control(control) for control in score.controls),
        )

    def _control(self, control: Control) -> ControlShown:
        return ControlShown(
            name=self.said(control.name),
            standing=control.standing.value,
            word=WORDS[control.standing],
            summary=self.said(control.summary),
            places=self._places(control.evidence),
        )

    def applications(self) -> tuple[ApplicationShown, ...]:
        groups = by_application(self._report, self._report.endpoints)
        return tuple(
            ApplicationShown(escaped(title) if len(groups) > 1 else "", tuple(self._endpoint(one) for one in group))
            for title, group in groups
        )

    def _endpoint(self, endpoint: Endpoint) -> EndpointShown:
        return EndpointShown(
            methods="WEBSOCKET" if endpoint.websocket else ", ".join(endpoint.methods) or "any",
            path=self.said(endpoint.path),
            handler=self.said(endpoint.name),
            where=f"{escaped(endpoint.location.path)}:{endpoint.location.line}",
            missing=" ".join(_lacks(endpoint, self._tokens)),
            protections=tuple(self._protection(endpoint, kind) for kind in _KINDS),
        )

    def _protection(self, endpoint: Endpoint, kind: ProtectionKind) -> ProtectionShown:
        found = endpoint.protection(kind)
        if kind is ProtectionKind.CSRF and not wants_csrf(endpoint, self._tokens):
            return ProtectionShown("none", NONE, ())
        state, word = found.state.value, _WORDS[found.state]
        if kind is ProtectionKind.RATE_LIMIT:
            word = limit(endpoint)
        elif kind is ProtectionKind.AUTHENTICATION and found.state is State.NO:
            word = authentication(endpoint)
            state = "no" if Trait.PUBLIC_BY_DESIGN in endpoint.traits else "open"
        return ProtectionShown(state, word, self._places(found.by))

    def _places(self, evidence: Iterable[Evidence]) -> tuple[PlaceShown, ...]:
        return tuple(
            PlaceShown(
                self.said(f"{one.name} ({one.detail})" if one.detail else one.name),
                f"{escaped(one.file)}:{one.line}" if one.file else "",
            )
            for one in evidence
        )


def _arrives(finding: Finding) -> bool:
    """Tell whether the trace ends on the line that the finding stands on."""
    last = finding.trace[-1].location if finding.trace else None
    return last is not None and (last.path, last.line) == (finding.location.path, finding.location.line)


def _labels(finding: Finding, rule: Rule | None) -> tuple[str, ...]:
    labels = [f"CWE-{weakness.cwe}" for weakness in rule.weaknesses] if rule else []
    if rule:
        labels.append(entry_of(rule.item).label)
    if finding.code:
        labels.append(f"{finding.engine} {finding.code}")
    return tuple(labels)
