"""SARIF 2.1.0 for code scanning: one run, relative paths, fingerprints that survive moved lines, no clock.

What GitHub, GitLab, DefectDojo and SonarQube want of it, and what they refuse, decides the details; see docs/sarif.md.
Suppressed findings are left out unless they are asked for, since code scanning would open alerts for them.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from backlint import findings as ours
from backlint.checklist import entry_of
from backlint.fingerprints import SCHEME, line_hashes
from backlint.report import Report
from backlint.reporters import sarif_model as sarif
from backlint.reporters.encoding import as_json, in_unicode
from backlint.reporters.levels import PROBLEM_SEVERITY, SARIF_LEVEL, SECURITY_SEVERITY, precision_name, severity_name
from backlint.reporters.presentation import Presentation, repository_prefix, said_of
from backlint.reporters.records import score_records
from backlint.reporters.source import SourceView, escaped
from backlint.rule import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

ROOT = "%SRCROOT%"

MAX_RESULTS = 5000
"""Code scanning shows the 5,000 worst results of a run (and refuses a file of more than 25,000)."""

MAX_BYTES = 10_000_000
"""Code scanning refuses a file that is larger than this when it is packed."""

MAX_STEPS = 1000
"""Code scanning shows this many steps of a trace."""

MAX_DESCRIPTION = 1024

_LINK = re.compile(r"\[([^\]\n]*)\]\(")


def render(report: Report, presentation: Presentation) -> str:
    """Return the report as a SARIF file that code scanning takes: as many of the worst findings as fit."""
    shown = (*report.findings, *(report.suppressed if presentation.suppressed else ()))
    most = MAX_RESULTS
    text = as_json(_Writer(report, shown, most).log())
    while _is_too_large(text) and most > 1:
        most = min(most, len(shown)) // 2
        text = as_json(_Writer(report, shown, most).log())
    return text


def _is_too_large(text: str) -> bool:
    # What is packed is never larger; the fastest way to pack is near enough to the one that the upload takes.
    return len(text) > MAX_BYTES and len(zlib.compress(text.encode("utf-8"), 1)) > MAX_BYTES


class _Writer:
    """Turns one report into a log."""

    def __init__(self, report: Report, shown: tuple[ours.Finding, ...], most: int) -> None:
        self._report = report
        self._shown = shown
        self._suppressing = any(finding.suppression for finding in shown)
        self._most = most
        self._view = SourceView(report)
        self._prefix = repository_prefix(Path(report.root))
        self._rules = {rule.id: rule for rule in report.rules}
        self._index = {rule.id: index for index, rule in enumerate(report.rules)}
        self._hashes: dict[str, tuple[str, ...]] = {}

    def log(self) -> sarif.Log:
        report = self._report
        kept = sorted(ours.worst_first(self._shown)[: self._most], key=lambda finding: finding.sort_key)
        # Sorted so that of one rule the worst comes last.
        worst = {one.rule: one.severity for one in sorted(self._shown, key=lambda one: one.severity)}
        driver = sarif.Driver(
            name="backlint",
            full_name=f"backlint {report.version}",
            version=report.version,
            semantic_version=report.version,
            rules=[descriptor(rule, worst.get(rule.id)) for rule in report.rules],
        )
        run = sarif.Run(
            tool=sarif.Tool(driver),
            automation_details=sarif.AutomationDetails(f"backlint/{self._prefix}"),
            column_kind="unicodeCodePoints",
            original_uri_base_ids={ROOT: sarif.UriBase(sarif.Text("The top folder of the repository."))},
            invocations=(
                sarif.Invocation(
                    execution_successful=not report.partial,
                    tool_execution_notifications=self._notifications(len(self._shown) - len(kept)),
                ),
            ),
            results=[self._result(finding) for finding in kept],
            properties={"checklist": score_records(report.scorecard)} if report.scorecard else {},
        )
        return sarif.Log(schema=SCHEMA, version="2.1.0", runs=(run,))

    # --- results ----------------------------------------------------------------------------------------------------

    def _result(self, finding: ours.Finding) -> sarif.Result:
        related = tuple(
            self._location(step.location, text=step.text, number=number)
            for number, step in enumerate(finding.related, 1)
        )
        return sarif.Result(
            rule_id=finding.rule,
            rule_index=self._index.get(finding.rule, -1),
            kind="fail",
            level=SARIF_LEVEL[finding.severity],
            message=sarif.Text(self._message(finding)),
            locations=(self._location(finding.location, scope=finding.scope),),
            related_locations=related,
            code_flows=self._code_flows(finding),
            partial_fingerprints=self._fingerprints(finding),
            fixes=self._fixes(finding),
            suppressions=self._suppressions(finding.suppression) if self._suppressing else None,
            properties=sarif.ResultProperties(
                severity=severity_name(finding.severity),
                precision=precision_name(finding.precision),
                endpoint=_sane(finding.endpoint),
                why=self._said(finding.why),
                engine=finding.engine,
                code=finding.code,
            ),
        )

    def _suppressions(self, by: ours.Suppression | None) -> tuple[sarif.Suppression, ...]:
        """Return what hides a finding; where one says so, all do."""
        if by is None:
            return ()
        place = self._location(by.location) if by.location else None
        return (sarif.Suppression("inSource" if by.kind == "inline" else "external", self._said(by.reason), place),)

    def _said(self, text: str) -> str:
        return _sane(self._view.message(text))

    def _message(self, finding: ours.Finding) -> str:
        """Return sentences, the first of which is the title; what scanned text contributes cannot become a link."""
        rule = self._rules.get(finding.rule)
        message = self._said(finding.message)
        title = said_of(_sane(finding.endpoint), message, ": ")
        sentences = [title[:1].upper() + title[1:]]
        if finding.why:
            sentences.append(f"Why: {self._said(finding.why)}")
        remedy = finding.remedy or (rule.remedy if rule else "")
        if remedy:
            sentences.append(f"Fix: {self._said(remedy)}")
        text = " ".join(_unlinked(sentence.rstrip(".")) + "." for sentence in sentences)
        links = [
            f"[{_link_text(self._said(step.text))}]({number})" for number, step in enumerate(finding.related[:10], 1)
        ]
        return f"{text} See also {', '.join(links)}." if links else text

    def _code_flows(self, finding: ours.Finding) -> tuple[sarif.CodeFlow, ...]:
        if not finding.trace:
            return ()
        return tuple(self._code_flow(trace) for trace in (finding.trace, *finding.further))

    def _code_flow(self, trace: tuple[ours.Step, ...]) -> sarif.CodeFlow:
        steps = tuple(
            sarif.ThreadFlowLocation(self._location(step.location, text=step.text), importance="essential")
            for step in trace[:MAX_STEPS]
        )
        return sarif.CodeFlow((sarif.ThreadFlow(steps),))

    def _fingerprints(self, finding: ours.Finding) -> dict[str, str]:
        """Return our fingerprint and GitHub's, the latter unless the file or line is gone."""
        found = {SCHEME: finding.fingerprint} if finding.fingerprint else {}
        path = finding.location.path
        if path not in self._hashes:
            text = self._view.text(path)
            self._hashes[path] = line_hashes(text) if text is not None else ()
        hashes = self._hashes[path]
        if 1 <= finding.location.line <= len(hashes):
            found["primaryLocationLineHash"] = hashes[finding.location.line - 1]
        return found

    def _fixes(self, finding: ours.Finding) -> tuple[sarif.Fix, ...]:
        if finding.fix is None or not finding.fix.edits:
            return ()
        by_path: dict[str, list[sarif.Replacement]] = {}
        for edit in finding.fix.edits:
            replacement = sarif.Replacement(self._region(edit.location), sarif.Text(in_unicode(edit.replacement)))
            by_path.setdefault(edit.location.path, []).append(replacement)
        changes = tuple(
            sarif.ArtifactChange(self._artifact(path), tuple(replacements))
            for path, replacements in sorted(by_path.items())
        )
        warning = "" if finding.fix.safe else " (this may change what the program does)"
        title = finding.fix.title[:1].upper() + finding.fix.title[1:]
        return (sarif.Fix(sarif.Text(f"{title}{warning}."), changes),)

    # --- places -----------------------------------------------------------------------------------------------------

    def _location(
        self, place: ours.Location, *, text: str = "", scope: str = "", number: int | None = None
    ) -> sarif.Location:
        region = self._region(place, snippet=True) if place.line else None
        context = self._context(place, region) if region else None
        return sarif.Location(
            physical_location=sarif.PhysicalLocation(self._artifact(place.path), region, context),
            id=number,
            message=sarif.Text(_unlinked(self._said(text))) if text else None,
            logical_locations=(sarif.LogicalLocation(_sane(scope)),) if scope else (),
        )

    def _artifact(self, path: str) -> sarif.ArtifactLocation:
        return sarif.ArtifactLocation(quote(self._prefix + path, errors="surrogateescape"), ROOT)

    def _region(self, place: ours.Location, *, snippet: bool = False) -> sarif.Region:
        """Return all four numbers, which code scanning requires; an unknown end is that of the line."""
        line = self._view.line(place.path, place.line)
        start = max(place.column, 1)
        end_line = max(place.line, place.end_line)
        end = place.end_column
        if not end:
            end = len((line if end_line == place.line else self._view.line(place.path, end_line)) or "") + 1
        if end_line == place.line:
            end = max(end, start)
        text = (
            sarif.Snippet(in_unicode(line[start - 1 : end - 1]))
            if snippet and line and end_line == place.line
            else None
        )
        return sarif.Region(max(place.line, 1), start, max(end_line, 1), max(end, 1), text)

    def _context(self, place: ours.Location, region: sarif.Region) -> sarif.Region | None:
        """Return the whole line around a span, for readers that have no source; it must be more than the span."""
        line = self._view.line(place.path, place.line)
        if line is None or place.end_line > place.line:
            return None
        whole = sarif.Region(place.line, 1, place.line, len(line) + 1, sarif.Snippet(in_unicode(line)))
        proper = whole.start_column < region.start_column or whole.end_column > region.end_column
        return whole if proper and whole.end_column >= region.end_column else None

    # --- the run ----------------------------------------------------------------------------------------------------

    def _notifications(self, cut: int) -> tuple[sarif.Notification, ...]:
        found = []
        if cut:
            taken = f"shows {MAX_RESULTS}" if self._most == MAX_RESULTS else f"takes {MAX_BYTES // 1_000_000} MB"
            text = f"{cut} findings of the lowest severity are left out: code scanning {taken}."
            found.append(sarif.Notification("warning", sarif.Text(text)))
        for gap in self._report.gaps:
            place = ours.Location(gap.path, gap.line)
            found.append(
                sarif.Notification(
                    level="warning",
                    message=sarif.Text(_unlinked(self._said(f"{gap.kind}: {gap.message}"))),
                    locations=(self._location(place),) if gap.path else (),
                    properties={"kind": gap.kind},
                )
            )
        return tuple(found)


