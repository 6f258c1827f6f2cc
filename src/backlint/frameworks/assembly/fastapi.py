"""FastAPI and Starlette: applications, routers, includes and mounts, dependencies at every level, middleware."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from backlint.concepts import Evidence, Parameter, ProtectionKind, RateLimit, State
from backlint.execution.program import Program
from backlint.execution.types import plain, subscript_arguments
from backlint.execution.values import (
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    ClassObject,
    Constant,
    External,
    FunctionObject,
    InstanceObject,
    ListObject,
    Produced,
    Unknown,
    string_of,
)
from backlint.frameworks.assembly.fastapi_parameters import (
    Dependency,
    fill_self,
    keyword_arguments,
    read_parameters,
    security_value,
    signature_of,
)
from backlint.frameworks.assembly.rates import limit
from backlint.frameworks.assembly.reader import Reader
from backlint.frameworks.assembly.registration import (
    applied,
    constructor,
    decorations,
    decorator_call,
    evidence,
    join_paths,
    method_of,
    name_of,
    place_of,
    prefix_of,
    roots,
    strings,
)
from backlint.frameworks.assembly.responses import headers_set_by
from backlint.frameworks.routes import Assembly, Cover, ErrorHandler, Route

APPLICATIONS = ("fastapi.FastAPI", "starlette.applications.Starlette")
REGISTERS = frozenset(
    """
    route get post put patch delete websocket add_route add_api_route add_websocket_route add_api_websocket_route mount
    include_router add_middleware middleware exception_handler
    """.split()
)
_WEBSOCKET_METHODS = ("WEBSOCKET",)
_REQUEST = "starlette.requests.Request"
_WEBSOCKET = "starlette.websockets.WebSocket"
_ROUTERS = ("fastapi.APIRouter", "starlette.routing.Router")
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})
_CONVERTER = re.compile(r"\{(\w+):\w+\}")
_NO_GUARDS = frozenset(
    {
        "starlette.middleware.cors.CORSMiddleware",
        "starlette.middleware.gzip.GZipMiddleware",
        "starlette.middleware.httpsredirect.HTTPSRedirectMiddleware",
        "starlette.middleware.trustedhost.TrustedHostMiddleware",
        "starlette.middleware.sessions.SessionMiddleware",
        "starlette.middleware.authentication.AuthenticationMiddleware",
    }
)
"""Middleware that refuses nobody for who they are. `AuthenticationMiddleware` only says who is calling."""
_SLOWAPI = frozenset({"slowapi.middleware.SlowAPIMiddleware", "slowapi.middleware.SlowAPIASGIMiddleware"})
_MAX_DEPTH = 12


class _Context(msgspec.Struct, frozen=True):
    """What routes inherit where they stand: the prefix, and dependencies with the place that asked for them; `above` are
    the routers and applications that they stand below.
    """

    prefix: str = ""
    dependencies: tuple[Dependency, ...] = ()
    above: tuple[AnyValue, ...] = ()


class _Given(msgspec.Struct, frozen=True):
    """What a dependency gives: its value, what it makes stand before the route, and its inputs."""

    value: AnyValue
    covers: tuple[Cover, ...] = ()
    parameters: tuple[Parameter, ...] = ()


class _Middleware(msgspec.Struct, frozen=True):
    """One middleware of an application: its class or function, its options, where it was added."""

    target: AnyValue
    keywords: tuple[tuple[str, AnyValue], ...]
    evidence: Evidence


class _Reader(Reader):
    """Reads one application."""

    def __init__(self, program: Program, application: AnyValue, made: CallEvent) -> None:
        super().__init__(program, application, made)
        self.framework = "FastAPI" if program.is_a(application, "fastapi.FastAPI") else "Starlette"
        self.middleware: list[_Middleware] = []
        self._given: dict[tuple[int, str], _Given] = {}

    def assembly(self) -> Assembly:
        self._find_middleware()
        routes = list(self._routes(self.application, self.made, _Context()))
        headers, headers_state = self._headers()
        limits, limits_state = self._default_limits()
        return self.assembled(
            (self._with_middleware(route) for route in routes),
            {
                "headers": headers,
                "headers_state": headers_state,
                "default_limits": limits,
                "limits_state": limits_state,
                "uses_cookies": self._uses_cookies(),
                "error_handlers": tuple(self._error_handlers()),
            },
        )

    # --- routes

    def _routes(self, router: AnyValue, made: CallEvent | None, context: _Context) -> Iterator[Route]:
        if any(one is router for one in context.above):
            place = self.program.location(made.site if made is not None else self.made.site)
            self.unresolved.append(f"what is made at {place.path}:{place.line} stands below itself")
            return
        context = _Context(context.prefix, context.dependencies, (*context.above, router))
        if made is not None:
            prefix = prefix_of(made.arguments.keyword("prefix"))
            if prefix is None:
                self.unresolved.append("a router's prefix is not known")
            context = _Context(
                context.prefix + (prefix or ""),
                (*context.dependencies, *self._listed(made.arguments.keyword("dependencies"))),
                context.above,
            )
            yield from self._table(made.arguments.keyword("routes"), context)
        for event in self.program.calls_on(router):
            method = method_of(event)
            if method in _VERBS or method in {"api_route", "route", "websocket", "websocket_route"}:
                for use in applied(self.program, event):
                    if use.arguments.positional:
                        yield from self._route(event, use.arguments.positional[0], context, method)
            elif method in {"add_api_route", "add_route", "add_api_websocket_route", "add_websocket_route"}:
                endpoint = event.arguments.get(1, "endpoint") or event.arguments.keyword("route")
                if endpoint is not None:
                    yield from self._route(event, endpoint, context, method)
            elif method == "include_router":
                yield from self._include(event, context)
            elif method in {"mount", "host"}:
                yield from self._mount(event, context)

    def _include(self, event: CallEvent, context: _Context) -> Iterator[Route]:
        router = event.arguments.get(0, "router")
        prefix = prefix_of(event.arguments.keyword("prefix"))
        made = constructor(self.program, router) if router is not None else None
        if router is None or prefix is None or made is None:
            place = self.program.location(event.site)
            self.unresolved.append(f"the router included at {place.path}:{place.line} is not known")
            if router is None or made is None:
                return
        inner = _Context(
            context.prefix + (prefix or ""),
            (*context.dependencies, *self._listed(event.arguments.keyword("dependencies"))),
            context.above,
        )
        yield from self._routes(router, made, inner)

    def _mount(self, event: CallEvent, context: _Context) -> Iterator[Route]:
        """Read a mounted application: none of FastAPI's dependencies run for it (seen on FastAPI 0.165)."""
        target = event.arguments.get(1, "app")
        prefix = prefix_of(event.arguments.get(0, "path")) or ""
        if target is None:
            return
        made = constructor(self.program, target)
        if made is not None and self.program.is_a(target, *APPLICATIONS, *_ROUTERS):
            yield from self._routes(target, made, _Context(context.prefix + prefix, (), context.above))

    def _table(self, value: AnyValue | None, context: _Context) -> Iterator[Route]:
        """Read `routes=[Route(...), Mount(...)]`."""
        if value is None:
            return
        items, complete = self.program.items(value)
        if not complete:
            self.unresolved.append("a table of routes is not known whole")
        for item in items:
            if not isinstance(item, Produced):
                continue
            arguments = item.call.arguments
            path = prefix_of(arguments.get(0, "path"))
            if item.call.callee.endswith((".Route", ".WebSocketRoute")):
                endpoint = arguments.get(1, "endpoint")
                if endpoint is not None:
                    yield from self._route(item.call, endpoint, context, "add_route")
            elif item.call.callee.endswith(".Mount"):
                inner = _Context(context.prefix + (path or ""), context.dependencies, context.above)
                yield from self._table(arguments.keyword("routes"), inner)
                target = arguments.get(1, "app")
                made = constructor(self.program, target) if target is not None else None
                if target is not None and made is not None:
                    yield from self._routes(target, made, inner)

    def _route(self, event: CallEvent, endpoint: AnyValue, context: _Context, method: str) -> Iterator[Route]:
        text = prefix_of(event.arguments.get(0, "path"))
        if text is None:
            place = self.program.location(event.site)
            self.unresolved.append(f"the path registered at {place.path}:{place.line} is not known")
            text = "/{…}"
        # With its converters, which say what a parameter may hold; a report shows the path without them.
        path = _concatenate(context.prefix, text)
        websocket = "websocket" in method
        plain = method in {"route", "add_route", "websocket_route", "add_websocket_route"}
        if isinstance(endpoint, ClassObject) and plain:
            yield from self._class_view(event, endpoint, path, context, websocket=websocket)
            return
        methods = _WEBSOCKET_METHODS if websocket else self._methods(event, method)
        own = (*context.dependencies, *self._listed(event.arguments.keyword("dependencies")))
        wanted = () if plain else own
        passed = "" if not plain else _WEBSOCKET if websocket else _REQUEST
        yield self._make(event, endpoint, path, methods, wanted, passed)

    def _make(
        self,
        event: CallEvent,
        endpoint: AnyValue,
        path: str,
        methods: tuple[str, ...],
        dependencies: tuple[Dependency, ...],
        passed: str = "",
    ) -> Route:
        covers: list[Cover] = []
        parameters: list[Parameter] = []
        for dependency in dependencies:
            given = self._depend(dependency, path, 0)
            covers.extend(given.covers)
            parameters.extend(given.parameters)
        reading = read_parameters(self.program, endpoint, path, passed)
        values: list[tuple[str, AnyValue]] = []
        if reading is not None:
            values.extend(reading.values)
            parameters.extend(reading.parameters)
            for name, dependency in reading.dependencies:
                given = self._depend(dependency, path, 0)
                if name.startswith("self."):
                    fill_self(values, name, given.value)
                else:
                    values.append((name, given.value))
                covers.extend(given.covers)
                parameters.extend(given.parameters)
        limits, exempt = self._limits(endpoint, covers)
        return Route(
            methods=methods,
            path=_CONVERTER.sub(r"{\1}", path),
            name=name_of(self.program, endpoint),
            location=place_of(self.program, endpoint, event.site),
            handler=endpoint if reading is not None else None,
            arguments=keyword_arguments(tuple(values)),
            parameters=tuple({(one.name, one.where): one for one in parameters}.values()),
            covers=tuple(covers),
            limits=limits,
            exempt=exempt,
            websocket=methods == _WEBSOCKET_METHODS,
            filters_answer=self._filters(event, endpoint),
            sends_objects=True,
            returns_html=self._returns_html(event),
        )

    def _returns_html(self, event: CallEvent) -> State:
        """Tell whether what a handler returns goes out as HTML: its route names that class of response."""
        given = event.arguments.keyword("response_class")
        bases = (
            given.library_bases() if isinstance(given, ClassObject) else () if given is None else (_external(given),)
        )
        return State.YES if any(name.endswith(".HTMLResponse") for name in bases) else State.NO

    def _filters(self, event: CallEvent, endpoint: AnyValue) -> bool:
        """Tell whether a model picks the fields of the answer: `response_model`, or the declared return type."""
        given = event.arguments.keyword("response_model")
        if given is not None:
            return not (isinstance(given, Constant) and given.value is None)
        function = signature_of(endpoint)
        declared = None if function is None else plain(self.program.annotation(function, "return"))
        inner = subscript_arguments(declared)
        return any(isinstance(plain(one), ClassObject) for one in (declared, *inner))

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

    def _methods(self, event: CallEvent, method: str) -> tuple[str, ...]:
        if method in _VERBS:
            return (method.upper(),)
        names, complete = strings(self.program, event.arguments.keyword("methods"))
        if not complete:
            self.unresolved.append("the methods of a route are not known")
        return tuple(name.upper() for name in names) or ("GET",)

    def _class_view(
        self, event: CallEvent, cls: ClassObject, path: str, context: _Context, *, websocket: bool
    ) -> Iterator[Route]:
        """Read a Starlette `HTTPEndpoint`: a method of the class for each HTTP method."""
        _ = (context, websocket)
        for verb in sorted(_VERBS):
            method = cls.lookup(verb)
            if isinstance(method, FunctionObject):
                bound = Bound(method, self.program.instance(cls, {}))
                yield self._make(event, bound, path, (verb.upper(),), ())

    # --- dependencies

    def _listed(self, value: AnyValue | None) -> tuple[Dependency, ...]:
        """Read `dependencies=[Depends(...), ...]`."""
        if value is None:
            return ()
        items, complete = self.program.items(value)
        if not complete:
            self.unresolved.append("a list of dependencies is not known whole")
        found = []
        for item in items:
            if isinstance(item, Produced) and item.call.callee in {"fastapi.Depends", "fastapi.Security"}:
                target = item.call.arguments.get(0, "dependency")
                if target is not None:
                    name = name_of(self.program, target).rpartition(":")[2]
                    found.append(Dependency(target, evidence(self.program, name, item.call.site)))
        return tuple(found)

    def _depend(self, dependency: Dependency, path: str, depth: int) -> _Given:
        """Return what a dependency gives, everything that it makes stand before the route, and its own inputs."""
        if depth > _MAX_DEPTH:
            return _Given(Unknown())
        key = (id(dependency.function), path if "{" in path else "")
        held = self._given.get(key)
        if held is None:
            held = self._given[key] = self._run_dependency(dependency, path, depth)
        return held

    def _run_dependency(self, dependency: Dependency, path: str, depth: int) -> _Given:
        target = dependency.function
        site = (target.site if isinstance(target, (Produced, InstanceObject)) else None) or self.made.site
        credential = security_value(self.program, target, site)
        if credential is not None:
            return _Given(credential)
        if self.program.type_of(target).startswith("fastapi_limiter."):
            return _Given(Unknown(), (Cover(evidence=dependency.evidence, gives=(ProtectionKind.RATE_LIMIT,)),))
        reading = read_parameters(self.program, target, path)
        if reading is None:
            if isinstance(target, ClassObject):
                return _Given(self.program.run(target, Arguments()).value)
            form = isinstance(target, External) and target.name.startswith("fastapi.security.")
            covered = () if form else _library_covers(dependency)
            return _Given(Unknown(type=_library_type(target)), covered)
        covers: list[Cover] = []
        inputs = list(reading.parameters)
        values = list(reading.values)
        for name, inner in reading.dependencies:
            given = self._depend(inner, path, depth + 1)
            values.append((name, given.value))
            covers.extend(given.covers)
            inputs.extend(given.parameters)
        arguments = keyword_arguments(tuple(values))
        value = self.program.run(target, arguments).value
        covers.append(Cover(evidence=dependency.evidence, function=target, arguments=arguments))
        return _Given(_yielded(target, value), tuple(covers), tuple(inputs))

    # --- limits

    def _limits(
        self, endpoint: AnyValue, covers: list[Cover]
    ) -> tuple[tuple[RateLimit, ...], tuple[tuple[ProtectionKind, Evidence], ...]]:
        found: list[RateLimit] = []
        exempt: list[tuple[ProtectionKind, Evidence]] = []
        for event in decorations(endpoint):
            made = decorator_call(event)
            where = evidence(self.program, ".".join(made.callee.rsplit(".", 2)[-2:]), made.site)
            if made.callee in {"slowapi.Limiter.limit", "slowapi.Limiter.shared_limit"}:
                found.append(limit(string_of(made.arguments.get(0, "limit_value") or Unknown()), where))
            elif made.callee == "slowapi.Limiter.exempt":
                exempt.append((ProtectionKind.RATE_LIMIT, where))
        _ = covers
        return tuple(found), tuple(exempt)

    def _default_limits(self) -> tuple[tuple[RateLimit, ...], State]:
        """Return slowapi's default limits, which do nothing without its middleware (slowapi 0.1.10)."""
        names = [self.program.type_of(one.target) or _external(one.target) for one in self.middleware]
        if any(name in _SLOWAPI for name in names):
            found: list[RateLimit] = []
            for event in self.program.calls("slowapi.Limiter"):
                for keyword in ("default_limits", "application_limits"):
                    texts, _ = strings(self.program, event.arguments.keyword(keyword))
                    found.extend(limit(text, evidence(self.program, "Limiter", event.site)) for text in texts)
            if found:
                return tuple(found), State.YES
        return (), State.NO

    # --- middleware

    def _find_middleware(self) -> None:
        listed = self.made.arguments.keyword("middleware")
        if listed is not None:
            for item in self.program.items(listed)[0]:
                if isinstance(item, Produced) and item.call.callee.endswith(".Middleware"):
                    self._add_middleware(item.call)
        for event in self.program.calls_on(self.application):
            method = method_of(event)
            if method == "add_middleware":
                self._add_middleware(event)
            elif method == "middleware":
                for use in applied(self.program, event):
                    if use.arguments.positional:
                        target = use.arguments.positional[0]
                        name = name_of(self.program, target).rpartition(":")[2]
                        self.middleware.append(_Middleware(target, (), evidence(self.program, name, event.site)))

    def _add_middleware(self, event: CallEvent) -> None:
        target = event.arguments.get(0, "middleware_class")
        if target is not None:
            name = name_of(self.program, target).rpartition(":")[2] or _external(target).rpartition(".")[2]
            keywords = tuple((key, value) for key, value in event.arguments.keywords if key != "middleware_class")
            self.middleware.append(_Middleware(target, keywords, evidence(self.program, name, event.site)))

    def _with_middleware(self, route: Route) -> Route:
        """Put the application's own middleware before a route; `BaseHTTPMiddleware` lets websockets by."""
        if route.websocket or not self.middleware:
            return route
        covers = [cover for one in self.middleware if (cover := self._middleware_cover(one, route)) is not None]
        return msgspec.structs.replace(route, covers=(*covers, *route.covers))

    def _middleware_cover(self, middleware: _Middleware, route: Route) -> Cover | None:
        target = middleware.target
        request = self._request(route)
        passed = External("starlette.middleware.base.call_next")
        if isinstance(target, FunctionObject):
            return Cover(evidence=middleware.evidence, function=target, arguments=Arguments((request, passed)))
        if isinstance(target, ClassObject):
            method = target.lookup("dispatch")
            if isinstance(method, FunctionObject):
                instance = self.program.instance(target, dict(middleware.keywords))
                bound = Bound(method, instance)
                return Cover(evidence=middleware.evidence, function=bound, arguments=Arguments((request, passed)))
            return None
        name = _external(target)
        if name in _NO_GUARDS or name in _SLOWAPI or not name:
            return None
        return None

    def _request(self, route: Route) -> AnyValue:
        """Make the request of one route, so that a middleware that looks at the path is decided."""
        request = Produced(self.made, "starlette.requests.Request", frozenset(), 0)
        url = Produced(self.made, "starlette.datastructures.URL", frozenset(), 0)
        url.fields["path"] = Constant(route.path, "str")
        request.fields["url"] = url
        if len(route.methods) == 1:
            request.fields["method"] = Constant(route.methods[0], "str")
        return request

    def _headers(self) -> tuple[tuple[tuple[str, Evidence], ...], State]:
        found: dict[str, Evidence] = {}
        unknown = False
        for one in self.middleware:
            if isinstance(one.target, (FunctionObject, ClassObject)):
                self._run_for_headers(one)
                for name, shown in headers_set_by(self.program, one.target):
                    found.setdefault(name, shown)
                continue
            name = _external(one.target)
            if name.startswith("secure."):
                for header in ("strict-transport-security", "x-content-type-options", "x-frame-options",
                               "content-security-policy", "referrer-policy"):  # fmt: skip
                    found.setdefault(header, one.evidence)
            elif (
                name
                and name not in _NO_GUARDS
                and name not in _SLOWAPI
                and not name.startswith(("starlette.", "fastapi."))
            ):
                unknown = unknown or "header" in name.lower() or "secur" in name.lower()
        return tuple(sorted(found.items())), State.UNKNOWN if unknown and not found else State.NO

    def _run_for_headers(self, one: _Middleware) -> None:
        dummy = Route(methods=("GET",), path="/", name="", location=self.program.location(self.made.site), handler=None)
        cover = self._middleware_cover(one, dummy)
        if cover is not None and cover.function is not None:
            self.program.run(cover.function, cover.arguments)
        elif isinstance(one.target, ClassObject):
            method = one.target.lookup("__call__")
            if isinstance(method, FunctionObject):
                bound = Bound(method, self.program.instance(one.target, dict(one.keywords)))
                self.program.run(bound, Arguments((Unknown(), Unknown(), Unknown())))

    def _uses_cookies(self) -> State:
        if any(_external(one.target).endswith("SessionMiddleware") for one in self.middleware):
            return State.YES
        cookies = self.program.calls(
            "starlette.responses.Response.set_cookie", "starlette.responses.JSONResponse.set_cookie"
        )
        return State.YES if cookies else State.NO


