"""Flask-Bcrypt: password hashes."""

from __future__ import annotations

from backlint.execution.taint import EVERY_SINK
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, returning, sanitizers

_HASH = ("flask_bcrypt.generate_password_hash", *methods("flask_bcrypt.Bcrypt", "generate_password_hash"))
_CHECK = ("flask_bcrypt.check_password_hash", *methods("flask_bcrypt.Bcrypt", "check_password_hash"))

LIBRARY = LibraryModel(
    name="flask_bcrypt",
    distribution="flask-bcrypt",
    packages=("flask_bcrypt",),
    sanitizers=sanitizers(EVERY_SINK, "0:password", *_HASH),
    returns={**returning("builtins.bytes", *_HASH), **returning("builtins.bool", *_CHECK)},
    marks=(*marks("password-hash", *_HASH), *marks("password-check", *_CHECK)),
)
