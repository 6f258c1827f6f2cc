"""FastAPI and Starlette: applications, routers, includes and mounts."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from backlint.concepts import State
from backlint.execution.program import Program
from backlint.execution.values import (
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    Constant,
    FunctionObject,
    InstanceObject,
    Member,
    Produced,
    Text,
    Unknown,
    constant,
    members,
    string_of,
)
from backlint.frameworks.assembly.fastapi_dependencies import Dependencies
from backlint.frameworks.assembly.fastapi_middleware import Layer, Middleware, layers_of
from backlint.frameworks.assembly.fastapi_parameters import Dependency
from backlint.frameworks.assembly.fastapi_start import start
from backlint.frameworks.assembly.fastapi_views import WEBSOCKET, Registered, Views
from backlint.frameworks.assembly.reader import Reader
from backlint.frameworks.assembly.registration import (
    applied,
    constructor,
    join_paths,
    method_of,
    of_library,
    prefix_of,
    roots,
    strings,
)
from backlint.frameworks.routes import Assembly, ErrorHandler, Route, Unresolved

_FASTAPI, _STARLETTE = "fastapi.FastAPI", "starlette.applications.Starlette"
APPLICATIONS = (_FASTAPI, _STARLETTE)
REGISTERS = frozenset(
    """
    route get post put patch delete websocket add_route add_api_route add_websocket_route add_api_websocket_route mount
    include_router add_middleware middleware exception_handler
    """.split()
)
_ROUTER = "starlette.routing.Router"
_ROUTERS = ("fastapi.APIRouter", _ROUTER)
_OF_SCHEMAS = frozenset({"strawberry.fastapi.GraphQLRouter", "strawberry.fastapi.router.GraphQLRouter"})
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})
_DECORATORS = _VERBS | {"api_route", "route", "websocket", "websocket_route"}
_ADDING = frozenset({"add_api_route", "add_route", "add_api_websocket_route", "add_websocket_route"})
_BELOW = frozenset({"mount", "host", "include_router", "Mount", "Host"})
"""What puts an application below another one."""
_UNKNOWN_PATH = "/{…}"
_PATH, _ENDPOINT = Unknown(note="the path that is registered"), Unknown(note="what is registered")
"""What a router's own method is run with, to see what it makes of paths."""


class _Context(msgspec.Struct, frozen=True):
    """What routes inherit where they stand: the prefix, dependencies with the place that asked for them, and the
    middleware of the applications around; `above` are the routers and applications that they stand below.
    """

    prefix: str = ""
    dependencies: tuple[Dependency, ...] = ()
    layers: tuple[Layer, ...] = ()
    above: tuple[AnyValue, ...] = ()

    def below(
        self, prefix: str, dependencies: tuple[Dependency, ...], layers: tuple[Layer, ...] | None = None
    ) -> _Context:
        """Return the context of what stands below, behind a prefix, with these dependencies and middleware."""
        return _Context(self.prefix + prefix, dependencies, self.layers if layers is None else layers, self.above)


