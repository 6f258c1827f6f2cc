"""multidict: the mappings of aiohttp."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import children, methods

LIBRARY = LibraryModel(
    name="multidict",
    distribution="multidict",
    packages=("multidict",),
    parents=children("multidict.MultiDictProxy", *methods("multidict", "CIMultiDictProxy MultiDict CIMultiDict")),
    contents={"multidict.MultiDictProxy": ("builtins.str",)},
)
