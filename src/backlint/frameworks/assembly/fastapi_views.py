"""FastAPI's and Starlette's handlers: functions and class views, what they are called with, what stands before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from backlint.concepts import Evidence, ProtectionKind, RateLimit, State
from backlint.execution.declared import declared_fields
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
    Produced,
    Unknown,
    string_of,
)
from backlint.frameworks.assembly.fastapi_dependencies import Dependencies
from backlint.frameworks.assembly.fastapi_middleware import Layer, Middleware
from backlint.frameworks.assembly.fastapi_parameters import Dependency, read_parameters, signature_of
from backlint.frameworks.assembly.flask_decorators import Decoration, applied_to, covers_of
from backlint.frameworks.assembly.rates import limit, says_limit
from backlint.frameworks.assembly.reader import Reader
from backlint.frameworks.assembly.registration import evidence, innermost, name_of, place_of, strings
from backlint.frameworks.routes import Route

WEBSOCKET = ("WEBSOCKET",)
"""What stands for the methods of a route for websockets."""
_PLAIN = frozenset({"route", "add_route", "websocket_route", "add_websocket_route"})
"""Starlette's own registrations: none of FastAPI's dependencies run for them, and a handler is called with the request."""
_VERBS = ("delete", "get", "head", "options", "patch", "post", "put")
_EVENTS = ("on_receive", "on_connect", "on_disconnect")
_CONVERTER = re.compile(r"\{(\w+):\w+\}")
_REQUEST = "starlette.requests.Request"
_WEBSOCKET = "starlette.websockets.WebSocket"


_SEVERAL = 2
_PICKS = ("exclude", "include")


def _is_request(value: AnyValue) -> bool:
    return isinstance(value, Unknown) and isinstance(value.type, External) and value.type.name == _REQUEST


def _given(arguments: Arguments, request: AnyValue) -> Arguments:
    """Return arguments with this request where they have one of which only the type is known."""
    return msgspec.structs.replace(
        arguments,
        positional=tuple(request if _is_request(one) else one for one in arguments.positional),
        keywords=tuple((name, request if _is_request(one) else one) for name, one in arguments.keywords),
    )


class Registered(msgspec.Struct, frozen=True):
    """One route as it was registered: the call, the kind of registration (its method's name) and what handles it.

    `order` is when that was registered, which for a decorator is when it was put on the function.
    """

    event: CallEvent
    kind: str
    endpoint: AnyValue
    order: int


class Views:
    """Makes the routes of what handles a path, for one application."""

    def __init__(self, reader: Reader, dependencies: Dependencies, middleware: Middleware) -> None:
        self._reader = reader
        self._program = reader.program
        self._dependencies = dependencies
        self._middleware = middleware

    def routes(
        self,
        one: Registered,
        path: str,
        methods: tuple[str, ...],
        dependencies: tuple[Dependency, ...],
        layers: tuple[Layer, ...],
    ) -> Iterator[Route]:
        """Yield the routes of one registration; a class view of Starlette has one for each of its methods.

        `dependencies` are those that it inherits, `layers` the middleware around it.
        """
        endpoint = one.endpoint
        if not isinstance(endpoint, ClassObject) or one.kind not in _PLAIN:
            wanted = () if one.kind in _PLAIN else (*dependencies, *self._dependencies.listed(one.event))
            yield self._behind(layers, self._route(one, path, methods, wanted))
            return
        instance = self._program.instance(endpoint, {})
        if methods == WEBSOCKET:
            handled = next(
                (held for name in _EVENTS if isinstance(held := endpoint.lookup(name), FunctionObject)), None
            )
            if handled is not None:
                view = Registered(one.event, one.kind, Bound(handled, instance), one.order)
                route = self._route(view, path, methods, ())
                place = place_of(self._program, endpoint, one.event.site)
                route = msgspec.structs.replace(route, name=name_of(self._program, endpoint), location=place)
                yield self._behind(layers, route)
            return
        for verb in _VERBS:
            method = endpoint.lookup(verb)
            if isinstance(method, FunctionObject):
                view = Registered(one.event, one.kind, Bound(method, instance), one.order)
                yield self._behind(layers, self._route(view, path, (verb.upper(),), ()))

    def _behind(self, layers: tuple[Layer, ...], route: Route) -> Route:
        """Put the middleware around a route before it."""
        state = self._middleware.state()
        before = tuple(self._middleware.covers(layers, route, state))
        if not before:
            return route
        around = msgspec.structs.replace(route, covers=(*before, *route.covers))
        if route.by_method or route.websocket:
            return around
        request = self._middleware.handed(state)
        return msgspec.structs.replace(around, arguments=_given(route.arguments, request))

    def _route(
        self, one: Registered, path: str, methods: tuple[str, ...], dependencies: tuple[Dependency, ...]
    ) -> Route:
        event, endpoint = one.event, one.endpoint
        websocket = methods == WEBSOCKET
        passed = "" if one.kind not in _PLAIN else _WEBSOCKET if websocket else _REQUEST
        reading = read_parameters(self._program, endpoint, path, passed)
        called = self._dependencies.called(reading, dependencies, path)
        decorators = _decorators(endpoint, one.order)
        limits, exempt = self._limits(decorators)
        route = Route(
            methods=methods,
            path=_CONVERTER.sub(r"{\1}", path),
            name=name_of(self._program, endpoint),
            location=place_of(self._program, endpoint, event.site),
            handler=endpoint if reading is not None else None,
            arguments=called.arguments,
            parameters=tuple({(given.name, given.where): given for given in called.parameters}.values()),
            covers=(*called.covers, *covers_of(self._program, decorators)),
            limits=limits,
            exempt=exempt,
            websocket=websocket,
            filters_answer=self._filters(event, endpoint),
            answer_fields=self._answer_fields(event, endpoint),
            sends_objects=True,
            returns_html=_returns_html(event),
        )
        return self._by_method(route, event)

    def _by_method(self, route: Route, event: CallEvent) -> Route:
        """Return a route with itself for each of its methods, where the handler is given the request that says which."""
        given = route.arguments
        if len(route.methods) < _SEVERAL or not any(
            map(_is_request, (*given.positional, *dict(given.keywords).values()))
        ):
            return route
        several = []
        for method in route.methods:
            request = Produced(event, _REQUEST, frozenset(), 0)
            request.fields["method"] = Constant(method, "str")
            several.append(msgspec.structs.replace(route, methods=(method,), arguments=_given(given, request)))
        return msgspec.structs.replace(route, by_method=tuple(several), differs=True)

    def _answer_fields(self, event: CallEvent, endpoint: AnyValue) -> tuple[str, ...]:
        """Return the fields of the model that picks those of the answer, or of each of several."""
        model = event.arguments.keyword("response_model")
        function = signature_of(endpoint)
        if model is None and function is not None:
            model = self._program.annotation(function, "return")
        declared = plain(model)
        models = (plain(one) for one in (declared, *subscript_arguments(declared)))
        found = next((one for one in models if isinstance(one, ClassObject)), None)
        if found is None:
            return ()
        left_out, kept = (strings(self._program, event.arguments.keyword(f"response_model_{how}")) for how in _PICKS)
        return tuple(
            name
            for name, _ in declared_fields(found)
            if name not in left_out[0] and (name in kept[0] or not kept[0]) and not _is_excluded(found.lookup(name))
        )

    def _filters(self, event: CallEvent, endpoint: AnyValue) -> bool:
        """Tell whether a model picks the fields of the answer: `response_model`, or the declared return type."""
        given = event.arguments.keyword("response_model")
        if given is not None:
            return not (isinstance(given, Constant) and given.value is None)
        function = signature_of(endpoint)
        declared = None if function is None else plain(self._program.annotation(function, "return"))
        inner = subscript_arguments(declared)
        return any(isinstance(plain(one), ClassObject) for one in (declared, *inner))

    def _limits(
        self, decorators: list[Decoration]
    ) -> tuple[tuple[RateLimit, ...], tuple[tuple[ProtectionKind, Evidence], ...]]:
        found: list[RateLimit] = []
        exempt: list[tuple[ProtectionKind, Evidence]] = []
        for one in decorators:
            where = evidence(self._program, ".".join(one.name.rsplit(".", 2)[-2:]), one.site)
            if one.package == "slowapi" and one.last in {"limit", "shared_limit"}:
                found.append(limit(string_of(one.arguments.get(0, "limit_value")), where))
            elif one.package == "slowapi" and one.last == "exempt":
                exempt.append((ProtectionKind.RATE_LIMIT, where))
            elif says_limit(one.last):
                found.append(limit(None, where))
        return tuple(found), tuple(exempt)


def _is_excluded(default: AnyValue | None) -> bool:
    """Tell whether a field of a model is declared as one that is never sent (`Field(exclude=True)`)."""
    if not isinstance(default, Produced):
        return False
    given = default.call.arguments.keyword("exclude")
    return isinstance(given, Constant) and given.value is True


def _decorators(endpoint: AnyValue, before: int) -> list[Decoration]:
    """Return the library decorators below the registration of a handler, innermost first."""
    found = list(applied_to(innermost(endpoint), before))
    if innermost(endpoint) is not endpoint:
        found.extend(one for one in applied_to(endpoint, before) if one not in found)
    return found


def _returns_html(event: CallEvent) -> State:
    """Tell whether what a handler returns goes out as HTML: its route names that class of response."""
    given = event.arguments.keyword("response_class")
    name = given.name if isinstance(given, External) else ""
    bases = given.library_bases() if isinstance(given, ClassObject) else (name,)
    return State.YES if any(base.endswith(".HTMLResponse") for base in bases) else State.NO