class _Reader(Reader):
    """Reads one application."""

    def __init__(self, program: Program, application: AnyValue, made: CallEvent) -> None:
        super().__init__(program, application, made)
        self.framework = "FastAPI" if program.is_a(application, _FASTAPI) else "Starlette"
        self._dependencies = Dependencies(self)
        self._middleware = Middleware(program, made)
        self._views = Views(self, self._dependencies, self._middleware)
        self._on_parts = self._calls_on_parts()
        self._own_paths: dict[int, tuple[AnyValue, ...]] = {}

    def assembly(self) -> Assembly:
        """Return the application with all of its routes."""
        layers = layers_of(self.program, self.application, self.made)
        routes = list(self._routes(self.application, self.made, _Context(layers=layers)))
        headers, headers_state = self._middleware.headers(layers)
        limits, limits_state = self._middleware.default_limits(layers)
        return self.assembled(
            routes,
            {
                "headers": headers,
                "headers_state": headers_state,
                "default_limits": limits,
                "limits_state": limits_state,
                "uses_cookies": self._uses_cookies(layers),
                "error_handlers": tuple(self._error_handlers()),
            },
        )

    # --- routes

    def _routes(self, router: AnyValue, made: CallEvent, context: _Context) -> Iterator[Route]:
        if any(one is router for one in context.above):
            self.unresolved.append(
                Unresolved("what is made here stands below itself", self.program.location(made.site))
            )
            return
        prefix = prefix_of(made.arguments.keyword("prefix"))
        if prefix is None:
            self.note("the prefix of the router made", made.site)
        own = (*context.dependencies, *self._dependencies.listed(made))
        context = _Context(context.prefix + (prefix or ""), own, context.layers, (*context.above, router))
        yield from self._table(_table_of(made), made, context)
        for event in self._events(router):
            method = method_of(event)
            if method == "include_router":
                yield from self._include(event, context)
            elif method in {"mount", "host"}:
                yield from self._mount(event, context, router)
            elif method in {"append", "extend", "insert"}:
                given = event.arguments.positional[-1:]
                for value in given:
                    items = self.program.items(value)[0] if method == "extend" else (value,)
                    yield from self._listed(items, context)
            else:
                for one in self._registered(event, router):
                    yield from self._route(one, context)

    def _events(self, router: AnyValue) -> list[CallEvent]:
        """Return the calls on a router, on the one that an application holds, and on its list of routes, in order."""
        events = (*self.program.calls_on(router), *self._on_parts.get(id(router), ()))
        return sorted(events, key=lambda event: event.order)

    def _calls_on_parts(self) -> dict[int, list[CallEvent]]:
        """Return the calls on `app.router` and `router.routes`, by what these are parts of."""
        found: dict[int, list[CallEvent]] = {}
        names = (f"{owner}.{part}.*" for owner in (*APPLICATIONS, *_ROUTERS) for part in ("router", "routes"))
        for event in self.program.calls(*names):
            held = event.receiver
            while isinstance(held, Member) and held.name in {"router", "routes"}:
                held = held.base
            if held is not event.receiver:
                found.setdefault(id(held), []).append(event)
        return found

    def _registered(self, event: CallEvent, router: AnyValue) -> Iterator[Registered]:
        """Yield what a call registers; a class of the project's own may have its say on the way."""
        method = method_of(event)
        overridden = self._overridden(router, event)
        if method in _DECORATORS:
            for use in applied(self.program, event):
                for endpoint in (each for given in use.arguments.positional[:1] for each in members(given)):
                    one = Registered(event, method, endpoint, use.order)
                    yield from (one,) if overridden is None else self._through(overridden, router, one)
        elif method in _ADDING:
            given = event.arguments.get(1, "endpoint") or event.arguments.keyword("route")
            for endpoint in members(given) if given is not None else ():
                if endpoint != _ENDPOINT:
                    yield Registered(event, method, endpoint, event.order)

    def _overridden(self, router: AnyValue, event: CallEvent) -> FunctionObject | None:
        """Return the method of the router's own class by which FastAPI itself would add what a decorator was put on."""
        method = method_of(event)
        if not isinstance(router, InstanceObject) or method not in _VERBS | {"api_route"}:
            return None
        own = router.cls.lookup("add_api_route")
        if not isinstance(own, FunctionObject) or event.site.scope.startswith(own.facts.qualname):
            return None
        return own

    def _through(self, own: FunctionObject, router: AnyValue, one: Registered) -> Iterator[Registered]:
        """Yield what a router's own `add_api_route` makes of the registration of a decorated function."""
        event = one.event
        given = event.arguments.get(0, "path")
        for template in self._paths_made_by(own, router):
            path = _filled(template, given)
            arguments = msgspec.structs.replace(
                event.arguments,
                positional=(Unknown() if path is None else path, *event.arguments.positional[1:]),
                keywords=tuple(pair for pair in event.arguments.keywords if pair[0] != "path"),
            )
            made = CallEvent(
                event.callee, event.function, event.receiver, arguments, event.site, event.order, certain=event.certain
            )
            yield Registered(made, one.kind, one.endpoint, one.order)

    def _paths_made_by(self, own: FunctionObject, router: AnyValue) -> tuple[AnyValue, ...]:
        """Return the paths that a router's own `add_api_route` registers for one of which nothing is known."""
        held = self._own_paths.get(id(own))
        if held is None:
            before = {one.order for one in self.program.calls_on(router)}
            self.program.run(Bound(own, router), Arguments((_PATH, _ENDPOINT)))
            made = [one for one in self.program.calls_on(router) if one.order not in before]
            paths = (one.arguments.get(0, "path") for one in made if method_of(one) == "add_api_route")
            held = self._own_paths[id(own)] = tuple(path for path in paths if path is not None) or (_PATH,)
        return held

    def _include(self, event: CallEvent, context: _Context) -> Iterator[Route]:
        prefix = prefix_of(event.arguments.keyword("prefix"))
        given = event.arguments.get(0, "router")
        found = list(self._known(given, _ROUTERS))
        ready = given is not None and (of_library(self.program, given) or _serves_schema(given))
        if prefix is None or not (found or ready):
            self.note("the router included", event.site)
        dependencies = (*context.dependencies, *self._dependencies.listed(event))
        for router, made in found:
            yield from self._routes(router, made, context.below(prefix or "", dependencies))

    def _mount(self, event: CallEvent, context: _Context, parent: AnyValue) -> Iterator[Route]:
        """Read a mounted application: none of FastAPI's dependencies run for it (seen on FastAPI 0.165)."""
        given = event.arguments.get(1, "app")
        prefix = prefix_of(event.arguments.get(0, "path")) if method_of(event) == "mount" else ""
        found = list(self._known(given, (*APPLICATIONS, *_ROUTERS)))
        if prefix is None:
            self.note("the path of what is mounted", event.site)
            if self._mounted_elsewhere(event, parent):
                return
        for target, made in found:
            yield from self._below(target, made, _UNKNOWN_PATH if prefix is None else prefix, context)

    def _below(self, target: AnyValue, made: CallEvent, prefix: str, context: _Context) -> Iterator[Route]:
        layers = context.layers
        if self.program.is_a(target, *APPLICATIONS):
            layers = (*layers, *layers_of(self.program, target, made))
        yield from self._routes(target, made, context.below(prefix.rstrip("/"), (), layers))

    def _mounted_elsewhere(self, event: CallEvent, parent: AnyValue) -> bool:
        """Tell whether the same is mounted at another path that is known: a setting chooses one of them."""
        return any(
            method_of(other) == "mount"
            and other.arguments.get(1, "app") is event.arguments.get(1, "app")
            and prefix_of(other.arguments.get(0, "path")) is not None
            for other in self.program.calls_on(parent)
        )

    def _known(self, value: AnyValue | None, kinds: tuple[str, ...]) -> Iterator[tuple[AnyValue, CallEvent]]:
        """Yield the routers or applications that a value may be, each with the call that made it."""
        for one in members(value) if value is not None else ():
            held = one.base if isinstance(one, Member) and one.name == "router" else one
            made = constructor(self.program, held)
            if made is not None and self.program.is_a(held, *kinds, *APPLICATIONS):
                yield held, made

    def _table(self, value: AnyValue | None, made: CallEvent, context: _Context) -> Iterator[Route]:
        """Read `routes=[Route(...), Mount(...)]`."""
        if value is None or (isinstance(value, Constant) and value.value is None):
            return
        items, complete = self.program.items(value)
        if not complete:
            self.note("the table of routes given", made.site)
        yield from self._listed(items, context)

    def _listed(self, items: tuple[AnyValue, ...], context: _Context) -> Iterator[Route]:
        for item in (one for listed in items for one in members(listed)):
            if not isinstance(item, Produced):
                continue
            event = item.call
            kind = {"Route": "add_route", "WebSocketRoute": "add_websocket_route", "APIRoute": "add_api_route"}.get(
                method_of(event)
            )
            endpoint = event.arguments.get(1, "endpoint")
            if kind is not None and endpoint is not None:
                yield from self._route(Registered(event, kind, endpoint, event.order), context)
            elif method_of(event) in {"Mount", "Host"}:
                path = prefix_of(event.arguments.get(0, "path")) if method_of(event) == "Mount" else ""
                prefix = _UNKNOWN_PATH if path is None else path.rstrip("/")
                yield from self._table(event.arguments.keyword("routes"), event, context.below(prefix, ()))
                for target, made in self._known(event.arguments.get(1, "app"), (*APPLICATIONS, *_ROUTERS)):
                    yield from self._below(target, made, prefix, context)

    def _route(self, one: Registered, context: _Context) -> Iterator[Route]:
        text = prefix_of(one.event.arguments.get(0, "path"))
        if text is None:
            self.note("the path registered", one.event.site)
            text = _UNKNOWN_PATH
        # With its converters, which say what a parameter may hold; a report shows the path without them.
        path = _concatenate(context.prefix, text)
        methods = WEBSOCKET if "websocket" in one.kind else self._methods(one.event, one.kind)
        yield from self._views.routes(one, path, methods, context.dependencies, context.layers)

    def _methods(self, event: CallEvent, method: str) -> tuple[str, ...]:
        if method in _VERBS:
            return (method.upper(),)
        names, complete = strings(self.program, event.arguments.keyword("methods"))
        if not complete:
            self.note("the methods of the route registered", event.site)
        return tuple(name.upper() for name in names) or ("GET",)

    # --- the application as a whole

    def _error_handlers(self) -> Iterator[ErrorHandler]:
        for event in self.program.calls_on(self.application):
            kind = event.arguments.get(0, "exc_class_or_status_code")
            if kind is None:
                continue
            if method_of(event) == "exception_handler":
                for use in applied(self.program, event):
                    yield ErrorHandler(use.arguments.positional[0], kind)
            elif method_of(event) == "add_exception_handler":
                handler = event.arguments.get(1, "handler")
                if handler is not None:
                    yield ErrorHandler(handler, kind)

    def _uses_cookies(self, layers: tuple[Layer, ...]) -> State:
        if any(one.library_name.endswith("SessionMiddleware") for one in layers):
            return State.YES
        cookies = self.program.calls(
            "starlette.responses.Response.set_cookie", "starlette.responses.JSONResponse.set_cookie"
        )
        return State.YES if cookies else State.NO


