"""Which findings are shown, and why the others are not: selection, settings, ignore comments, attestations, baseline.

Nothing is dropped without a trace: what a comment, a setting or the baseline hides stays in the report as suppressed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pathspec

from backlint import catalog
from backlint.attestations import attestations, contradictions, is_absence
from backlint.baseline import Baseline, compare
from backlint.checklist import NAMES
from backlint.configuration import Configuration, Persona, ScanRequest, UsageError, did_you_mean
from backlint.findings import Finding, Severity, Suppression
from backlint.fingerprints import with_fingerprints
from backlint.ignores import Ignore
from backlint.nested import at, each
from backlint.rule import AnyRepair, DropIgnore, Rule

UNKNOWN_RULE = "ignore-unknown-rule"
WITHOUT_REASON = "ignore-without-reason"
UNUSED = "ignore-unused"
EXPIRED = "ignore-expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is shown, what is hidden, and what the baseline has too much of. Both are sorted and have fingerprints.

    `judged` are all findings, whoever is shown them and whatever files were named, with what hides them.
    """

    findings: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]
    judged: tuple[Finding, ...] = ()
    baselined: int = 0
    stale: int = 0


def decide(
    findings: Iterable[Finding],
    ignores: Sequence[Ignore],
    rules: Sequence[Rule],
    request: ScanRequest,
    *,
    ran: frozenset[str] | None = None,
    baseline: Baseline | None = None,
) -> Decision:
    """Decide about every finding of a run.

    `rules` are all that there are. `ran` are the ids of those that could report everything they know (None: all that
    are selected); an ignore of another rule is not called unused. `baseline` is what `request.baseline` holds.
    Raises UsageError for a name in the request or the settings that no rule has.
    """
    chosen = {rule.id for rule in select_rules(rules, request)}
    configuration = request.configuration
    here = _Chosen(rules, request)
    found = with_fingerprints(
        replace(finding, severity=here.settings(finding).severities.get(finding.rule, finding.severity))
        for finding in findings
        if here(finding)
    )
    judged, used = _by_comment(found, ignores, request)
    judged = _by_settings(judged, rules, configuration)
    reports = _about_ignores(ignores, used, rules, request, ran=chosen if ran is None else ran & chosen)
    reports += contradictions((one for one in judged if one.suppression is None), rules, configuration)
    reported = _by_settings(with_fingerprints(item for item in reports if here(item)), rules, configuration)
    everything = sorted((*judged, *reported), key=lambda finding: finding.sort_key)
    open_, hidden = _parted(everything)
    counts = baseline.counts if baseline else {}
    comparison = compare(Baseline({entry: n for entry, n in counts.items() if entry.rule in chosen}), open_)
    reason = "known in the baseline"
    hidden += [replace(finding, suppression=Suppression("baseline", reason)) for finding in comparison.known]
    relevant = _touching(request)
    return Decision(
        findings=tuple(item for item in comparison.new if shown(item, request.persona) and relevant(item)),
        suppressed=tuple(
            item
            for item in sorted(hidden, key=lambda finding: finding.sort_key)
            if shown(item, request.persona) and relevant(item)
        ),
        judged=(*comparison.new, *hidden),
        baselined=len(comparison.known),
        stale=comparison.stale.total,
    )


