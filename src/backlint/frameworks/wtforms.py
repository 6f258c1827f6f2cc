"""WTForms: forms."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.taint import NUMERIC
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sanitizers, sources
from backlint.frameworks.validation import accepts

LIBRARY = LibraryModel(
    name="wtforms",
    distribution="wtforms",
    packages=("wtforms",),
    aliases={"wtforms.form.Form": "wtforms.Form", "wtforms.fields.core.Field": "wtforms.Field"},
    attributes={"wtforms.Form.data": "builtins.dict"},
    schemas=frozenset({"wtforms.Form"}),
    sources=(
        *sources(SourceKind.BODY, "any", "wtforms.Field.data"),
        *sources(SourceKind.BODY, "any", "wtforms.Form.data"),
    ),
    # A form holds the fields that it declares and no others; those of numbers may well have bounds.
    sanitizers=(
        *sanitizers({SinkKind.MASS_ASSIGNMENT, SinkKind.ORM_KEYS, *NUMERIC}, "self", "wtforms.Form.data"),
        *sanitizers(NUMERIC, "self", "wtforms.Field.data"),
    ),
    calls={"wtforms.Form.validate": accepts("self")},
)
