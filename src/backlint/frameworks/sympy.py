"""SymPy: expressions that are evaluated."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="sympy",
    distribution="sympy",
    packages=("sympy",),
    sinks=(
        *sinks(SinkKind.CODE, "0:a", "sympy.sympify"),
        *sinks(SinkKind.CODE, "0:s", "sympy.parsing.sympy_parser.parse_expr"),
    ),
)
