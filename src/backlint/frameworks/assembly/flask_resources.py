"""Flask-RESTful and Flask-RESTX: resources of an `Api`, its namespaces, and the prefixes of both; flask-smorest's `Api`.

The order in which a URL is put together is that of `_complete_url` and `ns_urls` in Flask-RESTful 0.3 and Flask-RESTX 1.3:
the blueprint's prefix, the `Api`'s, the namespace's path, the resource's; by plain concatenation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from backlint.execution.folding import is_none
from backlint.execution.program import Program
from backlint.execution.values import (
    AnyValue,
    Arguments,
    CallEvent,
    ClassObject,
    DictObject,
    InstanceObject,
    ListObject,
    Produced,
    Tuple,
    members,
    string_of,
)
from backlint.frameworks.assembly.flask_exposed import exposed
from backlint.frameworks.assembly.flask_rules import Rule, Rules, Stand, text_of
from backlint.frameworks.assembly.registration import constructor, method_of

APIS = ("flask_restful.Api", "flask_restx.Api")
SMOREST = "flask_smorest.Api"
NAMESPACE = "flask_restx.Namespace"
_HUMPS = re.compile(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))")


class _Registration(msgspec.Struct, frozen=True):
    """A resource being registered: its class, the paths, and the call that says them."""

    cls: AnyValue
    event: CallEvent
    order: int
    first: int
    """The position of the first path among the arguments."""


class _Place(msgspec.Struct, frozen=True):
    """Where resources are registered: the `Api` or namespace, the paths before, decorators of both, what is prefixed."""

    prefix: str
    decorators: tuple[AnyValue, ...]
    name: str = ""


def resources(rules: Rules, scaffold: AnyValue, stand: Stand) -> Iterator[Rule]:
    """Yield the rules of everything on an `Api` that is bound to an application or blueprint."""
    program = rules.program
    for api in program.results(*APIS):
        if not _is_bound(program, api, scaffold):
            continue
        made = constructor(program, api)
        if made is None:
            continue
        restx = program.is_a(api, "flask_restx.Api")
        prefix = _text(rules, _given(program, api, made, "prefix", None if restx else 1))
        decorators = _listed(program, _given(program, api, made, "decorators", None if restx else 3))
        if stand.blueprint:
            prefix = (stand.prefix or "") + prefix
        elif stand.prefix:
            prefix = stand.prefix.rstrip("/") + prefix
        yield from _registered(rules, api, _Place(prefix, decorators), stand)
        if restx:
            yield from _namespaces(rules, api, _Place(prefix, decorators), stand)
    yield from exposed(rules, scaffold, stand)
    for api in program.results(SMOREST):
        if _is_bound(program, api, scaffold):
            for event in program.calls_on(api):
                if method_of(event) == "register_blueprint":
                    yield from rules.nested(event, stand)


def _is_bound(program: Program, api: AnyValue, scaffold: AnyValue) -> bool:
    """Tell whether an `Api` was made with this application or blueprint, or bound to it by `init_app`."""
    for event in program.calls_with(scaffold):
        if event.receiver is api and method_of(event) == "init_app":
            return True
    made = constructor(program, api)
    if made is not None and any(value is scaffold for value in made.arguments.values()):
        return True
    return any(
        method_of(event) == "__init__" and event.receiver is api and scaffold in event.arguments.positional
        for event in program.calls_with(scaffold)
    )


def _given(program: Program, api: AnyValue, made: CallEvent, name: str, position: int | None) -> AnyValue | None:
    """Return an option of an `Api`, as it was made or bound, or as its class sets it."""
    given = made.arguments.get(position, name)
    if given is None and isinstance(api, (InstanceObject, Produced)):
        given = api.fields.get(name)
    if given is None:
        for event in program.calls_on(api):
            if method_of(event) == "init_app":
                given = event.arguments.keyword(name) or given
    return given


def _registered(rules: Rules, holder: AnyValue, place: _Place, stand: Stand) -> Iterator[Rule]:
    for one in _registrations(rules, holder):
        yield from _rules_of(rules, one, place, stand)


def _registrations(rules: Rules, holder: AnyValue) -> Iterator[_Registration]:
    """Yield what was registered on an `Api` or namespace by `add_resource`, `@api.resource` or `@ns.route`."""
    for event in rules.program.calls_on(holder):
        method = method_of(event)
        if method in {"resource", "route"}:
            for use in rules.uses(event):
                if use.arguments.positional:
                    yield _Registration(use.arguments.positional[0], event, use.order, 0)
        elif method == "add_resource" and event.arguments.positional:
            yield _Registration(event.arguments.positional[0], event, event.order, 1)


def _rules_of(rules: Rules, one: _Registration, place: _Place, stand: Stand) -> Iterator[Rule]:
    arguments = one.event.arguments
    endpoint = string_of(arguments.keyword("endpoint")) or _endpoint(one.cls, place.name)
    if arguments.star is not None:
        rules.note("a path of the resource registered", one.event.site)
    for value in arguments.positional[one.first :]:
        text, known = text_of(value)
        if not known:
            rules.note("the path registered", one.event.site)
        yield Rule(
            path=place.prefix + text,
            view=one.cls,
            stand=stand,
            site=one.event.site,
            order=one.order,
            endpoint=endpoint,
            methods=rules.methods(one.event),
            defaults=arguments.keyword("defaults"),
            decorators=place.decorators,
            made_with=_made_with(rules.program, arguments),
        )


def _made_with(program: Program, arguments: Arguments) -> Arguments:
    """Return what a resource is made with: `resource_class_args` and `resource_class_kwargs`."""
    positional = arguments.keyword("resource_class_args")
    keywords = arguments.keyword("resource_class_kwargs")
    items = program.items(positional)[0] if positional is not None else ()
    named = keywords.entries.items() if isinstance(keywords, DictObject) else ()
    return Arguments(items, tuple((str(key.value), value) for key, value in named))


def _endpoint(cls: AnyValue, namespace: str) -> str | None:
    """Return the name that a resource's endpoint gets by itself."""
    if not isinstance(cls, ClassObject):
        return None
    dashed = _HUMPS.sub(r"_\1", cls.facts.name).lower()
    return f"{namespace}_{dashed}" if namespace else dashed


