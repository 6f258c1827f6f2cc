"""Ariadne: what is bound to the fields of a schema's root types.

How resolvers are bound and called was checked against Ariadne 1.1: `ariadne.objects`, `ariadne.executable_schema`.
"""

from __future__ import annotations

from collections.abc import Iterator

from backlint.execution.program import Program
from backlint.execution.values import NONE, AnyValue, CallEvent, ListObject, Produced, Tuple, members, string_of
from backlint.frameworks.assembly.graphql_fields import OPERATIONS, Field, FieldReader
from backlint.frameworks.assembly.registration import applied, method_of
from backlint.frameworks.routes import Assembly

_MAKES = ("ariadne.make_executable_schema", "ariadne.contrib.federation.make_federated_schema")
APPLICATIONS = ()
_TYPES = {f"ariadne.{name.capitalize()}Type": name for name in OPERATIONS}
_BINDS = frozenset({"field", "set_field", "source", "set_source"})
_SERVERS = ("ariadne.asgi.GraphQL", "ariadne.wsgi.GraphQL")


class _Reader(FieldReader):
    """Reads one schema."""

    framework = "Ariadne"

    def assembly(self) -> Assembly:
        """Return the schema with the fields that are bound."""
        context = self.context_of(self._getters(), lambda: self.mapping(self.request()))
        self._info = self.info("graphql.GraphQLResolveInfo", context)
        bound = [one for given in self.made.arguments.positional[1:] for one in self._bindables(given)]
        if self.made.arguments.opaque:
            self.note("a part of what is bound to the schema", self.made.site)
        return self.assembled(self.route(field) for one in bound for field in self._fields(one))

    def _getters(self) -> Iterator[AnyValue]:
        for event in self.program.calls(*_SERVERS):
            given = event.arguments.keyword("context_value")
            yield from members(given) if given is not None else ()

    def _bindables(self, given: AnyValue) -> Iterator[AnyValue]:
        for one in members(given):
            if isinstance(one, (ListObject, Tuple)):
                for item in self.program.items(one)[0]:
                    yield from self._bindables(item)
            elif isinstance(one, Produced):
                yield one

    def _operation(self, bindable: AnyValue) -> str:
        name = self.program.type_of(bindable)
        if name == "ariadne.ObjectType" and isinstance(bindable, Produced):
            named = (string_of(bindable.call.arguments.get(0, "name") or NONE) or "").lower()
            return named if named in OPERATIONS else ""
        return _TYPES.get(name, "")

    def _fields(self, bindable: AnyValue) -> Iterator[Field]:
        operation = self._operation(bindable)
        if not operation:
            return
        for event in self.program.calls_on(bindable):
            method = method_of(event)
            # A subscription's source makes what its field only passes on.
            if method not in _BINDS or (operation == "subscription" and not method.endswith("source")):
                continue
            name = string_of(event.arguments.get(0, "name") or NONE)
            if name is None:
                self.note("the field bound", event.site)
                continue
            for resolver in self._resolvers(event):
                yield Field(
                    operation=operation, name=name, resolver=resolver, first=(NONE, self._info), site=event.site
                )

    def _resolvers(self, event: CallEvent) -> Iterator[AnyValue]:
        given = event.arguments.get(1, "resolver") or event.arguments.keyword("generator")
        if given is not None:
            yield from members(given)
        for use in applied(self.program, event):
            yield from use.arguments.positional[:1]


def _assemble(program: Program) -> Iterator[Assembly]:
    """Yield every schema."""
    for event in program.calls(*_MAKES):
        yield _Reader(program, event.result or NONE, event).assembly()


ASSEMBLE = _assemble
