"""Chevron: Mustache templates."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="chevron",
    distribution="chevron",
    packages=("chevron",),
    sinks=(*sinks(SinkKind.TEMPLATE, "0:template", "chevron.render"),),
)
