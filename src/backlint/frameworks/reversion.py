"""django-reversion: what became of records, by whom."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks

LIBRARY = LibraryModel(
    name="reversion",
    distribution="django-reversion",
    packages=("reversion",),
    marks=marks("audit", *"reversion.register reversion.create_revision reversion.revisions.register".split()),
)
