"""Litestar's layers: what an application, its routers, controllers and handlers each lay over what is below them.

How layers add up, what may be left out of a middleware and what dependencies are called was checked against
Litestar 2.25: `litestar.handlers.base`, `litestar.middleware._utils`, `litestar.config.app`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import msgspec

from backlint.concepts import Evidence, ProtectionKind, RateLimit
from backlint.execution.program import Program
from backlint.execution.taint import Site
from backlint.execution.values import (
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
    InstanceObject,
    ListObject,
    Member,
    Produced,
    Tuple,
    Unknown,
    members,
    string_of,
)
from backlint.frameworks.assembly.flask_views import is_callable
from backlint.frameworks.assembly.rates import per_minute
from backlint.frameworks.assembly.registration import evidence, join_paths, name_of, strings
from backlint.frameworks.routes import Cover

LISTS = ("guards", "middleware")
_SINGLE = ("before_request", "csrf_config")
_NEXT = External("litestar.types.ASGIApp")
_AUTHENTICATION = "litestar.middleware.authentication.AbstractAuthenticationMiddleware"
_BACKEND = "litestar.security.base.AbstractSecurityConfig"
_RATE = "litestar.middleware.rate_limit.RateLimitConfig"
_NO_GUARDS = ("litestar.middleware.", "litestar.contrib.", "litestar.plugins.", "litestar.logging.", "litestar.stores.")

Note = Callable[[str, Site], None]
Lookup = Callable[[str], AnyValue | None]


class Item(msgspec.Struct, frozen=True):
    """One thing that a layer lists, and where."""

    value: AnyValue
    site: Site


class Layer(msgspec.Struct, frozen=True):
    """All layers down to some point: the path so far, and what they list, outermost first.

    `more` tells that there may be dependencies which are not known; `chain` are the routers above.
    """

    path: str = ""
    guards: tuple[Item, ...] = ()
    middleware: tuple[Item, ...] = ()
    before_request: Item | None = None
    csrf_config: Item | None = None
    dependencies: Mapping[str, AnyValue] = {}
    opt: Mapping[str, AnyValue] = {}
    depth: int = 0
    more: bool = False
    chain: tuple[int, ...] = ()


def below(program: Program, above: Layer, of: Lookup, site: Site, note: Note) -> Layer:
    """Return the layers with one more below them, whose options `of` gives by name."""
    lists = {}
    for name in LISTS:
        given = of(name)
        held = getattr(above, name)
        lists[name] = (*held, *(Item(one, site) for one in _items(program, given, name, site, note)))
    dependencies, opt, more = dict(above.dependencies), dict(above.opt), above.more
    for into, name in ((dependencies, "dependencies"), (opt, "opt")):
        for one in members(of(name) or NONE):
            if isinstance(one, DictObject):
                into.update({key.value: value for key, value in one.entries.items() if isinstance(key.value, str)})
            elif one != NONE and name == "dependencies":
                more = True
    single = {name: getattr(above, name) for name in _SINGLE}
    for name in _SINGLE:
        given = of(name)
        if given is not None and given != NONE:
            single[name] = Item(given, site)
    return Layer(
        path=above.path,
        guards=lists["guards"],
        middleware=lists["middleware"],
        before_request=single["before_request"],
        csrf_config=single["csrf_config"],
        dependencies=dependencies,
        opt=opt,
        depth=above.depth + 1,
        more=more,
        chain=above.chain,
    )


def at(layer: Layer, path: str) -> Layer:
    """Return the layers with a path behind theirs."""
    return msgspec.structs.replace(layer, path=join_paths(layer.path, path) if path else layer.path)


def _items(program: Program, given: AnyValue | None, what: str, site: Site, note: Note) -> Iterator[AnyValue]:
    for one in members(given) if given is not None else ():
        if one == NONE:
            continue
        items, complete = program.items(one)
        if not complete:
            note(f"a part of the {what}", site)
        yield from items


class Stack:
    """What the middleware and guards of a route put before it."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def covers(self, layer: Layer, request: AnyValue, handler: AnyValue, path: str) -> Iterator[Cover]:
        """Yield what stands before a handler, outermost first."""
        for item in layer.middleware:
            yield from self._middleware(item, request, layer, path)
        if layer.before_request is not None:
            function = layer.before_request.value
            shown = self._shown(function, layer.before_request.site)
            yield Cover(evidence=shown, function=function, arguments=Arguments((request,)), answers=True)
        for item in layer.guards:
            for one in members(item.value):
                shown = self._shown(one, item.site)
                arguments = Arguments((request, handler))
                guard = one if is_callable(one) else None
                yield Cover(evidence=shown, function=guard, arguments=arguments, raises=True)

    def limits(self, layer: Layer, path: str) -> Iterator[RateLimit]:
        """Yield the rate limits of a route."""
        for item in layer.middleware:
            made = _config(item.value)
            if made is not None and self.program.is_a(made, _RATE) and isinstance(made, Produced):
                event = made.call
                if not self._left_out(event, layer, path, "exclude_opt_key"):
                    yield _rate(self.program, event)

    def csrf(self, layer: Layer, path: str) -> tuple[tuple[Cover, ...], tuple[tuple[ProtectionKind, Evidence], ...]]:
        """Return the check of CSRF tokens before a route, and what leaves it out."""
        item = layer.csrf_config
        if item is None:
            return (), ()
        for one in members(item.value):
            if isinstance(one, Produced):
                shown = evidence(self.program, "CSRFConfig", one.call.site)
                if self._left_out(one.call, layer, path, "exclude_from_csrf_key", "exclude_from_csrf"):
                    return (), ((ProtectionKind.CSRF, shown),)
                return (Cover(evidence=shown, gives=(ProtectionKind.CSRF,)),), ()
        return (), ()

    # --- middleware

    def _middleware(self, item: Item, request: AnyValue, layer: Layer, path: str) -> Iterator[Cover]:
        for value in members(item.value):
            target, options = _defined(value)
            shown = self._shown(target, item.site)
            cls = target.cls if isinstance(target, InstanceObject) else target
            if isinstance(cls, ClassObject) and self.program.is_a(cls, _AUTHENTICATION):
                if not self._is_excluded(options, layer, path):
                    instance = self.program.instance(cls, {})
                    function = self.program.attribute(instance, "authenticate_request")
                    yield Cover(evidence=shown, function=function, arguments=Arguments((request,)))
            elif isinstance(cls, ClassObject) or is_callable(target):
                if options is None or not self._left_out(options, layer, path, "exclude_opt_key"):
                    yield from self._of_asgi(target, options, shown)
            elif isinstance(_config(value), Produced):
                continue
            elif target != NONE:
                name = self.program.type_of(target) or getattr(target, "name", "")
                if not name.startswith(_NO_GUARDS):
                    yield Cover(evidence=shown)

    def _of_asgi(self, target: AnyValue, options: CallEvent | None, shown: Evidence) -> Iterator[Cover]:
        """Yield a middleware that is written for ASGI: a class or function that is given the next application."""
        made = target
        if not isinstance(target, InstanceObject):
            keywords = () if options is None else options.arguments.keywords
            given = tuple(
                pair for pair in keywords if pair[0] not in {"middleware", "exclude", "exclude_opt_key", "scopes"}
            )
            made = self.program.run(target, Arguments((_NEXT,), given)).value
        for one in members(made):
            function: AnyValue = one
            extra: tuple[AnyValue, ...] = ()
            if isinstance(one, InstanceObject):
                handles = isinstance(one.cls.lookup("handle"), FunctionObject)
                function = self.program.attribute(one, "handle" if handles else "__call__")
                extra = (_NEXT,) if handles else ()
            if is_callable(function):
                scope = Unknown(type=External("litestar.types.Scope"))
                yield Cover(evidence=shown, function=function, arguments=Arguments((scope, UNKNOWN, UNKNOWN, *extra)))

    def by_backend(self, made: CallEvent, layer: Layer, path: str) -> Cover | None:
        """Return what a backend of authentication puts before a route, unless it leaves the route out."""
        if self._left_out(made, layer, path, "exclude_opt_key", "exclude_from_auth"):
            return None
        shown = evidence(self.program, made.callee.rpartition(".")[2], made.site)
        return Cover(evidence=shown, gives=(ProtectionKind.AUTHENTICATION,))

    def _is_excluded(self, options: CallEvent | None, layer: Layer, path: str) -> bool:
        if options is None:
            return _is_true(layer.opt.get("exclude_from_auth"))
        return self._left_out(options, layer, path, "exclude_from_auth_key", "exclude_from_auth")

    def _left_out(self, event: CallEvent, layer: Layer, path: str, option: str, default: str = "") -> bool:
        """Tell whether a route is left out of a middleware: by a pattern that its path matches, or by an option."""
        key = string_of(event.arguments.keyword(option) or NONE) or default
        if key and _is_true(layer.opt.get(key)):
            return True
        patterns, _ = strings(self.program, event.arguments.keyword("exclude"))
        return any(_matches(pattern, path) for pattern in patterns)

    def _shown(self, value: AnyValue, site: Site) -> Evidence:
        return evidence(self.program, name_of(self.program, value).rpartition(":")[2].rpartition(".")[2], site)


