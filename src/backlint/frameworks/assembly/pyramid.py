"""Pyramid: routes, views added and views found by a scan, permissions, CSRF checks and tweens.

What combines how was checked against Pyramid 2.1: `pyramid.config.routes`, `pyramid.config.views`, `pyramid.view`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from backlint.concepts import State
from backlint.execution.program import Program
from backlint.execution.values import (
    FALSE,
    AnyValue,
    CallEvent,
    ClassObject,
    External,
    FunctionObject,
    Module,
    members,
    string_of,
)
from backlint.frameworks.assembly.pyramid_tree import CONFIGURATOR, Stand, Tree, option, roots
from backlint.frameworks.assembly.pyramid_views import View, Views
from backlint.frameworks.assembly.reader import Reader
from backlint.frameworks.assembly.registration import (
    applied,
    decorations,
    decorator_call,
    evidence,
    innermost,
    method_of,
    prefix_of,
    strings,
)
from backlint.frameworks.routes import Assembly, Route

APPLICATIONS = (CONFIGURATOR,)
REGISTERS = frozenset({"add_route", "add_view", "include", "scan"})
_EVERY = ("DELETE", "GET", "PATCH", "POST", "PUT")
"""What a view for any method is listed with: those that clients send."""
_CONFIG = "pyramid.view.view_config"
_DEFAULTS = "pyramid.view.view_defaults"
_OLD = re.compile(r"(?<=/):(?P<name>[A-Za-z]\w*)")
_REST = re.compile(r"\*(?P<name>[A-Za-z]\w*)$")
_ANYWHERE = "/{…}"
_OPTIONS = (
    ("name", 1),
    ("permission", 3),
    ("route_name", 5),
    ("request_method", 6),
    ("attr", None),
    ("context", None),
    ("decorator", None),
    ("require_csrf", None),
    ("exception_only", None),
    ("is_authenticated", None),
    ("effective_principals", None),
)


class _Pattern(msgspec.Struct, frozen=True):
    """One route: its pattern with the prefix before it, its methods (none for any), what makes its context."""

    pattern: str
    methods: tuple[str, ...]
    factory: AnyValue | None
    traverse: str
    event: CallEvent


class _Reader(Reader):
    """Reads one application."""

    framework = "Pyramid"

    def __init__(self, program: Program, application: AnyValue, made: CallEvent) -> None:
        super().__init__(program, application, made)
        self.tree = Tree(program, application, made)

    def assembly(self) -> Assembly:
        """Return the application with all of its routes."""
        self.patterns: dict[str, list[_Pattern]] = {}
        events = [(stand, event) for stand in self.tree.stands() for event in self.program.calls_on(stand.configurator)]
        for stand, event in events:
            if method_of(event) == "add_route":
                self._add_route(stand, event)
        self.views = Views(self.program, self.tree, self.made, tuple(events))
        routes = [route for view in (*self._added(events), *self._scanned()) for route in self._routes(view)]
        for what, event in (*self.tree.unread, *self.views.unread):
            self.note(what, event.site)
        checks = [event for _, event in events if method_of(event) == "set_default_csrf_options"]
        csrf = [one for one in checks if option(one, 0, "require_csrf") != FALSE]
        return self.assembled(
            routes,
            {
                "csrf": State.YES if csrf else State.NO,
                "csrf_evidence": tuple(evidence(self.program, "set_default_csrf_options", one.site) for one in csrf),
                "headers": self.views.headers(),
                "uses_cookies": self._uses_cookies(),
            },
        )

    def _uses_cookies(self) -> State:
        used = self.program.calls(
            "pyramid.session.SignedCookieSessionFactory",
            "pyramid.session.BaseCookieSessionFactory",
            "pyramid.authentication.AuthTktAuthenticationPolicy",
            "pyramid.authentication.AuthTktCookieHelper",
            "pyramid.authentication.SessionAuthenticationPolicy",
            "pyramid.response.Response.set_cookie",
            f"{CONFIGURATOR}.set_session_factory",
        )
        return State.YES if used else State.UNKNOWN

    # --- routes

    def _add_route(self, stand: Stand, event: CallEvent) -> None:
        name = _name(event.arguments.get(0, "name"))
        text = prefix_of(option(event, 1, "pattern") or option(event, None, "path"))
        if name is None or text is None:
            self.note("the route registered", event.site)
        if name is None or "://" in (text or ""):
            return
        text = _ANYWHERE if text is None else text
        if stand.prefix:
            inherits = not text and option(event, None, "inherit_slash") is not None
            text = stand.prefix if inherits else f"{stand.prefix.rstrip('/')}/{text.lstrip('/')}"
        methods, _ = strings(self.program, option(event, None, "request_method"))
        traverse = string_of(option(event, None, "traverse") or External("")) or ""
        factory = self.tree.resolve(stand, option(event, 2, "factory"))
        # A name that is registered again takes the place of the first.
        self.patterns[name] = [
            _Pattern(text if text.startswith("/") else f"/{text}", methods, factory, traverse, event)
        ]

    # --- views

    def _added(self, events: list[tuple[Stand, CallEvent]]) -> Iterator[View]:
        for stand, event in events:
            if method_of(event) != "add_view":
                continue
            target = self.tree.resolve(stand, option(event, 0, "view"))
            for one in members(target) if target is not None else ():
                given = {name: option(event, position, name) for name, position in _OPTIONS}
                yield View(one, event, self._with_defaults(one, given))

    def _scanned(self) -> Iterator[View]:
        """Yield the views that `view_config` names in what was scanned."""
        scans = tuple(self.tree.scans())
        for event in self.program.calls(_CONFIG):
            for use in applied(self.program, event):
                target = use.arguments.get(0)
                inner = innermost(target) if target is not None else None
                if target is None or not isinstance(inner, (FunctionObject, ClassObject)):
                    continue
                if not any(scan.covers(inner.module) for scan in scans):
                    continue
                given = {name: option(event, None, name) for name, _ in _OPTIONS}
                if isinstance(inner, FunctionObject) and inner.owner is not None:
                    yield View(inner.owner, event, self._with_defaults(inner.owner, given), inner.facts.name)
                else:
                    yield View(target, event, self._with_defaults(target, given))

    def _with_defaults(self, view: AnyValue, given: dict[str, AnyValue | None]) -> dict[str, AnyValue]:
        """Return a view's options, and those that `view_defaults` gives to all views of its class."""
        found = {name: value for name, value in given.items() if value is not None}
        if isinstance(view, ClassObject):
            for cls in view.ancestors():
                made = [decorator_call(one) for one in decorations(cls)] if isinstance(cls, ClassObject) else []
                defaults = next((one for one in made if one.callee == _DEFAULTS), None)
                if defaults is not None:
                    held = {name: option(defaults, None, name) for name, _ in _OPTIONS}
                    return {name: value for name, value in held.items() if value is not None} | found
        return found

    def _routes(self, view: View) -> Iterator[Route]:
        if _is_for_errors(view.options.get("context")) or "exception_only" in view.options:
            return
        if isinstance(view.target, (External, Module)):
            return
        methods, complete = strings(self.program, view.options.get("request_method"))
        if not complete:
            self.note("the methods of a view", view.event.site)
        named = view.options.get("route_name")
        own = string_of(view.options.get("name") or External("")) or ""
        if named is None:
            # Found by traversal: how deep its context lies is not known before a request comes.
            yield self.views.route(view, methods or _EVERY, f"{_ANYWHERE}/{own}" if own else _ANYWHERE, None, "")
            return
        for one in members(named):
            name = _name(one)
            patterns = self.patterns.get(name) if name is not None else None
            if patterns is None or ("…" in (name or "") and len(patterns) > 1):
                self.note("the route of a view", view.event.site)
                continue
            for pattern in patterns:
                allowed = tuple(m for m in (methods or pattern.methods or _EVERY) if m in (pattern.methods or (m,)))
                path = _OLD.sub(r"{\g<name>}", pattern.pattern)
                if own and pattern.pattern.endswith("*traverse"):
                    path = f"{path}/{own}"
                path = _REST.sub(r"{\g<name>:.*}", path)
                yield self.views.route(view, allowed, path, pattern.factory, pattern.traverse)


def _name(value: AnyValue | None) -> str | None:
    """Return the name of a route, which may have parts that are not known; None where nothing of it is."""
    return None if value is None else prefix_of(value)


def _is_for_errors(context: AnyValue | None) -> bool:
    """Tell whether a view is one for exceptions, which no address leads to: resources are classes of the project."""
    for one in members(context) if context is not None else ():
        if isinstance(one, External):
            return True
        bases = one.library_bases() if isinstance(one, ClassObject) else ()
        if any(name.startswith("pyramid.httpexceptions.") or name.endswith(("Exception", "Error")) for name in bases):
            return True
    return False


def _assemble(program: Program) -> Iterator[Assembly]:
    """Yield every Pyramid application."""
    for application, made in roots(program):
        yield _Reader(program, application, made).assembly()


def _prepare(program: Program) -> None:
    for application, made in roots(program):
        Tree(program, application, made).grow()


ASSEMBLE = _assemble
PREPARE = _prepare
