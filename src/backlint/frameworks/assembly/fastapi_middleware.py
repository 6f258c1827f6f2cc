"""Middleware of Starlette's applications: functions, `BaseHTTPMiddleware`, plain ASGI classes, those of libraries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from backlint.concepts import Evidence, RateLimit, SourceKind, State
from backlint.execution.program import Program
from backlint.execution.values import (
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
    Produced,
    Unknown,
    members,
)
from backlint.frameworks.assembly.rates import limit
from backlint.frameworks.assembly.registration import applied, evidence, innermost, method_of, name_of, strings
from backlint.frameworks.assembly.responses import headers_set_by
from backlint.frameworks.assembly.suspects import may_set_headers, suspected
from backlint.frameworks.routes import Cover, Route

_STATE = "starlette.datastructures.State"
_REQUEST = "starlette.requests.Request"
_URL = "starlette.datastructures.URL"
_NEXT = External("starlette.middleware.base.call_next")
_APPLICATION = External("starlette.types.ASGIApp")
_BASE = "starlette.middleware.base.BaseHTTPMiddleware"
_SAYS_WHO = "starlette.middleware.authentication.AuthenticationMiddleware"
_NO_GUARDS = frozenset(
    f"starlette.middleware.{name}"
    for name in (
        "cors.CORSMiddleware",
        "gzip.GZipMiddleware",
        "httpsredirect.HTTPSRedirectMiddleware",
        "trustedhost.TrustedHostMiddleware",
        "sessions.SessionMiddleware",
        "errors.ServerErrorMiddleware",
        "exceptions.ExceptionMiddleware",
        "wsgi.WSGIMiddleware",
    )
)
"""Middleware that refuses nobody for who they are."""
_SLOWAPI = frozenset({"slowapi.middleware.SlowAPIMiddleware", "slowapi.middleware.SlowAPIASGIMiddleware"})


class Layer(msgspec.Struct, frozen=True):
    """One middleware of an application: its class or function, its options, where it was added."""

    target: AnyValue
    options: tuple[tuple[str, AnyValue], ...]
    evidence: Evidence

    @property
    def library_name(self) -> str:
        """The dotted name of a library's middleware, or ""."""
        return self.target.name if isinstance(self.target, External) else ""


def layers_of(program: Program, application: AnyValue, made: CallEvent) -> tuple[Layer, ...]:
    """Return the middleware of one application, in the order in which it was added."""
    return tuple(_layers(program, application, made))


def _layers(program: Program, application: AnyValue, made: CallEvent) -> Iterator[Layer]:
    listed = made.arguments.keyword("middleware")
    for item in program.items(listed)[0] if listed is not None else ():
        if isinstance(item, Produced) and item.call.callee.endswith(".Middleware"):
            yield from _added(program, item.call)
    for event in program.calls_on(application):
        method = method_of(event)
        if method == "add_middleware":
            yield from _added(program, event)
        elif method == "middleware":
            for use in applied(program, event):
                for target in use.arguments.positional[:1]:
                    name = name_of(program, target).rpartition(":")[2]
                    yield Layer(target, (), evidence(program, name, event.site))


def _added(program: Program, event: CallEvent) -> Iterator[Layer]:
    given = event.arguments.get(0, "middleware_class") or event.arguments.keyword("cls")
    for target in members(given) if given is not None else ():
        options = tuple(pair for pair in event.arguments.keywords if pair[0] not in {"middleware_class", "cls"})
        dispatch = next((value for key, value in options if key == "dispatch"), None)
        if isinstance(target, External) and target.name == _BASE and dispatch is not None:
            target = dispatch  # noqa: PLW2901
        name = name_of(program, target).rpartition(":")[2]
        if isinstance(target, External):
            name = target.name.rpartition(".")[2]
        yield Layer(target, options, evidence(program, name, event.site))


