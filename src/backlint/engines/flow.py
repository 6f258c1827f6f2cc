"""Flows: what reached a sink in some run, as plain records, and what the rules say of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from backlint.concepts import (
    HARMED_BY,
    RELAYED,
    REMOTE,
    STORED,
    TEMPLATE_PRINTS,
    Application,
    Endpoint,
    Flow,
    ProtectionKind,
    Reach,
    SinkKind,
    SinkUse,
    SourceKind,
    State,
    StatementBuilt,
)
from backlint.engines.entries import Entries
from backlint.engines.messages import fill
from backlint.engines.reach import reach_of, reach_of_flow, weighed
from backlint.execution.places import location_of
from backlint.execution.program import PLAIN_ANSWER, Effect
from backlint.execution.refinement import CONSTRAINED
from backlint.execution.session import Session
from backlint.execution.stored_secrets import is_private
from backlint.execution.stored_texts import ROW, Column, Columns
from backlint.execution.taint import Origin, Taint, in_order, kinds_of
from backlint.findings import Finding, Location, Precision, Severity, Step
from backlint.rule import FlowQuery, Rule

_CONFIDENCE = ("low", "medium", "high")
_COMPOSED = frozenset({SinkKind.SQL, SinkKind.COMMAND, SinkKind.CODE, SinkKind.TEMPLATE, SinkKind.LDAP, SinkKind.XPATH})
"""Sinks that run a text: where a function does nothing but run the text that it is handed, whoever hands it over has
made the fault, and each of them has to mend it.
"""
_MADE_ELSEWHERE = frozenset({SinkKind.PASSWORD_STORE, SinkKind.HTML, SinkKind.REDIRECT})
"""Sinks for which an unknown call most often makes what they are given: a hash to store, a page or data to send, an address
with a host of its own.
"""

_PRECISION = {"high": Precision.VERY_HIGH, "medium": Precision.MEDIUM, "low": Precision.LOW}


def flows(
    entries: Entries, written: Columns = MappingProxyType({}), applications: Iterable[Application] = ()
) -> tuple[Flow, ...]:
    """Return every flow of a program once: the surest way into each sink from each kind of source, sorted by place.

    Of ways that are equally sure one comes first that is open to most. `written` are the columns that are written from
    outside, and how: what no other holds is nobody's to choose. `applications` say what guards each entry.
    """
    asked = _asked(applications)
    ways: dict[tuple[object, ...], dict[object, Flow]] = {}
    for entry, effect, looked in _effects_looked(entries):
        for one in _flows_of(effect, entry, written):
            guarded, reach = _at(entry, asked)
            sent = one.reach if one.reach is Reach.ROLE else reach_of_flow(reach, one.sources)
            flow = replace(one, guarded=guarded, reach=sent, asked=looked.asks(one))
            key = (flow.kind, flow.location, flow.argument, flow.sources)
            several, begins = ways.setdefault(key, {}), flow.trace[0].location
            held = several.get(begins)
            if held is None or _rank(flow) < _rank(held):
                several[begins] = flow
    best = [_together(several.values()) for several in ways.values()]
    return tuple(sorted(best, key=_order))


def _order(flow: Flow) -> tuple[object, ...]:
    told = (flow.argument or "", flow.callee, flow.source_text, flow.trace)
    return (flow.location, flow.kind, sorted(flow.sources), flow.entry, *told)


_MAX_FURTHER = 6


def _together(several: Iterable[Flow]) -> Flow:
    """Return the surest of several ways into a sink, which names some of the others that are as sure."""
    first, *others = sorted(several, key=_rank)
    further = tuple(flow.trace for flow in others if flow.confidence == first.confidence)
    return replace(first, further=further[:_MAX_FURTHER])


_Asked = Mapping[tuple[str, str], tuple[State, Reach]]


def _asked(applications: Iterable[Application]) -> _Asked:
    """Return whether each method and path asks who is calling, and who can call it."""
    return {
        (method, endpoint.path): (_guarded(endpoint), reach_of(endpoint))
        for application in applications
        for endpoint in application.endpoints
        for method in endpoint.methods
    }


def _guarded(endpoint: Endpoint) -> State:
    states = {endpoint.protection(kind).state for kind in (ProtectionKind.AUTHENTICATION, ProtectionKind.AUTHORIZATION)}
    return State.YES if State.YES in states else State.UNKNOWN if State.UNKNOWN in states else State.NO


def _at(entry: str, asked: _Asked) -> tuple[State, Reach | None]:
    """Return what holds for an entry's endpoints (`GET,POST /search`): where they differ what lets in more."""
    methods, _, path = entry.partition(" ")
    if not entry:
        return State.UNKNOWN, None
    states = [asked.get((method, path), (State.UNKNOWN, Reach.UNKNOWN)) for method in methods.split(",")]
    guarded = {one for one, _ in states}
    return guarded.pop() if len(guarded) == 1 else State.UNKNOWN, min((one for _, one in states), key=_OPEN.index)


