"""ujson: JSON."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, propagators, returning

LIBRARY = LibraryModel(
    name="ujson",
    distribution="ujson",
    packages=("ujson",),
    propagators=(*propagators("0:", *methods("ujson", "loads dumps")),),
    returns=returning("builtins.object", "ujson.loads"),
)
