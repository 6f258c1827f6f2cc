"""Genshi: templates."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="genshi",
    distribution="genshi",
    packages=("genshi",),
    sinks=(*sinks(SinkKind.TEMPLATE, "0:source", *methods("genshi.template", "MarkupTemplate TextTemplate")),),
)