# --- rules ----------------------------------------------------------------------------------------------------------


def descriptor(rule: Rule, worst: ours.Severity | None = None) -> sarif.ReportingDescriptor:
    """Return a rule as SARIF describes it; its page is the help.

    `worst` is the severity of its worst finding: code scanning asks the rule how severe an alert is, not the result.
    """
    severity = rule.usual_severity if worst is None else worst
    page = f"# {rule.title}\n\n{rule.docs}\n\n## Fix\n\n{rule.remedy}\n"
    if rule.references:
        page += "\n## References\n\n" + "".join(f"- {reference}\n" for reference in rule.references)
    summary = _summary(rule)
    return sarif.ReportingDescriptor(
        id=rule.id,
        name=_name(rule),
        short_description=sarif.Text(f"{rule.title}."),
        full_description=sarif.Text(summary),
        help=sarif.Text(f"{rule.title}. {summary} Fix: {rule.remedy}.", markdown=page),
        help_uri=rule.page,
        default_configuration=sarif.Level(SARIF_LEVEL[rule.usual_severity]),
        properties=sarif.RuleProperties(
            tags=_tags(rule),
            precision=precision_name(rule.precision),
            problem_severity=PROBLEM_SEVERITY[severity],
            security_severity=SECURITY_SEVERITY[severity],
        ),
    )


