"""Fabric: commands on other machines."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="fabric",
    distribution="fabric",
    packages=("fabric",),
    sinks=(*sinks(SinkKind.COMMAND, "0:command", *methods("fabric.Connection", "run sudo local")),),
)
