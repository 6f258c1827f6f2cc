"""Routers of Django REST framework: which routes a registered view set gets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from backlint.execution.program import Program
from backlint.execution.taint import Site
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    ClassObject,
    Constant,
    DictObject,
    External,
    FunctionObject,
    InstanceObject,
    Member,
    Produced,
    members,
    string_of,
)
from backlint.frameworks.assembly.django_classes import library_classes
from backlint.frameworks.assembly.paths import PathParameter, of_regex
from backlint.frameworks.assembly.registration import constructor, decorator_call, method_of, prefix_of, strings

ROUTERS = (
    "rest_framework.routers.BaseRouter",
    "rest_framework_nested.routers.SimpleRouter",
    "rest_framework_nested.routers.DefaultRouter",
    "rest_framework_nested.routers.NestedSimpleRouter",
    "rest_framework_nested.routers.NestedDefaultRouter",
)
_ACTIONS = ("rest_framework.decorators.action",)
_LISTED = {"GET": "list", "POST": "create"}
_SINGLE = {"GET": "retrieve", "PUT": "update", "PATCH": "partial_update", "DELETE": "destroy"}
MIXINS = {
    "list": "rest_framework.mixins.ListModelMixin",
    "create": "rest_framework.mixins.CreateModelMixin",
    "retrieve": "rest_framework.mixins.RetrieveModelMixin",
    "update": "rest_framework.mixins.UpdateModelMixin",
    "partial_update": "rest_framework.mixins.UpdateModelMixin",
    "destroy": "rest_framework.mixins.DestroyModelMixin",
}
"""The library's classes that have each of the standard actions."""


class RouterRoute(msgspec.Struct, frozen=True, kw_only=True):
    """One route of a router; `actions` maps HTTP methods to methods of the view set, `given` are options of `@action`."""

    path: str
    parameters: tuple[PathParameter, ...]
    view: AnyValue
    site: Site
    actions: Mapping[str, str]
    given: tuple[tuple[str, AnyValue], ...] = ()


class Shape(msgspec.Struct, frozen=True):
    """One of the routes that a router makes for each view set: its path, and which methods answer (None: `@action`s)."""

    url: str
    mapping: Mapping[str, str] | None
    detail: bool = False


_DEFAULT = (
    Shape("{prefix}{trailing_slash}", _LISTED),
    Shape("{prefix}/{lookup}{trailing_slash}", _SINGLE, detail=True),
    Shape("{prefix}/{url_path}{trailing_slash}", None),
    Shape("{prefix}/{lookup}/{url_path}{trailing_slash}", None, detail=True),
)


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """A method of a view set under `@action`: the HTTP methods and the methods of the class that answer them."""

    name: str
    detail: bool
    url_path: str
    actions: Mapping[str, str]
    options: tuple[tuple[str, AnyValue], ...] = ()


def register_calls(program: Program, router: AnyValue) -> tuple[CallEvent, ...]:
    """Return the registrations on a router, those included that it takes over from another one's `registry`."""
    found = [event for event in program.calls_on(router) if method_of(event) == "register"]
    for event in program.iterate_events():
        receiver = event.receiver
        if method_of(event) == "extend" and isinstance(receiver, Member) and receiver.name == "registry":
            taken = event.arguments.get(0)
            if receiver.base is router and isinstance(taken, Member) and taken.name == "registry":
                found.extend(register_calls(program, taken.base))
    return tuple(found)


def router_patterns(program: Program, router: AnyValue) -> Iterator[RouterRoute]:
    """Yield the routes of everything that is registered on a router, its own root included."""
    slash = _trailing_slash(program, router)
    nested = _nesting(program, router)
    shapes = _shapes(program, router)
    for event in register_calls(program, router):
        prefix = prefix_of(event.arguments.get(0, "prefix"))
        view = event.arguments.get(1, "viewset")
        if view is None:
            continue
        start, before = of_regex(prefix if prefix is not None else "{…}")
        path = nested[0] + start
        for member in members(view):
            yield from _viewset(program, event, path, (*nested[1], *before), member, slash, shapes)
    if _has_root(program, router):
        site = (
            router.site if isinstance(router, (Produced, InstanceObject)) and router.site is not None else Site("", 0)
        )
        root = _root_view(router)
        yield RouterRoute(path="", parameters=(), view=root, site=site, actions={"GET": "get"})


