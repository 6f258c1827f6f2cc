"""GraphQL: the fields of an operation's root types, each an endpoint of its own, whichever library resolves it.

A field is listed as `MUTATION /graphql#createOrder`: the operation, and the field as clients name it, at whatever address
the schema is served; that address is an endpoint of the framework that serves it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import msgspec

from backlint.concepts import Parameter, SinkKind, SourceKind, State, Trait
from backlint.execution.program import Program
from backlint.execution.taint import Site, neutralize
from backlint.execution.values import (
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    Constant,
    Descriptor,
    DictObject,
    External,
    FunctionObject,
    Produced,
    Unknown,
    members,
)
from backlint.facts.model import DOUBLE_STAR, STAR
from backlint.frameworks.assembly.flask_decorators import applied_to, covers_of
from backlint.frameworks.assembly.flask_views import is_callable
from backlint.frameworks.assembly.reader import Reader
from backlint.frameworks.assembly.registration import innermost, name_of, place_of, written
from backlint.frameworks.routes import Cover, Route

OPERATIONS = ("query", "mutation", "subscription")
_LAST = 1 << 60
_WORD = re.compile(r"_+([a-zA-Z0-9])")
_DECLARED = frozenset({SinkKind.MASS_ASSIGNMENT, SinkKind.ORM_KEYS})
_GRAPHQL = frozenset({SourceKind.GRAPHQL})
_REQUESTS = (
    ("django.", "django.http.HttpRequest"),
    ("flask.", "flask.Request"),
    ("fastapi.", "starlette.requests.Request"),
    ("starlette.", "starlette.requests.Request"),
    ("aiohttp.", "aiohttp.web.Request"),
)
"""The requests of the frameworks that serve schemas, by the beginning of their names."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A field: its operation, its name, what resolves it (None: a library does), how it is called, what stands before it.

    `first` and `named` are what it is called with beside the arguments of a query; `types` are the classes of those that
    are declared elsewhere than in annotations. `traits` are what a library's own field is for.
    """

    operation: str
    name: str
    resolver: AnyValue | None
    first: tuple[AnyValue, ...] = ()
    named: tuple[tuple[str, AnyValue], ...] = ()
    types: Mapping[str, str] | None = None
    covers: tuple[Cover, ...] = ()
    owner: str = ""
    traits: frozenset[Trait] = frozenset()
    site: Site


class FieldReader(Reader):
    """Reads one schema."""

    def request(self) -> AnyValue:
        """Return the request that brings a query, of the framework that serves the schema."""
        for prefix, name in _REQUESTS:
            if any(True for _ in self._uses(prefix)):
                return Unknown(type=External(name))
        return Unknown(type=External("starlette.requests.Request"))

    def _uses(self, prefix: str) -> Iterator[CallEvent]:
        yield from (event for event in self.program.iterate_events() if event.callee.startswith(prefix))

    def info(self, type_name: str, context: AnyValue) -> Produced:
        """Return what resolvers are told of a query."""
        made = Produced(self.made, type_name, frozenset(), 0)
        made.fields["context"] = context
        return made

    def mapping(self, request: AnyValue) -> DictObject:
        """Return a context that holds the request by its name."""
        return DictObject({Constant("request", "str"): request}, None, self.made.site, 0)

    def context_of(self, getters: Iterator[AnyValue], otherwise: Callable[[], AnyValue]) -> AnyValue:
        """Return the context that a function of the project makes of a request, or what stands for it by default."""
        for one in getters:
            inner = innermost(one)
            if isinstance(inner, FunctionObject):
                names = [p.name for p in inner.facts.parameters if p.kind not in {STAR, DOUBLE_STAR}]
                given = tuple((name, self.request() if name == "request" else Unknown()) for name in names)
                return self.program.run(one, Arguments((), given)).value
        return otherwise()

    def route(self, field: Field) -> Route:
        """Return the route of a field."""
        resolver = field.resolver
        inner = written(resolver) if resolver is not None else None
        keywords: list[tuple[str, AnyValue]] = []
        others: AnyValue | None = None
        parameters: list[Parameter] = []
        for name, kind, place, annotation in self._named(resolver, len(field.first)):
            text = f"GraphQL argument {name}"
            if kind == DOUBLE_STAR:
                given = self.program.input(_GRAPHQL, "a GraphQL argument", place)
                # Which arguments there are the schema has said: a query with another is refused.
                others = Unknown(neutralize(given.taint, _DECLARED))
                continue
            declared = (field.types or {}).get(name)
            kind_of = External(declared) if declared else annotation
            keywords.append((name, self.program.input(_GRAPHQL, text, place, name=name, type_of=kind_of)))
            state = State.NO if _is_loose(annotation) else State.YES
            parameters.append(
                Parameter(
                    name=name,
                    where="body",
                    validated=state,
                    location=self.program.location(place),
                    by="the schema's type" if state is State.YES else "",
                )
            )
        handler = resolver if resolver is not None and _can_run(resolver) else None
        below = covers_of(self.program, applied_to(innermost(resolver), _LAST)) if resolver is not None else ()
        return Route(
            methods=(field.operation.upper(),),
            path=f"/graphql#{field.name}",
            name=name_of(self.program, inner) if inner is not None else field.owner,
            location=place_of(self.program, inner, field.site),
            handler=handler,
            arguments=Arguments(field.first, (*field.named, *keywords), None, others),
            traits=field.traits,
            parameters=tuple(parameters),
            covers=(*field.covers, *below),
            returns_html=State.NO,
        )

    def _named(self, resolver: AnyValue | None, skipped: int) -> Iterator[tuple[str, int, Site, AnyValue | None]]:
        function = resolver
        if isinstance(function, (Bound, Descriptor)):
            skipped += 1 if isinstance(function, Bound) or function.kind == "classmethod" else 0
        inner = innermost(function) if function is not None else None
        if not isinstance(inner, FunctionObject):
            return
        for one in inner.facts.parameters[skipped:]:
            if one.kind != STAR and one.name != "info":
                place = Site(self.program.path_of(inner.module), one.at, inner.facts.qualname)
                yield one.name, one.kind, place, self.program.annotation(inner, one.name)


def camel_case(name: str) -> str:
    """Return a name as GraphQL's clients write it: `create_order` as `createOrder`."""
    return _WORD.sub(lambda match: match[1].upper(), name.strip("_")) if "_" in name.strip("_") else name


def listed(program: Program, given: AnyValue | None) -> Iterator[AnyValue]:
    """Yield the items of a list, or the one thing that is given."""
    for one in members(given) if given is not None else ():
        yield from program.items(one)[0]


def _can_run(value: AnyValue) -> bool:
    return any(is_callable(one) for one in members(value))


def _is_loose(annotation: AnyValue | None) -> bool:
    name = getattr(annotation, "name", "")
    return isinstance(name, str) and name.endswith((".JSON", ".Any", "builtins.dict"))
