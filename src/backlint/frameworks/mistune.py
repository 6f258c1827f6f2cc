"""Mistune: HTML from Markdown."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import propagators

LIBRARY = LibraryModel(
    name="mistune",
    distribution="mistune",
    packages=("mistune",),
    propagators=(*propagators("0:text", "mistune.html", revives={SinkKind.HTML}),),
)
