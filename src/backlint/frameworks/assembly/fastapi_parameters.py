"""The parameters of a path operation or dependency: where each comes from, and what its type guarantees.

The order of the questions is that of `fastapi.dependencies.utils.analyze_param` (FastAPI 0.141).
"""

from __future__ import annotations

import msgspec

from backlint.concepts import Evidence, Parameter, SinkKind, SourceKind, State
from backlint.execution.naming import kinds_of_key
from backlint.execution.program import Program
from backlint.execution.taint import Site, neutralize
from backlint.execution.types import is_harmless, is_subscript, plain, subscript_arguments
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
    Unknown,
)
from backlint.facts.model import DOUBLE_STAR, STAR
from backlint.facts.model import Parameter as Declared
from backlint.frameworks.assembly.registration import innermost

SPECIAL = frozenset(
    {
        "starlette.requests.Request",
        "starlette.requests.HTTPConnection",
        "starlette.websockets.WebSocket",
        "starlette.responses.Response",
        "fastapi.BackgroundTasks",
        "starlette.background.BackgroundTasks",
        "fastapi.security.SecurityScopes",
    }
)
_SCOPES = "fastapi.security.SecurityScopes"
_PLACES = {
    "fastapi.Query": "query",
    "fastapi.Path": "path",
    "fastapi.Header": "header",
    "fastapi.Cookie": "cookie",
    "fastapi.Body": "body",
    "fastapi.Form": "form",
    "fastapi.File": "file",
}
_KINDS = {
    "query": SourceKind.QUERY,
    "path": SourceKind.PATH,
    "header": SourceKind.HEADER,
    "cookie": SourceKind.COOKIE,
    "body": SourceKind.BODY,
    "form": SourceKind.BODY,
    "file": SourceKind.FILE,
}
_SECURITY = "fastapi.security."
_LOOSE = frozenset(
    {"builtins.dict", "builtins.list", "typing.Any", "builtins.object", "typing.Dict", "typing.List", "builtins.set"}
)
_SCALARS = frozenset(
    {"builtins.str", "builtins.bytes", "pydantic.EmailStr", "pydantic.SecretStr", "pydantic.HttpUrl", "pydantic.AnyUrl"}
)


class Dependency(msgspec.Struct, frozen=True):
    """Something that FastAPI calls before the handler: what, where it was asked for, and the scopes of `Security`."""

    function: AnyValue
    evidence: Evidence
    scopes: tuple[AnyValue, ...] = ()


class Reading(msgspec.Struct, frozen=True):
    """The parameters of one function: values by name, those that are inputs, and the dependencies in order."""

    values: tuple[tuple[str, AnyValue], ...]
    parameters: tuple[Parameter, ...]
    dependencies: tuple[tuple[str, Dependency], ...]


def signature_of(function: AnyValue) -> FunctionObject | None:
    """Return the function whose parameters count: FastAPI asks `inspect.signature`, which follows `__wrapped__`."""
    inner = innermost(function)
    if isinstance(inner, FunctionObject):
        return inner
    cls = inner.cls if isinstance(inner, InstanceObject) else inner
    if isinstance(cls, ClassObject):
        method = cls.lookup("__call__" if isinstance(inner, InstanceObject) else "__init__")
        return method if isinstance(method, FunctionObject) else None
    return None


def read_parameters(
    program: Program, function: AnyValue, path: str, passed: str = "", scopes: tuple[AnyValue, ...] = ()
) -> Reading | None:
    """Read the parameters of a handler or dependency of a route with this path; None when its code is not there.

    `passed` is the class of the one argument that a route of Starlette itself passes, whatever it is called. `scopes` are
    those that are asked of whoever calls.
    """
    declared = signature_of(function)
    if declared is None:
        return None
    inner = innermost(function)
    skips_self = isinstance(function, Bound) or isinstance(inner, (ClassObject, InstanceObject)) or _is_bound(function)
    values: list[tuple[str, AnyValue]] = []
    inputs: list[Parameter] = []
    dependencies: list[tuple[str, Dependency]] = []
    for position, parameter in enumerate(declared.facts.parameters):
        if (skips_self and position == 0) or parameter.kind in {STAR, DOUBLE_STAR}:
            continue
        if position == 0 and declared.owner is not None and parameter.annotation is None:
            # A method registered as it stands in its class: what class-based view libraries make of it is an
            # instance, whose annotated class attributes are dependencies.
            dependencies.extend(_class_dependencies(program, declared.owner))
            values.append((parameter.name, program.instance(declared.owner, {})))
            continue
        site = Site(program.path_of(declared.module), parameter.at, declared.facts.qualname)
        annotation = program.annotation(declared, parameter.name)
        default = declared.defaults.get(parameter.name)
        marker = _marker(annotation, default)
        kind = plain(annotation)
        if passed:
            values.append((parameter.name, Unknown(type=External(passed))))
            break
        if isinstance(kind, External) and kind.name == _SCOPES:
            values.append((parameter.name, _security_scopes(scopes, site)))
        elif isinstance(kind, External) and kind.name in SPECIAL:
            values.append((parameter.name, Unknown(type=kind)))
        elif marker is not None and _dependency(marker) is not None:
            wanted = _dependency(marker)
            target = wanted if wanted is not None and not _is_missing(wanted) else kind
            if target is not None:
                place = program.location(site)
                evidence = Evidence(_name(target), place.path, place.line)
                dependencies.append((parameter.name, Dependency(target, evidence, scopes_of(program, marker))))
        else:
            one = _input(program, parameter, site, annotation, marker, path)
            inputs.append(one)
            values.append((parameter.name, value_of(program, one, site, annotation, path, marker)))
    return Reading(tuple(values), tuple(inputs), tuple(dependencies))


