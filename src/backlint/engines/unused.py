"""Named literals that only their name makes a finding, judged once more by what the program does with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from backlint.concepts import Fact, SecretEntry, UnusedText
from backlint.findings import Finding, Precision
from backlint.rule import FactQuery, Rule

_PREFIX = 4
"""Characters between a literal's beginning and its text: a prefix and quotes."""


def without_unused(findings: Iterable[Finding], rules: Iterable[Rule], facts: Iterable[Fact]) -> Iterator[Finding]:
    """Yield the findings; those of literals with which production does not run are less sure than others."""
    places: dict[tuple[str, int], list[int]] = {}
    for fact in facts:
        if isinstance(fact, UnusedText):
            places.setdefault((fact.location.path, fact.location.line), []).append(fact.location.column)
    by_name = {
        rule.id
        for rule in rules
        if any(isinstance(query, FactQuery) and query.kind is SecretEntry for query in rule.queries)
    }
    for finding in findings:
        columns = places.get((finding.location.path, finding.location.line), ())
        unused = finding.rule in by_name and any(0 <= finding.location.column - one <= _PREFIX for one in columns)
        yield replace(finding, precision=Precision.LOW) if unused else finding
