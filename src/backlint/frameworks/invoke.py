"""Invoke: commands."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="invoke",
    distribution="invoke",
    packages=("invoke",),
    sinks=(*sinks(SinkKind.COMMAND, "0:command", "invoke.run", *methods("invoke.Context", "run sudo")),),
)
