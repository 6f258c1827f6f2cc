"""webargs: parsed arguments."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sources

LIBRARY = LibraryModel(
    name="webargs",
    distribution="webargs",
    packages=("webargs",),
    sources=(*sources((SourceKind.BODY, SourceKind.QUERY), "any", "webargs.core.Parser.parse", called=True),),
)
