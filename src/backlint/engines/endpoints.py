"""Endpoints and applications: put together from what was run, and judged by the rules about what is absent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from backlint.concepts import (
    SAFE_METHODS,
    Application,
    Deed,
    Endpoint,
    Evidence,
    Protection,
    ProtectionKind,
    State,
    Trait,
)
from backlint.engines.audits import audit_of, everywhere, nameless_record, registered, unlogged_refusal
from backlint.engines.bodies import bound_of
from backlint.engines.declared import Guards
from backlint.engines.deeds import changed_by, deeds_of, idle_of, knows_callers, lists_of, shown_by
from backlint.engines.entries import Entries, EntryRun
from backlint.engines.enumeration import Events, account_told
from backlint.engines.guards import guards_of
from backlint.engines.inputs import handlers_of, parameters_of, validation_of
from backlint.engines.lookalikes import lookalikes_of
from backlint.engines.messages import fill
from backlint.engines.owners import Owners
from backlint.engines.ownership import relations, with_rows
from backlint.engines.password_changes import password_set
from backlint.engines.protections import limits_of, never_run, protections_of
from backlint.engines.reach import reach_of, weighed
from backlint.engines.roles import administrators_named
from backlint.engines.traits import traits_of
from backlint.engines.transports import served
from backlint.execution.places import location_of
from backlint.execution.values import Constant, External, FunctionObject, members
from backlint.findings import Finding
from backlint.frameworks.assembly.registration import innermost, written
from backlint.frameworks.routes import Assembly
from backlint.rule import ApplicationQuery, EndpointQuery, Rule, Verdict

_OPERATIONS = frozenset({"QUERY", "MUTATION", "SUBSCRIPTION"})


def build(entries: Entries, guards: Guards, owners: Owners, events: Events) -> tuple[Application, ...]:
    """Return the applications with their endpoints, in the order of place; `guards` are those of the settings, `owners`
    knows whose the records of a class are, `events` the calls by their places.
    """
    known = _Known(guards, owners, events, registered(entries.bodies))
    built = tuple(_application(assembly, runs, known) for assembly, runs in entries.applications)
    outer = any(one.production and not _is_schema(one) for one in built)
    return tuple(served(replace(_with_accounts(one, built), inner=outer and _is_schema(one)) for one in built))


_ENTRANCES = frozenset({Trait.LOGIN, Trait.TOKEN, Trait.REGISTER})


def _with_accounts(application: Application, every: Iterable[Application]) -> Application:
    """Return an application with whether it knows people: by its own endpoints, or the GraphQL schema that it serves."""
    paths = _paths(application)
    same = [
        one for one in every if one is application or (_served(one) & paths) or (_served(application) & _paths(one))
    ]
    return replace(application, has_accounts=any(one.has_accounts for one in same))


def _paths(application: Application) -> set[str]:
    return {endpoint.path.partition("#")[0] for endpoint in application.endpoints}


def _served(application: Application) -> set[str]:
    """Return the addresses of a GraphQL schema."""
    return {path for endpoint in application.endpoints for path, mark, _ in [endpoint.path.partition("#")] if mark}


class _Known(NamedTuple):
    """What is the same for all applications; `models` is what keeps on record whatever is written."""

    guards: Guards
    owners: Owners
    events: Events
    models: tuple[Evidence, ...]


def _is_schema(application: Application) -> bool:
    """Tell whether an application is a GraphQL schema, which something else serves."""
    methods = frozenset(method for endpoint in application.endpoints for method in endpoint.methods)
    return bool(methods) and methods <= _OPERATIONS


def _pages(assembly: Assembly) -> State:
    states = {route.returns_html for route in assembly.routes}
    return State.YES if State.YES in states else State.NO if states == {State.NO} else State.UNKNOWN


def _application(assembly: Assembly, runs: tuple[EntryRun, ...], known: _Known) -> Application:
    endpoints = tuple(sorted(_united(runs, assembly, known), key=lambda e: (e.path, e.methods)))
    authenticated = any(endpoint.protection(ProtectionKind.AUTHENTICATION).state is State.YES for endpoint in endpoints)
    return Application(
        key=assembly.key,
        framework=assembly.framework,
        location=assembly.location,
        complete=not assembly.unresolved,
        endpoints=endpoints,
        headers=dict(assembly.headers),
        headers_state=State.YES if assembly.headers else assembly.headers_state,
        default_limits=assembly.default_limits,
        limits_state=_limits_state(assembly, endpoints),
        has_authentication=authenticated,
        uses_cookies=assembly.uses_cookies,
        production=assembly.production,
        same_site=assembly.same_site,
        has_accounts=authenticated or any(e.traits & _ENTRANCES for e in endpoints) or any(map(knows_callers, runs)),
        pages=_pages(assembly),
        failures=_failures(assembly),
    )


_EVERY_FAILURE = frozenset({"builtins.Exception", "builtins.BaseException", "werkzeug.exceptions.InternalServerError"})
_FAILED = 500


def _failures(assembly: Assembly) -> Evidence | None:
    """Return the function of the program that answers whatever goes wrong."""
    for handler in assembly.error_handlers:
        function = innermost(handler.function)
        wide = any(
            (isinstance(one, External) and one.name in _EVERY_FAILURE)
            or (isinstance(one, Constant) and one.value == _FAILED)
            for one in members(handler.exception)
        )
        if wide and isinstance(function, FunctionObject) and function.site is not None:
            place = location_of(function.site)
            return Evidence(function.facts.name, place.path, place.line)
    return None


class _Around(NamedTuple):
    """What is the same for all endpoints of an application: what is known of the program, what stands before all of them,
    and their handlers.
    """

    known: _Known
    common: frozenset[Evidence]
    handlers: frozenset[tuple[str, str]]


def _united(runs: Iterable[EntryRun], assembly: Assembly, known: _Known) -> list[Endpoint]:
    """Return the endpoints; the methods of one route that do not differ in anything are one endpoint again."""
    found: dict[object, Endpoint] = {}
    runs = tuple(runs)
    around = _Around(known, everywhere(runs), handlers_of(assembly))
    each = [(entry, _endpoint(entry, assembly, around)) for entry in runs]
    shown = relations(each)
    for number, (entry, made) in enumerate(each):
        endpoint = replace(
            with_rows(made, entry, shown, known.owners),
            told=account_told(made, entry, known.events),
            password=password_set(made, entry, known.owners),
            unlogged=unlogged_refusal(made, entry),
            bounded=bound_of(entry),
            nameless=nameless_record(made, entry),
        )
        states = tuple((kind, protection.state) for kind, protection in endpoint.protections.items())
        same = (number if entry.whole is None else id(entry.whole), states, endpoint.limits, endpoint.traits)
        held = found.get(same)
        found[same] = endpoint if held is None else _joined(held, endpoint)
    return [_spared(endpoint) for endpoint in found.values()]


def _joined(one: Endpoint, other: Endpoint) -> Endpoint:
    methods = tuple(sorted({*one.methods, *other.methods}))
    parameters = {(parameter.name, parameter.where): parameter for parameter in (*other.parameters, *one.parameters)}
    rows = tuple(dict.fromkeys((*one.rows, *other.rows)))
    return replace(
        one,
        methods=methods,
        parameters=tuple(parameters.values()),
        rows=rows,
        told=one.told or other.told,
        password=one.password or other.password,
        unlogged=one.unlogged or other.unlogged,
        bounded=one.bounded or other.bounded,
        nameless=one.nameless or other.nameless,
    )


def _limits_state(assembly: Assembly, endpoints: Iterable[Endpoint]) -> State:
    if assembly.default_limits or assembly.limits_state is State.YES:
        return State.YES
    states = {endpoint.protection(ProtectionKind.RATE_LIMIT).state for endpoint in endpoints}
    if State.YES in states:
        return State.YES
    return State.UNKNOWN if State.UNKNOWN in states else assembly.limits_state


def _endpoint(
    entry: EntryRun,
    assembly: Assembly,
    around: _Around,
) -> Endpoint:
    route = entry.route
    protections = protections_of(entry, assembly)
    parameters = parameters_of(entry, assembly, around.handlers)
    protections[ProtectionKind.VALIDATION] = validation_of(entry, parameters)
    protections[ProtectionKind.AUDIT_LOG] = audit_of(entry, around.common, around.known.models)
    _declare(protections, around.known.guards.of(entry))
    _name_administrators(protections, entry)
    traits = traits_of(entry, protections)
    deeds = deeds_of(entry)
    _unsettle(protections, entry, acts=Trait.CHANGES_STATE in traits or Deed.ACTS_ON_GET in deeds)
    known_caller = protections[ProtectionKind.AUTHENTICATION].state is State.YES
    return Endpoint(
        methods=tuple(sorted(route.methods)),
        path=route.path,
        handler=route.name,
        framework=assembly.framework,
        location=route.location,
        application=assembly.key,
        parameters=parameters,
        protections=protections,
        limits=limits_of(entry, assembly),
        traits=traits,
        websocket=route.websocket,
        missed=tuple(never_run(entry)),
        idle=tuple(idle_of(entry)),
        lookalikes=() if known_caller else tuple(dict.fromkeys(lookalikes_of(entry))),
        changed=changed_by(entry),
        shown=shown_by(entry),
        lists=lists_of(entry),
        makes=entry.route.makes,
        deeds=deeds,
    )


def _name_administrators(protections: dict[ProtectionKind, Protection], entry: EntryRun) -> None:
    """Say with a right that is asked for that it is administrators', where the decorator above the handler is told so."""
    right = protections[ProtectionKind.AUTHORIZATION]
    if entry.route.handler is None or right.state is not State.YES or not right.by or right.by[0].detail:
        return
    word = administrators_named(written(entry.route.handler))
    if word:
        first = replace(right.by[0], detail=word)
        protections[ProtectionKind.AUTHORIZATION] = replace(right, by=(first, *right.by[1:]))


