"""What a change brings: the findings that an earlier state of the project did not have, and what the change says of itself.

The repository is not trusted, and a pull request is less so: the comments that hide findings and the settings that it adds
are findings of the report, or they would decide about the report unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

from backlint.baseline import baseline_of, compare
from backlint.configuration import Configuration
from backlint.findings import Finding
from backlint.fingerprints import with_fingerprints
from backlint.nested import each
from backlint.rule import Rule
from backlint.suppressions import Decision

SUPPRESSION_ADDED = "suppression-added"
SETTING_CHANGED = "setting-changed"

_DECIDING = (
    "exclude", "select", "ignore", "fail_on", "per_path_ignores", "severities", "attest", "models", "endpoints",
)  # fmt: skip
"""The fields of the settings that decide what is found, and what fails a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The same project before: what was decided about it, and its settings (None: they could not be read)."""

    decision: Decision
    configuration: Configuration | None


def since(
    decision: Decision, earlier: Earlier, rules: Sequence[Rule], configuration: Configuration
) -> tuple[Decision, int]:
    """Return what of a decision is new, and how many open findings are not.

    Suppressed are then those that the change itself hides, those of the baseline left out. `judged` stays whole, since the
    scorecard is about the project and not about the change. `rules` are those that were selected.
    """
    before_open, before_hidden = _parted(earlier.decision)
    now_open, now_hidden = _parted(decision)
    compared = compare(baseline_of(before_open), now_open)
    new = {id(one) for one in compared.new}
    added = compare(baseline_of(before_hidden), now_hidden).new
    told = {one.id: one for one in rules}
    # What the change brings and writes into the baseline at once.
    covered = [one for one in decision.judged if one.suppression and one.suppression.kind == "baseline"]
    covered = list(compare(baseline_of(earlier.decision.judged), covered).new)
    said = [
        *_suppressions((*added, *covered), told.get(SUPPRESSION_ADDED)),
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
    """Return the open findings, and those that comments and settings hide; what the baseline hides is neither."""
    open_: list[Finding] = []
    hidden: list[Finding] = []
    for finding in decision.judged:
        by = finding.suppression
        if by is None:
            open_.append(finding)
        elif by.kind != "baseline":
            hidden.append(finding)
    return open_, hidden


_HOW = {"inline": "a comment", "configuration": "a setting", "baseline": "the baseline"}


def _compared(settings: Configuration, name: str) -> object:
    """Return the value of a setting, without the folder that the project was in."""
    return tuple(shown for _, shown in settings.models) if name == "models" else getattr(settings, name)


def _suppressions(added: Iterable[Finding], rule: Rule | None) -> Iterator[Finding]:
    """Yield what a change hides: a finding each, where the comment stands, or what it hides if a setting does."""
    if rule is None:
        return
    for finding in added:
        by = finding.suppression
        if by is None:
            continue
        yield rule.finding(
            by.location or finding.location,
            f"{finding.rule} {finding.fingerprint}",
            rule=finding.rule,
            how=_HOW[by.kind],
            reason=by.reason,
        )


def _settings(earlier: Earlier, now: Configuration, rule: Rule | None) -> Iterator[Finding]:
    """Yield the settings that a change makes other than they were, those of folders included."""
    if rule is None:
        return
    if earlier.configuration is None:
        for settings in each(now):
            yield from _changed(None, settings, rule)
        return
    before = {one.prefix: one for one in each(earlier.configuration)}
    after = {one.prefix: one for one in each(now)}
    for prefix in sorted(before.keys() | after.keys()):
        none = Configuration(root=now.root, prefix=prefix)
        yield from _changed(before.get(prefix, none), after.get(prefix, none), rule)


def _changed(before: Configuration | None, now: Configuration, rule: Rule) -> Iterator[Finding]:
    origin = now.origin
    for name in (one.name for one in fields(Configuration) if one.name in _DECIDING):
        if before is not None and _compared(before, name) == _compared(now, name):
            continue
        key = {"severities": "severity"}.get(name, name).replace("_", "-")
        given = origin is not None and key in origin.keys
        if before is None and not given:
            continue
        how = "is set otherwise than" if given else "is set no more, as it was"
        yield rule.finding(now.place_of((key,) if given else ()), key, key=key, how=how)
