"""What a program says of its configuration, judged by the rules about facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from backlint.concepts import Fact
from backlint.engines.messages import fill
from backlint.findings import Finding
from backlint.rule import FactQuery, Rule


def judge(rules: Iterable[Rule], facts: Iterable[Fact]) -> Iterator[Finding]:
    """Yield what the rules about facts find, once for each place and message."""
    facts = tuple(facts)
    for rule in rules:
        found: dict[object, Finding] = {}
        for query in rule.queries:
            if not isinstance(query, FactQuery):
                continue
            for fact in facts:
                if not isinstance(fact, query.kind) or not fact.production:
                    continue
                finding = _finding(rule, query, fact)
                if finding is not None:
                    held = found.setdefault((finding.location, finding.message), finding)
                    told = {step.location for step in held.related}
                    further = tuple(step for step in finding.related if step.location not in told)
                    if held is not finding and further:
                        found[finding.location, finding.message] = replace(held, related=(*held.related, *further))
        # Each secret is one of its own, however alike what may be shown of two of them is.
        yield from found.values() if rule.family == "secrets" else _once(found.values())


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings without those that say again what the line before them in the same function says: one cause."""
    held: Finding | None = None
    for finding in sorted(findings, key=lambda one: (one.location, one.message)):
        if (
            held is None
            or (held.message, held.scope, held.location.path) != (finding.message, finding.scope, finding.location.path)
            or finding.location.line - held.location.line != 1
        ):
            yield finding
        held = finding


def _finding(rule: Rule, query: FactQuery[Fact], fact: Fact) -> Finding | None:
    verdict = query.judge(fact)
    if verdict is None:
        return None
    return Finding(
        rule=rule.id,
        message=fill(rule.message, {"callee": fact.callee, **dict(verdict.values)}),
        location=verdict.location or fact.location,
        severity=rule.severity if verdict.severity is None else verdict.severity,
        precision=rule.precision if verdict.precision is None else verdict.precision,
        why=verdict.why,
        remedy=verdict.remedy or rule.remedy,
        scope=fact.scope,
        anchor=fact.callee,
        related=verdict.related,
        repairs=verdict.repairs,
    )
