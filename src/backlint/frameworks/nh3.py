"""nh3: HTML with only what is allowed."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sanitizers

LIBRARY = LibraryModel(
    name="nh3",
    distribution="nh3",
    packages=("nh3",),
    sanitizers=(
        *sanitizers({SinkKind.HTML}, "0:html", *methods("nh3", "clean clean_text")),
        *sanitizers({SinkKind.HTML}, "0:", "nh3.escape"),
    ),
)
