"""Tornado: applications, their tables of patterns and handler classes, `initialize` and `prepare`, and XSRF cookies.

How patterns and handlers are matched was checked against Tornado 6.5: `tornado.web.Application`, `tornado.routing`.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from backlint.concepts import Evidence, ProtectionKind, State
from backlint.execution.program import Program
from backlint.execution.taint import Site
from backlint.execution.values import (
    TRUE,
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    ClassObject,
    Constant,
    DictObject,
    FunctionObject,
    ListObject,
    Produced,
    Tuple,
    members,
    string_of,
)
from backlint.frameworks.assembly.paths import PathParameter, declared, of_regex, value_of
from backlint.frameworks.assembly.reader import Reader
from backlint.frameworks.assembly.registration import (
    constructor,
    decorations,
    decorator_call,
    evidence,
    innermost,
    method_of,
    name_of,
    place_of,
)
from backlint.frameworks.routes import Assembly, Cover, Route

APPLICATION = "tornado.web.Application"
APPLICATIONS = (APPLICATION,)
REGISTERS = frozenset(
    """
    add_handlers
    """.split()
)
_HANDLER = "tornado.web.RequestHandler"
_WEBSOCKET = "tornado.websocket.WebSocketHandler"
_VERBS = ("get", "post", "put", "delete", "patch")
_AUTHENTICATED = "tornado.web.authenticated"
_ANYWHERE = "/{…}"
_REFUSES = "check_xsrf_cookie"


class _Entry(msgspec.Struct, frozen=True):
    """One line of a table: the pattern, the class that handles it, what its `initialize` is given, where it stands."""

    pattern: str
    target: AnyValue
    options: DictObject | None
    site: Site


class _Reader(Reader):
    """Reads one application."""

    framework = "Tornado"

    def assembly(self) -> Assembly:
        """Return the application with all of its routes."""
        routes = [route for entry in self._entries() for route in self._routes(entry)]
        csrf = self._csrf()
        return self.assembled(
            _known(routes),
            {
                "csrf": State.NO if csrf is None else State.YES,
                "csrf_evidence": () if csrf is None else (csrf,),
                "uses_cookies": self._uses_cookies(),
            },
        )

    # --- tables

    def _calls(self) -> Iterator[CallEvent]:
        """Yield the calls that make the application: of a subclass, also that of its `super().__init__`."""
        yield self.made
        for event in self.program.calls_on(self.application):
            if event is not self.made and event.callee == f"{APPLICATION}.__init__":
                yield event

    def _setting(self, name: str) -> tuple[AnyValue | None, CallEvent]:
        for event in self._calls():
            given = event.arguments.keyword(name)
            if given is None and isinstance(event.arguments.double_star, DictObject):
                given = event.arguments.double_star.get(name)
            if given is not None:
                return given, event
        return None, self.made

    def _tables(self) -> Iterator[tuple[AnyValue, CallEvent]]:
        named, by = self._setting("handlers")
        if named is not None:
            yield named, by
        else:
            for event in self._calls():
                # What a subclass is made with is its own affair, unless it is a table.
                given = event.arguments.get(0)
                if given is not None and any(isinstance(one, (ListObject, Tuple)) for one in members(given)):
                    yield given, event
                    break
        for event in self.program.calls_on(self.application):
            if method_of(event) == "add_handlers":
                given = event.arguments.get(1, "host_handlers")
                if given is not None:
                    yield given, event

    def _entries(self) -> Iterator[_Entry]:
        for table, event in self._tables():
            for one in members(table):
                items, complete = self.program.items(one)
                if not complete:
                    self.note("a part of the table of handlers", event.site)
                for item in items:
                    yield from self._entry(item, event)

    def _entry(self, item: AnyValue, event: CallEvent) -> Iterator[_Entry]:
        """Read `(pattern, Handler, {...})`, `url(pattern, Handler, {...})` or `Rule(PathMatches(pattern), Handler)`."""
        for one in members(item):
            if isinstance(one, Tuple):
                parts = (*one.items, None, None, None)[:3]
                site = event.site
            elif isinstance(one, Produced):
                given = one.call.arguments
                parts = (given.get(0), given.get(1), given.get(2, "kwargs"))
                parts = (parts[0] or given.keyword("pattern"), parts[1] or given.keyword("handler"), parts[2])
                site = one.call.site
            else:
                self.note("a part of the table of handlers", event.site)
                continue
            pattern, target, options = parts
            if isinstance(pattern, Produced):
                pattern = pattern.call.arguments.get(0, "path_pattern")
            text = string_of(pattern)
            if text is None or target is None:
                self.note("a pattern or its handler", site)
                text = _ANYWHERE
            if target is not None:
                kept = options if isinstance(options, DictObject) else None
                yield _Entry(text, self._named(target), kept, site)

    def _named(self, target: AnyValue) -> AnyValue:
        """Return a handler that a table names by its dotted path."""
        dotted = string_of(target)
        return (self.program.resolve(dotted) or target) if dotted is not None else target

    # --- routes

    def _routes(self, entry: _Entry) -> Iterator[Route]:
        path, found = of_regex(entry.pattern)
        # What is matched is decoded after that: a segment may hold a slash.
        parameters = tuple(PathParameter(one.name, "str") if one.kind == "segment" else one for one in found)
        path = path if path.startswith("/") else f"/{path}"
        for target in members(entry.target):
            if isinstance(target, Produced) and self.program.is_a(target, APPLICATION):
                continue
            if not isinstance(target, ClassObject):
                continue
            if self.program.is_a(target, _WEBSOCKET):
                if isinstance(target.lookup("open"), FunctionObject):
                    yield self._route(entry, target, "open", path, parameters)
                continue
            for verb in _VERBS:
                if isinstance(target.lookup(verb), FunctionObject):
                    yield self._route(entry, target, verb, path, parameters)

    def _route(
        self, entry: _Entry, cls: ClassObject, verb: str, path: str, parameters: tuple[PathParameter, ...]
    ) -> Route:
        instance = self._instance(cls, entry.options)
        handler = self.program.attribute(instance, verb)
        path, parameters = _with_names(cls.lookup(verb), path, parameters)
        # By keyword, as Tornado passes named groups; the others have got the names of the parameters that they fill.
        keywords = tuple((one.name, value_of(self.program, one, entry.site, {})) for one in parameters)
        websocket = verb == "open"
        return Route(
            methods=("WEBSOCKET",) if websocket else (verb.upper(),),
            path=path,
            name=name_of(self.program, innermost(handler)),
            location=place_of(self.program, handler, entry.site),
            handler=handler if isinstance(handler, (Bound, FunctionObject)) else None,
            arguments=Arguments((), keywords),
            parameters=tuple(declared(self.program, one, entry.site) for one in parameters),
            covers=tuple(self._covers(cls, instance, handler)),
            exempt=tuple(self._exempt(cls)),
            websocket=websocket,
            returns_html=State.NO,
        )

    def _instance(self, cls: ClassObject, options: DictObject | None) -> AnyValue:
        """Make the handler that answers one request, and run its `initialize` with what the table gives it."""
        instance = self.program.instance(cls, {"application": self.application})
        initialize = cls.lookup("initialize")
        if isinstance(initialize, FunctionObject):
            entries = () if options is None else options.entries.items()
            keywords = tuple((key.value, value) for key, value in entries if isinstance(key.value, str))
            self.program.run(Bound(initialize, instance), Arguments((), keywords))
        return instance

    def _covers(self, cls: ClassObject, instance: AnyValue, handler: AnyValue) -> Iterator[Cover]:
        """Yield what stands before a handler's method: `prepare`, then the decorators of Tornado around it."""
        prepare = cls.lookup("prepare")
        if isinstance(prepare, FunctionObject):
            shown = Evidence("prepare", *_place(self.program, prepare))
            yield Cover(evidence=shown, function=Bound(prepare, instance))
        for event in decorations(handler):
            made = decorator_call(event)
            if made.callee == _AUTHENTICATED:
                shown = evidence(self.program, "authenticated", made.site)
                yield Cover(evidence=shown, gives=(ProtectionKind.AUTHENTICATION,))

    def _exempt(self, cls: ClassObject) -> Iterator[tuple[ProtectionKind, Evidence]]:
        """Yield the check of XSRF cookies where a handler has replaced it by one that refuses nothing."""
        own = cls.lookup(_REFUSES)
        if isinstance(own, FunctionObject):
            run = self.program.run(Bound(own, self.program.instance(cls, {})), Arguments())
            if not any(one.kind == "raise" for one in run.exits):
                yield ProtectionKind.CSRF, Evidence(_REFUSES, *_place(self.program, own))

    # --- what holds for the whole

    def _csrf(self) -> Evidence | None:
        given, event = self._setting("xsrf_cookies")
        if isinstance(given, Constant) and given.value == TRUE.value:
            return evidence(self.program, "xsrf_cookies", event.site)
        return None

    def _uses_cookies(self) -> State:
        used = self.program.calls(
            f"{_HANDLER}.set_secure_cookie", f"{_HANDLER}.set_signed_cookie", f"{_HANDLER}.set_cookie"
        )
        return State.YES if used or self._setting("cookie_secret")[0] is not None else State.NO


