"""WTForms: forms."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
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
    # A form holds the fields that it declares and no others.
    sanitizers=sanitizers({SinkKind.MASS_ASSIGNMENT, SinkKind.ORM_KEYS}, "self", "wtforms.Form.data"),
    calls={"wtforms.Form.validate": accepts("self")},
)