def _serves_schema(router: AnyValue) -> bool:
    """Tell whether a router is that of a GraphQL schema, whose fields are read as an application of their own."""
    return isinstance(router, Produced) and router.call.callee in _OF_SCHEMAS


def _table_of(made: CallEvent) -> AnyValue | None:
    """Return the list of routes with which a router or an application was made."""
    position = {_ROUTER: 0, _STARLETTE: 1}.get(made.callee.removesuffix(".__init__"))
    return made.arguments.get(position, "routes")


def _filled(template: AnyValue, path: AnyValue | None) -> AnyValue | None:
    """Return a path where `_PATH` stands for it; None where something else was made of it that is not known."""
    if template == _PATH:
        return path
    if isinstance(template, Text) and path is not None:
        parts = [path if part == _PATH else part for part in template.parts]
        known = [string_of(part) for part in parts]
        return constant("".join(text for text in known if text is not None)) if None not in known else None
    return template if isinstance(template, Constant) else None


def _concatenate(prefix: str, path: str) -> str:
    """Put a path behind a prefix as FastAPI does: by plain concatenation, the slash is the writer's."""
    if not path:
        return prefix or "/"
    return (prefix + path) if prefix and path.startswith("/") else join_paths(prefix, path)


def _assemble(program: Program) -> Iterator[Assembly]:
    """Yield every FastAPI or Starlette application that is not part of another, each once.

    A factory that was run twice has made what looks the same: of those the one with the most routes stands for all.
    """
    found: dict[str, list[Assembly]] = {}
    for application, made in roots(program, program.results(*APPLICATIONS), _BELOW):
        assembly = _Reader(program, application, made).assembly()
        found.setdefault(assembly.key, []).append(assembly)
    for same in found.values():
        kept: list[tuple[set[tuple[str, tuple[str, ...], str]], Assembly]] = []
        for assembly in sorted(same, key=lambda one: -len(one.routes)):
            routes = {(one.path, one.methods, one.name) for one in assembly.routes}
            if not any(routes <= others for others, _ in kept):
                kept.append((routes, assembly))
        yield from (assembly for _, assembly in kept)


def _prepare(program: Program) -> None:
    start(program, roots(program, program.results(*APPLICATIONS), _BELOW))


ASSEMBLE = _assemble
PREPARE = _prepare
