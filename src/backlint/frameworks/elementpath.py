"""elementpath: XPath for ElementTree."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="elementpath",
    distribution="elementpath",
    packages=("elementpath",),
    sinks=(
        *sinks(SinkKind.XPATH, "1:path", *methods("elementpath", "select iter_select")),
        *sinks(SinkKind.XPATH, "0:path", "elementpath.Selector"),
    ),
)
