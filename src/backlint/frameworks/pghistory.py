"""django-pghistory: what became of records, by whom."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks

LIBRARY = LibraryModel(
    name="pghistory",
    distribution="django-pghistory",
    packages=("pghistory",),
    marks=marks("audit", *"pghistory.track".split()),
)