def _shapes(program: Program, router: AnyValue) -> tuple[Shape, ...]:
    """Return the routes that a router makes for each view set: its class's own, with what the program adds to them."""
    cls = router.cls if isinstance(router, InstanceObject) else None
    own = cls.lookup("routes") if cls is not None else None
    shapes = list(_DEFAULT if own is None else filter(None, map(_shape, program.items(own)[0])))
    for event in program.iterate_events():
        if method_of(event) != "update" or not isinstance(event.receiver, Member) or event.receiver.name != "mapping":
            continue
        # `self.routes[0].mapping.update({"put": "replace_all"})`
        item = event.receiver.base
        position = item.call.arguments.get(0) if isinstance(item, Produced) else None
        holder = item.call.receiver if isinstance(item, Produced) else None
        if not isinstance(holder, Member) or holder.name != "routes" or holder.base is not router:
            continue
        at = position.value if isinstance(position, Constant) and isinstance(position.value, int) else None
        more = event.arguments.get(0)
        if at is not None and at < len(shapes) and isinstance(more, DictObject):
            shapes[at] = Shape(shapes[at].url, {**(shapes[at].mapping or {}), **_methods(more)}, shapes[at].detail)
    return tuple(shapes)


def _shape(value: AnyValue) -> Shape | None:
    """Return a `Route` or `DynamicRoute` of a router's `routes`."""
    if not isinstance(value, Produced):
        return None
    kind = value.call.callee.rpartition(".")[2]
    arguments = value.call.arguments
    url = string_of(arguments.get(0, "url"))
    if url is None or kind not in {"Route", "DynamicRoute"}:
        return None
    mapping = arguments.get(1, "mapping") if kind == "Route" else None
    detail = arguments.get(3 if kind == "Route" else 2, "detail")
    single = isinstance(detail, Constant) and detail.value is True
    return Shape(url, _methods(mapping) if isinstance(mapping, DictObject) else None if mapping is None else {}, single)


def _methods(mapping: DictObject) -> dict[str, str]:
    pairs = ((key.value, string_of(value)) for key, value in mapping.entries.items())
    return {verb.upper(): name for verb, name in pairs if isinstance(verb, str) and name is not None}


def _root_view(router: AnyValue) -> AnyValue:
    """Return what answers at the root of a router: the project's own view where the router is given one."""
    own = None
    if isinstance(router, (InstanceObject, Produced)):
        own = router.fields.get("APIRootView")
    if own is None and isinstance(router, InstanceObject):
        own = router.cls.lookup("APIRootView")
    return own if isinstance(own, (ClassObject, External)) else External("rest_framework.routers.APIRootView")


def _has_root(program: Program, router: AnyValue) -> bool:
    if isinstance(router, Produced) and router.call.callee.endswith(".DefaultRouter"):
        return True
    return program.is_a(router, "rest_framework.routers.DefaultRouter")


def _trailing_slash(program: Program, router: AnyValue) -> str:
    made = constructor(program, router)
    given = made.arguments.keyword("trailing_slash") if made is not None else None
    if given is None and isinstance(router, InstanceObject):
        given = router.fields.get("trailing_slash") or router.cls.lookup("trailing_slash")
    if isinstance(given, Constant):
        return given.value if isinstance(given.value, str) else ("/" if given.value else "")
    return "/"


def _nesting(program: Program, router: AnyValue) -> tuple[str, tuple[PathParameter, ...]]:
    """Return what a nested router puts before its routes: its parent's prefix and lookup."""
    made = constructor(program, router)
    if made is None or "Nested" not in made.callee:
        return "", ()
    parent = made.arguments.get(0, "parent_router")
    prefix = string_of(made.arguments.get(1, "parent_prefix"))
    lookup = string_of(made.arguments.keyword("lookup")) or "nested_1"
    if parent is None or prefix is None:
        return "{…}/", ()
    outer = _nesting(program, parent)
    field = "pk"
    for event in register_calls(program, parent):
        view = event.arguments.get(1, "viewset")
        if prefix_of(event.arguments.get(0, "prefix")) == prefix and isinstance(view, ClassObject):
            field = string_of(view.lookup("lookup_url_kwarg")) or string_of(view.lookup("lookup_field")) or "pk"
    name = f"{lookup}_{field}"
    return f"{outer[0]}{prefix}/{{{name}}}/", (*outer[1], PathParameter(name, "str"))


