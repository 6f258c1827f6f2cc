"""Django Ninja: the operations of an API and its routers, with who may call them (`auth=` at three levels) and how often."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from backlint.concepts import Parameter as Declared
from backlint.concepts import ProtectionKind, RateLimit, SourceKind, State
from backlint.execution.program import Program
from backlint.execution.taint import Origin, Site, Taint
from backlint.execution.values import (
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    ClassObject,
    Constant,
    External,
    FunctionObject,
    InstanceObject,
    ListObject,
    Produced,
    Tuple,
    Unknown,
    members,
    string_of,
)
from backlint.frameworks.assembly.django_classes import library_classes, method_of_class
from backlint.frameworks.assembly.paths import PathParameter
from backlint.frameworks.assembly.rates import limit
from backlint.frameworks.assembly.registration import applied, evidence, method_of, prefix_of, strings
from backlint.frameworks.assembly.suspects import guards_perhaps
from backlint.frameworks.routes import Cover

APIS = ("ninja.NinjaAPI", "ninja.main.NinjaAPI", "ninja_extra.NinjaExtraAPI")
_VERBS = frozenset({"get", "post", "put", "patch", "delete"})
_CONVERTED = re.compile(r"\{(?:(\w+):)?(\w+)\}")
_LOGIN = (ProtectionKind.AUTHENTICATION,)
_ROLE = (ProtectionKind.AUTHENTICATION, ProtectionKind.AUTHORIZATION)
_GIVES = {
    "ninja.security.django_auth": _LOGIN,
    "ninja.security.SessionAuth": _LOGIN,
    "ninja.security.session.SessionAuth": _LOGIN,
    "ninja.security.django_auth_superuser": _ROLE,
    "ninja.security.django_auth_is_staff": _ROLE,
}
_MAX_DEPTH = 8


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One operation: its path below the API, what answers, and the `auth` and `throttle` that are in force for it."""

    path: str
    parameters: tuple[PathParameter, ...]
    methods: tuple[str, ...]
    function: AnyValue
    auth: AnyValue | None
    throttle: AnyValue | None
    site: Site


def operations(program: Program, api: AnyValue) -> Iterator[Operation]:
    """Yield the operations of an API and of its routers."""
    made = api.call.arguments if isinstance(api, Produced) else Arguments()
    yield from _below(program, api, "/", made.keyword("auth"), made.keyword("throttle"), 0)


def _below(
    program: Program, holder: AnyValue, prefix: str, auth: AnyValue | None, throttle: AnyValue | None, depth: int
) -> Iterator[Operation]:
    for event in program.calls_on(holder):
        name = method_of(event)
        if name in _VERBS or name == "api_operation":
            yield from _operation(program, event, name, prefix, auth, throttle)
        elif name == "add_router" and depth < _MAX_DEPTH:
            given = event.arguments.get(1, "router")
            router = program.resolve(string_of(given) or "") if string_of(given) else given
            part = prefix_of(event.arguments.get(0, "prefix"))
            if router is None:
                continue
            made = router.call.arguments if isinstance(router, Produced) else Arguments()
            yield from _below(
                program,
                router,
                _joined(prefix, part if part is not None else "{…}"),
                _nearest(event.arguments.keyword("auth"), made.keyword("auth"), auth),
                _nearest(event.arguments.keyword("throttle"), made.keyword("throttle"), throttle),
                depth + 1,
            )


def _nearest(*given: AnyValue | None) -> AnyValue | None:
    """Return the first that is set; `NOT_SET` is what the library itself puts in its place."""
    return next((one for one in given if one is not None and "NOT_SET" not in getattr(one, "name", "")), None)


def _operation(
    program: Program,
    event: CallEvent,
    name: str,
    prefix: str,
    auth: AnyValue | None,
    throttle: AnyValue | None,
) -> Iterator[Operation]:
    plain = name in _VERBS
    text = prefix_of(event.arguments.get(0 if plain else 1, "path"))
    listed, _ = strings(program, None if plain else event.arguments.get(0, "methods"))
    path = _joined(prefix, text if text is not None else "{…}")
    parameters = tuple(PathParameter(one, kind or "str") for kind, one in _CONVERTED.findall(path))
    for use in applied(program, event):
        function = use.arguments.get(0)
        if function is not None:
            yield Operation(
                path=_CONVERTED.sub(r"{\2}", path),
                parameters=parameters,
                methods=(name.upper(),) if plain else tuple(one.upper() for one in listed),
                function=function,
                auth=_nearest(event.arguments.keyword("auth"), auth),
                throttle=_nearest(event.arguments.keyword("throttle"), throttle),
                site=event.site,
            )


