"""Falcon: applications, resources and their responders, sinks, hooks and middleware.

How templates are matched and responders found was checked against Falcon 4.4: `falcon.app`, `falcon.routing`,
`falcon.hooks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from backlint.concepts import Evidence, State
from backlint.execution.program import Program
from backlint.execution.values import (
    NONE,
    UNKNOWN,
    AnyValue,
    Arguments,
    CallEvent,
    ClassObject,
    Constant,
    DictObject,
    FunctionObject,
    InstanceObject,
    ListObject,
    Member,
    Module,
    Produced,
    Tuple,
    members,
    string_of,
)
from backlint.frameworks.assembly.converters import kind_of_pattern
from backlint.frameworks.assembly.flask_decorators import covers_below
from backlint.frameworks.assembly.flask_views import is_callable
from backlint.frameworks.assembly.paths import (
    BRACED,
    PathParameter,
    declared,
    of_regex,
    of_variables,
    path_value,
    value_of,
)
from backlint.frameworks.assembly.reader import Reader
from backlint.frameworks.assembly.registration import (
    constructor,
    decorations,
    decorator_call,
    evidence,
    method_of,
    name_of,
    place_of,
    prefix_of,
    written,
)
from backlint.frameworks.assembly.responses import headers_set_by
from backlint.frameworks.routes import Assembly, Cover, Route

APPLICATIONS = ("falcon.App", "falcon.asgi.App", "falcon.API")
REGISTERS = frozenset({"add_route", "add_sink", "add_middleware"})
_RESPONDER = re.compile(r"on_(?P<verb>get|post|put|patch|delete|head|options|websocket)(?:_(?P<suffix>\w+))?")
_ANY = ("DELETE", "GET", "PATCH", "POST", "PUT")
"""What a sink is listed with, which takes every method: those that clients send to an API."""
_KINDS = {"": "segment", "int": "int", "float": "int", "dt": "int", "uuid": "uuid", "path": "path"}
_BEFORE = ("process_request", "process_resource")
_NO_GUARDS = frozenset({"falcon", "falcon_cors", "falcon_multipart", "falcon_prometheus"})
"""Libraries whose middleware refuses nobody for who they are."""
_BORN = 0


class _Reader(Reader):
    """Reads one application."""

    framework = "Falcon"

    def assembly(self) -> Assembly:
        """Return the application with all of its routes."""
        self.package = "falcon.asgi" if self.program.is_a(self.application, "falcon.asgi.App") else "falcon"
        self.middleware = tuple(self._components())
        routes = [route for event in self.program.calls_on(self.application) for route in self._registered(event)]
        headers: dict[str, Evidence] = {}
        for component, _ in self.middleware:
            for name, shown in headers_set_by(self.program, component):
                headers.setdefault(name, shown)
        cookies = self.program.calls("falcon.Response.set_cookie", "falcon.asgi.Response.set_cookie")
        return self.assembled(
            routes,
            {
                "headers": tuple(sorted(headers.items())),
                "uses_cookies": State.YES if cookies else State.NO,
            },
        )

    # --- registrations

    def _registered(self, event: CallEvent) -> Iterator[Route]:
        if method_of(event) == "add_route":
            text = self._path(event, 0, "uri_template")
            path, found = of_variables(text, BRACED, _kind)
            yield from self._resource(event, path, found)
        elif method_of(event) == "add_sink":
            path, found = of_regex(self._path(event, 1, "prefix") if len(event.arguments.positional) > 1 else "/")
            sink = event.arguments.get(0, "sink")
            for one in members(sink) if sink is not None else ():
                rest = "{…}" if path.endswith("/") else "/{…}"
                yield self._route(event, _ANY, path + rest, one, None, found)

    def _path(self, event: CallEvent, position: int, name: str) -> str:
        text = prefix_of(event.arguments.get(position, name))
        if text is None:
            self.note("the path registered", event.site)
            return "/{…}"
        return text

    def _resource(self, event: CallEvent, path: str, found: tuple[PathParameter, ...]) -> Iterator[Route]:
        given = event.arguments.get(1, "resource")
        suffix = string_of(event.arguments.get(2, "suffix") or Constant("", "str")) or ""
        for resource in members(given) if given is not None else ():
            responders = tuple(self._responders(resource, suffix))
            if not responders:
                self.note("the resource registered", event.site)
            for verb, responder in responders:
                yield self._route(event, (verb,), path, responder, resource, found)

    def _responders(self, resource: AnyValue, suffix: str) -> Iterator[tuple[str, AnyValue]]:
        """Yield the responders of an object, or of a module that stands for one, by their methods."""
        names: set[str] = set()
        if isinstance(resource, Module):
            names.update(self.program.namespace(resource.name))
        elif isinstance(resource, InstanceObject):
            names.update(resource.fields)
            names.update(n for c in resource.cls.ancestors() if isinstance(c, ClassObject) for n in c.namespace)
        for name in sorted(names):
            found = _RESPONDER.fullmatch(name)
            if found is not None and (found["suffix"] or "") == suffix:
                responder = self.program.attribute(resource, name)
                if is_callable(responder):
                    yield found["verb"].upper(), responder

    # --- routes

    def _route(
        self,
        event: CallEvent,
        methods: tuple[str, ...],
        path: str,
        handler: AnyValue,
        resource: AnyValue | None,
        found: tuple[PathParameter, ...],
    ) -> Route:
        values = tuple((one.name, value_of(self.program, one, event.site, {})) for one in found)
        request = Produced(self.made, f"{self.package}.Request", frozenset(), _BORN)
        request.fields["path"] = path_value(path, dict(values))
        request.fields["uri_template"] = Constant(path, "str")
        if len(methods) == 1:
            request.fields["method"] = Constant(methods[0], "str")
        response = Produced(self.made, f"{self.package}.Response", frozenset(), _BORN)
        given = DictObject({Constant(name, "str"): value for name, value in values}, None, event.site, _BORN)
        inner = written(handler)
        return Route(
            methods=methods,
            path=path or "/",
            name=name_of(self.program, inner),
            location=place_of(self.program, inner, event.site),
            handler=handler if is_callable(handler) else None,
            arguments=Arguments((request, response), values),
            parameters=tuple(declared(self.program, one, event.site) for one in found),
            covers=(
                *self._before(request, response, resource, given),
                *self._hooks(handler, resource, Arguments((request, response, resource or NONE, given))),
                *covers_below(self.program, event, handler),
            ),
            websocket=methods == ("WEBSOCKET",),
            returns_html=State.NO,
        )

    def _components(self) -> Iterator[tuple[AnyValue, CallEvent]]:
        """Yield the middleware of the application in the order in which it runs."""
        given = self.made.arguments.keyword("middleware")
        adding = [event for event in self.program.calls_on(self.application) if method_of(event) == "add_middleware"]
        for value, event in ((given, self.made), *((one.arguments.get(0, "middleware"), one) for one in adding)):
            for one in members(value) if value is not None else ():
                if one == NONE:
                    continue
                if not isinstance(one, (ListObject, Tuple)):
                    yield one, event
                    continue
                items, complete = self.program.items(one)
                if not complete:
                    self.note("a part of the middleware", event.site)
                    yield UNKNOWN, event
                for item in items:
                    yield from ((each, event) for each in members(item))

    def _before(
        self, request: AnyValue, response: AnyValue, resource: AnyValue | None, given: AnyValue
    ) -> Iterator[Cover]:
        for method in _BEFORE:
            arguments: tuple[AnyValue, ...] = (request, response)
            if method == "process_resource":
                arguments = (*arguments, resource or NONE, given)
            for component, event in self.middleware:
                if not isinstance(component, InstanceObject):
                    if method == _BEFORE[0]:
                        yield from self._of_library(component, event)
                    continue
                for name in (f"{method}_async", method):
                    if isinstance(component.cls.lookup(name), FunctionObject):
                        shown = evidence(self.program, component.cls.facts.name, event.site)
                        yield Cover(
                            evidence=shown,
                            function=self.program.attribute(component, name),
                            arguments=Arguments(arguments),
                        )
                        break

    def _of_library(self, component: AnyValue, event: CallEvent) -> Iterator[Cover]:
        """Yield a middleware that is none of the project's: it may refuse, unless it is one that never does."""
        made = component.base if isinstance(component, Member) else component
        name = (made.type or made.call.callee) if isinstance(made, Produced) else ""
        if name.partition(".")[0] not in _NO_GUARDS:
            yield Cover(evidence=evidence(self.program, name.rpartition(".")[2] or "middleware", event.site))

    def _hooks(self, handler: AnyValue, resource: AnyValue | None, first: Arguments) -> Iterator[Cover]:
        """Yield the hooks of `falcon.before`, those on the class first, outermost first."""
        owners: list[AnyValue] = [handler]
        if isinstance(resource, InstanceObject):
            owners = [*(one for one in resource.cls.ancestors() if isinstance(one, ClassObject)), handler]
        for owner in owners:
            for event in reversed(list(decorations(owner))):
                made = decorator_call(event)
                hook = made.arguments.get(0, "action")
                if made.callee != "falcon.before" or hook is None:
                    continue
                keywords = tuple(pair for pair in made.arguments.keywords if pair[0] not in {"action", "is_async"})
                shown = evidence(self.program, name_of(self.program, hook).rpartition(":")[2], made.site)
                given = Arguments((*first.positional, *made.arguments.positional[1:]), keywords)
                yield Cover(evidence=shown, function=hook if is_callable(hook) else None, arguments=given)


def _kind(text: str) -> str:
    """Return what a converter lets through: `int(min=1)`, `re(...)`."""
    name, _, arguments = text.partition("(")
    if name == "re":
        return kind_of_pattern(arguments.removesuffix(")").strip("r'\""))
    return _KINDS.get(name, "str")


def _assemble(program: Program) -> Iterator[Assembly]:
    """Yield every Falcon application."""
    for application in program.results(*APPLICATIONS):
        made = constructor(program, application)
        if made is not None:
            yield _Reader(program, application, made).assembly()


ASSEMBLE = _assemble
