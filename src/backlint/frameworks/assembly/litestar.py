"""Litestar: applications, routers, controllers and handlers, and what plugins make of an application's configuration.

What is registered how was checked against Litestar 2.25: `litestar.app`, `litestar.router`, `litestar.controller`.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from backlint.concepts import Evidence, State
from backlint.execution.program import Program
from backlint.execution.taint import Site
from backlint.execution.values import (
    NONE,
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    ClassObject,
    Constant,
    DictObject,
    External,
    FunctionObject,
    InstanceObject,
    ListObject,
    Member,
    Produced,
    members,
    string_of,
)
from backlint.frameworks.assembly.flask_decorators import covers_below
from backlint.frameworks.assembly.flask_views import is_callable
from backlint.frameworks.assembly.litestar_handlers import Inputs
from backlint.frameworks.assembly.litestar_layers import Layer, Lookup, Stack, at, backends, below
from backlint.frameworks.assembly.paths import BRACED, of_variables, path_value
from backlint.frameworks.assembly.reader import Reader
from backlint.frameworks.assembly.registration import (
    constructor,
    decorations,
    decorator_call,
    evidence,
    innermost,
    join_paths,
    method_of,
    name_of,
    place_of,
    prefix_of,
    strings,
)
from backlint.frameworks.assembly.responses import SECURITY_HEADERS
from backlint.frameworks.routes import Assembly, Route

APPLICATION = "litestar.Litestar"
APPLICATIONS = (APPLICATION,)
REGISTERS = frozenset({"register"})
_ROUTER, _CONTROLLER = "litestar.Router", "litestar.Controller"
PARTS = (_ROUTER,)
_CONFIG = "litestar.config.app.AppConfig"
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head"})
_SOCKETS = frozenset({"websocket", "websocket_listener", "websocket_stream"})
_HANDLERS = frozenset(f"litestar.{name}" for name in (*_VERBS, *_SOCKETS, "route", "asgi"))
_OWN = frozenset(
    "path http_method guards middleware dependencies before_request csrf_config opt media_type name".split()
)
_MAX_DEPTH = 12
_KINDS = {
    "": "segment",
    "str": "segment",
    "path": "path",
    "uuid": "uuid",
    **dict.fromkeys(("int", "float", "decimal", "date", "datetime", "time", "timedelta"), "int"),
}
_LISTED = (
    "route_handlers plugins guards middleware on_app_init before_request csrf_config dependencies opt response_headers"
)


class _Reader(Reader):
    """Reads one application."""

    framework = "Litestar"

    def assembly(self) -> Assembly:
        """Return the application with all of its routes."""
        self.stack = Stack(self.program)
        self.config = self._configured()
        self.backends = tuple(self._installed())
        top = below(self.program, Layer(), self._option, self.made.site, self.note)
        top = at(top, self._path(self._option("path"), self.made.site))
        routes = list(self._listed(self._option("route_handlers"), top, self.made.site))
        for event in self.program.calls_on(self.application):
            if method_of(event) == "register":
                routes.extend(self._handled(event.arguments.get(0, "value"), top, event.site))
        return self.assembled(
            routes,
            {
                "csrf": State.NO if top.csrf_config is None else State.YES,
                "headers": tuple(self._headers()),
                "uses_cookies": self._uses_cookies(),
            },
        )

    def _uses_cookies(self) -> State:
        used = self.program.calls(
            "litestar.security.jwt.JWTCookieAuth",
            "litestar.security.session_auth.SessionAuth",
            "litestar.middleware.session.server_side.ServerSideSessionConfig",
            "litestar.middleware.session.client_side.CookieBackendConfig",
            "litestar.Response.set_cookie",
        )
        return State.YES if used else State.NO

    # --- the configuration

    def _option(self, name: str) -> AnyValue | None:
        held = self.config.fields.get(name)
        if name in {"guards", "middleware", "route_handlers"}:
            return held
        return held if held is not None and held != NONE else self._given(name)

    def _given(self, name: str) -> AnyValue | None:
        given = self.made.arguments.get(0 if name == "route_handlers" else None, name)
        unpacked = self.made.arguments.double_star
        return unpacked.get(name) if given is None and isinstance(unpacked, DictObject) else given

    def _configured(self) -> Produced:
        """Return the configuration of the application after those who are asked have changed it."""
        config = Produced(self.made, _CONFIG, frozenset(), 0)
        for name in _LISTED.split():
            given = self._given(name)
            if name in {"route_handlers", "guards", "middleware", "plugins", "on_app_init"}:
                items: list[AnyValue] = []
                for one in members(given) if given is not None and given != NONE else ():
                    found, complete = self.program.items(one)
                    items.extend(found)
                    if not complete and name != "plugins":
                        self.note(f"a part of the {name.replace('_', ' ')}", self.made.site)
                config.fields[name] = ListObject("list", items, None, self.made.site, 0)
            else:
                config.fields[name] = given or NONE
        done: set[int] = set()
        for name in ("on_app_init", "plugins"):
            for one in self._items_of(config, name):
                if id(one) in done:
                    continue
                done.add(id(one))
                hook = self.program.attribute(one, "on_app_init") if isinstance(one, InstanceObject) else one
                if is_callable(hook):
                    self.program.run(hook, Arguments((config,)))
        return config

    def _items_of(self, config: Produced, name: str) -> Iterator[AnyValue]:
        """Yield the items of a list that grows while it is gone through."""
        listed = config.fields.get(name)
        position = 0
        while isinstance(listed, ListObject) and position < len(listed.items):
            yield from members(listed.items[position])
            position += 1

    def _installed(self) -> Iterator[CallEvent]:
        """Yield the backends of authentication whose `on_app_init` is called with this application's configuration."""
        hooks = [one for name in ("on_app_init", "plugins") for one in self._items_of(self.config, name)]
        for backend, made in backends(self.program):
            named = any(isinstance(one, Member) and one.base is backend for one in hooks)
            called = any(
                method_of(event) == "on_app_init" and any(value is self.config for value in event.arguments.values())
                for event in self.program.calls_on(backend)
            )
            if named or called:
                yield made

    def _headers(self) -> Iterator[tuple[str, Evidence]]:
        for listed in members(self._option("response_headers") or NONE):
            for one in self.program.items(listed)[0] if listed != NONE else ():
                if isinstance(one, Produced):
                    name = (string_of(one.call.arguments.get(0, "name") or NONE) or "").lower()
                    if name in SECURITY_HEADERS:
                        yield name, evidence(self.program, name, one.call.site)

    # --- registrations

    def _listed(self, given: AnyValue | None, layer: Layer, site: Site) -> Iterator[Route]:
        for one in members(given) if given is not None and given != NONE else ():
            items, complete = self.program.items(one)
            if not complete:
                self.note("a part of the route handlers", site)
            for item in items:
                yield from self._handled(item, layer, site)

    def _handled(self, given: AnyValue | None, layer: Layer, site: Site) -> Iterator[Route]:
        """Read one of the things that can be registered: a router, a controller, a handler."""
        for one in members(given) if given is not None else ():
            if layer.depth > _MAX_DEPTH:
                return
            made = constructor(self.program, one)
            if made is not None and self.program.is_a(one, _ROUTER):
                yield from self._router(one, made, layer)
            elif isinstance(one, ClassObject) and self.program.is_a(one, _CONTROLLER):
                yield from self._controller(one, layer)
            elif isinstance(innermost(one), FunctionObject):
                yield from self._function(one, None, layer)
            elif isinstance(one, Produced) and (maker := _maker(one)) is not None:
                for function in one.call.arguments.positional[:1]:
                    yield from self._made(function, None, maker, layer)
            elif not isinstance(one, (Produced, External)):
                self.note("the handler registered", site)

    def _router(self, router: AnyValue, made: CallEvent, layer: Layer) -> Iterator[Route]:
        if id(router) in layer.chain:
            self.note("what stands below a router registered on itself", made.site)
            return
        layer = msgspec.structs.replace(layer, chain=(*layer.chain, id(router)))
        inner = below(self.program, layer, _keywords(made), made.site, self.note)
        inner = at(inner, self._path(made.arguments.get(0, "path"), made.site))
        yield from self._listed(made.arguments.keyword("route_handlers"), inner, made.site)
        for event in self.program.calls_on(router):
            if method_of(event) == "register":
                yield from self._handled(event.arguments.get(0, "value"), inner, event.site)

    def _controller(self, cls: ClassObject, layer: Layer) -> Iterator[Route]:
        site = cls.site or self.made.site
        inner = at(below(self.program, layer, cls.lookup, site, self.note), self._path(cls.lookup("path"), site))
        names = dict.fromkeys(n for one in cls.ancestors() if isinstance(one, ClassObject) for n in one.namespace)
        instance = self.program.instance(cls, {})
        for name in names:
            method = cls.lookup(name)
            if isinstance(method, FunctionObject):
                yield from self._function(method, instance, inner)

    def _path(self, given: AnyValue | None, site: Site) -> str:
        text = prefix_of(given)
        if text is None:
            self.note("the path registered", site)
            return "/{…}"
        return text

    # --- handlers

    def _function(self, function: AnyValue, instance: AnyValue | None, layer: Layer) -> Iterator[Route]:
        """Read a function that one of Litestar's decorators has made a handler."""
        for event in decorations(function):
            made = decorator_call(event)
            if made.callee in _HANDLERS:
                yield from self._made(function, instance, made, layer)

    def _made(self, function: AnyValue, instance: AnyValue | None, made: CallEvent, layer: Layer) -> Iterator[Route]:
        """Read a handler by the call that made its decorator."""
        own = below(self.program, layer, _keywords(made), made.site, self.note)
        for text in self._paths(made):
            yield self._route(function, instance, made, method_of(made), at(own, text))

    def _paths(self, made: CallEvent) -> tuple[str, ...]:
        given = made.arguments.get(0, "path")
        if given is None or given == NONE:
            return ("",)
        texts, complete = strings(self.program, given)
        if complete:
            return texts or ("",)
        known = prefix_of(given)
        if known is None:
            self.note("the path registered", made.site)
        return texts or (known or "/{…}",)

    def _methods(self, made: CallEvent, kind: str) -> tuple[str, ...]:
        if kind in _SOCKETS:
            return ("WEBSOCKET",)
        if kind in _VERBS:
            return (kind.upper(),)
        given = made.arguments.keyword("http_method")
        found = [_last(item) for one in members(given or NONE) for item in self._each(one)]
        if kind == "route" and ("" in found or not found):
            self.note("the methods registered", made.site)
        return tuple(sorted({name.upper() for name in found if name})) or ("GET",)

    def _each(self, value: AnyValue) -> tuple[AnyValue, ...]:
        return (value,) if _last(value) else self.program.items(value)[0]

    def _route(self, function: AnyValue, instance: AnyValue | None, made: CallEvent, kind: str, layer: Layer) -> Route:
        path, found = of_variables(join_paths(layer.path), BRACED, lambda text: _KINDS.get(text, "str"))
        path = path.rstrip("/") or "/"
        methods = self._methods(made, kind)
        request = self._request(path, methods, kind)
        inputs = Inputs(self.program, found, layer.dependencies, request, made.site, more=layer.more)
        reading = inputs.read(function, skips=0 if instance is None else 1)
        handler = function
        if instance is not None and isinstance(function, FunctionObject):
            handler = Bound(function, instance)
        about = Produced(made, "litestar.handlers.BaseRouteHandler", frozenset(), 0)
        entries = {Constant(name, "str"): value for name, value in layer.opt.items()}
        about.fields["opt"] = DictObject(entries, None, made.site, 0)
        checks, exempt = self.stack.csrf(layer, path)
        by_backend = [cover for one in self.backends if (cover := self.stack.by_backend(one, layer, path)) is not None]
        return Route(
            methods=methods,
            path=path,
            name=name_of(self.program, function),
            location=place_of(self.program, function, made.site),
            handler=handler,
            arguments=Arguments((), reading.values),
            parameters=tuple({(one.name, one.where): one for one in reading.parameters}.values()),
            covers=(
                *by_backend,
                *self.stack.covers(layer, request, about, path),
                *reading.covers,
                *covers_below(self.program, made, function),
                *checks,
            ),
            limits=tuple(self.stack.limits(layer, path)),
            exempt=exempt,
            websocket=kind in _SOCKETS,
            returns_html=State.NO,
        )

    def _request(self, path: str, methods: tuple[str, ...], kind: str) -> Produced:
        request = Produced(self.made, "litestar.WebSocket" if kind in _SOCKETS else "litestar.Request", frozenset(), 0)
        request.fields["path"] = path_value(path, {})
        if len(methods) == 1:
            request.fields["method"] = Constant(methods[0], "str")
        return request


