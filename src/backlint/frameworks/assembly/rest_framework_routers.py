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
    for event in register_calls(program, router):
        prefix = prefix_of(event.arguments.get(0, "prefix"))
        view = event.arguments.get(1, "viewset")
        if view is None:
            continue
        start, before = of_regex(prefix if prefix is not None else "{…}")
        path = nested[0] + start
        for member in members(view):
            yield from _viewset(program, event, path, (*nested[1], *before), member, slash)
    if _has_root(program, router):
        site = (
            router.site if isinstance(router, (Produced, InstanceObject)) and router.site is not None else Site("", 0)
        )
        root = External("rest_framework.routers.APIRootView")
        yield RouterRoute(path="", parameters=(), view=root, site=site, actions={"GET": "get"})


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


def _viewset(
    program: Program, event: CallEvent, path: str, before: tuple[PathParameter, ...], view: AnyValue, slash: str
) -> Iterator[RouterRoute]:
    lookup = _lookup(view)
    single = f"{path}/{{{lookup.name}}}" if path else f"{{{lookup.name}}}"
    shapes = ((_LISTED, path, before), (_SINGLE, single, (*before, lookup)))
    for methods, start, parameters in shapes:
        actions = {verb: name for verb, name in methods.items() if has_action(program, view, name)}
        if actions:
            yield RouterRoute(path=start + slash, parameters=parameters, view=view, site=event.site, actions=actions)
    for action in extra_actions(program, view):
        start = single if action.detail else path
        parameters = (*before, lookup) if action.detail else before
        part, more = of_regex(action.url_path)
        joined = f"{start}/{part}" if start else part
        yield RouterRoute(
            path=joined + slash,
            parameters=(*parameters, *more),
            view=view,
            site=event.site,
            actions=action.actions,
            given=(*action.options, ("detail", Constant(action.detail, "bool"))),
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