def _class_dependencies(program: Program, cls: ClassObject) -> list[tuple[str, Dependency]]:
    """Return the dependencies that class attributes declare; their values are set on the instance by `fill_self`."""
    found: list[tuple[str, Dependency]] = []
    for ancestor in cls.ancestors():
        if not isinstance(ancestor, ClassObject):
            continue
        for name, value in ancestor.namespace.items():
            annotation = ancestor.annotations.get(name)
            marker = _marker(annotation, value)
            wanted = _dependency(marker) if marker is not None else None
            target = plain(annotation) if wanted is None or _is_missing(wanted) else wanted
            if marker is not None and wanted is not None and target is not None and ancestor.site is not None:
                place = program.location(marker.site or ancestor.site)
                found.append((f"self.{name}", Dependency(target, Evidence(_name(target), place.path, place.line))))
        for name, annotation in ancestor.annotations.items():
            marker = _marker(annotation, None)
            wanted = _dependency(marker) if marker is not None and name not in ancestor.namespace else None
            if marker is not None and wanted is not None:
                target = plain(annotation) if _is_missing(wanted) else wanted
                if target is not None and marker.site is not None:
                    place = program.location(marker.site)
                    found.append((f"self.{name}", Dependency(target, Evidence(_name(target), place.path, place.line))))
    return found


def fill_self(values: list[tuple[str, AnyValue]], name: str, value: AnyValue) -> None:
    """Set what a class-level dependency gave on the instance that a method is called with."""
    for _, held in values:
        if isinstance(held, InstanceObject):
            held.fields.setdefault(name.removeprefix("self."), value)


def _is_bound(function: AnyValue) -> bool:
    return isinstance(function, FunctionObject) and isinstance(function.wraps, Bound)


def _name(value: AnyValue) -> str:
    inner = innermost(value)
    if isinstance(inner, (FunctionObject, ClassObject)):
        return inner.facts.qualname
    if isinstance(inner, InstanceObject):
        return inner.cls.facts.name
    if isinstance(inner, Produced):
        return (inner.type or inner.call.callee).rpartition(".")[2]
    if isinstance(inner, External):
        return inner.name.rpartition(".")[2]
    return "a dependency"


def _marker(annotation: AnyValue | None, default: AnyValue | None) -> Produced | None:
    """Return the `Depends(...)`, `Query(...)` … that stands as default or in `Annotated[...]`."""
    if isinstance(default, Produced) and default.call.callee.startswith("fastapi."):
        return default
    if is_subscript(annotation, "typing.Annotated", "typing_extensions.Annotated"):
        for part in reversed(subscript_arguments(annotation)[1:]):
            if isinstance(part, Produced) and part.call.callee.startswith("fastapi."):
                return part
    return None


_MISSING = Constant(None, "NoneType")


def _is_missing(value: AnyValue) -> bool:
    return value == _MISSING


def is_dependency(marker: Produced) -> bool:
    """Tell whether something is `Depends(...)` or `Security(...)`."""
    return marker.call.callee in {"fastapi.Depends", "fastapi.Security"}


def scopes_of(program: Program, marker: Produced) -> tuple[AnyValue, ...]:
    """Return the scopes of `Security(function, scopes=[...])`."""
    given = marker.call.arguments.keyword("scopes")
    return () if given is None else program.items(given)[0]


def _security_scopes(scopes: tuple[AnyValue, ...], site: Site) -> AnyValue:
    """Make the `SecurityScopes` that tell a dependency what is asked of whoever calls."""
    event = CallEvent(_SCOPES, External(_SCOPES), None, Arguments(), site, 0, certain=True)
    made = Produced(event, _SCOPES, frozenset(), 0)
    made.fields["scopes"] = ListObject("list", list(scopes), None, site, 0)
    return made


def _dependency(marker: Produced) -> AnyValue | None:
    """Return what a `Depends` or `Security` marker asks for; the missing value where the annotation says it."""
    if not is_dependency(marker):
        return None
    return marker.call.arguments.get(0, "dependency") or _MISSING


def _input(
    program: Program, parameter: Declared, site: Site, annotation: AnyValue | None, marker: Produced | None, path: str
) -> Parameter:
    kind = plain(annotation)
    where = _PLACES.get(marker.call.callee, "") if marker is not None else ""
    if not where:
        where = where_of(program, parameter.name, kind, path)
    validated, by = guarantee(program, annotation, where)
    return Parameter(name=parameter.name, where=where, validated=validated, location=program.location(site), by=by)


