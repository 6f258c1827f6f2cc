"""joserfc: tokens."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.execution.taint import EVERY_SINK
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, sanitizers, sources

LIBRARY = LibraryModel(
    name="joserfc",
    distribution="joserfc",
    packages=("joserfc",),
    sources=sources(SourceKind.SECRET, "str", "joserfc.jwt.encode", called=True),
    sanitizers=sanitizers(EVERY_SINK, "0:value", "joserfc.jwt.decode"),
    marks=(*marks("token", "joserfc.jwt.encode"), *marks("authentication", "joserfc.jwt.decode")),
)
