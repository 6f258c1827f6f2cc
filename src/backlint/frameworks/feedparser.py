"""feedparser: feeds from an address."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="feedparser",
    distribution="feedparser",
    packages=("feedparser",),
    sinks=(*sinks(SinkKind.SSRF, "0:url_file_stream_or_string", "feedparser.parse"),),
)