def _unsettle(protections: dict[ProtectionKind, Protection], entry: EntryRun, *, acts: bool) -> None:
    """Take back what a whole application's check says of an endpoint with safe methods that changes data after all.

    No library asks for a token there: only the handler may.
    """
    if not _is_safe(entry.route.methods) or not acts or entry.run is None:
        return
    if protections[ProtectionKind.CSRF].state is State.YES and ProtectionKind.CSRF not in guards_of(entry.run):
        protections[ProtectionKind.CSRF] = Protection(State.NO)


def _spared(endpoint: Endpoint) -> Endpoint:
    """Return an endpoint with what a forged request can do to it: nothing, where safe methods change nothing."""
    acts = Trait.CHANGES_STATE in endpoint.traits or Deed.ACTS_ON_GET in endpoint.deeds
    if not _is_safe(endpoint.methods) or endpoint.websocket or acts:
        return endpoint
    shown = Evidence(f"{min(endpoint.methods)} changes nothing", endpoint.location.path, endpoint.location.line)
    return replace(endpoint, protections={**endpoint.protections, ProtectionKind.CSRF: Protection(State.YES, (shown,))})


def _is_safe(methods: Iterable[str]) -> bool:
    """Tell whether methods, of which there are some, are all meant to change nothing."""
    names = frozenset(methods)
    return bool(names) and names <= SAFE_METHODS


