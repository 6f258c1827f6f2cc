"""What the settings say that something in front of the application guarantees: what it hides, and what contradicts it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from backlint.checklist import entry_of, find_entry
from backlint.concepts import Application
from backlint.configuration import Configuration
from backlint.findings import Finding, Step
from backlint.nested import at, each
from backlint.report import Score, Standing
from backlint.rule import ApplicationQuery, EndpointQuery, Item, Rule
from backlint.wording import counted

CONTRADICTED = "attestation-contradicted"

_FILE = re.compile(r"(?<![\w:/.-])(?:[\w.-]+/)*[\w-][\w.-]*\.(?:conf|ya?ml|toml|tf|json|ini|cfg|py|md|template|j2)\b")
"""A file that a reason names by a relative path; an address or a path of another machine is none."""


def attestations(configuration: Configuration) -> Mapping[Item, str]:
    """Return the reasons by checklist item."""
    found: dict[Item, str] = {}
    for name, reason in configuration.attest.items():
        entry = find_entry(name)
        if entry is not None:
            found[entry.item] = reason
    return found


def is_absence(rule: Rule) -> bool:
    """Whether a rule says only that something is missing, which whatever stands in front may supply."""
    return bool(rule.queries) and all(isinstance(query, EndpointQuery | ApplicationQuery) for query in rule.queries)


def attested_scorecard(
    scores: Iterable[Score], configuration: Configuration, applications: Iterable[Application] = ()
) -> tuple[Score, ...]:
    """Show as attested every attested item that the code does not meet by itself and no finding speaks against.

    Where applications have settings of their own, an item is attested by the settings of all of them.
    """
    paths = [one.location.path for one in applications] if configuration.folders else []
    told = [attestations(at(configuration, path)) for path in paths] or [attestations(configuration)]
    attested = {
        item: "; ".join(dict.fromkeys(one[item] for one in told))
        for item in told[0]
        if all(item in one for one in told)
    }
    return tuple(
        replace(score, standing=Standing.ATTESTED, summary=attested[score.item])
        if score.item in attested and not score.findings and score.standing is not Standing.MET
        else score
        for score in scores
    )


def contradictions(
    findings: Iterable[Finding], rules: Sequence[Rule], configuration: Configuration
) -> Iterator[Finding]:
    """Yield a finding for each attestation that the project itself contradicts, at its line in the settings.

    It does so by a fault in code that nothing in front of it repairs, and by a file named in the reason that is not there.
    `findings` are those that nothing suppresses.
    """
    rule = next((one for one in rules if one.id == CONTRADICTED), None)
    if rule is None:
        return
    findings = tuple(findings)
    for settings in each(configuration):
        held = [one for one in findings if at(configuration, one.location.path) is settings]
        yield from _contradictions(held, rules, settings, rule)


def _contradictions(
    findings: Iterable[Finding], rules: Sequence[Rule], configuration: Configuration, rule: Rule
) -> Iterator[Finding]:
    items = {one.id: one.item for one in rules if not is_absence(one)}
    against: dict[Item, list[Finding]] = {}
    for finding in findings:
        item = items.get(finding.rule)
        if item is not None and finding.to_act_on:
            against.setdefault(item, []).append(finding)
    for name, reason in configuration.attest.items():
        entry = find_entry(name)
        if entry is None:
            continue
        faults = sorted(against.get(entry.item, ()), key=lambda one: one.sort_key)
        absent = [file for file in _FILE.findall(reason) if not _exists(configuration.root, file)]
        said = [f"the code says otherwise in {counted(len(faults), 'place')}"] if faults else []
        said += [f"its reason names `{file}`, which is not there" for file in absent]
        if said:
            yield _finding(rule, configuration, name, "; ".join(said), faults)


def _finding(rule: Rule, configuration: Configuration, name: str, said: str, faults: Sequence[Finding]) -> Finding:
    entry = find_entry(name)
    title = entry_of(entry.item).title if entry else name
    found = rule.finding(configuration.place_of(("attest", name)), name, item=title, said=said)
    return replace(found, related=tuple(Step(one.location, one.rule) for one in faults))


def _exists(root: Path, file: str) -> bool:
    """Tell whether a file is there, seen from the project's folder or from one above it, as in a repository of several."""
    return any((folder / file).is_file() for folder in (root, *root.parents[:3]))
