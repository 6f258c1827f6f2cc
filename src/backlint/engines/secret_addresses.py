"""Passwords in the addresses of services that a configuration file holds: `DATABASE_URL=postgres://shop:…@db/shop`."""

from __future__ import annotations

import re

from backlint.facts.entries import Entry

ADDRESS = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]{1,30}://(?P<user>[^:/?#\s@\"'<>]{0,100}):(?P<password>[^@/?#\s\"'<>${}%]{1,200})@"
    r"(?P<host>[A-Za-z0-9_.-]{1,255}|\[[0-9a-fA-F:]+\])"
)

_LOCAL = frozenset(
    {"localhost", "127.0.0.1", "[::1]", "host.docker.internal", "example.com", "example.org", "host", "hostname"}
)
_USUAL = frozenset(
    "password passwd pass pwd secret postgres root admin guest test user username changeme example mysql redis token".split()
)


def is_usual(password: str) -> bool:
    """Whether a password is one that manuals have and everybody takes on the machine itself."""
    return password.lower() in _USUAL


def password_in(entry: Entry) -> Entry | None:
    """Return the password in an entry's address, as an entry of its own; None where there is none that opens anything.

    On the machine itself, and on hosts of examples, the passwords that everybody has there open nothing.
    """
    found = ADDRESS.search(entry.value)
    if found is None:
        return None
    password, host = found["password"], found["host"].lower()
    if host in _LOCAL and (is_usual(password) or password == found["user"]):
        return None
    return Entry(entry.key, password, entry.line, entry.column + found.start("password"))
