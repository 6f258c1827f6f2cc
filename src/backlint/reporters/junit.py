"""JUnit's XML, which most build servers show as tests: one test case a finding, each failed, and one for each met item.

There is no standard; this is the common part of what Jenkins, GitLab and Azure read (`testsuites`, `testsuite`,
`testcase`, `failure`, `error`, `skipped`).
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from backlint.checklist import entry_of
from backlint.findings import Finding
from backlint.report import Report, Score, Standing
from backlint.reporters.levels import severity_name
from backlint.reporters.presentation import Presentation, repository_prefix, said_of
from backlint.reporters.source import SourceView, escaped
from backlint.reporters.terminal import gap_text


def render(report: Report, _presentation: Presentation) -> str:
    """Return the report as XML: the findings by rule, the checklist, and what was not looked at as errors."""
    view = SourceView(report)
    prefix = repository_prefix(Path(report.root))
    root = ET.Element("testsuites", name="backlint")
    findings = _suite(root, "findings")
    for finding in report.findings:
        _finding(findings, finding, view, prefix)
    checklist = _suite(root, "checklist")
    for score in report.scorecard:
        _score(checklist, score)
    if report.gaps:
        gaps = _suite(root, "gaps")
        for gap in report.gaps:
            case = ET.SubElement(gaps, "testcase", classname=f"backlint.gap.{gap.kind}", name=_text(gap_text(gap)))
            ET.SubElement(case, "error", type=gap.kind, message=_text(view.message(gap_text(gap))))
    for suite in (root, *root):
        _count(suite)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(root: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(root, "testsuite", name=f"backlint.{name}")


def _finding(suite: ET.Element, finding: Finding, view: SourceView, prefix: str) -> None:
    place = finding.location
    path = _text(prefix + place.path)
    message = _text(said_of(finding.endpoint, view.message(finding.message), ": "))
    case = ET.SubElement(
        suite,
        "testcase",
        classname=f"backlint.{finding.rule}",
        name=f"{path}:{place.line}: {message}",
        file=path,
        line=str(max(place.line, 1)),
    )
    failure = ET.SubElement(case, "failure", type=severity_name(finding.severity), message=message)
    lines = [f"{path}:{place.line}:{place.column}: {finding.rule} ({severity_name(finding.severity)})"]
    lines += [f"Why: {_text(view.message(finding.why))}"] if finding.why else []
    lines += [f"Fix: {_text(view.message(finding.remedy))}"] if finding.remedy else []
    lines += [
        f"{number}. {_text(prefix + step.location.path)}:{step.location.line} {_text(view.message(step.text))}"
        for number, step in enumerate(finding.trace, 1)
    ]
    failure.text = "\n".join(lines)


def _score(suite: ET.Element, score: Score) -> None:
    """An item is a test that passed; what is violated fails by its findings, what cannot be told is skipped."""
    if score.standing is Standing.VIOLATED:
        return
    case = ET.SubElement(suite, "testcase", classname="backlint.checklist", name=entry_of(score.item).title)
    if score.standing in {Standing.UNKNOWN, Standing.NOT_APPLICABLE}:
        ET.SubElement(case, "skipped", message=_text(score.summary))


def _count(suite: ET.Element) -> None:
    for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(1 for _ in suite.iter(tag))))


def _text(text: str) -> str:
    """Return text that XML can hold: no control characters, no half characters."""
    return escaped(text)
