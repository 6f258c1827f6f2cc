"""Strawberry: fields and mutations, called with the arguments of a GraphQL query."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.frameworks.model import Handler, LibraryModel
from backlint.frameworks.rows import methods

LIBRARY = LibraryModel(
    name="strawberry",
    distribution="strawberry-graphql",
    packages=("strawberry", "strawberry_django"),
    handlers=tuple(
        Handler(owner=owner, kinds=(SourceKind.GRAPHQL,), text="GraphQL argument")
        for owner in (
            *methods("strawberry", "field mutation subscription"),
            *methods("strawberry_django", "field mutation"),
        )
    ),
)
