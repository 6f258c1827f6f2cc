"""Secrets: literals of known formats in any text file, and entries of configuration files that hold one.

A format is a rule's `SecretQuery` (`secret_formats`); an entry is judged by the rules that ask for `SecretEntry`
(`secret_entries`). Nothing that this module returns holds more of a secret than may be shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from backlint.engines.process import Outcome
from backlint.engines.secret_entries import EntryJudges
from backlint.engines.secret_formats import MOST_FINDINGS, Formats
from backlint.findings import Finding, Gap
from backlint.formats import lowered
from backlint.rule import Rule

LARGEST_TEXT = 5_000_000
"""Characters; what is behind them is data, and a gap."""


def scan_text(path: str, text: str, rules: Iterable[Rule]) -> Outcome:
    """Return the secrets in one text; for many texts, make the `Search` once."""
    return Search(rules).text(path, text)


class Search:
    """The search for secrets by some rules, ready for any number of texts."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Compile the rules' formats and find those that judge entries."""
        rules = tuple(rules)
        self._formats = Formats(rules)
        self._judges = EntryJudges(rules)

    def text(self, path: str, text: str) -> Outcome:
        """Return the secrets in a text: known formats, and entries of configuration files; gaps where it was cut.

        `path` is relative to the project. In tests, samples and documents a format is believed less, unless the rule's
        precision is VERY_HIGH because a checksum speaks for it.
        """
        gaps: set[Gap] = set()
        if len(text) > LARGEST_TEXT:
            message = f"only the first {LARGEST_TEXT:,} of {len(text):,} characters were searched for secrets"
            gaps.add(Gap(path, 0, "budget", message))
            text = text[:LARGEST_TEXT]
        lower = lowered(text)
        findings, unsearched = self._formats.search(path, text, lower)
        entries = self._judges.search(path, text, lower)
        findings += _limited(path, entries.findings, gaps)
        gaps |= unsearched | set(entries.gaps)
        return Outcome(tuple(sorted(findings, key=lambda finding: finding.sort_key)), tuple(sorted(gaps)))


def _limited(path: str, findings: Iterable[Finding], gaps: set[Gap]) -> list[Finding]:
    """Return the first findings of each rule, and add a gap where there are more: such a file is a list of some kind."""
    counted: Counter[str] = Counter()
    kept: list[Finding] = []
    for finding in findings:
        counted[finding.rule] += 1
        if counted[finding.rule] <= MOST_FINDINGS:
            kept.append(finding)
        elif counted[finding.rule] == MOST_FINDINGS + 1:
            message = f"more than {MOST_FINDINGS} findings of {finding.rule}; the rest is left out"
            gaps.add(Gap(path, finding.location.line, "budget", message))
    return kept
