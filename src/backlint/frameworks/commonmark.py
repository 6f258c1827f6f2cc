"""commonmark: HTML from Markdown."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import propagators

LIBRARY = LibraryModel(
    name="commonmark",
    distribution="commonmark",
    packages=("commonmark",),
    propagators=(*propagators("0:text", "commonmark.commonmark", revives={SinkKind.HTML}),),
)
