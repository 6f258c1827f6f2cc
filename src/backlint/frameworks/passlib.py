"""passlib: password hashes."""

from __future__ import annotations

from backlint.execution.taint import EVERY_SINK
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, returning, sanitizers

_CONTEXT = "passlib.context.CryptContext"
_SCHEMES = (
    "argon2 bcrypt bcrypt_sha256 scrypt pbkdf2_sha1 pbkdf2_sha256 pbkdf2_sha512 sha256_crypt sha512_crypt md5_crypt "
    "des_crypt hex_md5 hex_sha1 hex_sha256 ldap_salted_sha1 plaintext nthash lmhash django_pbkdf2_sha256"
)
_HASH = (
    *methods(_CONTEXT, "hash encrypt"),
    *(f"passlib.hash.{scheme}.{name}" for scheme in _SCHEMES.split() for name in ("hash", "encrypt")),
)
_CHECK = (
    *methods(_CONTEXT, "verify verify_and_update"),
    *(f"passlib.hash.{scheme}.verify" for scheme in _SCHEMES.split()),
)

LIBRARY = LibraryModel(
    name="passlib",
    distribution="passlib",
    packages=("passlib",),
    instances={"passlib.apps.custom_app_context": _CONTEXT},
    parents={"passlib.context.LazyCryptContext": (_CONTEXT,)},
    sanitizers=sanitizers(EVERY_SINK, "0:secret", *_HASH),
    returns={**returning("builtins.str", *_HASH), **returning("builtins.bool", *_CHECK)},
    marks=(*marks("password-hash", *_HASH), *marks("password-check", *_CHECK)),
)
