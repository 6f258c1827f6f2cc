"""attrs: records."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import propagators

LIBRARY = LibraryModel(
    name="attrs",
    distribution="attrs",
    packages=(
        "attr",
        "attrs",
    ),
    propagators=(
        *propagators("0:inst", "attrs.asdict", "attr.asdict"),
        *propagators("0:inst **", "attrs.evolve"),
    ),
)