_OPEN = tuple(Reach)
"""Who can send something, the most first."""


class _Looked(NamedTuple):
    """What an entry looks at before or beside what it does: the names of inputs whose form it asks for, by a pattern or a
    library's check, `body` where that is all of a body; and whether it asks who has made the body, by a signature of it.
    """

    names: frozenset[str] = frozenset()
    body: bool = False
    signed: bool = False

    def asks(self, flow: Flow) -> str:
        """Return what the program asks of what flows, "" for nothing: whether that keeps harm out is not known."""
        if flow.source_text in self.names or (self.body and flow.sources <= _SIGNED):
            return "the program looks at its form, which may keep that out"
        return "the program asks for a signature of what is sent" if self.signed and flow.sources <= _SIGNED else ""


_SIGNED = frozenset({SourceKind.BODY})
_CHECKED = ProtectionKind.AUTHENTICATION.value
_NOTHING = _Looked()


def _looked_at(effects: Iterable[Effect]) -> _Looked:
    effects = tuple(effects)
    formal = (effect for effect in effects if effect.mark == CONSTRAINED and effect.callee)
    origins = {one.origin for effect in formal for one in effect.taints if isinstance(one.origin, Origin)}
    body = any(SourceKind.BODY in one.kinds and not one.name for one in origins)
    checked = (effect for effect in effects if effect.mark == _CHECKED)
    return _Looked(
        frozenset(one.text for one in origins),
        body,
        any(SourceKind.BODY in kinds_of(effect.taints) for effect in checked),
    )


def _effects_looked(entries: Entries) -> Iterator[tuple[str, Effect, _Looked]]:
    for _, runs in entries.applications:
        for run in runs:
            effects = tuple(run.effects())
            looked = _looked_at(effects)
            for effect in _without_hashes(tuple(_without_plain(effects))):
                yield run.title, effect, looked
    for loose in entries.loose:
        looked = _looked_at(loose.run.effects)
        for effect in _without_plain((*loose.run.effects, *loose.answers)):
            yield "", effect, looked
    for effect in entries.bodies:
        yield "", effect, _NOTHING


def _effects(entries: Entries) -> Iterator[tuple[str, Effect]]:
    return ((entry, effect) for entry, effect, _ in _effects_looked(entries))


def _without_hashes(effects: tuple[Effect, ...]) -> Iterable[Effect]:
    """Return the effects of a run with low confidence in what is stored beside a password that the same request brings to
    be hashed: where one is `plain_password`, the other is the hash of it.
    """
    hashed = {name for effect in effects if effect.mark == "password-hash" for name in _passwords(effect)}
    if not hashed:
        return effects
    return tuple(
        msgspec.structs.replace(effect, sunk=msgspec.structs.replace(effect.sunk, confidence="low"))
        if effect.sunk is not None
        and effect.sunk.kind is SinkKind.PASSWORD_STORE
        and hashed.isdisjoint(_passwords(effect))
        else effect
        for effect in effects
    )


def _passwords(effect: Effect) -> set[str]:
    """Return the names under which a request brings the passwords that an effect is about."""
    origins = (one.origin for one in effect.taints if isinstance(one.origin, Origin))
    return {one.name for one in origins if SourceKind.PASSWORD in one.kinds and one.kinds & REMOTE}


