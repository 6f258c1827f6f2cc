"""bcrypt: password hashes."""

from __future__ import annotations

from backlint.execution.taint import EVERY_SINK
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, sanitizers

LIBRARY = LibraryModel(
    name="bcrypt",
    distribution="bcrypt",
    packages=("bcrypt",),
    sanitizers=sanitizers(EVERY_SINK, "0:password", "bcrypt.hashpw"),
    returns={"bcrypt.hashpw": "builtins.bytes", "bcrypt.checkpw": "builtins.bool"},
    marks=(*marks("password-hash", "bcrypt.hashpw"), *marks("password-check", "bcrypt.checkpw")),
)
