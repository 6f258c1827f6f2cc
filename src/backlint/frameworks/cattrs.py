"""cattrs: structures from plain data."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.validation import parses

LIBRARY = LibraryModel(
    name="cattrs",
    distribution="cattrs",
    packages=("cattrs", "cattr"),
    calls={
        "cattrs.structure": parses("0:obj"),
        "cattrs.Converter.structure": parses("0:obj"),
        "cattr.structure": parses("0:obj"),
    },
)