def _joined(prefix: str, path: str) -> str:
    return re.sub("/{2,}", "/", f"{prefix}/{path}") if path else prefix


def _each(program: Program, value: AnyValue | None) -> tuple[AnyValue, ...]:
    if value is None or (isinstance(value, Constant) and value.value is None):
        return ()
    if isinstance(value, (ListObject, Tuple)):
        return tuple(one for item in program.items(value)[0] for one in members(item))
    return members(value)


def guards(program: Program, operation: Operation, request: AnyValue, stranger: AnyValue) -> Iterator[Cover]:
    """Yield what lets callers in: of several ways to show who is calling one is enough."""
    found = tuple(_guard(program, one, operation.site, request, stranger) for one in _each(program, operation.auth))
    if len(found) == 1:
        yield found[0]
    elif found:
        yield Cover(evidence=found[0].evidence, either=found)
    if found:
        # What tells who is calling is a header, or a session whose check the library itself makes.
        yield Cover(evidence=found[0].evidence, gives=(ProtectionKind.CSRF,))


def _guard(program: Program, auth: AnyValue, site: Site, request: AnyValue, stranger: AnyValue) -> Cover:
    if isinstance(auth, (FunctionObject, Bound)):
        shown = evidence(program, getattr(getattr(auth, "facts", None), "name", "auth"), site)
        return Cover(
            evidence=shown, function=auth, asks=True, arguments=Arguments((request,)), stranger=Arguments((stranger,))
        )
    cls = auth.cls if isinstance(auth, InstanceObject) else auth
    names = library_classes(program, cls)
    shown = evidence(program, (cls.facts.name if isinstance(cls, ClassObject) else (*names, "auth")[0]), site)
    own = method_of_class(cls, "authenticate")
    if own is not None:
        kinds = frozenset({SourceKind.HEADER, SourceKind.CREDENTIAL})
        token = Unknown(frozenset({Taint(Origin(kinds, "the credential", site, "token"))}), External("builtins.str"))
        held = auth if isinstance(auth, InstanceObject) else program.instance(cls, {})
        return Cover(
            evidence=shown,
            function=Bound(own, held),
            asks=True,
            arguments=Arguments((request, token)),
            stranger=Arguments((stranger, token)),
        )
    gives = next((_GIVES[name] for name in (getattr(auth, "name", ""), *names) if name in _GIVES), None)
    return Cover(evidence=shown, gives=gives) if gives else guards_perhaps(shown)


def limits_of(program: Program, operation: Operation) -> Iterator[tuple[RateLimit, tuple[str, ...]]]:
    """Yield the limits in force, each for all methods."""
    for one in _each(program, operation.throttle):
        if isinstance(one, Produced):
            rate = string_of(one.call.arguments.get(0, "rate"))
            yield limit(rate, evidence(program, one.call.callee.rpartition(".")[2], operation.site)), ()


def inputs(program: Program, operation: Operation) -> tuple[tuple[tuple[str, AnyValue], ...], tuple[Declared, ...]]:
    """Return what an operation is called with besides the request and the parts of the path, and how it is declared."""
    function = operation.function
    taken = {one.name for one in operation.parameters}
    keywords: list[tuple[str, AnyValue]] = []
    declared: list[Declared] = []
    facts = function.facts.parameters if isinstance(function, FunctionObject) else ()
    for parameter in facts[1:]:
        if parameter.name in taken or not isinstance(function, FunctionObject):
            continue
        annotation = program.annotation(function, parameter.name)
        body = isinstance(annotation, (ClassObject, Produced))
        kind, where = (SourceKind.BODY, "body") if body else (SourceKind.QUERY, "query")
        value = program.input(
            frozenset({kind}),
            f"{where} parameter {parameter.name}",
            operation.site,
            name=parameter.name,
            type_of=annotation,
            default=function.defaults.get(parameter.name),
        )
        keywords.append((parameter.name, value))
        declared.append(
            Declared(
                name=parameter.name,
                where=where,
                validated=State.YES if annotation is not None else State.NO,
                location=program.location(operation.site),
                by="" if annotation is None else "annotation",
            )
        )
    return tuple(keywords), tuple(declared)