def _without_plain(effects: tuple[Effect, ...]) -> Iterable[Effect]:
    """Return the effects of a run without the HTML that a function sends which declares its answer to be none."""
    plain = {(effect.site.path, effect.site.scope) for effect in effects if effect.mark == PLAIN_ANSWER}
    if not plain:
        return effects
    return (
        effect
        for effect in effects
        if effect.sunk is None
        or effect.sunk.kind is not SinkKind.HTML
        or (effect.site.path, effect.site.scope) not in plain
    )


def _rank(flow: Flow) -> tuple[object, ...]:
    return (
        -_CONFIDENCE.index(flow.confidence),
        flow.asked != "",
        _OPEN.index(flow.reach),
        flow.entry == "",
        len(flow.trace),
        flow.entry,
        flow.source_text,
        flow.trace,
    )


def _is_chosen(origin: Origin, written: Columns, kind: SinkKind) -> bool:
    """Tell whether data may be chosen by somebody else: a column of the project's only where somebody else writes it, and
    does not make it safe before.
    """
    own = "." in origin.name or origin.name == ROW
    if not own or origin.kinds != STORED:
        return True
    column = _column(origin, written)
    return column is not None and kind not in column.safe


def _column(origin: Origin, written: Columns) -> Column | None:
    every = written.get(f"{origin.name.partition('.')[0]}.*")
    named = written.get(origin.name)
    if named is None or every is None:
        return named or every
    return Column(named.safe & every.safe, named.by_role and every.by_role)


def _written_by_role(taints: Iterable[Taint], written: Columns) -> bool:
    """Tell whether all of these are columns that only administrators write."""
    columns = [_column(_origin(taint), written) for taint in taints]
    return all(column is not None and column.by_role for column in columns)


def _flows_of(effect: Effect, entry: str, written: Columns) -> Iterator[Flow]:
    """Yield a flow for each kind of source that reached the sink, told by the surest of its kind."""
    if effect.sunk is None or effect.mark != "sink" or effect.sunk.kind is SinkKind.KEPT:
        # That something is kept matters to whoever asks what became of an input, and is no fault.
        return
    by_kinds: dict[frozenset[SourceKind], list[Taint]] = {}
    for taint in in_order(effect.taints):
        if taint.weak and effect.sunk.strict:
            continue
        # A token that is handed out is meant for the caller; a stored password never is.
        if (
            isinstance(taint.origin, Origin)
            and _is_chosen(taint.origin, written, effect.sunk.kind)
            and (effect.sunk.kind is not SinkKind.RESPONSE or is_private(taint))
        ):
            by_kinds.setdefault(taint.origin.kinds, []).append(taint)
    reaches = "is printed here" if effect.callee.startswith(TEMPLATE_PRINTS) else f"reaches {effect.callee}"
    sink = Step(location_of(effect.site), reaches)
    for kinds, taints in by_kinds.items():
        taint = min(taints, key=lambda one: (_weakness(one), _origin(one).site, _origin(one).text))
        origin = _origin(taint)
        # What an unknown call makes of a request is most often still the request's; of a secret it is seldom the secret.
        remote = kinds & REMOTE and effect.sunk.kind not in HARMED_BY
        passed = "high" if not taint.weak else "medium" if remote else "low"
        if taint.weak and effect.sunk.kind in _MADE_ELSEWHERE:
            passed = "low"
        relayed = "high" if kinds - RELAYED else "medium"
        confidence = _least(origin.confidence, effect.sunk.confidence, passed, relayed)
        source = Step(location_of(origin.site), origin.text)
        # What is but a part of a text was put there by whoever made the text.
        made = effect.sunk.kind in _COMPOSED or effect.sunk.whole is not None
        place = effect.handed if effect.handed is not None and made else effect.site
        location = source.location if effect.sunk.kind is SinkKind.TOKEN_VALUE else location_of(place)
        yield Flow(
            kind=effect.sunk.kind,
            sources=kinds,
            source_text=origin.text,
            callee=effect.callee,
            argument=effect.sunk.argument,
            # A secret that can be foretold is put right where it is drawn, whatever it is called later.
            location=location,
            scope=place.scope,
            entry=entry,
            trace=(source, *(step for step in effect.trace if step.location.line), sink),
            built=effect.built,
            confidence=confidence,
            reach=Reach.ROLE if kinds == STORED and _written_by_role(taints, written) else Reach.UNKNOWN,
        )