def _parted(findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    open_: list[Finding] = []
    hidden: list[Finding] = []
    for finding in findings:
        (hidden if finding.suppression else open_).append(finding)
    return open_, hidden


# --- selection ------------------------------------------------------------------------------------------------------


def select_rules(rules: Sequence[Rule], request: ScanRequest) -> tuple[Rule, ...]:
    """Return the rules that a request selects, after checking every name in it and in the settings.

    Raises UsageError that names the nearest rule, with file and line where a setting is meant.
    """
    found: set[str] = set()
    for settings in each(request.configuration):
        check_names(rules, settings)
        found.update(rule.id for rule in _selected(rules, settings, request))
    return tuple(rule for rule in rules if rule.id in found)


def _selected(rules: Sequence[Rule], settings: Configuration, request: ScanRequest) -> tuple[Rule, ...]:
    try:
        return catalog.selected(rules, *settings.selection(request))
    except catalog.UnknownRuleError as error:
        raise UsageError(str(error)) from error


class _Chosen:
    """Whether a finding is of a rule that is selected where it stands."""

    def __init__(self, rules: Sequence[Rule], request: ScanRequest) -> None:
        self._configuration = request.configuration
        self._ids = {
            one.prefix: frozenset(rule.id for rule in _selected(rules, one, request))
            for one in each(self._configuration)
        }

    def settings(self, finding: Finding) -> Configuration:
        return at(self._configuration, finding.location.path)

    def __call__(self, finding: Finding) -> bool:
        return finding.rule in self._ids[self.settings(finding).prefix]


def check_names(rules: Sequence[Rule], configuration: Configuration) -> None:
    """Check every rule, family and item that the settings name. Raises UsageError with the line and the nearest name."""
    ids = {rule.id for rule in rules}
    known = ids | {rule.family for rule in rules} | set(NAMES)
    for key, names in (("select", configuration.select), ("ignore", configuration.ignore)):
        for name in names:
            _check(configuration, name, known, (key,))
    for ignored in configuration.per_path_ignores:
        for name in ignored.rules:
            _check(configuration, name, known, ("per-path-ignores", ignored.pattern))
    for name in configuration.severities:
        _check(configuration, name, ids, ("severity", name), key=True)
    for name in configuration.attest:
        _check(configuration, name, set(NAMES), ("attest", name), key=True)


def _check(
    configuration: Configuration, name: str, known: set[str], keys: tuple[str, ...], *, key: bool = False
) -> None:
    if name not in known:
        what = "checklist item" if keys[0] == "attest" else "rule"
        message = f"no {what} `{name}` (in `{keys[0]}`)"
        raise configuration.complain(message, keys, None if key else name, did_you_mean(name, known))


def shown(finding: Finding, persona: Persona) -> bool:
    """Whether a persona sees a finding: regular what to act on, review also low precision, audit also advice."""
    if persona is Persona.AUDIT:
        return True
    if persona is Persona.REVIEW:
        return finding.severity >= Severity.LOW
    return finding.to_act_on


class _Touching:
    """Whether a finding concerns the files that a request names; every finding does when it names a folder."""

    def __init__(self, files: frozenset[str] | None) -> None:
        self._files = files

    def __call__(self, finding: Finding) -> bool:
        if self._files is None or finding.location.path in self._files:
            return True
        steps = (*finding.trace, *(step for trace in finding.further for step in trace), *finding.related)
        return any(step.location.path in self._files for step in steps)


def _touching(request: ScanRequest) -> _Touching:
    root = request.configuration.root
    if not request.paths or any(path.is_dir() for path in request.paths):
        return _Touching(None)
    return _Touching(
        frozenset(path.relative_to(root).as_posix() for path in request.paths if path.is_relative_to(root))
    )


# --- comments -------------------------------------------------------------------------------------------------------


def _by_comment(
    findings: Iterable[Finding], ignores: Sequence[Ignore], request: ScanRequest
) -> tuple[list[Finding], set[tuple[int, str]]]:
    """Mark what comments hide; also return which rule of which comment (by its number) hid something."""
    by_path: dict[str, list[tuple[int, Ignore]]] = {}
    for number, ignore in enumerate(ignores):
        if ignore.reason and not ignore.problem and not ignore.expired(request.today):
            by_path.setdefault(ignore.location.path, []).append((number, ignore))
    used: set[tuple[int, str]] = set()
    result: list[Finding] = []
    for finding in findings:
        hit = [
            (number, ignore)
            for number, ignore in by_path.get(finding.location.path, ())
            if finding.rule in ignore.rules and ignore.covers(finding.location)
        ]
        used.update((number, finding.rule) for number, _ in hit)
        if hit:
            ignore = hit[0][1]
            reason = f"{ignore.reason} (until {ignore.until})" if ignore.until else ignore.reason
            result.append(replace(finding, suppression=Suppression("inline", reason, ignore.location)))
        else:
            result.append(finding)
    return result, used


def _about_ignores(
    ignores: Sequence[Ignore],
    used: set[tuple[int, str]],
    rules: Sequence[Rule],
    request: ScanRequest,
    *,
    ran: frozenset[str] | set[str],
) -> list[Finding]:
    """Report the comments that hide nothing, each for one reason."""
    by_id = {rule.id: rule for rule in rules}
    found: list[Finding] = []

    def report(ignore: Ignore, rule_id: str, *repairs: AnyRepair, **values: str) -> None:
        rule = by_id.get(rule_id)
        if rule is None:
            return
        one = rule.finding(ignore.location, " ".join((*ignore.rules, *values.values())), **values)
        severity = at(request.configuration, ignore.location.path).severities.get(rule_id, rule.severity)
        found.append(replace(one, severity=severity, repairs=repairs))

    for number, ignore in enumerate(ignores):
        if ignore.problem:
            report(ignore, UNKNOWN_RULE, problem=ignore.problem)
            continue
        for name in (name for name in ignore.rules if name not in by_id):
            hint = did_you_mean(name, by_id)
            report(ignore, UNKNOWN_RULE, problem=f"no rule is called `{name}`{', ' + hint if hint else ''}")
        known = [name for name in ignore.rules if name in by_id]
        if not known:
            continue
        if not ignore.reason:
            report(ignore, WITHOUT_REASON)
        elif ignore.expired(request.today):
            report(ignore, EXPIRED, until=ignore.until)
        else:
            unused = [name for name in known if name in ran and (number, name) not in used]
            if unused:
                told = "the comment" if len(unused) == len(ignore.rules) else ", ".join(unused)
                repair = DropIgnore(title=f"take away {told}", safe=True, rules=tuple(unused))
                report(ignore, UNUSED, repair, rules=", ".join(unused))
    return found


# --- settings ------------------------------------------------------------------------------------------------------


class _Hiding:
    """What the settings of one folder hide."""

    def __init__(self, rules: Sequence[Rule], settings: Configuration) -> None:
        self._rules = {rule.id: rule for rule in rules}
        self._prefix = settings.prefix
        # What the project's own settings exclude was not looked at.
        self._excluded = pathspec.GitIgnoreSpec.from_lines(settings.exclude if settings.prefix else ())
        self._patterns = [
            (
                pathspec.GitIgnoreSpec.from_lines([ignored.pattern]),
                {rule.id for name in ignored.rules for rule in catalog.named(rules, name)},
                ignored.pattern,
            )
            for ignored in settings.per_path_ignores
        ]
        self._attested = attestations(settings)

    def reason(self, finding: Finding) -> str:
        """Return why a finding is hidden, or ""."""
        path = finding.location.path.removeprefix(self._prefix)
        if self._excluded.match_file(path):
            return f"excluded in {self._prefix}"
        for spec, ids, pattern in self._patterns:
            if finding.rule in ids and spec.match_file(path):
                return f"per-path-ignores: {pattern}"
        rule = self._rules.get(finding.rule)
        if rule is not None and rule.item in self._attested and is_absence(rule):
            return f"attested: {self._attested[rule.item]}"
        return ""


def _by_settings(findings: Iterable[Finding], rules: Sequence[Rule], configuration: Configuration) -> list[Finding]:
    """Mark what `per-path-ignores` and attestations hide, and what a folder's own settings exclude."""
    hiding = {one.prefix: _Hiding(rules, one) for one in each(configuration)}
    result: list[Finding] = []
    for finding in findings:
        reason = hiding[at(configuration, finding.location.path).prefix].reason(finding)
        if reason and finding.suppression is None:
            result.append(replace(finding, suppression=Suppression("configuration", reason)))
        else:
            result.append(finding)
    return result
