"""sqlalchemy-continuum: what became of records, by whom."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks

LIBRARY = LibraryModel(
    name="sqlalchemy_continuum",
    distribution="sqlalchemy-continuum",
    packages=("sqlalchemy_continuum",),
    marks=marks("audit", *"sqlalchemy_continuum.make_versioned".split()),
)