def _origin(taint: Taint) -> Origin:
    if not isinstance(taint.origin, Origin):
        raise TypeError("a symbol outside of the call that it stands for")
    return taint.origin


def _weakness(taint: Taint) -> int:
    return -_CONFIDENCE.index(_origin(taint).confidence) + int(taint.weak)


def _least(*confidences: str) -> str:
    return min(confidences, key=_CONFIDENCE.index)


def statements_built(entries: Entries) -> tuple[StatementBuilt, ...]:
    """Return SQL texts that are built around something that is not fixed, and that no stranger is seen to choose."""
    found: dict[object, StatementBuilt] = {}
    for _, effect in _effects(entries):
        if effect.sunk is None or effect.sunk.kind is not SinkKind.SQL:
            continue
        if effect.mark == "built" or (effect.built and not kinds_of(effect.taints) & (REMOTE | RELAYED)):
            place = location_of(effect.site)
            found[place] = StatementBuilt(location=place, scope=effect.site.scope, callee=effect.callee, text="")
    return tuple(found[place] for place in sorted(found))  # type: ignore[type-var]


def sinks_met(session: Session) -> tuple[SinkUse, ...]:
    """Return every place of production code at which something is handed to a sink, harmful or not, in their order."""
    met = (SinkUse(kind, callee, location_of(site)) for (kind, site), callee in session.machine.sinks.items())
    return tuple(sorted(one for one in met if session.is_production(one.location.path)))


def judge(rules: Iterable[Rule], found: Iterable[Flow]) -> Iterator[Finding]:
    """Yield what the rules about flows find; one finding of a rule for each place, whatever flows there."""
    found = tuple(found)
    for rule in rules:
        taken: dict[Location, Finding] = {}
        for query in rule.queries:
            if not isinstance(query, FlowQuery):
                continue
            for flow in found:
                if flow.kind is not query.sink or not flow.sources & query.sources:
                    continue
                finding = _finding(rule, query, flow)
                if finding is None:
                    continue
                held = taken.get(finding.location)
                taken[finding.location] = finding if held is None else _surer(held, finding)
        yield from taken.values()


def _surer(held: Finding, other: Finding) -> Finding:
    """Return the surer of two findings at one place, with the traces of both."""
    if (-other.precision, -other.severity) < (-held.precision, -held.severity):
        held, other = other, held
    if other.precision < held.precision:
        return held
    return replace(held, further=(*held.further, other.trace, *other.further)[:_MAX_FURTHER])


_UNSURE = "what a call made of it that is not known may be something else"
"""Why a flow that was not followed the whole way is not called a grave one."""


def _finding(rule: Rule, query: FlowQuery, flow: Flow) -> Finding | None:
    verdict = query.judge(flow)
    if verdict is None:
        return None
    sink = ".".join(flow.callee.rsplit(".", 2)[-2:])
    values = {"source": flow.source_text, "sink": sink, "endpoint": flow.entry, **dict(verdict.values)}
    precision = rule.precision if verdict.precision is None else verdict.precision
    severity = rule.severity if verdict.severity is None else verdict.severity
    why = verdict.why
    if flow.confidence != "high" and flow.sources - STORED and severity > Severity.MEDIUM:
        severity, why = Severity.MEDIUM, f"{why}; {_UNSURE}"
    elif flow.asked and severity > Severity.MEDIUM:
        severity, why = Severity.MEDIUM, f"{why}; {flow.asked}"
    finding = Finding(
        rule=rule.id,
        message=fill(rule.message, values),
        location=verdict.location or flow.location,
        severity=severity,
        precision=min(precision, _PRECISION[flow.confidence]),
        why=why,
        remedy=verdict.remedy or rule.remedy,
        endpoint=flow.entry,
        scope=flow.scope,
        anchor=f"{flow.callee} {flow.argument}",
        trace=flow.trace,
        further=flow.further,
        related=verdict.related,
    )
    return weighed(finding, flow.reach, rule.attacker, flow.sources)
