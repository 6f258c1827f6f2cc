"""Graphene: the fields of a schema's root types, resolvers, mutations, and the middleware of the views that serve it.

How fields are named and resolved was checked against Graphene 3.4: `graphene.types.schema`, `graphene.types.mutation`.
"""

from __future__ import annotations

from collections.abc import Iterator

from backlint.concepts import Trait
from backlint.execution.program import Program
from backlint.execution.values import (
    FALSE,
    NONE,
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    ClassObject,
    Descriptor,
    External,
    FunctionObject,
    InstanceObject,
    Produced,
    members,
    string_of,
)
from backlint.frameworks.assembly.flask_views import is_callable
from backlint.frameworks.assembly.graphql_fields import OPERATIONS, Field, FieldReader, camel_case, listed
from backlint.frameworks.assembly.registration import constructor, evidence, method_of, name_of
from backlint.frameworks.graphene import argument_types
from backlint.frameworks.routes import Assembly, Cover

_SCHEMA = "graphene.Schema"
APPLICATIONS = ()
_INFO = "graphene.ResolveInfo"
_VIEWS = (
    "graphene_django.views.GraphQLView.as_view",
    "graphene_file_upload.django.FileUploadGraphQLView.as_view",
    "flask_graphql.GraphQLView.as_view",
    "graphql_server.flask.GraphQLView.as_view",
)
_NEXT = External("graphene.resolve_next")
_MUTATES = ("mutate", "mutate_and_get_payload")


_PACKAGES = frozenset({"graphql_jwt", "graphql_auth", "gqlauth"})
_WAYS = {
    "ObtainJSONWebToken": Trait.LOGIN,
    "JSONWebTokenMutation": Trait.LOGIN,
    "Refresh": Trait.TOKEN,
    "RefreshToken": Trait.TOKEN,
    "Register": Trait.REGISTER,
    "SendPasswordResetEmail": Trait.RESET,
    "PasswordReset": Trait.RESET,
}
"""Mutations of django-graphql-jwt 0.4 and django-graphql-auth 0.3 that are ways into an account."""


class _Reader(FieldReader):
    """Reads one schema."""

    framework = "Graphene"

    def assembly(self) -> Assembly:
        """Return the schema with all of its fields."""
        self._info = self.info(_INFO, self.request())
        self._camel = self.made.arguments.keyword("auto_camelcase") != FALSE
        self._views = tuple(self._found_views())
        fields = [field for number, operation in enumerate(OPERATIONS) for field in self._fields(number, operation)]
        return self.assembled(self.route(field) for field in fields)

    def _fields(self, number: int, operation: str) -> Iterator[Field]:
        given = self.made.arguments.get(number, operation)
        for cls in members(given) if given is not None and given != NONE else ():
            if not isinstance(cls, ClassObject):
                self.note(f"the {operation} type", self.made.site)
                continue
            names = dict.fromkeys(n for one in cls.ancestors() if isinstance(one, ClassObject) for n in one.namespace)
            for name in names:
                for value in members(cls.lookup(name) or NONE):
                    if isinstance(value, Produced) and not name.startswith("_"):
                        yield from self._field(operation, cls, name, value)

    def _field(self, operation: str, cls: ClassObject, name: str, value: Produced) -> Iterator[Field]:
        """Read what a class attribute declares: a field with its resolver beside it, or the `Field()` of a mutation."""
        event = value.call
        shown = string_of(event.arguments.keyword("name") or NONE) or (camel_case(name) if self._camel else name)
        owner = event.receiver if isinstance(event.receiver, ClassObject) else None
        first: tuple[AnyValue, ...] = (NONE, self._info)
        if method_of(event) == "Field" and owner is not None:
            resolver = next((one for one in map(owner.lookup, _MUTATES) if one is not None), None)
            if resolver is None:
                resolver = owner.lookup("resolve")
            function = resolver.function if isinstance(resolver, Descriptor) else resolver
            if (
                isinstance(resolver, Descriptor)
                and resolver.kind == "classmethod"
                and isinstance(function, FunctionObject)
            ):
                resolver = Bound(function, owner)
            elif isinstance(resolver, Descriptor):
                resolver = function
        elif method_of(event) == "Field" and _ways_in(event):
            resolver = function = None
        elif event.callee.startswith(("graphene", "graphene_django", "graphene_sqlalchemy")):
            resolver = cls.lookup(f"resolve_{name}") or event.arguments.keyword("resolver")
            resolver = resolver.function if isinstance(resolver, Descriptor) else resolver
            function = resolver
        else:
            return
        types = argument_types(function) if isinstance(function, FunctionObject) else {}
        yield Field(
            operation=operation,
            name=shown,
            resolver=resolver,
            first=first,
            types=types,
            covers=tuple(self._covers()),
            owner=f"{cls.name}.{name}",
            traits=_ways_in(event),
            site=event.site,
        )

    def _found_views(self) -> Iterator[tuple[Produced, tuple[AnyValue, ...]]]:
        """Yield the views around the schema, each with the middleware that it was given."""
        for event in self.program.calls(*_VIEWS):
            if isinstance(event.result, Produced):
                yield event.result, tuple(listed(self.program, event.arguments.keyword("middleware")))

    def _covers(self) -> Iterator[Cover]:
        """Yield what stands before every field: whoever is stopped by the middleware of one view goes by another."""
        ways = [(view, tuple(self._before(view, middleware))) for view, middleware in self._views]
        if len(ways) == 1:
            yield from ways[0][1]
        elif ways and all(before for _, before in ways):
            shown = evidence(self.program, "middleware of every view", ways[0][0].call.site)
            yield Cover(
                evidence=shown, either=tuple(Cover(evidence=before[0].evidence, every=before) for _, before in ways)
            )

    def _before(self, view: Produced, middleware: tuple[AnyValue, ...]) -> Iterator[Cover]:
        for one in middleware:
            target = self.program.attribute(one, "resolve") if isinstance(one, InstanceObject) else one
            if is_callable(target):
                shown = evidence(self.program, name_of(self.program, one).rpartition(":")[2], view.call.site)
                yield Cover(evidence=shown, function=target, arguments=Arguments((_NEXT, NONE, self._info)))


def _ways_in(event: CallEvent) -> frozenset[Trait]:
    """Return what a mutation of a library is for, or of a class that extends one."""
    owner = event.receiver
    bases = owner.library_bases() if isinstance(owner, ClassObject) else (event.callee.rpartition(".")[0],)
    for base in bases:
        package, _, last = base.rpartition(".")
        if package.partition(".")[0] in _PACKAGES and last in _WAYS:
            return frozenset({_WAYS[last]})
    return frozenset()


def _assemble(program: Program) -> Iterator[Assembly]:
    """Yield every schema."""
    for schema in program.results(_SCHEMA):
        made = constructor(program, schema)
        if made is not None:
            yield _Reader(program, schema, made).assembly()


ASSEMBLE = _assemble
