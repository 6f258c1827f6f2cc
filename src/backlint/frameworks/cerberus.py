"""Cerberus: data that fits a schema."""

from __future__ import annotations

from backlint.execution.refinement import CONSTRAINED
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, returning

_VALIDATOR = "cerberus.Validator"

LIBRARY = LibraryModel(
    name="cerberus",
    distribution="cerberus",
    packages=("cerberus",),
    aliases={"cerberus.validator.Validator": _VALIDATOR},
    # What its schema asks of each field is not read: that it asks something of them is known.
    marks=marks(CONSTRAINED, *methods(_VALIDATOR, "validate __call__ validated")),
    returns=returning("builtins.bool", *methods(_VALIDATOR, "validate __call__")),
)
