"""NumExpr: expressions that are evaluated."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="numexpr",
    distribution="numexpr",
    packages=("numexpr",),
    sinks=(*sinks(SinkKind.CODE, "0:ex", "numexpr.evaluate"),),
)
