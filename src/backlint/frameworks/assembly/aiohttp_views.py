"""aiohttp's handlers: functions and class views, what they are called with, and the middlewares before them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from backlint.concepts import Evidence, State
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
from backlint.frameworks.assembly.converters import kind_of_pattern
from backlint.frameworks.assembly.flask_decorators import covers_below
from backlint.frameworks.assembly.flask_views import is_callable
from backlint.frameworks.assembly.paths import BRACED, PathParameter, declared, of_variables, value_of
from backlint.frameworks.assembly.registration import decorations, innermost, method_of, name_of, place_of, written
from backlint.frameworks.assembly.responses import headers_set_by
from backlint.frameworks.routes import Cover, Route

REQUEST = "aiohttp.web.Request"
VIEW = "aiohttp.web.View"
_NEXT = External("aiohttp.web.handler")
_VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "trace", "connect")
_EVERY = ("DELETE", "GET", "PATCH", "POST", "PUT")
"""What a route for any method is listed with: those that HTTP clients send to an API."""
_BORN = 0


class Middleware(msgspec.Struct, frozen=True):
    """A middleware of an application, and where it was given to it."""

    target: AnyValue
    evidence: Evidence


class Views:
    """Makes the routes of what handles a path."""

    def __init__(self, program: Program, made: CallEvent) -> None:
        self.program = program
        self.made = made

    def routes(
        self, event: CallEvent, method: str, path: str, handler: AnyValue, middlewares: tuple[Middleware, ...]
    ) -> Iterator[Route]:
        """Yield the routes of one registration; a class view has one for each of its methods."""
        for one in members(handler):
            view = _unwrapped(one)
            cls = view if isinstance(view, ClassObject) else None
            if cls is not None and self.program.is_a(cls, VIEW):
                for verb in _VERBS:
                    if method in {"*", verb.upper()} and isinstance(cls.lookup(verb), FunctionObject):
                        yield self._route(event, (verb.upper(),), path, (cls, verb), middlewares)
                continue
            methods = _EVERY if method == "*" else (method,)
            yield self._route(event, methods, path, (view, ""), middlewares)

    def _route(
        self,
        event: CallEvent,
        methods: tuple[str, ...],
        path: str,
        target: tuple[AnyValue, str],
        middlewares: tuple[Middleware, ...],
    ) -> Route:
        view, verb = target
        # `[^{}/]+` after decoding: a segment holds no slash (aiohttp 3.14, web_urldispatcher.DynamicResource).
        shown, variables = of_variables(path, BRACED, lambda pattern: kind_of_pattern(pattern or "[^/]+"))
        request = self._request(event, methods, shown, variables)
        if verb and isinstance(view, ClassObject):
            instance = self.program.instance(view, {"request": request})
            handler: AnyValue = self.program.attribute(instance, verb)
            arguments = Arguments()
        else:
            handler, arguments = view, Arguments((request,))
        inner = written(handler)
        covers = [cover for one in middlewares if (cover := self._before(one, request)) is not None]
        covers.extend(covers_below(self.program, event, handler))
        return Route(
            methods=methods,
            path=shown or "/",
            name=name_of(self.program, inner),
            location=place_of(self.program, inner, event.site),
            handler=handler if is_callable(handler) else None,
            arguments=arguments,
            parameters=tuple(declared(self.program, one, event.site) for one in variables),
            covers=tuple(covers),
            returns_html=State.NO,
        )

    # --- the request

    def _request(
        self, event: CallEvent, methods: tuple[str, ...], path: str, variables: tuple[PathParameter, ...]
    ) -> Produced:
        """Make the request of a route: its method and path are known as far as the route says them."""
        request = Produced(self.made, REQUEST, frozenset(), _BORN)
        entries = {Constant(one.name, "str"): value_of(self.program, one, event.site, {}) for one in variables}
        request.fields["match_info"] = DictObject(entries, None, event.site, _BORN)
        if len(methods) == 1:
            request.fields["method"] = Constant(methods[0], "str")
        if not variables:
            request.fields["path"] = Constant(path or "/", "str")
        return request

    # --- middlewares

    def _before(self, middleware: Middleware, request: AnyValue) -> Cover | None:
        target = middleware.target
        inner = innermost(target)
        new = False
        if isinstance(inner, InstanceObject):
            new = _is_new(inner.cls)
            target = self.program.attribute(inner, "__call__")
            inner = innermost(target)
        if not isinstance(inner, FunctionObject):
            return None
        if new or _is_new(inner):
            return Cover(evidence=middleware.evidence, function=target, arguments=Arguments((request, _NEXT)))
        # The old style: a factory, called with the application and the handler, makes what takes the request.
        made = self.program.run(target, Arguments((Unknown(type=External("aiohttp.web.Application")), _NEXT))).value
        if isinstance(made, (FunctionObject, Bound)):
            return Cover(evidence=middleware.evidence, function=made, arguments=Arguments((request,)))
        return None


def _unwrapped(handler: AnyValue) -> AnyValue:
    """Take the calls of library decorators off a handler."""
    for _ in _VERBS:
        if not isinstance(handler, Produced):
            break
        inner = next((one for one in handler.call.arguments.positional if _handles(one)), None)
        if inner is None:
            break
        handler = inner
    return handler


def _handles(value: AnyValue) -> bool:
    if isinstance(value, Produced):
        return any(_handles(one) for one in value.call.arguments.positional)
    return isinstance(value, ClassObject) or is_callable(value)


def _is_new(marked: AnyValue) -> bool:
    """Tell whether a middleware, or its class, is marked as one of the new style."""
    return any(method_of(event) == "middleware" for event in decorations(marked))


def application_headers(
    program: Program, middlewares: Iterable[Middleware], application: AnyValue
) -> tuple[tuple[str, Evidence], ...]:
    """Return the security headers that middlewares, or what hears `on_response_prepare`, set on every response."""
    found: dict[str, Evidence] = {}
    targets = [one.target for one in middlewares]
    for event in program.calls("aiohttp.web.Application.on_response_prepare.append"):
        held = getattr(event.receiver, "base", None)
        if held is application:
            targets.extend(event.arguments.positional)
            for one in event.arguments.positional:
                if is_callable(one):
                    program.run(one, Arguments((Unknown(), Unknown())))
    for target in targets:
        for name, shown in headers_set_by(program, target):
            found.setdefault(name, shown)
    return tuple(sorted(found.items()))