def _viewset(  # noqa: PLR0913
    program: Program,
    event: CallEvent,
    path: str,
    before: tuple[PathParameter, ...],
    view: AnyValue,
    slash: str,
    shapes: tuple[Shape, ...],
) -> Iterator[RouterRoute]:
    lookup = _lookup(view)
    actions = tuple(extra_actions(program, view))
    for shape in shapes:
        text = shape.url.replace("{prefix}", path).replace("{trailing_slash}", slash)
        if not path:
            # As the library does, so that no path begins with two slashes.
            text = text.removeprefix("^").removeprefix("/")
        single = "{lookup}" in text
        text = text.replace("{lookup}", f"(?P<{lookup.name}>[^/.]+)")
        if shape.mapping is not None:
            mapped = {verb: name for verb, name in shape.mapping.items() if has_action(program, view, name)}
            if mapped:
                yield _made(text, before, lookup if single else None, view, event, mapped, ())
            continue
        for action in actions:
            if action.detail is shape.detail:
                given = (*action.options, ("detail", Constant(action.detail, "bool")))
                part = text.replace("{url_path}", action.url_path)
                yield _made(part, before, lookup if single else None, view, event, action.actions, given)


def _made(  # noqa: PLR0913
    text: str,
    before: tuple[PathParameter, ...],
    lookup: PathParameter | None,
    view: AnyValue,
    event: CallEvent,
    actions: Mapping[str, str],
    given: tuple[tuple[str, AnyValue], ...],
) -> RouterRoute:
    path, found = of_regex(text)
    known = {one.name: one for one in before}
    if lookup is not None:
        known[lookup.name] = lookup
    # What a parent or the prefix has put into the path stands there already.
    rest = tuple(one for one in found if one.name not in known)
    return RouterRoute(
        path=path, parameters=(*known.values(), *rest), view=view, site=event.site, actions=actions, given=given
    )


def _lookup(view: AnyValue) -> PathParameter:
    if not isinstance(view, ClassObject):
        return PathParameter("pk", "str")
    name = string_of(view.lookup("lookup_url_kwarg")) or string_of(view.lookup("lookup_field")) or "pk"
    pattern = string_of(view.lookup("lookup_value_regex"))
    converter = string_of(view.lookup("lookup_value_converter"))
    if converter is not None:
        return PathParameter(name, converter)
    if pattern is None:
        return PathParameter(name, "str")
    return PathParameter(name, of_regex(f"({pattern})")[1][0].kind)


def has_action(program: Program, view: AnyValue, name: str) -> bool:
    """Tell whether a view set has a method: its own, or one of the library's mixins."""
    if isinstance(view, ClassObject):
        found = view.lookup(name)
        if found is not None:
            return isinstance(found, FunctionObject)
    mixin = MIXINS.get(name)
    return mixin is not None and mixin in library_classes(program, view)


def extra_actions(program: Program, view: AnyValue) -> Iterator[Action]:
    """Yield the methods of a view set under `@action`, those of its bases included."""
    seen: set[str] = set()
    classes = view.ancestors() if isinstance(view, ClassObject) else ()
    for cls in classes:
        if not isinstance(cls, ClassObject):
            continue
        for name, value in cls.namespace.items():
            if name in seen:
                continue
            seen.add(name)
            for event in getattr(value, "decorations", ()) if isinstance(value, FunctionObject) else ():
                made = decorator_call(event)
                if made.callee in _ACTIONS:
                    yield _action(program, cls, name, made)


def _action(program: Program, cls: ClassObject, name: str, made: CallEvent) -> Action:
    verbs, _ = strings(program, made.arguments.get(0, "methods"))
    detail = made.arguments.keyword("detail")
    path = string_of(made.arguments.keyword("url_path")) or name
    actions = {verb.upper(): name for verb in (verbs or ("get",))}
    actions.update(_mapped(cls, name))
    taken = {"methods", "detail", "url_path", "url_name"}
    options = tuple((key, value) for key, value in made.arguments.keywords if key not in taken)
    return Action(
        name=name,
        detail=isinstance(detail, Constant) and detail.value is True,
        url_path=path,
        actions=actions,
        options=options,
    )


def _mapped(cls: ClassObject, name: str) -> Iterator[tuple[str, str]]:
    """Yield the further HTTP methods of an action: `@refund.mapping.delete` on another method."""
    for other, value in cls.namespace.items():
        for event in value.decorations if isinstance(value, FunctionObject) else ():
            function = event.function
            if isinstance(function, Member) and isinstance(function.base, Member) and function.base.name == "mapping":
                owner = function.base.base
                if isinstance(owner, FunctionObject) and owner.facts.name == name:
                    yield function.name.upper(), other
