"""django-simple-history: what became of records, by whom."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks

LIBRARY = LibraryModel(
    name="simple_history",
    distribution="django-simple-history",
    packages=("simple_history",),
    marks=marks("audit", *"simple_history.register simple_history.models.HistoricalRecords".split()),
)
