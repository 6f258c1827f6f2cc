"""Ariadne: resolvers, called with the arguments of a GraphQL query."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.frameworks.model import Handler, LibraryModel
from backlint.frameworks.rows import children, methods

_OBJECT = "ariadne.ObjectType"

LIBRARY = LibraryModel(
    name="ariadne",
    distribution="ariadne",
    packages=("ariadne",),
    aliases={f"ariadne.objects.{name}": f"ariadne.{name}" for name in ("ObjectType", "QueryType", "MutationType")},
    parents=children(_OBJECT, *methods("ariadne", "QueryType MutationType SubscriptionType")),
    handlers=tuple(
        Handler(owner=f"ariadne.{owner}.field", kinds=(SourceKind.GRAPHQL,), text="GraphQL argument", own=2)
        for owner in ("ObjectType", "QueryType", "MutationType", "SubscriptionType")
    ),
)