def where_of(program: Program, name: str, kind: AnyValue | None, path: str) -> str:
    """Return where a parameter of this type is read from that says nothing of it: `path`, `query`, `file` or `body`."""
    if f"{{{name}}}" in path or f"{{{name}:" in path:
        return "path"
    if isinstance(kind, External) and kind.name in {"fastapi.UploadFile", "starlette.datastructures.UploadFile"}:
        return "file"
    if kind is None or is_harmless(kind) or (isinstance(kind, External) and kind.name in _SCALARS):
        return "query"
    if is_subscript(kind, "builtins.list", "typing.List"):
        item = plain(subscript_arguments(kind)[0])
        if isinstance(item, External) and item.name in {"fastapi.UploadFile", "starlette.datastructures.UploadFile"}:
            return "file"
    if isinstance(kind, Produced) and kind.call.callee in {"typing.Union[]", "operator.|"}:
        every = subscript_arguments(kind) or kind.call.arguments.positional
        if all(where_of(program, name, plain(part), "") == "query" or _is_missing(part) for part in every):
            return "query"
    return "body"


def guarantee(program: Program, annotation: AnyValue | None, where: str) -> tuple[State, str]:
    """Return whether a declared type constrains a value, and what to call the type."""
    kind = plain(annotation)
    if kind is None:
        return State.NO, ""
    if is_harmless(kind):
        return State.YES, _type_name(kind)
    if isinstance(kind, External):
        if kind.name in _LOOSE:
            return State.NO, kind.name.rpartition(".")[2]
        if kind.name == "builtins.str" and where == "path":
            return (State.NO if annotation is kind else State.YES), ""
        return State.YES, kind.name.rpartition(".")[2]
    if isinstance(kind, Produced) and kind.call.callee.removesuffix("[]") in _LOOSE:
        inner = subscript_arguments(kind)
        last = plain(inner[-1]) if inner else None
        if isinstance(last, External) and last.name in {"typing.Any", "builtins.object"}:
            return State.NO, kind.call.callee.removesuffix("[]").rpartition(".")[2]
        return State.YES, kind.call.callee.removesuffix("[]").rpartition(".")[2]
    if isinstance(kind, Unknown):
        return State.UNKNOWN, ""
    _ = program
    return State.YES, _type_name(kind)


def _type_name(kind: AnyValue) -> str:
    if isinstance(kind, ClassObject):
        return kind.facts.name
    if isinstance(kind, External):
        return kind.name.rpartition(".")[2]
    return "type"


def value_of(
    program: Program,
    parameter: Parameter,
    site: Site,
    annotation: AnyValue | None,
    path: str,
    marker: Produced | None = None,
) -> AnyValue:
    """Make the value with which a handler is called for one of its inputs."""
    kind = _KINDS[parameter.where]
    text = (
        f"{parameter.where} parameter {parameter.name}"
        if parameter.where in {"query", "path"}
        else (f"{parameter.where} {parameter.name}")
    )
    kinds = kinds_of_key(frozenset({kind}), parameter.name) if parameter.where in _CARRY else frozenset({kind})
    value = program.input(kinds, text, site, name=parameter.name, type_of=annotation, default=marker)
    spans = f"{{{parameter.name}:path}}" in path
    if parameter.where == "path" and not spans and isinstance(value, Unknown):
        # Starlette matches `[^/]+` after decoding: a segment holds no slash.
        return Unknown(neutralize(value.tainted, frozenset({SinkKind.PATH})), value.type, value.note)
    return value


_CARRY = frozenset({"header", "cookie"})
"""What may carry a credential, as its name tells."""


def security_value(program: Program, scheme: AnyValue, site: Site) -> AnyValue | None:
    """Return what one of FastAPI's security schemes gives: a credential as it was sent, verified by nobody."""
    name = program.type_of(scheme)
    if not name.startswith(_SECURITY):
        return None
    if isinstance(scheme, InstanceObject) and isinstance(scheme.cls.lookup("__call__"), FunctionObject):
        # A scheme of the project's own, which may well verify what it is sent.
        return None
    short = name.removeprefix(_SECURITY)
    kinds = {SourceKind.CREDENTIAL, SourceKind.COOKIE if "Cookie" in short else SourceKind.HEADER}
    types = {
        "HTTPBearer": "fastapi.security.HTTPAuthorizationCredentials",
        "HTTPDigest": "fastapi.security.HTTPAuthorizationCredentials",
        "HTTPBasic": "fastapi.security.HTTPBasicCredentials",
    }
    of = External(types.get(short, "builtins.str"))
    return program.input(frozenset(kinds), f"the credential of {short}", site, name="authorization", type_of=of)


def keyword_arguments(values: tuple[tuple[str, AnyValue], ...]) -> Arguments:
    """Return values as FastAPI passes them: all by keyword."""
    return Arguments((), values)
