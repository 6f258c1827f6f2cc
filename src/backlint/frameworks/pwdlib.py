"""pwdlib: password hashes."""

from __future__ import annotations

from backlint.execution.taint import EVERY_SINK
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, returning, sanitizers

_HASHERS = ("pwdlib.PasswordHash", "pwdlib.hashers.argon2.Argon2Hasher", "pwdlib.hashers.bcrypt.BcryptHasher")

LIBRARY = LibraryModel(
    name="pwdlib",
    distribution="pwdlib",
    packages=("pwdlib",),
    sanitizers=sanitizers(EVERY_SINK, "0:password", *(f"{hasher}.hash" for hasher in _HASHERS)),
    returns={
        **returning("builtins.str", *(f"{hasher}.hash" for hasher in _HASHERS)),
        **returning("builtins.bool", *(f"{hasher}.verify" for hasher in _HASHERS)),
        "pwdlib.PasswordHash.recommended": "pwdlib.PasswordHash",
    },
    marks=(
        *marks("password-hash", *(f"{hasher}.hash" for hasher in _HASHERS)),
        *marks("password-check", *(f"{hasher}.verify" for hasher in _HASHERS)),
        *marks("password-check", *methods("pwdlib.PasswordHash", "verify_and_update")),
    ),
)
