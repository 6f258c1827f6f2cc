"""Bottle: applications and the default one, routes with their rules, mounts, hooks and plugins.

How rules, mounts and plugins work was checked against Bottle 0.13: `Router`, `Route`, `Bottle._mount_app`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from backlint.concepts import State
from backlint.execution.program import Program
from backlint.execution.values import (
    NONE,
    AnyValue,
    Arguments,
    CallEvent,
    Constant,
    FunctionObject,
    InstanceObject,
    Produced,
    members,
    string_of,
)
from backlint.facts.model import KEYWORD_ONLY, POSITIONAL, POSITIONAL_ONLY
from backlint.frameworks.assembly.converters import kind_of_pattern
from backlint.frameworks.assembly.flask_decorators import covers_below, covers_of, decoration_of
from backlint.frameworks.assembly.flask_views import is_callable
from backlint.frameworks.assembly.paths import declared, of_variables, path_value, value_of
from backlint.frameworks.assembly.reader import Reader
from backlint.frameworks.assembly.registration import (
    applied,
    evidence,
    innermost,
    join_paths,
    method_of,
    name_of,
    of_library,
    place_of,
    prefix_of,
    roots,
    strings,
    written,
)
from backlint.frameworks.routes import Assembly, Cover, Route

APPLICATION = "bottle.Bottle"
APPLICATIONS = (APPLICATION,)
REGISTERS = frozenset("route get post put patch delete mount merge hook add_hook install".split())
_VERBS = frozenset({"get", "post", "put", "patch", "delete"})
_EVERY = ("DELETE", "GET", "PATCH", "POST", "PUT")
"""What a route for any method is listed with: those that clients send."""
_DEFAULT = ("bottle.default_app", "bottle.app")
_OF_DEFAULT = tuple(f"bottle.{name}" for name in (*sorted(_VERBS), "route", "mount", "hook", "install"))
_RULE = re.compile(r"<(?P<name>[A-Za-z_]\w*)(?::(?P<kind>(?:\\.|[^\\>])+))?>")
_NAMELESS = re.compile(r"<:(?:\\.|[^\\>])+>")
_OLD = re.compile(r"(?<![<\w]):(?P<name>[A-Za-z_]\w*)(?:#(?P<pattern>.*?)#)?(?![^<]*>)")
"""The grammar of rules before 0.10, which is read to this day: `/:name` and `/:name#[0-9]+#`."""
_KINDS = {"": "segment", "int": "int", "float": "int", "path": "path"}


class _Stand(msgspec.Struct, frozen=True):
    """Where routes stand: the prefix, the application whose plugins they go through, those whose hooks run before."""

    prefix: str
    plugins: tuple[tuple[AnyValue, CallEvent], ...]
    hooks: tuple[Cover, ...]
    chain: tuple[int, ...] = ()


class _Reader(Reader):
    """Reads one application and those that are mounted on it; `application` is None for the default one."""

    framework = "Bottle"

    def assembly(self) -> Assembly:
        """Return the application with all of its routes."""
        routes = list(self._routes(self.application, _Stand("", (), ())))
        cookies = self.program.calls("bottle.LocalResponse.set_cookie", "bottle.BaseResponse.set_cookie")
        return self.assembled(routes, {"uses_cookies": State.YES if cookies else State.NO})

    def _events(self, application: AnyValue) -> tuple[CallEvent, ...]:
        """Return the calls on an application; those of the default one are of functions of the library as well."""
        if application is not NONE:
            return self.program.calls_on(application)
        held = [event for one in _defaults(self.program) for event in self.program.calls_on(one)]
        return tuple(sorted((*self.program.calls(*_OF_DEFAULT), *held), key=lambda event: event.order))

    # --- registrations

    def _routes(self, application: AnyValue, above: _Stand) -> Iterator[Route]:
        """Yield the routes of an application, and of those that are mounted on it or merged into it."""
        events = self._events(application)
        plugins = tuple(
            (one, event)
            for event in events
            if method_of(event) == "install"
            for one in members(event.arguments.get(0, "plugin") or NONE)
        )
        hooks = (*above.hooks, *self._hooks(events))
        stand = _Stand(above.prefix, plugins, hooks, (*above.chain, id(application)))
        for event in events:
            method = method_of(event)
            if method == "route" or method in _VERBS:
                for callback in self._callbacks(event):
                    yield from self._registered(event, callback, method, stand)
            elif method in {"mount", "merge"}:
                yield from self._below(event, method, stand)

    def _callbacks(self, event: CallEvent) -> Iterator[AnyValue]:
        """Yield what a registration is given as a callback, or decorates; `@route` alone is given it as its path."""
        first = event.arguments.get(0, "path")
        given = event.arguments.get(2 if method_of(event) == "route" else 3, "callback")
        if given is None and first is not None and is_callable(first):
            given = first
        if given is not None and given != NONE:
            yield from members(given)
            return
        for use in applied(self.program, event):
            if use.arguments.positional:
                yield from members(use.arguments.positional[0])

    def _below(self, event: CallEvent, method: str, stand: _Stand) -> Iterator[Route]:
        """Read an application that is mounted here: a prefix with a slash at its end takes its routes over, and leaves
        its hooks; any other calls it as it is.
        """
        merged = method == "merge"
        prefix = "" if merged else prefix_of(event.arguments.get(0, "prefix"))
        given = event.arguments.get(0, "routes") if merged else event.arguments.get(1, "app")
        if prefix is None:
            self.note("the prefix mounted", event.site)
            prefix = "/{…}"
        taken = merged or prefix.endswith("/")
        for one in members(given) if given is not None else ():
            if id(one) in stand.chain:
                self.note("what stands below an application mounted on itself", event.site)
            elif self.program.is_a(one, APPLICATION):
                own = () if taken else tuple(self._hooks(self._events(one)))
                inner = _Stand(stand.prefix + prefix, (), (*stand.hooks, *own), stand.chain)
                yield from self._mounted(one, inner)
            elif not of_library(self.program, one):
                self.note("the application mounted", event.site)

    def _mounted(self, application: AnyValue, stand: _Stand) -> Iterator[Route]:
        hooks = stand.hooks
        for route in self._routes(application, _Stand(stand.prefix, (), (), stand.chain)):
            own = {cover.evidence for cover in self._hooks(self._events(application))}
            covers = tuple(cover for cover in route.covers if cover.evidence not in own)
            yield msgspec.structs.replace(route, covers=(*hooks, *covers))

    # --- routes

    def _registered(self, event: CallEvent, callback: AnyValue, method: str, stand: _Stand) -> Iterator[Route]:
        given = event.arguments.keyword("method") or (event.arguments.get(1) if method == "route" else None)
        names, complete = strings(self.program, given)
        if not complete:
            self.note("the methods registered", event.site)
        methods = tuple(name.upper() for name in names) or ("GET" if method == "route" else method.upper(),)
        if "ANY" in methods:
            methods = _EVERY
        path = event.arguments.get(0, "path")
        if path is None or path == NONE or is_callable(path):
            texts: tuple[str, ...] = tuple(_of_signature(callback))
        else:
            texts, complete = strings(self.program, path)
            if not complete or not texts:
                known = prefix_of(path)
                texts = (*texts, *(() if known is None else (known,)))
                if known is None:
                    self.note("the path registered", event.site)
                    texts = texts or ("/{…}",)
        for text in texts:
            yield self._route(event, tuple(sorted(methods)), join_paths(stand.prefix, text) or "/", callback, stand)

    def _route(self, event: CallEvent, methods: tuple[str, ...], rule: str, callback: AnyValue, stand: _Stand) -> Route:
        rule = _NAMELESS.sub("{…}", _OLD.sub(_renewed, rule))
        path, found = of_variables(rule, _RULE, _kind)
        values = tuple((one.name, value_of(self.program, one, event.site, {})) for one in found)
        inner = written(callback)
        applied_here = event.arguments.keyword("apply")
        listed: list[tuple[AnyValue, CallEvent]] = []
        for one in members(applied_here) if applied_here is not None and applied_here != NONE else ():
            items = (one,) if is_callable(one) or isinstance(one, Produced) else self.program.items(one)[0]
            listed.extend((item, event) for item in items)
        handler, around = self._through((*stand.plugins, *listed), callback, path, methods)
        return Route(
            methods=methods,
            path=path,
            name=name_of(self.program, inner),
            location=place_of(self.program, inner, event.site),
            handler=handler,
            arguments=Arguments((), values),
            parameters=tuple(declared(self.program, one, event.site) for one in found),
            covers=(*stand.hooks, *around, *covers_below(self.program, event, callback)),
            known={
                "bottle.request.method": Constant(methods[0], "str"),
                "bottle.request.path": path_value(path, dict(values)),
            }
            if len(methods) == 1
            else {"bottle.request.path": path_value(path, dict(values))},
            returns_html=State.YES,
        )

    def _through(
        self, plugins: tuple[tuple[AnyValue, CallEvent], ...], callback: AnyValue, path: str, methods: tuple[str, ...]
    ) -> tuple[AnyValue | None, tuple[Cover, ...]]:
        """Return what a callback is after all plugins were applied to it, and what those of libraries may put before."""
        if not is_callable(callback):
            return None, ()
        context = Produced(self.made, "bottle.Route", frozenset(), 0)
        context.fields.update(callback=callback, rule=Constant(path, "str"), method=Constant(methods[0], "str"))
        handler = callback
        covers: list[Cover] = []
        for plugin, event in reversed(plugins):
            if isinstance(plugin, InstanceObject) and plugin.cls.lookup("apply") is not None:
                made = self.program.run(self.program.attribute(plugin, "apply"), Arguments((handler, context))).value
            elif is_callable(plugin):
                made = self.program.run(plugin, Arguments((handler,))).value
            else:
                decorator = decoration_of(self.program, plugin)
                covers.extend(covers_of(self.program, () if decorator is None else (decorator,)))
                continue
            if any(is_callable(one) for one in members(made)):
                handler = made
            else:
                covers.append(Cover(evidence=evidence(self.program, name_of(self.program, plugin), event.site)))
        if handler is not callback:
            self.program.expect_view(innermost(callback), handler)
        return handler, tuple(covers)

    def _hooks(self, events: tuple[CallEvent, ...]) -> Iterator[Cover]:
        """Yield what runs before every request: `@hook("before_request")`, `add_hook("before_request", function)`."""
        for event in events:
            if method_of(event) not in {"hook", "add_hook"}:
                continue
            if string_of(event.arguments.get(0, "name") or NONE) != "before_request":
                continue
            uses = [use.arguments.positional[0] for use in applied(self.program, event) if use.arguments.positional]
            given = event.arguments.get(1, "func")
            for one in (*uses, *(() if given is None else members(given))):
                shown = name_of(self.program, one).rpartition(":")[2]
                yield Cover(
                    evidence=evidence(self.program, shown, event.site), function=one if is_callable(one) else None
                )


def _kind(text: str) -> str:
    """Return what a filter lets through: `int`, `re:[a-z]+`."""
    name, _, pattern = text.partition(":")
    return kind_of_pattern(pattern) if name == "re" else _KINDS.get(name, "str")


def _renewed(match: re.Match[str]) -> str:
    pattern = match["pattern"]
    return f"<{match['name']}:re:{pattern}>" if pattern else f"<{match['name']}>"


def _of_signature(callback: AnyValue) -> Iterator[str]:
    """Yield the rules of a route without a path, which its function's name and parameters say (`yieldroutes`)."""
    function = innermost(callback)
    if not isinstance(function, FunctionObject):
        return
    path = "/" + function.facts.name.replace("__", "/").lstrip("/")
    wanted = {POSITIONAL_ONLY, POSITIONAL}
    parameters = [one for one in function.facts.parameters if one.kind in wanted and one.kind != KEYWORD_ONLY]
    path += "".join(f"/<{one.name}>" for one in parameters if one.default is None)
    yield path
    for one in parameters:
        if one.default is not None:
            path += f"/<{one.name}>"
            yield path


def _defaults(program: Program) -> Iterator[AnyValue]:
    """Yield what stands for the default application."""
    for one in program.results(APPLICATION):
        if isinstance(one, Produced) and one.call.callee in _DEFAULT:
            yield one


def _assemble(program: Program) -> Iterator[Assembly]:
    """Yield every application that is not mounted on another, and the default one where something was given to it."""
    defaults = {id(one) for one in _defaults(program)}
    applications = [one for one in program.results(APPLICATION) if id(one) not in defaults]
    for application, made in roots(program, applications, {"mount", "merge"}):
        yield _Reader(program, application, made).assembly()
    events = (*program.calls(*_OF_DEFAULT), *(event for one in _defaults(program) for event in program.calls_on(one)))
    if events:
        yield _Reader(program, NONE, min(events, key=lambda event: event.order)).assembly()


ASSEMBLE = _assemble
