"""Chameleon: templates."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="chameleon",
    distribution="chameleon",
    packages=("chameleon",),
    sinks=(*sinks(SinkKind.TEMPLATE, "0:body", "chameleon.PageTemplate"),),
)
