"""orjson: JSON."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, propagators, returning

LIBRARY = LibraryModel(
    name="orjson",
    distribution="orjson",
    packages=("orjson",),
    propagators=(*propagators("0:", *methods("orjson", "loads dumps")),),
    returns=returning("builtins.object", "orjson.loads"),
)
