"""What a change brings: the findings that an earlier state of the project did not have, and what the change says of itself.

The repository is not trusted, and a pull request is less so: the comments that hide findings and the settings that it adds
are findings of the report, or they would decide about the report unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

from backlint.baseline import baseline_of, compare
from backlint.configuration import Configuration
from backlint.findings import Finding, Location
from backlint.fingerprints import with_fingerprints
from backlint.rule import Rule
from backlint.suppressions import Decision

SUPPRESSION_ADDED = "suppression-added"
SETTING_CHANGED = "setting-changed"

_DECIDING = ("exclude", "select", "ignore", "per_path_ignores", "severities", "attest", "models", "endpoints")
"""The fields of the settings that decide what is found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The same project before: what was decided about it, and its settings (None: they could not be read)."""

    name: str
    decision: Decision
    configuration: Configuration | None


def since(
    decision: Decision, earlier: Earlier, rules: Sequence[Rule], chosen: Iterable[str], configuration: Configuration
) -> tuple[Decision, int]:
    """Return what of a decision is new, and how many open findings are not.

    Suppressed are then those that the change itself hides, those of the baseline left out. `judged` stays whole, since the
    scorecard is about the project and not about the change.
    """
    before_open, before_hidden = _parted(earlier.decision)
    now_open, now_hidden = _parted(decision)
    compared = compare(baseline_of(before_open), now_open)
    new = {id(one) for one in compared.new}
    added = compare(baseline_of(before_hidden), now_hidden).new
    selected = frozenset(chosen)
    told = {one.id: one for one in rules if one.id in selected}
    said = [
        *_suppressions(added, told.get(SUPPRESSION_ADDED)),
        *_settings(earlier, configuration, told.get(SETTING_CHANGED)),
    ]
    shown = (*(one for one in decision.findings if id(one) in new), *with_fingerprints(said))
    hidden = {id(one) for one in added}
    return replace(
        decision,
        findings=tuple(sorted(shown, key=lambda finding: finding.sort_key)),
        suppressed=tuple(one for one in decision.suppressed if id(one) in hidden),
        judged=(*decision.judged, *said),
    ), len(compared.known)


def _parted(decision: Decision) -> tuple[list[Finding], list[Finding]]:
    """Return the open findings, and those that comments and settings hide; the baseline's are open."""
    open_: list[Finding] = []
    hidden: list[Finding] = []
    for finding in decision.judged:
        by = finding.suppression
        if by is None:
            open_.append(finding)
        elif by.kind != "baseline":
            hidden.append(finding)
    return open_, hidden


def _suppressions(added: Iterable[Finding], rule: Rule | None) -> Iterator[Finding]:
    """Yield what a change hides: a finding each, where the comment stands, or what it hides if a setting does."""
    if rule is None:
        return
    for finding in added:
        by = finding.suppression
        if by is None:
            continue
        yield _finding(
            rule,
            by.location or finding.location,
            {"rule": finding.rule, "how": "a setting" if by.location is None else "a comment", "reason": by.reason},
            f"{finding.rule} {finding.fingerprint}",
        )


def _settings(earlier: Earlier, now: Configuration, rule: Rule | None) -> Iterator[Finding]:
    """Yield the settings that a change makes other than they were."""
    origin = now.origin
    if rule is None:
        return
    before = earlier.configuration
    for name in (one.name for one in fields(Configuration) if one.name in _DECIDING):
        if before is not None and getattr(before, name) == getattr(now, name):
            continue
        key = {"severities": "severity"}.get(name, name).replace("_", "-")
        given = origin is not None and key in origin.keys
        if before is None and not given:
            continue
        path = origin.display if origin is not None else "pyproject.toml"
        line = origin.line_of((key,)) if origin is not None and given else 1
        yield _finding(
            rule,
            Location(path, line),
            {"key": key, "how": "is set otherwise than" if given else "is set no more, as it was"},
            key,
        )


def _finding(rule: Rule, location: Location, values: dict[str, str], anchor: str) -> Finding:
    message: Callable[..., str] = rule.message.format
    return Finding(
        rule=rule.id,
        message=message(**values),
        location=location,
        severity=rule.severity,
        precision=rule.precision,
        remedy=rule.remedy,
        anchor=anchor,
    )
