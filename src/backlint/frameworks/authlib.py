"""Authlib: tokens, and signing in with other servers."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.execution.taint import EVERY_SINK
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, sanitizers, sources

_TOKENS = "authlib.jose.JsonWebToken"

LIBRARY = LibraryModel(
    name="authlib",
    distribution="authlib",
    packages=("authlib",),
    aliases={"authlib.jose.rfc7519.JsonWebToken": _TOKENS},
    instances={"authlib.jose.jwt": _TOKENS},
    sources=sources(SourceKind.SECRET, "bytes", f"{_TOKENS}.encode", called=True),
    sanitizers=sanitizers(EVERY_SINK, "0:s", f"{_TOKENS}.decode"),
    marks=(
        *marks("token", f"{_TOKENS}.encode"),
        *marks("authentication", f"{_TOKENS}.decode"),
        *marks("authentication", *methods("authlib.integrations.base_client.OAuth", "authorize_access_token")),
    ),
)
