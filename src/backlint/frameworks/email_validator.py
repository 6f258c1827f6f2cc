"""email-validator: addresses that are addresses."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.execution.refinement import CONSTRAINED
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, sanitizers
from backlint.frameworks.validation import accepts

LIBRARY = LibraryModel(
    name="email_validator",
    distribution="email-validator",
    packages=("email_validator",),
    marks=marks(CONSTRAINED, "email_validator.validate_email"),
    sanitizers=(
        *sanitizers({SinkKind.HEADER, SinkKind.PATH, SinkKind.COMMAND}, "0:email", "email_validator.validate_email"),
    ),
    calls={"email_validator.validate_email": accepts("0:email")},
)
