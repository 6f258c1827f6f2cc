"""aiohttp-security: who is calling an aiohttp server, and what they may do."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, sources

LIBRARY = LibraryModel(
    name="aiohttp_security",
    distribution="aiohttp-security",
    packages=("aiohttp_security",),
    aliases={
        f"aiohttp_security.api.{name}": f"aiohttp_security.{name}"
        for name in (
            *("authorized_userid", "check_authorized", "check_permission", "forget", "is_anonymous"),
            *("permits", "remember"),
        )
    },
    sources=sources(
        SourceKind.SESSION,
        "object",
        *methods("aiohttp_security", "authorized_userid", "is_anonymous", "permits"),
        called=True,
    ),
    marks=(
        # They raise `HTTPUnauthorized`, and the second `HTTPForbidden` as well.
        *marks("authentication", *methods("aiohttp_security", "check_authorized", "check_permission")),
        *marks("authorization", "aiohttp_security.check_permission"),
        *marks("session-login", "aiohttp_security.remember"),
        *marks("session-logout", "aiohttp_security.forget"),
    ),
)
