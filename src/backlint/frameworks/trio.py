"""Trio: processes."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="trio",
    distribution="trio",
    packages=("trio",),
    sinks=(*sinks(SinkKind.COMMAND, "0:command", "trio.run_process"),),
)