def _known(routes: list[Route]) -> Iterator[Route]:
    """Yield the routes; one at a path that is not known only if its handler has no path that is."""
    known = {(one.name, one.methods) for one in routes if one.path != _ANYWHERE}
    yield from (one for one in routes if one.path != _ANYWHERE or (one.name, one.methods) not in known)


def _with_names(
    method: AnyValue | None, path: str, parameters: tuple[PathParameter, ...]
) -> tuple[str, tuple[PathParameter, ...]]:
    """Give groups without a name those of the parameters of the method that they are passed to, in order."""
    function = innermost(method) if method is not None else None
    names = [one.name for one in function.facts.parameters[1:]] if isinstance(function, FunctionObject) else []
    found = []
    for one in parameters:
        unnamed = one.name.removeprefix("arg")
        position = int(unnamed) if unnamed != one.name and unnamed.isdecimal() and len(unnamed) < 4 else len(names)
        name = names[position] if position < len(names) else one.name
        path = path.replace(f"{{{one.name}}}", f"{{{name}}}")
        found.append(PathParameter(name, one.kind))
    return path, tuple(found)


def _place(program: Program, function: FunctionObject) -> tuple[str, int]:
    place = program.definition(function)
    return ("", 0) if place is None else (place.path, place.line)


def _assemble(program: Program) -> Iterator[Assembly]:
    """Yield every Tornado application."""
    for application in program.results(APPLICATION):
        made = constructor(program, application)
        if made is not None:
            yield _Reader(program, application, made).assembly()


ASSEMBLE = _assemble
