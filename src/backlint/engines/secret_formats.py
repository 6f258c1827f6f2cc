"""Literals of known formats in any text: a rule's `SecretQuery` says what one looks like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from backlint.engines.places import Lines, is_aside
from backlint.findings import Finding, Gap, Location, Precision
from backlint.placeholder import is_placeholder, is_sequence
from backlint.rule import Rule, SecretQuery
from backlint.secrecy import digest, entropy, excerpt

LONGEST_LINE = 20_000
"""Characters; a longer line is a bundle or data, in which chance makes every format sooner or later."""

MOST_FINDINGS = 100
"""Of one rule in one file; a file with more of them is a list of some kind."""

_STRUCTURED = 200  # characters from which on a secret's structure decides; such a text always has fillers in it


@dataclass(frozen=True, slots=True)
class _Format:
    rule: Rule
    query: SecretQuery
    pattern: re.Pattern[str]


class Formats:
    """The formats that some rules know, ready for any number of texts."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Compile the rules' patterns."""
        self._formats = tuple(
            _Format(rule, query, re.compile(query.pattern))
            for rule in rules
            for query in rule.queries
            if isinstance(query, SecretQuery)
        )

    def search(self, path: str, text: str, lowered: str) -> tuple[list[Finding], set[Gap]]:
        """Return what a text holds of them, and gaps where it was not searched; `lowered` is the same in lower case."""
        findings: list[Finding] = []
        gaps: set[Gap] = set()
        lines: Lines | None = None
        for known in self._formats:
            if not any(word in lowered for word in known.query.keywords):
                continue
            lines = lines or Lines(text)
            findings += _matches(path, text, lines, known, gaps)
        return findings, gaps


def _matches(path: str, text: str, lines: Lines, known: _Format, gaps: set[Gap]) -> Iterator[Finding]:
    found = 0
    for match in known.pattern.finditer(text):
        group = 1 if known.pattern.groups else 0
        secret = match[group]
        if not secret or not _is_real(secret, known.query):
            continue
        line = lines.number(match.start(group))
        if lines.length(line) > LONGEST_LINE:
            gaps.add(
                Gap(path, line, "budget", f"a line of {lines.length(line):,} characters was not searched for secrets")
            )
            continue
        found += 1
        if found > MOST_FINDINGS:
            gaps.add(
                Gap(
                    path,
                    line,
                    "budget",
                    f"more than {MOST_FINDINGS} findings of {known.rule.id}; the rest is left out",
                )
            )
            return
        yield _finding(path, known.rule, secret, lines.location(path, match.start(group), match.end(group)))


def _is_real(secret: str, query: SecretQuery) -> bool:
    """Whether a text that has a format's shape is one, and no placeholder of it."""
    if len(secret) < _STRUCTURED and (is_placeholder(secret) or is_sequence(secret)):
        return False
    return entropy(secret) >= query.min_entropy and (query.valid is None or query.valid(secret))


def _finding(path: str, rule: Rule, secret: str, location: Location) -> Finding:
    precision = rule.precision
    if precision < Precision.VERY_HIGH and is_aside(path):
        precision = Precision.LOW
    return Finding(
        rule=rule.id,
        message=rule.message.format(excerpt=excerpt(secret)),
        location=location,
        severity=rule.severity,
        precision=precision,
        remedy=rule.remedy,
        anchor=digest(secret, rule.id),
    )
