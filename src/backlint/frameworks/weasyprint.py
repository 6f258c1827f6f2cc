"""WeasyPrint: PDF from HTML, whose links it follows."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="weasyprint",
    distribution="weasyprint",
    packages=("weasyprint",),
    sinks=(*sinks(SinkKind.SSRF, "0:guess :url", "weasyprint.HTML"),),
)
