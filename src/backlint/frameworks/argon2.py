"""argon2-cffi: password hashes."""

from __future__ import annotations

from backlint.execution.taint import EVERY_SINK
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, sanitizers

LIBRARY = LibraryModel(
    name="argon2",
    distribution="argon2-cffi",
    packages=("argon2",),
    sanitizers=(
        *sanitizers(EVERY_SINK, "0:password", "argon2.PasswordHasher.hash"),
        *sanitizers(EVERY_SINK, "0:secret", *methods("argon2.low_level", "hash_secret hash_secret_raw")),
    ),
    returns={"argon2.PasswordHasher.hash": "builtins.str", "argon2.PasswordHasher.verify": "builtins.bool"},
    marks=(
        *marks(
            "password-hash", "argon2.PasswordHasher.hash", *methods("argon2.low_level", "hash_secret hash_secret_raw")
        ),
        # Raises for a wrong password.
        *marks("password-check", "argon2.PasswordHasher.verify", "argon2.low_level.verify_secret"),
        *marks("authentication", "argon2.PasswordHasher.verify", "argon2.low_level.verify_secret"),
    ),
)