class Middleware:
    """Makes the covers of middleware; each class is instantiated once."""

    def __init__(self, program: Program, made: CallEvent) -> None:
        self._program = program
        self._made = made
        self._instances: dict[int, AnyValue] = {}

    def state(self) -> AnyValue:
        """Make `request.state`, where middleware leaves things for the handler."""
        return Produced(self._made, _STATE, frozenset(), 0)

    def handed(self, state: AnyValue) -> AnyValue:
        """Make the request that a handler is given: only its state is what the middleware had."""
        request = Produced(self._made, _REQUEST, frozenset(), 0)
        request.fields["state"] = state
        return request

    def covers(self, layers: Iterable[Layer], route: Route, state: AnyValue) -> Iterator[Cover]:
        """Yield what stands before a route, outermost first: what was added last runs first."""
        for layer in reversed(tuple(layers)):
            yield from self._cover(layer, route, state)

    def _cover(self, layer: Layer, route: Route, state: AnyValue) -> Iterator[Cover]:
        target = layer.target
        name = layer.library_name
        if name == _SAYS_WHO:
            yield from self._backend(layer)
        elif name:
            yield from _of_a_library(layer, name)
        elif isinstance(innermost(target), FunctionObject):
            if not route.websocket:
                arguments = Arguments((self._request(route, state), _NEXT))
                yield Cover(evidence=layer.evidence, function=target, arguments=arguments)
        elif isinstance(target, ClassObject):
            yield from self._class(layer, target, route, state)

    def _class(self, layer: Layer, cls: ClassObject, route: Route, state: AnyValue) -> Iterator[Cover]:
        dispatch, call = cls.lookup("dispatch"), cls.lookup("__call__")
        if isinstance(dispatch, FunctionObject):
            # `BaseHTTPMiddleware` lets websockets by.
            if not route.websocket:
                arguments = Arguments((self._request(route, state), _NEXT))
                bound = Bound(dispatch, self._instance(layer, cls))
                yield Cover(evidence=layer.evidence, function=bound, arguments=arguments)
        elif isinstance(call, FunctionObject):
            arguments = Arguments((self._scope(route), Unknown(), Unknown()))
            yield Cover(evidence=layer.evidence, function=Bound(call, self._instance(layer, cls)), arguments=arguments)
        else:
            for base in cls.library_bases():
                yield from _of_a_library(layer, base)

    def _backend(self, layer: Layer) -> Iterator[Cover]:
        """Yield the backend that says who is calling: it refuses only whom it raises for."""
        backend = next((value for key, value in layer.options if key == "backend"), None)
        if isinstance(backend, InstanceObject):
            method = backend.cls.lookup("authenticate")
            if isinstance(method, FunctionObject):
                connection = Unknown(type=External("starlette.requests.HTTPConnection"))
                yield Cover(
                    evidence=layer.evidence, function=Bound(method, backend), arguments=Arguments((connection,))
                )

    def _instance(self, layer: Layer, cls: ClassObject) -> AnyValue:
        """Make a middleware as Starlette does: with what it stands before, and its options."""
        held = self._instances.get(id(layer))
        if held is None:
            made = self._program.run(cls, Arguments((_APPLICATION,), layer.options)).value
            held = made if isinstance(made, InstanceObject) else self._program.instance(cls, dict(layer.options))
            self._instances[id(layer)] = held
        return held

    def _request(self, route: Route, state: AnyValue) -> AnyValue:
        """Make the request of one route, so that a middleware that looks at the path is decided."""
        request = Produced(self._made, _REQUEST, frozenset(), 0)
        url = Produced(self._made, _URL, frozenset(), 0)
        url.fields["path"] = Constant(route.path, "str")
        request.fields["url"] = url
        request.fields["scope"] = self._scope(route)
        request.fields["state"] = state
        if len(route.methods) == 1:
            request.fields["method"] = Constant(route.methods[0], "str")
        return request

    def _scope(self, route: Route) -> AnyValue:
        site = self._made.site
        entries: dict[Constant, AnyValue] = {
            Constant("type", "str"): Constant("websocket" if route.websocket else "http", "str"),
            Constant("path", "str"): Constant(route.path, "str"),
            Constant("headers", "str"): self._program.input(
                frozenset({SourceKind.HEADER}), "the headers of the request", site, name="headers"
            ),
        }
        if len(route.methods) == 1 and not route.websocket:
            entries[Constant("method", "str")] = Constant(route.methods[0], "str")
        return DictObject(entries, Unknown(), site, 0)

    # --- headers

    def headers(self, layers: Iterable[Layer]) -> tuple[tuple[tuple[str, Evidence], ...], State]:
        """Return the security headers that middleware sets on every response."""
        found: dict[str, Evidence] = {}
        unknown = False
        place = self._program.location(self._made.site)
        dummy = Route(methods=("GET",), path="/", name="", location=place, handler=None)
        for layer in layers:
            name = layer.library_name
            if not name:
                for cover in self._cover(layer, dummy, self.state()):
                    if cover.function is not None:
                        self._program.run(cover.function, cover.arguments)
                for header, shown in headers_set_by(self._program, layer.target):
                    found.setdefault(header, shown)
            elif name.startswith("secure."):
                for header in _SECURE:
                    found.setdefault(header, layer.evidence)
            elif name not in _NO_GUARDS | _SLOWAPI and not name.startswith(("starlette.", "fastapi.")):
                unknown = unknown or may_set_headers(name)
        return tuple(sorted(found.items())), State.UNKNOWN if unknown and not found else State.NO

    # --- limits

    def default_limits(self, layers: Iterable[Layer]) -> tuple[tuple[RateLimit, ...], State]:
        """Return slowapi's default limits, which do nothing without its middleware (slowapi 0.1.10)."""
        if any(self._program.type_of(one.target) in _SLOWAPI or one.library_name in _SLOWAPI for one in layers):
            found: list[RateLimit] = []
            for event in self._program.calls("slowapi.Limiter"):
                for keyword in ("default_limits", "application_limits"):
                    texts, _ = strings(self._program, event.arguments.keyword(keyword))
                    found.extend(limit(text, evidence(self._program, "Limiter", event.site)) for text in texts)
            if found:
                return tuple(found), State.YES
        return (), State.NO


_SECURE = (
    "strict-transport-security",
    "x-content-type-options",
    "x-frame-options",
    "content-security-policy",
    "referrer-policy",
)


def _of_a_library(layer: Layer, name: str) -> Iterator[Cover]:
    """Yield what a library's middleware may do, by its name; those that are known do nothing of the kind."""
    if name in _NO_GUARDS or name in _SLOWAPI or name == _BASE:
        return
    cover = suspected(layer.evidence, name)
    if cover is not None:
        yield cover
