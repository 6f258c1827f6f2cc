"""Authlib: tokens, and signing in with other servers."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.execution.taint import EVERY_SINK
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, sanitizers, sources

_APPS = {
    "authlib.integrations.flask_client.OAuth": "authlib.integrations.flask_client.FlaskOAuth2App",
    "authlib.integrations.starlette_client.OAuth": "authlib.integrations.starlette_client.StarletteOAuth2App",
}
_TOKENS = "authlib.jose.JsonWebToken"

LIBRARY = LibraryModel(
    name="authlib",
    distribution="authlib",
    packages=("authlib",),
    aliases={"authlib.jose.rfc7519.JsonWebToken": _TOKENS},
    instances={"authlib.jose.jwt": _TOKENS},
    sources=sources(SourceKind.SECRET, "bytes", f"{_TOKENS}.encode", called=True),
    sanitizers=sanitizers(EVERY_SINK, "0:s", f"{_TOKENS}.decode"),
    returns={f"{oauth}.__getattr__": app for oauth, app in _APPS.items()},
    marks=(
        *marks("token", f"{_TOKENS}.encode"),
        *marks("authentication", f"{_TOKENS}.decode"),
        # Raises unless the other server answers for who signs in.
        *marks("authentication", *(f"{app}.authorize_access_token" for app in _APPS.values())),
    ),
)