def _keywords(made: CallEvent) -> Lookup:
    """Return the options of a call by name; those of a handler that Litestar does not know are its `opt`."""
    unknown = {Constant(name, "str"): value for name, value in made.arguments.keywords if name not in _OWN}

    def of(name: str) -> AnyValue | None:
        given = made.arguments.keyword(name)
        if name == "opt" and unknown and made.callee in _HANDLERS:
            held = dict(given.entries) if isinstance(given, DictObject) else {}
            return DictObject(held | unknown, None, made.site, 0)
        return given

    return of


def _maker(value: Produced) -> CallEvent | None:
    """Return the call that made the decorator by which a function was made a handler: `get("/")(function)`."""
    decorator = value.call.function
    if isinstance(decorator, Produced) and decorator.call.callee in _HANDLERS:
        return decorator.call
    return None


def _last(value: AnyValue) -> str:
    """Return a method that is named by a constant or by a member of `HttpMethod`."""
    if isinstance(value, External):
        return value.name.rpartition(".")[2]
    return string_of(value) or ""


def _assemble(program: Program) -> Iterator[Assembly]:
    """Yield every Litestar application."""
    for application in program.results(APPLICATION):
        made = constructor(program, application)
        if made is not None:
            yield _Reader(program, application, made).assembly()


ASSEMBLE = _assemble
