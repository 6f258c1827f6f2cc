"""One use of a value as a secret, before the uses of one literal are united into one fact."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from backlint.concepts import Reading
from backlint.execution.taint import Site
from backlint.frameworks.configuration.readings import convert

JWT_KEY, SESSION_KEY, SIGNING_KEY, ENCRYPTION_KEY = "jwt-key", "session-key", "signing-key", "encryption-key"
API_KEY, PASSWORD = "api-key", "password"
SHARED_KEY = "shared-key"
"""By which services of one project know each other: any text works as one."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^:/?#\s@]*:(?P<password>[^@/\s]+)@[^\s]*")


class Use(msgspec.Struct, frozen=True):
    """A value used as a secret: for what, under which name, where, and by which library; `minor` and `idle` as in
    `SecretUse`.
    """

    purpose: str
    name: str
    value: Reading
    site: Site
    callee: str
    production: bool
    minor: bool = False
    idle: bool = False


_SECRET_WORDS = ("secret", "key", "token", "pass", "pwd", "salt", "dsn", "url", "uri", "credential", "auth", "jwt")


def as_secret(reading: Reading) -> Reading:
    """Return the reading of a secret without a variable that only had a part in it.

    A key that is read from a file in `$DATA_DIR`, or else is a constant, does not come from `DATA_DIR`.
    """
    name = reading.environment.lower()
    if not name or not reading.constants or any(word in name for word in _SECRET_WORDS):
        return reading
    return Reading(reading.constants, reading.complete, "", reading.location)


def used(use: Use, *, address: bool = False) -> Iterator[Use]:
    """Yield a use of whose value something is known. Of an address the password is the secret."""
    value = convert(use.value, _password) if address else as_secret(use.value)
    if value.texts or (value.environment and not address):
        minor = address and all(map(_is_usual, use.value.texts))
        yield msgspec.structs.replace(use, value=value, minor=minor)


_LOCAL = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*://(?P<user>[^:/?#\s@]*):(?P<password>[^@/\s]+)@(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?(?:[/?#].*)?"
)
_USUAL = frozenset(
    "password postgres root admin guest secret test pass mysql mongo redis rabbitmq user changeme example".split()
)


def _is_usual(address: str) -> bool:
    """Tell whether an address is one of the same machine with the password that everybody has there."""
    found = _LOCAL.fullmatch(address)
    return found is not None and (found["password"].lower() in _USUAL or found["password"] == found["user"])


_PAIRS = re.compile(r"(?:^|[\s;])(?:password|pwd)\s*=\s*(?P<password>'[^']+'|[^\s;']+)", re.IGNORECASE)


def _password(address: object) -> object:
    """Return the password in an address or a connection string (`host=db password=…`), if one stands there whole."""
    found = (_ADDRESS.match(address) or _PAIRS.search(address)) if isinstance(address, str) else None
    return found.group("password").strip("'") if found else None


def is_address_name(name: str) -> bool:
    """Tell whether a setting or variable of this name holds an address that may have a password in it."""
    return name.lower().endswith(("_url", "_uri", "_dsn", "_broker", "_backend")) or name.lower() in {"url", "dsn"}
