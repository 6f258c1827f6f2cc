"""Python-Markdown: HTML from Markdown, raw HTML included."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import propagators

LIBRARY = LibraryModel(
    name="markdown",
    distribution="markdown",
    packages=("markdown",),
    propagators=(*propagators("0:text", "markdown.markdown", revives={SinkKind.HTML}),),
    returns={"markdown.markdown": "builtins.str"},
)
