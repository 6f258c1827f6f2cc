"""Turns gaps into findings, where a rule asks for it: a file that was not read is a fault like any other."""

from __future__ import annotations

from collections.abc import Iterable

from backlint.engines.messages import fill
from backlint.findings import Finding, Gap, Location
from backlint.rule import AnalysisQuery, Rule


def findings_of_gaps(gaps: Iterable[Gap], rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """Return the findings of the gaps that belong to a file and that a rule asks about, one for each file and kind.

    A gap without a line is reported at the file's first.
    """
    by_kind = {
        kind: rule
        for rule in rules
        for query in rule.queries
        if isinstance(query, AnalysisQuery)
        for kind in query.gaps
    }
    found: dict[tuple[str, str], Finding] = {}
    for gap in sorted(gaps):
        rule = by_kind.get(gap.kind)
        if rule is not None and gap.path:
            found.setdefault((gap.path, gap.kind), _finding(rule, gap))
    return tuple(found.values())


def _finding(rule: Rule, gap: Gap) -> Finding:
    return Finding(
        rule=rule.id,
        message=fill(rule.message, {"gap": gap.message}),
        location=Location(gap.path, max(gap.line, 1)),
        severity=rule.severity,
        precision=rule.precision,
        remedy=rule.remedy,
        anchor=gap.kind,
    )
