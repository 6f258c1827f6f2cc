"""Plumbum: commands."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="plumbum",
    distribution="plumbum",
    packages=("plumbum",),
    sinks=(*sinks(SinkKind.COMMAND, "0:", "plumbum.local.__getitem__"),),
)
