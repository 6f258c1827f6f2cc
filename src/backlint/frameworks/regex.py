"""regex: regular expressions."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="regex",
    distribution="regex",
    packages=("regex",),
    sinks=(*sinks(SinkKind.REGEX, "0:pattern", "regex.compile"),),
)
