"""sh: commands."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="sh",
    distribution="sh",
    packages=("sh",),
    sinks=(*sinks(SinkKind.COMMAND, "0:path", "sh.Command"),),
)
