"""Runs what a program can be entered by: the handlers of its routes, what stands before them, and the functions that
nothing reaches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from backlint.concepts import REMOTE, Evidence, ProtectionKind, SinkKind, SourceKind, State
from backlint.engines.answers import answers
from backlint.engines.guards import guards_of
from backlint.execution.exceptions import caught_exception
from backlint.execution.library import Filled, Library
from backlint.execution.naming import kinds_of_key
from backlint.execution.program import Effect, Program, Run
from backlint.execution.session import Session
from backlint.execution.taint import EVERY_SINK, Origin, Site, Taint, kinds_of
from backlint.execution.values import AnyValue, Arguments, External, FunctionObject, Unknown
from backlint.facts.model import DOUBLE_STAR, STAR
from backlint.frameworks.assembly.registration import innermost, written
from backlint.frameworks.routes import Assembly, Cover, Route


class CoverRun(msgspec.Struct, frozen=True):
    """What came of running a cover: with its arguments, with those of a stranger, and for each of those in `either` and `every`."""

    cover: Cover
    run: Run | None = None
    stranger: Run | None = None
    either: tuple[CoverRun, ...] = ()
    every: tuple[CoverRun, ...] = ()

    def runs(self) -> Iterator[Run]:
        """Yield every run."""
        for run in (self.run, self.stranger):
            if run is not None:
                yield run
        for one in (*self.either, *self.every):
            yield from one.runs()


class EntryRun(msgspec.Struct, frozen=True):
    """One route with what came of running its handler (None: it could not be resolved) and its covers.

    `stranger` is what came of running the handler for somebody who has not signed in. `whole` is the route with all of
    its methods where this is one of them. `missed` are guards that stand around the handler where no request comes by.
    """

    route: Route
    run: Run | None
    covers: tuple[CoverRun, ...]
    stranger: Run | None = None
    answers: tuple[Effect, ...] = ()
    whole: Route | None = None
    missed: tuple[CoverRun, ...] = ()

    @property
    def title(self) -> str:
        """`POST /orders/{id}`."""
        return f"{','.join(self.route.methods)} {self.route.path}"

    def runs(self) -> Iterator[Run]:
        """Yield the run of the handler and those of everything before it."""
        if self.run is not None:
            yield self.run
        for cover in self.covers:
            yield from cover.runs()

    def effects(self) -> Iterator[Effect]:
        """Yield what the handler and everything before it do."""
        for run in self.runs():
            yield from run.effects
        yield from self.answers


def deletes_named_file(effect: Effect) -> bool:
    """Tell whether a file is deleted that the request names, not one that the handler made for itself."""
    return effect.mark == "file-delete" and bool(kinds_of(effect.taints) & REMOTE)


class LooseRun(msgspec.Struct, frozen=True):
    """A function that no entry point reaches, run with unknown parameters."""

    function: AnyValue
    run: Run
    answers: tuple[Effect, ...] = ()


class Entries(msgspec.Struct, frozen=True):
    """Every run of a program, by application; `bodies` is what the bodies of modules did."""

    applications: tuple[tuple[Assembly, tuple[EntryRun, ...]], ...]
    loose: tuple[LooseRun, ...]
    bodies: tuple[Effect, ...] = ()


class Runner:
    """Runs entry points, each cover once however many routes it stands before."""

    def __init__(self, program: Program, library: Library) -> None:
        self._program = program
        self._library = library
        self._covers: dict[tuple[int, tuple[int, ...]], dict[tuple[str, ...], dict[tuple[object, ...], Run]]] = {}
        self._kept: list[object] = []

    def applications(self, assemblies: Iterable[Assembly]) -> tuple[tuple[Assembly, tuple[EntryRun, ...]], ...]:
        """Run every route of every application."""
        for assembly in assemblies:
            for route in assembly.routes:
                if route.handler is not None:
                    view = route.handler if route.view is None else route.view
                    self._program.expect_view(written(view), _outermost(route.handler))
        return tuple(
            (assembly, tuple(entry for route in assembly.routes for entry in self._entries(route)))
            for assembly in assemblies
        )

    def _entries(self, route: Route) -> tuple[EntryRun, ...]:
        """Run a route: by each of its methods where its code or what holds for it makes a difference between them."""
        whole = self._entry(route)
        asked = frozenset().union(*(run.asked for run in whole.runs()))
        if route.differs or any(
            one.limits != route.limits
            or one.exempt != route.exempt
            or any(one.known[name] != route.known.get(name) for name in asked & one.known.keys())
            for one in route.by_method
        ):
            return tuple(msgspec.structs.replace(self._entry(one), whole=route) for one in route.by_method)
        return (whole,)

    def _entry(self, route: Route) -> EntryRun:
        known = dict(route.known)
        covers: list[CoverRun] = []
        for cover in route.covers:
            if cover.behind:
                continue
            came = self._cover(cover, known)
            covers.append(came)
            for run in came.runs():
                known.update(run.left)
        if route.handler is None:
            return EntryRun(route, None, tuple(covers))
        run = self._program.run(route.handler, route.arguments, known)
        done = {effect.mark for effect in run.effects}
        covers.extend(self._cover(cover, known) for cover in route.covers if cover.behind in done)
        library = self._library if route.sends_objects else None
        sent = answers(
            run,
            html=route.returns_html is State.YES,
            filtered=route.filters_answer,
            whole=library,
            picked=route.answer_fields,
        )
        stranger = None
        # Only where the handler itself seems to ask who is calling is it worth a second run.
        if route.stranger is not None and ProtectionKind.AUTHENTICATION in guards_of(run):
            stranger = self._program.run(*route.stranger, known)
        return EntryRun(route, run, tuple(covers), stranger, tuple(sent), missed=tuple(self._missed(route, known)))

    def _missed(self, route: Route, known: Mapping[str, AnyValue]) -> Iterator[CoverRun]:
        """Yield what stands around a handler where no request comes by: decorators above the one that registers it."""
        for cover in route.missed:
            yield self._cover(cover, known)
        became = None if route.handler is None else _outermost(route.handler)
        if isinstance(became, FunctionObject) and became is not route.handler:
            name = became.facts.qualname.partition(".<locals>")[0]
            shown = Evidence(name, route.location.path, route.location.line, "above the decorator that registers it")
            yield self._cover(Cover(evidence=shown, function=became, arguments=route.arguments), known)

    def _cover(self, cover: Cover, known: Mapping[str, AnyValue]) -> CoverRun:
        return CoverRun(
            cover,
            self._run(cover, cover.arguments, known),
            None if cover.stranger is None else self._run(cover, cover.stranger, known),
            tuple(self._cover(one, known) for one in cover.either),
            tuple(self._cover(one, known) for one in cover.every),
        )

    def _run(self, cover: Cover, arguments: Arguments, known: Mapping[str, AnyValue]) -> Run | None:
        if cover.function is None or cover.gives:
            return None
        key = (id(cover.function), tuple(id(value) for value in arguments.values()))
        held = self._covers.setdefault(key, {})
        for names, given in held.items():
            run = given.get(tuple(known.get(name) for name in names))
            if run is not None:
                return run
        run = self._program.run(cover.function, arguments, known)
        names = tuple(sorted(run.asked))
        held.setdefault(names, {})[tuple(known.get(name) for name in names)] = run
        self._kept.append((cover.function, arguments))
        return run


def _outermost(handler: AnyValue) -> AnyValue:
    """Return a handler with the decorators that stand above its registration."""
    return handler.became if isinstance(handler, FunctionObject) and handler.became is not None else handler


def run_error_handlers(session: Session, assemblies: Iterable[Assembly]) -> Iterator[LooseRun]:
    """Run what answers exceptions, each with an exception of its class."""
    for assembly in assemblies:
        for handler in assembly.error_handlers:
            function = innermost(handler.function)
            if not isinstance(function, FunctionObject) or function.site is None:
                continue
            raised = caught_exception(session.machine, function.site, "that is handled", handler.exception)
            before = [Unknown() for _ in function.facts.parameters[:-1]]
            run = session.run(handler.function, Arguments((*before, raised)))
            html = handler.returns_html is State.YES
            sent = answers(run, html=html, filtered=False, whole=None)
            yield LooseRun(function, run, tuple(sent))


def run_after(session: Session, assemblies: Iterable[Assembly]) -> Iterator[LooseRun]:
    """Run what follows the answers of an application."""
    for assembly in assemblies:
        for cover in assembly.after:
            function = innermost(cover.function) if cover.function is not None else None
            if cover.function is not None and isinstance(function, FunctionObject):
                yield LooseRun(function, session.run(cover.function, cover.arguments))


def run_loose(session: Session, wanted: Iterable[FunctionObject]) -> tuple[LooseRun, ...]:
    """Run functions that no route reaches: first those that a library calls with data from outside, then those that
    nothing reaches, with parameters of which nothing is known.
    """
    runs: list[LooseRun] = []
    loose: list[FunctionObject] = []
    library = session.machine.library
    handed = {
        id(one): filled for event in session.calls(*library.registrars()) for one, filled in library.registered(event)
    }
    for function in wanted:
        filled = handed.get(id(function)) or library.called_with(function)
        if filled is None:
            loose.append(function)
        else:
            run = session.run(function, _filled_arguments(session, function, filled))
            sent = answers(run, html=True, filtered=False, whole=None) if filled.html else ()
            runs.append(LooseRun(function, run, tuple(sent)))
    for function in loose:
        if (function.module, function.facts.span) in session.machine.executed:
            continue
        runs.append(
            LooseRun(function, session.run(function, unknown_arguments(session, function), budget=_LOOSE_BUDGET))
        )
    return tuple(runs)


def _filled_arguments(session: Session, function: FunctionObject, filled: Filled) -> Arguments:
    """Make the arguments with which a library calls a function; `self` is an instance of its class."""
    positional: list[AnyValue] = []
    keywords: list[tuple[str, AnyValue]] = []
    others: AnyValue | None = None
    own = filled.own + (function.owner is not None)
    for position, parameter in enumerate(function.facts.parameters):
        site = Site(session.path_of(function.module), parameter.at, function.facts.qualname)
        if position < own:
            positional.append(_own_argument(session, function, filled, position))
            continue
        if parameter.kind == STAR:
            continue
        declared = filled.types.get(parameter.name)
        value = session.input(
            filled.kinds,
            f"{filled.text} {parameter.name}",
            site,
            name="" if parameter.kind == DOUBLE_STAR else parameter.name,
            type_of=External(declared) if declared else session.annotation(function, parameter.name),
        )
        if parameter.kind == DOUBLE_STAR:
            others = value
        else:
            keywords.append((parameter.name, value))
    return Arguments(tuple(positional), tuple(keywords), None, others)


def _own_argument(session: Session, function: FunctionObject, filled: Filled, position: int) -> AnyValue:
    """Make what the library passes itself: the instance that the method is of, then its own objects in order."""
    if function.owner is not None:
        if position == 0:
            return session.instance(function.owner, {})
        position -= 1
    return Unknown(type=External(filled.passed[position])) if position < len(filled.passed) else Unknown()


_LOOSE_BUDGET = 100_000
"""Steps for a function that nothing is known to call: a tenth of those of an endpoint. Most take a few hundred; those of
an interpreter or a compiler, of which each may call each other, would take all they are given."""

_PLAIN = ("builtins.", "typing.", "collections.", "pathlib.", "os.")
"""Where the classes stand whose instances are nothing but data."""


def unknown_arguments(session: Session, function: FunctionObject) -> Arguments:
    """Make arguments for a function of which only the annotations are known; `self` is an instance of its class."""
    positional = []
    for position, parameter in enumerate(function.facts.parameters):
        if parameter.kind in {STAR, DOUBLE_STAR}:
            continue
        if position == 0 and function.owner is not None:
            positional.append(session.instance(function.owner, {}))
            continue
        site = Site(session.path_of(function.module), parameter.at, function.facts.qualname)
        annotation = session.annotation(function, parameter.name)
        if isinstance(annotation, External) and not annotation.name.startswith(_PLAIN):
            # Such as a request: what it gives is told by its model.
            positional.append(Unknown(type=annotation))
            continue
        kinds = frozenset({SourceKind.PARAMETER})
        value = session.input(kinds, f"parameter {parameter.name}", site, name=parameter.name, type_of=annotation)
        positional.append(_password(value, parameter.name, site))
    return Arguments(tuple(positional))


_HASHED_ALREADY = EVERY_SINK - {SinkKind.FAST_HASH}


def _password(value: AnyValue, name: str, site: Site) -> AnyValue:
    """Let a parameter that is called a password be one where it is hashed; elsewhere it may be hashed already."""
    kinds = kinds_of_key(frozenset({SourceKind.PARAMETER}), name)
    if SourceKind.PASSWORD not in kinds or not isinstance(value, Unknown):
        return value
    origin = Origin(kinds, f"parameter {name}", site, name, "medium")
    return Unknown(value.tainted | {Taint(origin, _HASHED_ALREADY)}, value.type, value.note)
