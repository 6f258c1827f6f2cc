"""Pillow: expressions over images."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="pillow",
    distribution="pillow",
    packages=("PIL",),
    sinks=sinks(SinkKind.CODE, "0:expression", *methods("PIL.ImageMath", "eval unsafe_eval")),
)
