"""Strawberry: the fields of a schema's root types, with their permissions and extensions.

How fields are named, resolved and guarded was checked against Strawberry 0.299: `strawberry.types.field`,
`strawberry.permission`, `strawberry.schema`.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from backlint.execution.program import Program
from backlint.execution.taint import Site
from backlint.execution.values import (
    FALSE,
    NONE,
    AnyValue,
    Arguments,
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
from backlint.frameworks.assembly.graphql_fields import OPERATIONS, Field, FieldReader, camel_case, listed
from backlint.frameworks.assembly.registration import (
    constructor,
    decorations,
    decorator_call,
    evidence,
    innermost,
    name_of,
)
from backlint.frameworks.assembly.suspects import guards_perhaps
from backlint.frameworks.routes import Assembly, Cover

_SCHEMAS = ("strawberry.Schema", "strawberry.federation.Schema")
APPLICATIONS = ()
_MAKERS = frozenset(
    (
        *(f"strawberry.{name}" for name in ("field", "mutation", "subscription")),
        *(f"strawberry_django.{name}" for name in ("field", "mutation")),
        *(f"strawberry.federation.{name}" for name in ("field", "mutation")),
    )
)
_MERGES = frozenset({"strawberry.tools.merge_types", "strawberry.tools.create_type"})
_SERVERS = tuple(
    f"strawberry.{name}" for name in ("fastapi.GraphQLRouter", "asgi.GraphQL", "litestar.make_graphql_controller")
)
_OF_SELF = frozenset({"self", "root", "parent"})
_PERMISSIONS = "strawberry.permission.PermissionExtension"
_NEXT = External("strawberry.next")


class _Declared(msgspec.Struct, frozen=True):
    """A field as it stands in a class: what resolves it, and the call that says how (None: a bare decorator)."""

    name: str
    resolver: AnyValue | None
    made: CallEvent | None
    owner: str
    site: Site


class _Reader(FieldReader):
    """Reads one schema."""

    framework = "Strawberry"

    def assembly(self) -> Assembly:
        """Return the schema with all of its fields."""
        self._info = self.info("strawberry.Info", self.context_of(self._getters(), self._context))
        self._camel = self._is_camel()
        fields = [field for number, operation in enumerate(OPERATIONS) for field in self._fields(number, operation)]
        return self.assembled(self.route(field) for field in fields)

    def _getters(self) -> Iterator[AnyValue]:
        for event in self.program.calls(*_SERVERS):
            given = event.arguments.keyword("context_getter")
            yield from members(given) if given is not None else ()

    def _context(self) -> AnyValue:
        """Return the context where no function makes one: an object in Django, which is a mapping elsewhere."""
        request = self.request()
        if not self.program.calls("strawberry.django.*", "strawberry_django.*", "strawberry.flask.*"):
            return self.mapping(request)
        context = Produced(self.made, "strawberry.django.context.StrawberryDjangoContext", frozenset(), 0)
        context.fields["request"] = request
        return context

    def _is_camel(self) -> bool:
        given = self.made.arguments.keyword("config")
        return not any(
            isinstance(one, Produced) and one.call.arguments.keyword("auto_camel_case") == FALSE
            for one in (members(given) if given is not None else ())
        )

    # --- fields

    def _fields(self, number: int, operation: str) -> Iterator[Field]:
        given = self.made.arguments.get(number, operation)
        for one in members(given) if given is not None and given != NONE else ():
            for declared in self._of_type(one, operation):
                yield self._field(operation, declared)

    def _of_type(self, given: AnyValue, operation: str) -> Iterator[_Declared]:
        """Yield the fields of a root type, or of those that are merged into one."""
        if isinstance(given, Produced) and given.call.callee in _MERGES:
            for one in listed(
                self.program, given.call.arguments.get(1, "types") or given.call.arguments.keyword("fields")
            ):
                yield from self._of_type(one, operation)
            return
        if isinstance(given, FunctionObject):
            yield from self._declared(given, given.facts.name, given.name)
            return
        if not isinstance(given, ClassObject):
            self.note(f"the {operation} type", self.made.site)
            return
        names = dict.fromkeys(n for one in given.ancestors() if isinstance(one, ClassObject) for n in one.namespace)
        for name in names:
            for value in members(given.lookup(name) or NONE):
                yield from self._declared(value, name, f"{given.name}.{name}")

    def _declared(self, value: AnyValue, name: str, owner: str) -> Iterator[_Declared]:
        function = value.function if isinstance(value, Descriptor) else value
        if isinstance(function, FunctionObject):
            for event in decorations(function):
                made = decorator_call(event)
                if made.callee in _MAKERS:
                    bare = made is event
                    yield _Declared(name, function, None if bare else made, owner, made.site)
        elif isinstance(value, Produced):
            event = value.call
            if event.callee in _MAKERS:
                resolver = event.arguments.get(0, "resolver")
                yield _Declared(name, None if resolver in {None, NONE} else resolver, event, owner, event.site)
            elif event.callee.startswith("strawberry_django."):
                yield _Declared(name, None, event, owner, event.site)

    def _field(self, operation: str, declared: _Declared) -> Field:
        made = declared.made
        given = string_of(made.arguments.keyword("name") or NONE) if made is not None else None
        shown = given or (camel_case(declared.name) if self._camel else declared.name)
        inner = innermost(declared.resolver) if declared.resolver is not None else None
        first: tuple[AnyValue, ...] = ()
        if isinstance(inner, FunctionObject) and inner.facts.parameters:
            leading = inner.facts.parameters[0].name
            if leading in _OF_SELF or (inner.owner is not None and leading != "info"):
                first = (self.program.instance(inner.owner, {}) if inner.owner is not None else NONE,)
        resolver = declared.resolver
        return Field(
            operation=operation,
            name=shown,
            resolver=resolver,
            first=first,
            named=self._told(inner),
            covers=tuple(self._covers(made)),
            owner=declared.owner,
            site=declared.site,
        )

    def _told(self, function: AnyValue | None) -> tuple[tuple[str, AnyValue], ...]:
        """Return the `info` that a resolver asks for by its name."""
        if isinstance(function, FunctionObject) and any(one.name == "info" for one in function.facts.parameters):
            return (("info", self._info),)
        return ()

    # --- what stands before

    def _covers(self, made: CallEvent | None) -> Iterator[Cover]:
        extensions = self.made.arguments.keyword("extensions")
        for one in listed(self.program, extensions):
            yield from self._extension(one, self.made.site)
        if made is None:
            return
        for one in listed(self.program, made.arguments.keyword("permission_classes")):
            yield self._permission(one, made.site)
        for one in listed(self.program, made.arguments.keyword("extensions")):
            if isinstance(one, Produced) and self.program.is_a(one, _PERMISSIONS):
                for inner in listed(self.program, one.call.arguments.get(0, "permissions")):
                    yield self._permission(inner, made.site)
            else:
                yield from self._extension(one, made.site)

    def _permission(self, permission: AnyValue, site: Site) -> Cover:
        """Return what asks whether a caller may: a class of the project that says so, or one that is not known."""
        shown = evidence(self.program, name_of(self.program, permission).rpartition(":")[2], site)
        instance = self.program.instance(permission, {}) if isinstance(permission, ClassObject) else permission
        if not isinstance(instance, InstanceObject):
            return guards_perhaps(shown)
        return Cover(
            evidence=shown,
            function=self.program.attribute(instance, "has_permission"),
            arguments=Arguments((NONE, self._info)),
            asks=True,
        )

    def _extension(self, extension: AnyValue, site: Site) -> Iterator[Cover]:
        """Yield what an extension of the project does around a field."""
        instance = self.program.instance(extension, {}) if isinstance(extension, ClassObject) else extension
        if not isinstance(instance, InstanceObject):
            return
        for name in ("resolve", "resolve_async"):
            if isinstance(instance.cls.lookup(name), FunctionObject):
                shown = evidence(self.program, instance.cls.facts.name, site)
                function = self.program.attribute(instance, name)
                yield Cover(evidence=shown, function=function, arguments=Arguments((_NEXT, NONE, self._info)))
                return


def _assemble(program: Program) -> Iterator[Assembly]:
    """Yield every schema."""
    for schema in program.results(*_SCHEMAS):
        made = constructor(program, schema)
        if made is not None:
            yield _Reader(program, schema, made).assembly()


ASSEMBLE = _assemble