def _name(rule: Rule) -> str:
    """`SqlInjection`; it must not be the id, whatever the case of its letters."""
    name = "".join(part[:1].upper() + part[1:] for part in rule.id.split("-"))
    return name if "-" in rule.id else f"{name}Rule"


def _summary(rule: Rule) -> str:
    """Return the first paragraph of a rule's page in one line."""
    paragraphs = [
        part for part in re.split(r"\n\s*\n", rule.docs) if part.strip() and not part.lstrip().startswith("#")
    ]
    text = " ".join(paragraphs[0].split()) if paragraphs else f"{rule.title}."
    return text if len(text) <= MAX_DESCRIPTION else text[: MAX_DESCRIPTION - 1] + "…"


def _tags(rule: Rule) -> tuple[str, ...]:
    """Return `security`, each CWE with three digits at least, family and checklist item; 20 at most are allowed."""
    tags: Sequence[str] = (
        "security",
        *(f"external/cwe/cwe-{weakness.cwe:03}" for weakness in rule.weaknesses),
        rule.family,
        f"checklist/{rule.item.value}",
    )
    number = entry_of(rule.item).number
    unique: Mapping[str, None] = dict.fromkeys((*tags, *((f"checklist/{number}",) if number else ())))
    return tuple(unique)[:20]


# --- text -----------------------------------------------------------------------------------------------------------


def _sane(text: str) -> str:
    """Return text without control characters and without what is not Unicode."""
    return "\n".join(escaped(line) for line in text.split("\n"))


def _unlinked(text: str) -> str:
    """Return text in which nothing is a link of SARIF's plain-text messages."""
    return _LINK.sub(r"\\[\1\\](", text)


def _link_text(text: str) -> str:
    return re.sub(r"([\\\[\]])", r"\\\1", text)