def _declare(
    protections: dict[ProtectionKind, Protection], declared: Iterable[tuple[ProtectionKind, Evidence]]
) -> None:
    """Let what the settings say of an endpoint stand where the code shows nothing; what the code shows stands."""
    for kind, evidence in declared:
        held = protections[kind]
        if held.state is not State.YES:
            protections[kind] = Protection(State.YES, (evidence,))


# --- judging ------------------------------------------------------------------------------------------------------


def judge(rules: Iterable[Rule], applications: Iterable[Application]) -> Iterator[Finding]:
    """Yield what the rules about endpoints and applications find."""
    applications = tuple(applications)
    for rule in rules:
        for query in rule.queries:
            if isinstance(query, EndpointQuery):
                for application in applications:
                    for endpoint in application.endpoints:
                        verdict = query.judge(endpoint, application)
                        if verdict is not None:
                            yield _endpoint_finding(rule, endpoint, verdict)
            elif isinstance(query, ApplicationQuery):
                for application in applications:
                    for verdict in query.judge(application):
                        yield _application_finding(rule, application, verdict)


def _endpoint_finding(rule: Rule, endpoint: Endpoint, verdict: Verdict) -> Finding:
    values = {"endpoint": endpoint.title, "handler": endpoint.handler, **dict(verdict.values)}
    finding = Finding(
        rule=rule.id,
        message=fill(rule.message, values),
        location=verdict.location or endpoint.location,
        severity=rule.severity if verdict.severity is None else verdict.severity,
        precision=rule.precision if verdict.precision is None else verdict.precision,
        why=verdict.why,
        remedy=verdict.remedy or rule.remedy,
        endpoint=endpoint.title,
        scope=endpoint.handler.rpartition(":")[2],
        anchor=endpoint.title,
        related=verdict.related,
    )
    return weighed(finding, reach_of(endpoint), rule.attacker)


def _application_finding(rule: Rule, application: Application, verdict: Verdict) -> Finding:
    return Finding(
        rule=rule.id,
        message=fill(rule.message, {"framework": application.framework, **dict(verdict.values)}),
        location=verdict.location or application.location,
        severity=rule.severity if verdict.severity is None else verdict.severity,
        precision=rule.precision if verdict.precision is None else verdict.precision,
        why=verdict.why,
        remedy=verdict.remedy or rule.remedy,
        # Not its key, which holds a line or a module's name: moving an application makes no new fault.
        anchor=application.framework,
        related=verdict.related,
    )


__all__ = ["Trait", "build", "judge"]