def backends(program: Program) -> Iterator[tuple[AnyValue, CallEvent]]:
    """Yield the backends of authentication that the program makes."""
    for one in program.results(_BACKEND):
        if isinstance(one, Produced):
            yield one, one.call


def _config(value: AnyValue) -> AnyValue | None:
    """Return the configuration whose middleware this is: `RateLimitConfig(...).middleware`."""
    return value.base if isinstance(value, Member) and value.name == "middleware" else None


def _defined(value: AnyValue) -> tuple[AnyValue, CallEvent | None]:
    """Return a middleware behind `DefineMiddleware(cls, **options)`, with the call that holds the options."""
    if isinstance(value, Produced) and value.call.callee.endswith("DefineMiddleware"):
        return value.call.arguments.get(0, "middleware") or NONE, value.call
    return value, None


def _rate(program: Program, event: CallEvent) -> RateLimit:
    given = event.arguments.get(0, "rate_limit")
    shown = evidence(program, "RateLimitConfig", event.site)
    for one in members(given) if given is not None else ():
        if isinstance(one, (Tuple, ListObject)) and len(one.items) == len(("unit", "count")):
            unit, count = one.items
            if isinstance(count, Constant) and string_of(unit):
                text = f"{count.value}/{string_of(unit)}"
                return RateLimit(per_minute(text), Evidence(shown.name, shown.file, shown.line, text))
    return RateLimit(None, shown)


def _is_true(value: AnyValue | None) -> bool:
    return isinstance(value, Constant) and bool(value.value)


def _matches(pattern: str, path: str) -> bool:
    try:
        return re.search(pattern, path) is not None
    except re.error:
        return False