# --- Flask-RESTX's namespaces


def _namespaces(rules: Rules, api: AnyValue, place: _Place, stand: Stand) -> Iterator[Rule]:
    for event in rules.program.calls_on(api):
        method = method_of(event)
        if method == "add_namespace":
            namespace = event.arguments.get(0, "ns")
            yield from _namespace(rules, event, namespace, event.arguments.get(1, "path"), place, stand)
        elif method == "namespace":
            yield from _namespace(rules, event, event.result, None, place, stand)


def _namespace(
    rules: Rules, event: CallEvent, namespace: AnyValue | None, path: AnyValue | None, place: _Place, stand: Stand
) -> Iterator[Rule]:
    for one in members(namespace) if namespace is not None else ():
        made = constructor(rules.program, one)
        if made is None or not (rules.program.is_a(one, NAMESPACE) or made.callee.endswith(".namespace")):
            rules.note("the namespace registered", event.site)
            continue
        name = string_of(made.arguments.get(0, "name")) or ""
        given = path if path is not None else made.arguments.get(2, "path")
        text = _text(rules, given) if given is not None and not is_none(given) else ""
        text = text if path is not None and text else (text or f"/{name}").rstrip("/")
        decorators = (*_listed(rules.program, made.arguments.get(3, "decorators")), *place.decorators)
        yield from _registered(rules, one, _Place(place.prefix + text, decorators, name), stand)


def _text(rules: Rules, value: AnyValue | None) -> str:
    text, known = text_of(value)
    if not known and isinstance(value, (Produced, InstanceObject)) and value.site is not None:
        rules.note("the prefix given", value.site)
    return text


def _listed(program: Program, value: AnyValue | None) -> tuple[AnyValue, ...]:
    """Return the items of a list of decorators."""
    return program.items(value)[0] if isinstance(value, (ListObject, Tuple)) else ()
