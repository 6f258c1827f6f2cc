"""pdfkit: PDF by a browser engine that fetches what a page names."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="pdfkit",
    distribution="pdfkit",
    packages=("pdfkit",),
    sinks=(
        # HTML with file:// or http:// resources.
        *sinks(SinkKind.PATH, "0:input", *methods("pdfkit", "from_file from_string")),
        *sinks(SinkKind.SSRF, "0:url", "pdfkit.from_url"),
    ),
)