def _external(value: AnyValue) -> str:
    return value.name if isinstance(value, External) else ""


def _concatenate(prefix: str, path: str) -> str:
    """Put a path behind a prefix as FastAPI does: by plain concatenation, the slash is the writer's."""
    if not path:
        return prefix or "/"
    return (prefix + path) if prefix and path.startswith("/") else join_paths(prefix, path)


def _yielded(target: AnyValue, value: AnyValue) -> AnyValue:
    """Return what a dependency gives that yields instead of returning."""
    function = signature_of(target)
    if function is None or not function.facts.is_generator or isinstance(target, ClassObject):
        return value
    if isinstance(value, ListObject) and value.kind == "generator":
        return value.rest if value.rest is not None else Unknown()
    return value


def _library_type(target: AnyValue) -> External | None:
    return target if isinstance(target, External) else None


def _library_covers(dependency: Dependency) -> tuple[Cover, ...]:
    """Return what is known of a library's dependency: nothing, unless its name or its maker is that of a guard."""
    target = dependency.function
    made = target.call.callee if isinstance(target, Produced) else _external(target)
    if made.endswith((".current_user", ".access_token_required", ".get_current_subject", ".scopes_required")):
        return (Cover(evidence=dependency.evidence, gives=(ProtectionKind.AUTHENTICATION,)),)
    return (Cover(evidence=dependency.evidence),)


def _assemble(program: Program) -> Iterator[Assembly]:
    """Yield every FastAPI or Starlette application that is not mounted below another."""
    for application, made in roots(program, program.results(*APPLICATIONS), _ADDING):
        yield _Reader(program, application, made).assembly()


_ADDING = frozenset({"mount", "host", "include_router", "Mount", "Host"})
"""What puts an application below another one."""


ASSEMBLE = _assemble
