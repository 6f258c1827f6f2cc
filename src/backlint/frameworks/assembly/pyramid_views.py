"""Pyramid's views: what they are called with, and what stands before them: tweens, derivers, decorators, permissions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from backlint.concepts import Evidence, ProtectionKind, State
from backlint.execution.program import Program
from backlint.execution.values import (
    FALSE,
    NONE,
    UNKNOWN,
    AnyValue,
    Arguments,
    CallEvent,
    ClassObject,
    Constant,
    DictObject,
    External,
    FunctionObject,
    ListObject,
    Partial,
    Produced,
    Tuple,
    members,
    string_of,
)
from backlint.frameworks.assembly.converters import kind_of_pattern
from backlint.frameworks.assembly.flask_decorators import covers_below
from backlint.frameworks.assembly.flask_views import is_callable
from backlint.frameworks.assembly.paths import BRACED, declared, of_variables, path_value, value_of
from backlint.frameworks.assembly.pyramid_policies import Policies, is_open
from backlint.frameworks.assembly.pyramid_tree import Stand, Tree, option
from backlint.frameworks.assembly.registration import (
    evidence,
    innermost,
    method_of,
    name_of,
    place_of,
    written,
)
from backlint.frameworks.assembly.responses import headers_set_by
from backlint.frameworks.routes import Cover, Route

REQUEST = "pyramid.request.Request"
_NEXT = External("pyramid.view.view")
_BOTH = 2


class View(msgspec.Struct, frozen=True):
    """A view as it was registered: what it is, by which call, with which options; `method` where it is one of a class."""

    target: AnyValue
    event: CallEvent
    options: Mapping[str, AnyValue]
    method: str = ""

    @property
    def attr(self) -> str:
        """The method of a class that is called."""
        return self.method or string_of(self.options.get("attr") or NONE) or ""


class Views:
    """Makes routes of the views of one application."""

    def __init__(
        self, program: Program, tree: Tree, made: CallEvent, events: tuple[tuple[Stand, CallEvent], ...]
    ) -> None:
        self.program = program
        self.tree = tree
        self.made = made
        self.events = events
        self.unread: list[tuple[str, CallEvent]] = []
        self.policies = Policies(program, tree, made, events)
        self._tweens = tuple(self._found_tweens())
        self._derivers = tuple(self._found_derivers())
        self._methods = tuple(self._request_methods())

    def route(
        self, view: View, methods: tuple[str, ...], pattern: str, factory: AnyValue | None, traverse: str
    ) -> Route:
        """Return the route of a view at a path."""
        path, found = of_variables(pattern, BRACED, _kind)
        values = {one.name: value_of(self.program, one, view.event.site, {}) for one in found}
        request = self._request(path, methods, values, view)
        context = self.policies.context(factory, request, traverse)
        handler, arguments = self._handler(view, context, request)
        inner = written(handler) if handler is not None else view.target
        given = Arguments((context, request))
        return Route(
            methods=tuple(sorted(methods)),
            path=path or "/",
            name=name_of(self.program, inner),
            location=place_of(self.program, inner, view.event.site),
            handler=handler if handler is not None and is_callable(handler) else None,
            arguments=arguments,
            parameters=tuple(declared(self.program, one, view.event.site) for one in found),
            covers=(
                *(Cover(evidence=shown, function=one, arguments=Arguments((request,))) for one, shown in self._tweens),
                *self.policies.covers(view.options.get("permission"), context, request, view.event),
                *self._derived(view, given),
                *self._decorators(view, given),
                *(covers_below(self.program, view.event, handler) if handler is not None else ()),
                *self._predicates(view),
                *self._csrf(view),
            ),
            exempt=tuple(self._exempt(view)),
            returns_html=State.UNKNOWN,
        )

    # --- the view

    def _request(self, path: str, methods: tuple[str, ...], values: Mapping[str, AnyValue], view: View) -> Produced:
        request = Produced(self.made, REQUEST, frozenset(), 0)
        entries = {Constant(name, "str"): value for name, value in values.items()}
        request.fields["matchdict"] = DictObject(entries, None, view.event.site, 0)
        request.fields["path"] = path_value(path, values)
        if len(methods) == 1:
            request.fields["method"] = Constant(methods[0], "str")
        for name, function, is_property in self._methods:
            bound = Partial(function, Arguments((request,)))
            request.fields[name] = self.program.run(bound, Arguments()).value if is_property else bound
        return request

    def _handler(self, view: View, context: AnyValue, request: AnyValue) -> tuple[AnyValue | None, Arguments]:
        """Return what is called, and with what: a view takes the request, or the context before it."""
        target = view.target
        if isinstance(target, ClassObject):
            made = target.lookup("__init__")
            instance = self.program.run(target, _wanted(made, 1, context, request)).value
            for one in members(instance):
                method = self.program.attribute(one, view.attr or "__call__")
                if is_callable(method):
                    return method, Arguments()
            return None, Arguments()
        if not is_callable(target):
            return None, Arguments()
        return target, _wanted(innermost(target), 0, context, request)

    # --- what stands before

    def _decorators(self, view: View, given: Arguments) -> Iterator[Cover]:
        """Yield the functions of the option `decorator`, which stand around the view as it is called with a context."""
        listed = view.options.get("decorator")
        for one in members(listed) if listed is not None else ():
            items = self.program.items(one)[0] if isinstance(one, (Tuple, ListObject)) else (one,)
            for item in items:
                target = self.tree.resolve(self.tree.root, item)
                if target is not None:
                    yield from self._wrapping(target, (_NEXT,), view.event, given)

    def _wrapping(
        self, maker: AnyValue, made_with: tuple[AnyValue, ...], event: CallEvent, given: Arguments
    ) -> Iterator[Cover]:
        """Yield what a function of the project puts around views."""
        if not is_callable(maker):
            return
        shown = evidence(self.program, name_of(self.program, maker).rpartition(":")[2], event.site)
        made = self.program.run(maker, Arguments(made_with)).value
        for one in members(made):
            if is_callable(one):
                yield Cover(evidence=shown, function=one, arguments=given)

    def _found_derivers(self) -> Iterator[tuple[AnyValue, CallEvent]]:
        for stand, event in self.events:
            if method_of(event) == "add_view_deriver":
                target = self.tree.resolve(stand, event.arguments.get(0, "deriver"))
                if target is not None:
                    yield target, event

    def _derived(self, view: View, given: Arguments) -> Iterator[Cover]:
        """Yield what derivers put around a view, which they may decide by its options."""
        options = dict(view.event.arguments.keywords)
        unpacked = view.event.arguments.double_star
        if isinstance(unpacked, DictObject):
            options |= {key.value: value for key, value in unpacked.entries.items() if isinstance(key.value, str)}
        entries = {Constant(name, "str"): value for name, value in (options | dict(view.options)).items()}
        for target, event in self._derivers:
            info = Produced(event, "pyramid.interfaces.IViewDeriverInfo", frozenset(), 0)
            info.fields["options"] = DictObject(entries, None, event.site, 0)
            yield from self._wrapping(target, (_NEXT, info), event, given)

    def _found_tweens(self) -> Iterator[tuple[AnyValue, Evidence]]:
        for stand, event in self.events:
            if method_of(event) == "add_tween":
                target = self.tree.resolve(stand, event.arguments.get(0, "tween_factory"))
                if target is None:
                    self.unread.append(("the tween added", event))
                    continue
                registry = Produced(event, "pyramid.registry.Registry", frozenset(), 0)
                for cover in self._wrapping(target, (_NEXT, registry), event, Arguments()):
                    if cover.function is not None:
                        yield cover.function, cover.evidence

    def _request_methods(self) -> Iterator[tuple[str, AnyValue, bool]]:
        """Yield what `add_request_method` adds to requests: its name, the function, and whether it is a property."""
        for stand, event in self.events:
            if method_of(event) != "add_request_method":
                continue
            target = self.tree.resolve(stand, option(event, 0, "callable"))
            inner = innermost(target) if target is not None else None
            if target is None or not isinstance(inner, FunctionObject):
                continue
            name = string_of(option(event, 1, "name") or NONE) or inner.facts.name
            flags = [option(event, 2, "property"), option(event, 3, "reify")]
            yield name, target, any(one is not None and one != FALSE for one in flags)

    def _predicates(self, view: View) -> Iterator[Cover]:
        """Yield the predicates by which a view is found only for who has signed in."""
        for name in ("is_authenticated", "effective_principals"):
            given = view.options.get(name)
            if given is None:
                continue
            items, complete = self.program.items(given) if isinstance(given, (Tuple, ListObject)) else ((given,), True)
            asks = all(not is_open(one) for one in items) and complete
            if asks and not (name == "is_authenticated" and given == FALSE):
                shown = evidence(self.program, name, view.event.site)
                certain = isinstance(given, (Constant, External, Tuple, ListObject))
                yield Cover(evidence=shown, gives=(ProtectionKind.AUTHENTICATION,), certain=certain)

    def _csrf(self, view: View) -> Iterator[Cover]:
        given = view.options.get("require_csrf")
        if isinstance(given, Constant) and given.value is True:
            shown = evidence(self.program, "require_csrf", view.event.site)
            yield Cover(evidence=shown, gives=(ProtectionKind.CSRF,))

    def _exempt(self, view: View) -> Iterator[tuple[ProtectionKind, Evidence]]:
        if view.options.get("require_csrf") == FALSE:
            yield ProtectionKind.CSRF, evidence(self.program, "require_csrf=False", view.event.site)

    def headers(self) -> tuple[tuple[str, Evidence], ...]:
        """Return the security headers that tweens set on every response."""
        found: dict[str, Evidence] = {}
        for tween, _ in self._tweens:
            self.program.run(tween, Arguments((Produced(self.made, REQUEST, frozenset(), 0),)))
            for name, shown in headers_set_by(self.program, tween):
                found.setdefault(name, shown)
        return tuple(sorted(found.items()))


def _wanted(function: AnyValue | None, skipped: int, context: AnyValue, request: AnyValue) -> Arguments:
    """Return the arguments for what takes the request alone, or the context and the request."""
    inner = innermost(function) if function is not None else UNKNOWN
    count = 1
    if isinstance(inner, FunctionObject):
        skipped = max(skipped, 1 if inner.owner is not None and not skipped and inner is not function else 0)
        required = [one for one in inner.facts.parameters if one.default is None][skipped:]
        count = len(required)
    return Arguments((context, request)) if count >= _BOTH else Arguments((request,))


def _kind(text: str) -> str:
    """Return what a variable lets through; without a pattern all but a slash."""
    return "path" if text == ".*" else kind_of_pattern(text or "[^/]+")
