"""The way out of a finding about a secret, in the words of this project: where such a value belongs here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace

from backlint.findings import Finding
from backlint.frameworks.secret_homes import home_of
from backlint.rule import Rule
from backlint.weaknesses import HARDCODED_KEY, HARDCODED_SECRET

_VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
_WRITTEN = frozenset({HARDCODED_KEY, HARDCODED_SECRET})


def with_homes(findings: Iterable[Finding], rules: Iterable[Rule], uses: AbstractSet[str]) -> Iterator[Finding]:
    """Yield the findings, those about secrets in the source with the place where these belong.

    `uses` are the libraries of the project, by normalised name, and its frameworks.
    """
    secret = {rule.id for rule in rules if not _WRITTEN.isdisjoint(rule.weaknesses)}
    for finding in findings:
        home = _home(finding, uses) if finding.rule in secret and finding.remedy else ""
        yield replace(finding, remedy=f"{finding.remedy}; here: {home}") if home else finding


def _home(finding: Finding, uses: AbstractSet[str]) -> str:
    named = _VARIABLE.search(finding.message)
    return home_of(finding.location.path, uses, named.group() if named else "NAME")
