"""The inputs of an endpoint: which there are, what constrains each of them, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from backlint.concepts import Parameter, Protection, SinkKind, SourceKind, State
from backlint.engines.entries import EntryRun
from backlint.execution.numbers import CONVERTS
from backlint.execution.places import location_of
from backlint.execution.program import Effect
from backlint.execution.refinement import CONSTRAINED
from backlint.execution.taint import EVERY_SINK, Origin, Taint, is_neutral, kinds_of
from backlint.execution.values import External, members
from backlint.findings import Location
from backlint.frameworks.routes import Assembly, Route
from backlint.frameworks.validation import SCHEMA_PROOF

_WHERE = {
    SourceKind.QUERY: "query",
    SourceKind.BODY: "body",
    SourceKind.PATH: "path",
    SourceKind.HEADER: "header",
    SourceKind.COOKIE: "cookie",
    SourceKind.FILE: "file",
}
_KEEPS = frozenset({"write", "send-mail", "file-save"})
_INJECTED = frozenset(
    {
        *(SinkKind.SQL, SinkKind.NOSQL, SinkKind.COMMAND, SinkKind.CODE, SinkKind.TEMPLATE, SinkKind.LDAP),
        *(SinkKind.XPATH, SinkKind.PATH, SinkKind.DESERIALIZATION, SinkKind.XXE),
    }
)
_ANSWERED = frozenset({"builtins.ValueError", "builtins.Exception"})


def parameters_of(entry: EntryRun, assembly: Assembly, handlers: frozenset[tuple[str, str]]) -> tuple[Parameter, ...]:
    """Return the declared parameters, and what the handler reads from the request by itself.

    `handlers` are those of all routes of the application.
    """
    if entry.run is None:
        return entry.route.parameters
    named = {(one.name, one.where): one for one in entry.route.parameters}
    found = {key: _declared(one, entry) for key, one in named.items()}
    # A file is asked to save itself, so that nothing of it is passed to a call.
    saved = (taint for effect in entry.effects() if effect.mark == "file-save" for taint in effect.taints)
    used = _origins(entry.run.used) | _origins(saved)
    # What a schema gave back keeps its proof, under the names of its parts too.
    # A schema is told more of what a signature has proved; what was made of an input only for it to be looked up is none.
    signed = (one for one in entry.run.validated if one.safe < EVERY_SINK)
    told = frozenset(one.origin for one in signed if isinstance(one.origin, Origin))
    validated = told | _origins(taint for taint in entry.run.used if taint.safe >= SCHEMA_PROOF)
    raw = _origins(taint for taint in entry.run.used if not taint.safe >= SCHEMA_PROOF)
    files = State.YES if _tests_files(entry) else State.NO
    converted = {} if _answers_all(assembly) else _converted(entry)
    others = handlers - {_handler(entry.route)}
    for origin in sorted(used | validated | converted.keys(), key=lambda one: (one.site, one.name, one.text)):
        # What another endpoint has read, and the program holds, is none of this one's.
        where = "" if (origin.site.path, origin.site.scope) in others else _where(origin)
        if not where or (origin.name, where) in named or SourceKind.CREDENTIAL in origin.kinds:
            continue
        checked = origin in validated and (origin not in raw or origin in told)
        taken = origin in used or origin in validated
        state = State.YES if checked or not taken else State.NO
        found.setdefault(
            (origin.name, where),
            Parameter(
                name=origin.name,
                where=where,
                validated=files if where == "file" else state,
                location=location_of(origin.site),
                by="" if taken else "a conversion",
            ),
        )
    return tuple(_told(found, entry, converted))


def handlers_of(assembly: Assembly) -> frozenset[tuple[str, str]]:
    """Return the file and name of each handler of an application."""
    return frozenset(map(_handler, assembly.routes))


def _handler(route: Route) -> tuple[str, str]:
    """Return the file and the name within it of what answers a route, as places in it have them."""
    return route.location.path, route.name.rpartition(":")[2]


def _declared(parameter: Parameter, entry: EntryRun) -> Parameter:
    names = {origin.name for origin in _origins(entry.run.used)} if entry.run is not None else set[str]()
    state = parameter.validated
    if parameter.where == "file":
        state = State.YES if _tests_files(entry) else State.NO
    took = parameter.used and (state is not State.NO or parameter.name in names)
    return replace(parameter, validated=state, used=took)


def _where(origin: Origin) -> str:
    where = next((_WHERE[kind] for kind in sorted(origin.kinds) if kind in _WHERE), "")
    # The address as such, as a login page is told where to send back to, is no input of this endpoint.
    # So is what a program asks an object of its own for by a name that only Python gives.
    return "" if (where == "path" and not origin.name) or origin.name.startswith("__") else where


def _told(
    found: dict[tuple[str, str], Parameter], entry: EntryRun, converted: dict[Origin, Location]
) -> Iterable[Parameter]:
    """Yield the parameters with what becomes of each."""
    reaches: dict[tuple[str, str], set[str]] = {}
    looked_at: set[tuple[str, str]] = set()
    for effect in entry.run.effects if entry.run is not None else ():
        word = _word(effect)
        if word:
            # What a password must be like is a question of its own.
            for origin in (one for one in _origins(effect.taints) if SourceKind.PASSWORD not in one.kinds):
                reaches.setdefault((origin.name, _where(origin)), set()).add(word)
        elif effect.mark == CONSTRAINED:
            origins = (taint.origin for taint in effect.taints)
            looked_at.update((one.name, _where(one)) for one in origins if isinstance(one, Origin))
    places = {(origin.name, _where(origin)): place for origin, place in converted.items()}
    for key, parameter in found.items():
        yield replace(
            parameter,
            reaches=frozenset(reaches.get(key, ())),
            compared=key in looked_at,
            converted=places.get(key),
        )


def _word(effect: Effect) -> str:
    if effect.sunk is None:
        return "kept" if effect.mark in _KEEPS else ""
    if effect.sunk.kind is SinkKind.KEPT:
        return "kept"
    return "sink" if effect.sunk.kind in _INJECTED and effect.sunk.confidence != "low" else ""


def _converted(entry: EntryRun) -> dict[Origin, Location]:
    """Return where the handler converts text, for each text, with nothing on the way that catches what does not fit."""
    effects = [effect for effect in entry.run.effects if effect.mark == CONVERTS] if entry.run is not None else []
    effects.sort(key=lambda effect: effect.site)
    return {origin: location_of(effect.site) for effect in reversed(effects) for origin in _origins(effect.taints)}


def _answers_all(assembly: Assembly) -> bool:
    """Tell whether an application itself answers the exception of a conversion."""
    return any(
        isinstance(one, External) and one.name in _ANSWERED
        for handler in assembly.error_handlers
        for one in members(handler.exception)
    )


def _tests_files(entry: EntryRun) -> bool:
    """Tell whether a file's name, type or content is compared with what is allowed somewhere on the way."""
    return any(effect.mark == CONSTRAINED and SourceKind.FILE in kinds_of(effect.taints) for effect in entry.effects())


def _origins(taints: Iterable[Taint]) -> frozenset[Origin]:
    return frozenset(taint.origin for taint in taints if isinstance(taint.origin, Origin) and not is_neutral(taint))


def validation_of(entry: EntryRun, parameters: Iterable[Parameter]) -> Protection:
    """Return whether all that an endpoint uses of a request is constrained by a type or schema."""
    states = {
        one.validated for one in parameters if one.used and one.where in {"query", "body", "form", "file", "path"}
    }
    if State.NO in states:
        return Protection(State.NO)
    if entry.run is None or State.UNKNOWN in states:
        return Protection(State.UNKNOWN)
    return Protection(State.YES)


__all__ = ["handlers_of", "parameters_of", "validation_of"]
