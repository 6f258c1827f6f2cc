"""Litestar's handlers: their parameters and where each comes from, and the dependencies that they ask for by name."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from backlint.concepts import Evidence, Parameter, SourceKind, State
from backlint.execution.program import Program
from backlint.execution.taint import Site
from backlint.execution.types import is_subscript, plain, subscript_arguments
from backlint.execution.values import (
    NONE,
    AnyValue,
    Arguments,
    ClassObject,
    External,
    FunctionObject,
    InstanceObject,
    Produced,
    Unknown,
    string_of,
)
from backlint.facts.model import DOUBLE_STAR, STAR
from backlint.frameworks.assembly.fastapi_parameters import guarantee, signature_of, where_of
from backlint.frameworks.assembly.paths import PathParameter, declared, value_of
from backlint.frameworks.assembly.registration import innermost, name_of
from backlint.frameworks.routes import Cover

_RESERVED = frozenset("request socket headers cookies query state scope body reserved_value".split())
_MARKERS = {"header": ("header", SourceKind.HEADER), "cookie": ("cookie", SourceKind.COOKIE)}
_UNDERSCORED = "_"
_MAX_DEPTH = 12


class Reading(msgspec.Struct, frozen=True):
    """What a function is called with: values by name, its inputs, and what is called before it for them."""

    values: tuple[tuple[str, AnyValue], ...] = ()
    parameters: tuple[Parameter, ...] = ()
    covers: tuple[Cover, ...] = ()


class Inputs:
    """Reads the parameters of the handler of one route, and of the dependencies that it asks for."""

    def __init__(
        self,
        program: Program,
        found: tuple[PathParameter, ...],
        dependencies: Mapping[str, AnyValue],
        request: AnyValue,
        site: Site,
        *,
        more: bool = False,
    ) -> None:
        self.program = program
        self.more = more
        self.path = {one.name: one for one in found}
        self.dependencies = dependencies
        self.request = request
        self.site = site
        self._given: dict[str, Reading] = {}

    def read(self, function: AnyValue, *, skips: int = 0, depth: int = 0) -> Reading:
        """Read the parameters of a function, the first `skips` of which are not Litestar's to give."""
        inner = signature_of(function)
        if inner is None or depth > _MAX_DEPTH:
            return Reading()
        values: list[tuple[str, AnyValue]] = []
        inputs: list[Parameter] = []
        covers: list[Cover] = []
        for one in inner.facts.parameters[skips:]:
            if one.kind in {STAR, DOUBLE_STAR}:
                continue
            place = Site(self.program.path_of(inner.module), one.at, inner.facts.qualname)
            annotation = self.program.annotation(inner, one.name)
            if one.name in self.dependencies:
                given = self._dependency(one.name, depth)
                values.extend((one.name, value) for _, value in given.values)
                inputs.extend(given.parameters)
                covers.extend(given.covers)
            elif one.name in self.path:
                values.append((one.name, value_of(self.program, self.path[one.name], self.site, {})))
                inputs.append(declared(self.program, self.path[one.name], self.site))
            elif one.name in _RESERVED:
                values.append((one.name, self._reserved(one.name)))
            elif self._is_given(one.name, annotation, inner.defaults.get(one.name)):
                values.append((one.name, Unknown(type=_class_of(annotation))))
            else:
                parameter, value = self._input(one.name, place, annotation, inner.defaults.get(one.name))
                inputs.append(parameter)
                values.append((one.name, value))
        return Reading(tuple(values), tuple(inputs), tuple(covers))

    def _is_given(self, name: str, annotation: AnyValue | None, default: AnyValue | None) -> bool:
        """Tell whether a parameter is given by a dependency that is not known: it says so, or no request can hold it."""
        marker = _marker(annotation, default)
        if marker is not None:
            return marker.call.callee.endswith(".Dependency")
        return self.more and name != "data" and where_of(self.program, name, plain(annotation), "") == "body"

    def _reserved(self, name: str) -> AnyValue:
        if name in {"request", "socket"}:
            return self.request
        attribute = {"query": "query_params"}.get(name, name)
        return self.program.attribute(self.request, attribute)

    def _input(
        self, name: str, place: Site, annotation: AnyValue | None, default: AnyValue | None
    ) -> tuple[Parameter, AnyValue]:
        where, kind, text = ("body", SourceKind.BODY, "the request body") if name == "data" else ("query", None, "")
        marker = _marker(annotation, default)
        for keyword, (found, of) in _MARKERS.items():
            if marker is not None and string_of(marker.call.arguments.keyword(keyword) or NONE) is not None:
                where, kind = found, of
        if kind is None:
            kind = SourceKind.QUERY
        if name == "data" and _is_file(annotation):
            where, kind = "file", SourceKind.FILE
        state, by = guarantee(self.program, annotation, where)
        if state is State.NO and marker is not None and _constrains(marker):
            state, by = State.YES, marker.call.callee.rpartition(".")[2]
        parameter = Parameter(name=name, where=where, validated=state, location=self.program.location(place), by=by)
        value = self.program.input(
            frozenset({kind}), text or f"{where} parameter {name}", place, name=name, type_of=annotation, default=marker
        )
        return parameter, value

    def _dependency(self, name: str, depth: int) -> Reading:
        """Return what a dependency gives under its name, and what is called for it: once for each request."""
        held = self._given.get(name)
        if held is None:
            self._given[name] = Reading(((name, Unknown()),))
            held = self._given[name] = self._provide(name, depth)
        return held

    def _provide(self, name: str, depth: int) -> Reading:
        provider = self.dependencies[name]
        function = provider
        if isinstance(provider, Produced) and provider.call.callee.endswith("Provide"):
            function = provider.call.arguments.get(0, "dependency") or NONE
        inner = innermost(function)
        if not isinstance(inner, (FunctionObject, ClassObject, InstanceObject)):
            return Reading(((name, Unknown()),))
        skips = 1 if isinstance(inner, (ClassObject, InstanceObject)) else 0
        reading = self.read(function, skips=skips, depth=depth + 1)
        arguments = Arguments((), reading.values)
        value = self.program.run(function, arguments).value
        location = self.program.definition(function)
        shown = Evidence(
            name_of(self.program, function).rpartition(":")[2],
            "" if location is None else location.path,
            0 if location is None else location.line,
        )
        cover = Cover(evidence=shown, function=function, arguments=arguments)
        covers = (*reading.covers, *(() if isinstance(inner, ClassObject) else (cover,)))
        return Reading(((name, value),), reading.parameters, covers)


def _marker(annotation: AnyValue | None, default: AnyValue | None) -> Produced | None:
    """Return the `Parameter(...)` or `Body(...)` that stands as default or in `Annotated[...]`."""
    if isinstance(default, Produced) and default.call.callee.startswith("litestar.params."):
        return default
    if is_subscript(annotation, "typing.Annotated", "typing_extensions.Annotated"):
        for part in subscript_arguments(annotation)[1:]:
            if isinstance(part, Produced) and part.call.callee.startswith("litestar.params."):
                return part
    return None


def _class_of(annotation: AnyValue | None) -> External | ClassObject | None:
    kind = plain(annotation)
    return kind if isinstance(kind, (External, ClassObject)) else None


def _constrains(marker: Produced) -> bool:
    names = {name for name, value in marker.call.arguments.keywords if value != NONE}
    return bool(names & {"ge", "gt", "le", "lt", "multiple_of", "pattern", "max_length", "const"})


def _is_file(annotation: AnyValue | None) -> bool:
    kind = plain(annotation)
    if isinstance(kind, Produced):
        return any(_is_file(part) for part in subscript_arguments(kind))
    return isinstance(kind, External) and kind.name.endswith(".UploadFile")
