"""One finding for one fault: what several engines, or several rules, say of the same place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from backlint.findings import Finding, Gap
from backlint.rule import Rule

_FAMILIES = {259: 798, 260: 798, 321: 798, 540: 798, 547: 798, 1392: 798}
"""Weaknesses that are one fault at one literal: a secret in the source, whether it is a password, a key or a default."""

_UNDERSTANDING = {"backlint": 2, "semgrep": 1, "ruff": 0}


def deduplicate(findings: Iterable[Finding], rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """Return the findings, sorted, without those that say again what a better one says.

    Two findings are of one fault when they stand on the same or overlapping lines of a file and come from the same
    rule or from rules with a CWE in common. Of two engines the one with more understanding wins (backlint, then
    Semgrep, then ruff). Findings of one engine are of one fault only where their very text overlaps, as those of one
    handler under two paths do; then the more precise wins, then the more severe.
    """
    weaknesses = {
        rule.id: frozenset(_FAMILIES.get(weakness.cwe, weakness.cwe) for weakness in rule.weaknesses) for rule in rules
    }
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for finding in sorted(set(findings), key=_rank):
        kept = by_file[finding.location.path]
        if not any(_same_fault(finding, better, weaknesses) for better in kept):
            kept.append(finding)
    return tuple(sorted((f for kept in by_file.values() for f in kept), key=lambda finding: finding.sort_key))


def _rank(finding: Finding) -> tuple[object, ...]:
    """The best first; the rest of the key only makes the order the same each time."""
    understanding = _UNDERSTANDING.get(finding.engine, -1)
    traced = bool(finding.trace or finding.endpoint)
    same = (finding.endpoint, finding.scope, finding.anchor, finding.code, finding.why, finding.trace, finding.related)
    return (-understanding, -finding.precision, -finding.severity, not traced, finding.sort_key, same)


def _same_fault(finding: Finding, better: Finding, weaknesses: Mapping[str, frozenset[int]]) -> bool:
    same_rule = finding.rule == better.rule
    if not same_rule and not weaknesses.get(finding.rule, frozenset()) & weaknesses.get(better.rule, frozenset()):
        return False
    if finding.engine != better.engine:
        return _lines_overlap(finding, better)
    return _text_overlaps(finding, better)


def _lines_overlap(one: Finding, other: Finding) -> bool:
    a, b = one.location, other.location
    return a.line <= max(b.end_line, b.line) and b.line <= max(a.end_line, a.line)


def _text_overlaps(one: Finding, other: Finding) -> bool:
    """Whether two places share a character; a place without an end is its first character."""
    spans = []
    for place in (one.location, other.location):
        end = (place.end_line, place.end_column) if place.end_line else (place.line, place.column + 1)
        spans.append(((place.line, place.column), end))
    (start, end), (other_start, other_end) = spans
    return start < other_end and other_start < end


def without_echoes(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Return the gaps, sorted, without what an engine says of a file that we could not read ourselves."""
    gaps = set(gaps)
    unread = {gap.path for gap in gaps if gap.path and gap.kind != "engine"}
    return tuple(sorted(gap for gap in gaps if gap.kind != "engine" or gap.path not in unread))
