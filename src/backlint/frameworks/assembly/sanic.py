"""Sanic: applications, blueprints and groups of them, class views, middleware.

How prefixes and versions are put together was checked against Sanic 25.3: `sanic.blueprints`, `sanic.mixins.routes`.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from backlint.concepts import Evidence, State
from backlint.execution.program import Program
from backlint.execution.taint import Site
from backlint.execution.values import (
    AnyValue,
    Arguments,
    CallEvent,
    ClassObject,
    Constant,
    External,
    FunctionObject,
    InstanceObject,
    ListObject,
    Produced,
    Tuple,
    members,
    string_of,
)
from backlint.frameworks.assembly.converters import kind_of_pattern
from backlint.frameworks.assembly.flask_arguments import given_by
from backlint.frameworks.assembly.flask_decorators import covers_below, decorators_below
from backlint.frameworks.assembly.flask_views import decorate, is_callable
from backlint.frameworks.assembly.paths import ANGLED, declared, of_variables, value_of
from backlint.frameworks.assembly.reader import Reader
from backlint.frameworks.assembly.registration import (
    applied,
    constructor,
    evidence,
    innermost,
    method_of,
    name_of,
    of_library,
    place_of,
    prefix_of,
    strings,
    written,
)
from backlint.frameworks.assembly.responses import headers_set_by
from backlint.frameworks.routes import Assembly, Cover, Route

APPLICATION = "sanic.Sanic"
APPLICATIONS = (APPLICATION,)
_BLUEPRINT = "sanic.Blueprint"
PARTS = (_BLUEPRINT,)
REGISTERS = frozenset(
    """
    route get post put patch delete websocket add_route add_websocket_route blueprint middleware
    """.split()
)
_VIEW = "sanic.views.HTTPMethodView"
_REQUEST = "sanic.Request"
_VERBS = ("get", "post", "put", "patch", "delete")
_MIDDLEWARE = frozenset({"middleware", "on_request", "register_middleware"})
_KINDS = {
    "int": "int",
    "uuid": "uuid",
    "float": "int",
    "number": "int",
    "ymd": "int",
    "alpha": "slug",
    "slug": "slug",
    "path": "path",
    "str": "segment",
    "string": "segment",
    "strorempty": "segment",
    "": "segment",
}
_MAX_DEPTH = 12


class _Stand(msgspec.Struct, frozen=True):
    """Where routes stand: the prefix and version so far, and the blueprints above."""

    prefix: str = ""
    version: str = ""
    chain: tuple[AnyValue, ...] = ()


class _Reader(Reader):
    """Reads one application."""

    framework = "Sanic"

    def assembly(self) -> Assembly:
        """Return the application with all of its routes."""
        routes = list(self._scaffold(self.application, _Stand(chain=(self.application,))))
        headers: dict[str, Evidence] = {}
        for one, _ in self._middleware(self.application, "response"):
            self.program.run(one, Arguments((self._request(None, ()), External("sanic.HTTPResponse"))))
            for name, shown in headers_set_by(self.program, one):
                headers.setdefault(name, shown)
        cookies = State.YES if self.program.calls("sanic.HTTPResponse.add_cookie") else State.NO
        return self.assembled(routes, {"headers": tuple(sorted(headers.items())), "uses_cookies": cookies})

    # --- registrations

    def _scaffold(self, scaffold: AnyValue, stand: _Stand) -> Iterator[Route]:
        """Read what is registered on the application or on a blueprint."""
        for event in self.program.calls_on(scaffold):
            method = method_of(event)
            if method in {*_VERBS, "route", "websocket", "head", "options"}:
                for use in applied(self.program, event):
                    if use.arguments.positional:
                        yield from self._registered(event, use.arguments.positional[0], stand, method)
            elif method in {"add_route", "add_websocket_route"}:
                handler = event.arguments.get(0, "handler")
                if handler is not None:
                    yield from self._registered(event, handler, stand, method)
            elif method == "blueprint":
                yield from self._blueprints(event.arguments.get(0, "blueprint"), event, stand)

    def _blueprints(self, given: AnyValue | None, event: CallEvent, stand: _Stand) -> Iterator[Route]:
        """Read what `app.blueprint(...)` registers; a prefix given there comes before a blueprint's own."""
        prefix = prefix_of(event.arguments.keyword("url_prefix"))
        if prefix is None:
            self.note("the prefix of the blueprint registered", event.site)
        version = self._version(event.arguments.keyword("version")) or stand.version
        yield from self._parts(given, event.site, _Stand(stand.prefix + (prefix or ""), version, stand.chain))

    def _parts(self, given: AnyValue | None, site: Site, stand: _Stand) -> Iterator[Route]:
        """Read a blueprint, a list of them, or a group."""
        for one in members(given) if given is not None else ():
            if isinstance(one, (ListObject, Tuple)):
                for item in self.program.items(one)[0]:
                    yield from self._parts(item, site, stand)
                continue
            made = constructor(self.program, one)
            if made is None:
                if not of_library(self.program, one):
                    self.note("the blueprint registered", site)
            elif one not in stand.chain and len(stand.chain) <= _MAX_DEPTH:
                yield from self._part(one, made, stand)

    def _part(self, part: AnyValue, made: CallEvent, stand: _Stand) -> Iterator[Route]:
        group = made.callee.endswith(".group")
        own = prefix_of(made.arguments.get(None if group else 1, "url_prefix"))
        if own is None:
            self.note("the prefix of the blueprint made", made.site)
        version = self._version(made.arguments.keyword("version")) or stand.version
        inner = _Stand(stand.prefix + (own or ""), version, (*stand.chain, part))
        if group:
            for one in made.arguments.positional:
                yield from self._parts(one, made.site, inner)
        else:
            yield from self._scaffold(part, inner)

    def _version(self, given: AnyValue | None) -> str:
        if isinstance(given, Constant) and given.value is not None:
            return f"/v{str(given.value).removeprefix('v')}"
        return ""

    def _registered(self, event: CallEvent, handler: AnyValue, stand: _Stand, method: str) -> Iterator[Route]:
        shift = 1 if method.startswith("add_") else 0
        text = prefix_of(event.arguments.get(shift, "uri"))
        if text is None:
            self.note("the path registered", event.site)
            text = "/{…}"
        version = self._version(event.arguments.keyword("version")) or stand.version
        path = version + stand.prefix + (text if text.startswith("/") or not text else f"/{text}")
        path = path.rstrip("/") or "/"
        websocket = "websocket" in method
        for one in members(handler):
            cls = _view_class(self.program, one)
            if cls is not None:
                yield from self._class_view(event, cls, path, stand)
                continue
            names, complete = strings(self.program, event.arguments.get(1 + shift, "methods"))
            if not complete:
                self.note("the methods registered", event.site)
            methods = (method.upper(),) if method in {*_VERBS, "head", "options"} else tuple(map(str.upper, names))
            methods = ("WEBSOCKET",) if websocket else methods or ("GET",)
            yield self._route(event, one, path, stand, tuple(sorted(methods)))

    def _class_view(self, event: CallEvent, cls: ClassObject, path: str, stand: _Stand) -> Iterator[Route]:
        instance = self.program.instance(cls, {})
        around = cls.lookup("decorators")
        decorators = self.program.items(around)[0] if around is not None else ()
        for verb in _VERBS:
            if isinstance(cls.lookup(verb), FunctionObject):
                method, _ = decorate(self.program, self.program.attribute(instance, verb), decorators)
                yield self._route(event, method, path, stand, (verb.upper(),))

    def _route(self, event: CallEvent, handler: AnyValue, path: str, stand: _Stand, methods: tuple[str, ...]) -> Route:
        shown, found = of_variables(path, ANGLED, _kind)
        request = self._request(shown, methods)
        values = tuple((one.name, value_of(self.program, one, event.site, {})) for one in found)
        inner = written(handler)
        first = () if isinstance(innermost(handler), ClassObject) else (request,)
        covers = [
            Cover(evidence=where, function=one, arguments=Arguments((request,)), answers=True)
            for owner in stand.chain
            for one, where in self._middleware(owner, "request")
        ]
        covers.extend(covers_below(self.program, event, handler))
        given = given_by(self.program, tuple(decorators_below(self.program, event, handler)), handler, event.site)
        return Route(
            methods=methods,
            path=shown,
            name=name_of(self.program, inner),
            location=place_of(self.program, inner, event.site),
            handler=handler if is_callable(handler) else None,
            arguments=Arguments((*first, *given.positional), (*values, *given.keywords)),
            parameters=(*(declared(self.program, one, event.site) for one in found), *given.parameters),
            covers=tuple(covers),
            websocket=methods == ("WEBSOCKET",),
            returns_html=State.NO,
        )

    def _request(self, path: str | None, methods: tuple[str, ...]) -> AnyValue:
        """Make the request of a route: its path and method are known as far as the route says them."""
        request = Produced(self.made, _REQUEST, frozenset(), 0)
        if path is not None and "{" not in path:
            request.fields["path"] = Constant(path, "str")
        if len(methods) == 1:
            request.fields["method"] = Constant(methods[0], "str")
        return request

    def _middleware(self, owner: AnyValue, wanted: str) -> Iterator[tuple[AnyValue, Evidence]]:
        """Yield what runs before (`request`) or after (`response`) the handlers of an application or a blueprint."""
        for event in self.program.calls_on(owner):
            method = method_of(event)
            if method not in _MIDDLEWARE | {"on_response"}:
                continue
            kind = "response" if method == "on_response" else "request"
            given = [value for value in event.arguments.values() if string_of(value) is not None]
            if given:
                kind = string_of(given[0]) or kind
            if kind != wanted:
                continue
            uses = [use.arguments.positional[0] for use in applied(self.program, event) if use.arguments.positional]
            bare = [one for one in event.arguments.positional if is_callable(one)]
            for one in (*uses, *bare):
                shown = name_of(self.program, one).rpartition(":")[2]
                yield one, evidence(self.program, shown, event.site)


def _kind(text: str) -> str:
    """Return what a variable lets through; a kind that is none of Sanic's is a regular expression."""
    return _KINDS.get(text) or kind_of_pattern(text)


def _view_class(program: Program, handler: AnyValue) -> ClassObject | None:
    """Return the class view behind what `as_view()` gave."""
    if isinstance(handler, Produced) and handler.call.callee.endswith(".as_view"):
        receiver = handler.call.receiver
        cls = receiver.cls if isinstance(receiver, InstanceObject) else receiver
        if isinstance(cls, ClassObject) and program.is_a(cls, _VIEW):
            return cls
    return None


def _assemble(program: Program) -> Iterator[Assembly]:
    """Yield every Sanic application."""
    for application in program.results(APPLICATION):
        made = constructor(program, application)
        if made is not None:
            yield _Reader(program, application, made).assembly()


ASSEMBLE = _assemble
