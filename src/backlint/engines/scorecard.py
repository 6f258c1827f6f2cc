"""The scorecard: where the project stands on each item of the checklist, from findings, endpoints and facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from backlint.checklist import ENTRIES
from backlint.concepts import (
    Application,
    CorsPolicy,
    Endpoint,
    Evidence,
    Fact,
    Flow,
    PasswordHashing,
    ProtectionKind,
    SinkKind,
    State,
    TokenSigning,
    TokenVerification,
    Trait,
)
from backlint.findings import Finding, Precision, Severity
from backlint.report import Score, Standing
from backlint.rule import Item, Rule

_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_PLACES = frozenset({"query", "body", "form"})


class Evidences:
    """What the judgement of an item may look at."""

    def __init__(
        self,
        applications: Sequence[Application],
        facts: Sequence[Fact],
        flows: Sequence[Flow],
        sinks: frozenset[SinkKind],
    ) -> None:
        self.applications = [application for application in applications if application.production]
        self.facts = [fact for fact in facts if fact.production]
        self.flows = flows
        self.sinks = sinks
        self.endpoints = [endpoint for application in self.applications for endpoint in application.endpoints]


def scorecard(
    rules: Iterable[Rule], findings: Iterable[Finding], evidences: Evidences, chosen: Iterable[Rule] | None = None
) -> tuple[Score, ...]:
    """Return one score for each item of the checklist: violated where something of at least medium precision and low
    severity was found, else met, unknown or not applicable by what the program shows.

    An item none of whose rules is among those `chosen` to be run was not looked at, and is unknown.
    """
    items = {rule.id: rule.item for rule in rules}
    looked_at = set(items.values()) if chosen is None else {rule.item for rule in chosen}
    counts: dict[Item, int] = {}
    for finding in findings:
        if finding.precision >= Precision.MEDIUM and finding.severity >= Severity.LOW:
            item = items.get(finding.rule)
            if item is not None:
                counts[item] = counts.get(item, 0) + 1
    scores = []
    for entry in ENTRIES:
        if counts.get(entry.item):
            number = counts[entry.item]
            words = f"{number} finding{'' if number == 1 else 's'}"
            scores.append(Score(entry.item, Standing.VIOLATED, words, (), number))
        elif entry.item not in looked_at and entry.item in items.values():
            scores.append(Score(entry.item, Standing.UNKNOWN, "its rules were not run"))
        else:
            judge = _JUDGES.get(entry.item, _quiet)
            scores.append(judge(entry.item, evidences))
    return tuple(scores)


def _quiet(item: Item, evidences: Evidences) -> Score:
    if not evidences.endpoints:
        return Score(item, Standing.UNKNOWN, "no endpoint was found")
    return Score(item, Standing.MET, "nothing found")


def _headers(item: Item, evidences: Evidences) -> Score:
    if not evidences.applications:
        return Score(item, Standing.NOT_APPLICABLE, "no application was found")
    shown = [evidence for one in evidences.applications for evidence in one.headers.values()]
    if all(one.headers for one in evidences.applications):
        names = sorted({name for one in evidences.applications for name in one.headers})
        return Score(item, Standing.MET, f"{len(names)} headers are set: {', '.join(names[:5])}", tuple(shown[:5]))
    return Score(item, Standing.UNKNOWN, "what sets headers was not resolved")


def _limits(item: Item, evidences: Evidences) -> Score:
    if not evidences.endpoints:
        return Score(item, Standing.NOT_APPLICABLE, "no endpoint was found")
    limited = [e for e in evidences.endpoints if e.protection(ProtectionKind.RATE_LIMIT).state is State.YES]
    by = tuple(dict.fromkeys(evidence for e in limited for evidence in e.protection(ProtectionKind.RATE_LIMIT).by))
    if limited:
        return Score(item, Standing.MET, f"{len(limited)} of {len(evidences.endpoints)} endpoints are limited", by[:5])
    return Score(item, Standing.UNKNOWN, "what limits requests was not resolved")


def _validation(item: Item, evidences: Evidences) -> Score:
    if not evidences.endpoints:
        return Score(item, Standing.NOT_APPLICABLE, "no endpoint was found")
    states = [e.protection(ProtectionKind.VALIDATION).state for e in evidences.endpoints]
    words = f"the input of {states.count(State.YES)} of {len(states)} endpoints is validated"
    if any(_writes_raw(endpoint) for endpoint in evidences.endpoints):
        return Score(item, Standing.UNKNOWN, words)
    rest = "" if all(state is State.YES for state in states) else "; what is not is only looked up"
    return Score(item, Standing.MET, words + rest)


def _writes_raw(endpoint: Endpoint) -> bool:
    """Tell whether an endpoint that changes something takes part of a body or query as it comes."""
    return bool(_WRITING & set(endpoint.methods)) and any(
        one.used and one.validated is State.NO and one.where in _PLACES for one in endpoint.parameters
    )


def _queries(item: Item, evidences: Evidences) -> Score:
    if evidences.sinks & {SinkKind.SQL, SinkKind.ORM_KEYS, SinkKind.NOSQL}:
        return Score(item, Standing.MET, "no query is built from request data")
    return Score(item, Standing.NOT_APPLICABLE, "no raw query was found")


def _facts_of(*kinds: type[Fact]) -> Callable[[Item, Evidences], Score]:
    def judge(item: Item, evidences: Evidences) -> Score:
        found = [fact for fact in evidences.facts if isinstance(fact, kinds)]
        if not found:
            return Score(item, Standing.NOT_APPLICABLE, "nothing of the kind was found")
        shown = tuple(Evidence(fact.callee, fact.location.path, fact.location.line) for fact in found[:5])
        return Score(item, Standing.MET, f"{len(found)} place{'' if len(found) == 1 else 's'} looked at", shown)

    return judge


def _cors(item: Item, evidences: Evidences) -> Score:
    score = _facts_of(CorsPolicy)(item, evidences)
    if score.standing is Standing.NOT_APPLICABLE and evidences.applications:
        return Score(item, Standing.MET, "no other origin is let in")
    return score


def _audit(item: Item, evidences: Evidences) -> Score:
    sensitive = [e for e in evidences.endpoints if Trait.SENSITIVE in e.traits]
    if not sensitive:
        return Score(item, Standing.NOT_APPLICABLE, "no sensitive action was found")
    logged = [e for e in sensitive if e.protection(ProtectionKind.AUDIT_LOG).state is State.YES]
    by = tuple(dict.fromkeys(evidence for e in logged for evidence in e.protection(ProtectionKind.AUDIT_LOG).by))
    words = f"{len(logged)} of {len(sensitive)} sensitive endpoints leave a record"
    return Score(item, Standing.MET if len(logged) == len(sensitive) else Standing.UNKNOWN, words, by[:5])


_JUDGES: dict[Item, Callable[[Item, Evidences], Score]] = {
    Item.HEADERS: _headers,
    Item.RATE_LIMITS: _limits,
    Item.VALIDATION: _validation,
    Item.QUERIES: _queries,
    Item.INJECTION: _queries,
    Item.PASSWORDS: _facts_of(PasswordHashing),
    Item.SECRETS: _facts_of(TokenSigning, TokenVerification),
    Item.CORS: _cors,
    Item.AUDIT: _audit,
}
