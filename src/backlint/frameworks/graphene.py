"""Graphene: resolvers and mutations, called with the arguments of a GraphQL query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backlint.concepts import SourceKind
from backlint.execution.values import AnyValue, ClassObject, FunctionObject, Produced
from backlint.frameworks.model import Handler, LibraryModel

_TYPES = {
    "graphene.Int": "builtins.int",
    "graphene.BigInt": "builtins.int",
    "graphene.Float": "builtins.float",
    "graphene.Decimal": "decimal.Decimal",
    "graphene.Boolean": "builtins.bool",
    "graphene.UUID": "uuid.UUID",
    "graphene.Date": "datetime.date",
    "graphene.DateTime": "datetime.datetime",
    "graphene.Time": "datetime.time",
    "graphene.String": "builtins.str",
    "graphene.ID": "builtins.str",
}


def argument_types(function: FunctionObject) -> Mapping[str, str]:
    """Return the classes of a resolver's arguments: as its field declares them, or a mutation's class `Arguments`."""
    return {name: of for name, value in _declared(function) if (of := _type_of(value))}


def _declared(function: FunctionObject) -> Iterator[tuple[str, AnyValue]]:
    owner = function.owner
    if owner is None:
        return
    for name in ("Arguments", "Input"):
        inner = owner.lookup(name)
        if isinstance(inner, ClassObject):
            yield from inner.namespace.items()
    field = owner.lookup(function.facts.name.removeprefix("resolve_"))
    if isinstance(field, Produced):
        yield from field.call.arguments.keywords


def _type_of(value: AnyValue) -> str:
    """Return the class that a declared scalar stands for, also behind `Argument(…)` and `required=True`; "" for none."""
    if not isinstance(value, Produced):
        return ""
    if value.call.callee == "graphene.Argument":
        inner = value.call.arguments.get(0, "type_")
        return _TYPES.get(getattr(inner, "name", ""), "") if inner is not None else ""
    return _TYPES.get(value.call.callee, "")


_GRAPHQL = (SourceKind.GRAPHQL,)

LIBRARY = LibraryModel(
    name="graphene",
    distribution="graphene",
    packages=("graphene", "graphene_django", "graphene_sqlalchemy"),
    aliases={
        "graphene.types.objecttype.ObjectType": "graphene.ObjectType",
        "graphene.types.mutation.Mutation": "graphene.Mutation",
        "graphene.relay.ClientIDMutation": "graphene.relay.mutation.ClientIDMutation",
    },
    parents={
        "graphene.Interface": ("graphene.ObjectType",),
        "graphene_django.DjangoObjectType": ("graphene.ObjectType",),
        "graphene_sqlalchemy.SQLAlchemyObjectType": ("graphene.ObjectType",),
    },
    returns={"graphene_sqlalchemy.SQLAlchemyObjectType.get_query": "sqlalchemy.orm.Query"},
    handlers=(
        Handler(
            owner="graphene.ObjectType",
            methods="resolve_.+|subscribe_.+",
            kinds=_GRAPHQL,
            text="GraphQL argument",
            own=1,
            types=argument_types,
        ),
        Handler(
            owner="graphene.Mutation",
            methods="mutate",
            kinds=_GRAPHQL,
            text="GraphQL argument",
            own=1,
            types=argument_types,
        ),
        Handler(
            owner="graphene.relay.mutation.ClientIDMutation",
            methods="mutate_and_get_payload",
            kinds=_GRAPHQL,
            text="GraphQL argument",
            own=2,
        ),
    ),
)
