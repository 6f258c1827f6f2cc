"""The standing of each item: violated where something was found, else what its controls show, and never met where
something that matters to it could not be seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from backlint.checklist import ENTRIES
from backlint.concepts import Evidence, SinkKind
from backlint.engines.scorecard import coverage, declared, followed
from backlint.engines.scorecard.evidences import SHOWN, Evidences, at, first, listed
from backlint.findings import Finding
from backlint.report import Control, Score, Standing
from backlint.rule import Item, PatternQuery, RuffQuery, Rule
from backlint.wording import counted

Judge = Callable[[Evidences], tuple[Control, ...]]

_OTHER_SINKS = (
    *(SinkKind.COMMAND, SinkKind.OPTION, SinkKind.CODE, SinkKind.REFLECTION, SinkKind.PATH, SinkKind.SSRF),
    *(SinkKind.REDIRECT, SinkKind.TEMPLATE, SinkKind.DESERIALIZATION, SinkKind.XPATH, SinkKind.LDAP, SinkKind.XXE),
    *(SinkKind.HEADER, SinkKind.REGEX, SinkKind.MAIL),
)

_DATABASES = (SinkKind.ORM_KEYS, SinkKind.NOSQL, SinkKind.SQL)

_JUDGES: Mapping[Item, Judge] = {
    Item.HEADERS: declared.headers,
    Item.RATE_LIMITS: coverage.limits,
    Item.VALIDATION: coverage.validation,
    Item.QUERIES: followed.followed("statements", "no SQL statement was found", SinkKind.SQL),
    Item.PASSWORDS: declared.passwords,
    Item.SECRETS: declared.tokens,
    Item.CORS: declared.origins,
    Item.INJECTION: followed.followed("queries", "no query of an ORM or a document store was found", *_DATABASES),
    Item.XSS: declared.escaping,
    Item.AUDIT: coverage.audit,
    Item.GUARDS: coverage.guards,
    Item.ERRORS: declared.errors,
    Item.INJECTION_OTHER: followed.followed("other sinks", "no such sink was found", *_OTHER_SINKS),
    Item.CRYPTOGRAPHY: declared.transport,
    Item.DEPLOYMENT: followed.deployment,
    Item.ANALYSIS: followed.analysis,
}

_BY_FLOW = frozenset({Item.QUERIES, Item.INJECTION, Item.XSS, Item.INJECTION_OTHER})
"""Items of which only following data says anything: what was not followed may be where they are violated."""

_OWN_GAPS = frozenset({Item.ANALYSIS, Item.DEPLOYMENT})
"""Items that speak of gaps themselves, or that no Python code decides."""


def scorecard(
    rules: Iterable[Rule], findings: Iterable[Finding], evidences: Evidences, chosen: Iterable[Rule] | None = None
) -> tuple[Score, ...]:
    """Return one score for each item of the checklist, in its order.

    `findings` are all of a run, those that are suppressed included. An item is violated by a finding of at least medium
    precision and low severity that nothing suppresses, or that only the baseline hides; it is attested where settings or
    comments with a reason hide all such findings. `chosen` are the rules that were run (None: all): an item none of whose
    rules was is unknown.
    """
    items = {rule.id: rule.item for rule in rules}
    ran = set(items) if chosen is None else {rule.id for rule in chosen}
    by_item: dict[Item, list[Finding]] = {}
    for finding in findings:
        item = items.get(finding.rule)
        if item is not None and finding.to_act_on:
            by_item.setdefault(item, []).append(finding)
    patterns = {rule.item for rule in rules if any(isinstance(one, PatternQuery | RuffQuery) for one in rule.queries)}
    scores = []
    for entry in ENTRIES:
        own = {rule for rule, item in items.items() if item is entry.item}
        if own and not own & ran:
            scores.append(Score(entry.item, Standing.UNKNOWN, "its rules were not run"))
            continue
        controls = _JUDGES[entry.item](evidences)
        gaps = _unseen(entry.item, evidences, others=entry.item in patterns)
        score = _score(entry.item, by_item.get(entry.item, ()), controls, gaps)
        left = len(own - ran)
        if left:
            score = replace(score, summary=f"{score.summary}; {left} of its {len(own)} rules not run")
        scores.append(score)
    return tuple(scores)


def _unseen(item: Item, evidences: Evidences, *, others: bool) -> Control | None:
    """Return what could not be seen of all that an item depends on, as a control that is unknown; None for nothing.

    `others` tells that other engines judge it too.
    """
    if item in _OWN_GAPS:
        return None
    gaps = [*followed.unread(evidences)]
    if item in _BY_FLOW:
        gaps += evidences.unseen(followed.UNFOLLOWED)
    if others:
        gaps += evidences.unseen({"engine"})
    if not gaps:
        return None
    several = tuple(gaps)
    words = f"{counted(len(several), 'place')} not seen to the end: {followed.places(several)}"
    return Control("not seen", Standing.UNKNOWN, words, followed.gap_evidence(several))


def _score(item: Item, findings: Sequence[Finding], controls: tuple[Control, ...], gaps: Control | None) -> Score:
    shown = (*controls, gaps) if gaps else controls
    open_ = [one for one in findings if one.suppression is None or one.suppression.kind == "baseline"]
    if open_:
        known = sum(one.suppression is not None for one in open_)
        words = _rules_of(open_) + (f" ({known} known in the baseline)" if known else "")
        return Score(item, Standing.VIOLATED, words, _places(open_), len(open_), _corrected(shown, open_))
    standing = _standing(one.standing for one in shown)
    if findings and standing in {Standing.MET, Standing.VIOLATED, Standing.NOT_APPLICABLE}:
        reasons = listed(one.suppression.reason for one in findings if one.suppression)
        return Score(item, Standing.ATTESTED, reasons, _places(findings), 0, shown)
    return Score(item, standing, _summary(standing, shown), _evidence(standing, shown), 0, shown)


def _corrected(controls: Sequence[Control], findings: Sequence[Finding]) -> tuple[Control, ...]:
    """Return controls none of which is met by what a finding speaks of; the only one of an item is met by nothing then."""
    wrong: dict[tuple[str, int], str] = {(one.location.path, one.location.line): one.rule for one in findings}
    result = []
    for control in controls:
        hit = {wrong[place] for shown in control.evidence if (place := (shown.file, shown.line)) in wrong}
        if len(controls) == 1:
            hit = {one.rule for one in findings}
        if control.standing is Standing.MET and hit:
            told = f"{control.summary}; {listed(sorted(hit))}"
            result.append(replace(control, standing=Standing.VIOLATED, summary=told))
        else:
            result.append(control)
    return tuple(result)


def _standing(standings: Iterable[Standing]) -> Standing:
    """Return what several controls come to: the worst of those that apply; without any, that nothing applies."""
    found = set(standings)
    for standing in (Standing.VIOLATED, Standing.UNKNOWN, Standing.MET):
        if standing in found:
            return standing
    return Standing.NOT_APPLICABLE


def _summary(standing: Standing, controls: Sequence[Control]) -> str:
    """Say what the controls say that decide; each with its name where there are several."""
    deciding = [one for one in controls if one.standing is standing]
    if len(controls) == 1 or standing is Standing.NOT_APPLICABLE:
        return "; ".join(dict.fromkeys(one.summary for one in deciding)) or "nothing to look at"
    return "; ".join(f"{one.name}: {one.summary}" for one in deciding)


def _evidence(standing: Standing, controls: Sequence[Control]) -> tuple[Evidence, ...]:
    return first(shown for one in controls if one.standing is standing for shown in one.evidence)


def _rules_of(findings: Sequence[Finding]) -> str:
    """Return `rate-limit-login-missing 4, cookie-insecure`: which rules found something, and how often."""
    counts = Counter(one.rule for one in findings)
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return listed(f"{rule} {number}" if number > 1 else rule for rule, number in ordered)


def _places(findings: Sequence[Finding]) -> tuple[Evidence, ...]:
    """Return the worst few findings as evidence, one of each rule before a second of any."""
    ordered = sorted(findings, key=lambda one: (-one.severity, one.sort_key))
    seen: Counter[str] = Counter()
    ranked = []
    for number, one in enumerate(ordered):
        ranked.append((seen[one.rule], number, one))
        seen[one.rule] += 1
    return tuple(at(one.location, one.rule, one.endpoint) for _, _, one in sorted(ranked, key=lambda r: r[:2])[:SHOWN])
