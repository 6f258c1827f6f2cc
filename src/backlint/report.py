"""What one run found, as one value that every reporter takes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from backlint.concepts import Application, Endpoint, Evidence
from backlint.findings import Finding, Gap, Location, Severity, Statistics
from backlint.rule import Item, Rule


class Standing(StrEnum):
    """Where the project stands on one item of the checklist."""

    MET = "met"
    VIOLATED = "violated"
    ATTESTED = "attested"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class Control:
    """One part of an item, such as the general limit among the rate limits: where the project stands, and what shows it."""

    name: str
    standing: Standing
    summary: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """One line of the scorecard: the item, where the project stands, why, and what shows it.

    `findings` counts those that violate the item, those that the baseline knows included. `controls` are its parts.
    """

    item: Item
    standing: Standing
    summary: str
    evidence: tuple[Evidence, ...] = ()
    findings: int = 0
    controls: tuple[Control, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a report was compared with (`--since`): the revision as it was named, the commit that HEAD has in common with
    it, and how many open findings stood there already.
    """

    revision: str
    commit: str
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one run found.

    `root` is the absolute path of the project, for reading source lines only: no reporter prints it. `findings` are
    sorted, those shown only; `suppressed` are those that a comment or the baseline hides. `partial` is True when
    something internal failed and the rest of the report still stands (exit code 4). `secrets` are the places of all
    secrets that were found, shown or not, and (False) of what is on the way of one: what stands there is never shown.
    `thresholds` are the severities that fail a run, by the folder that they hold for, the deepest first, "" at last.
    With a `comparison`, `findings` are those that are new, and `suppressed` those that the change hides.
    """

    root: str
    version: str
    rules: tuple[Rule, ...]
    findings: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]
    applications: tuple[Application, ...]
    endpoints: tuple[Endpoint, ...]
    scorecard: tuple[Score, ...]
    gaps: tuple[Gap, ...]
    statistics: Statistics
    partial: bool = False
    today: str = ""
    secrets: tuple[tuple[Location, bool], ...] = ()
    comparison: Comparison | None = None
    thresholds: tuple[tuple[str, Severity], ...] = ()

    def threshold(self, path: str) -> Severity:
        """Return from which severity up a finding in a file fails the run."""
        return next((one for prefix, one in self.thresholds if path.startswith(prefix)), Severity.MEDIUM)
