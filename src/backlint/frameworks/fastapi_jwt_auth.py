"""fastapi-jwt-auth and its fork: tokens, and who a request's token speaks of."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.frameworks.checks import checks
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, sources

_CLASS = "fastapi_jwt_auth.AuthJWT"

LIBRARY = LibraryModel(
    name="fastapi_jwt_auth",
    distribution="fastapi-jwt-auth",
    packages=("fastapi_jwt_auth", "async_fastapi_jwt_auth"),
    aliases={
        "fastapi_jwt_auth.auth_jwt.AuthJWT": _CLASS,
        "async_fastapi_jwt_auth.AuthJWT": _CLASS,
        "async_fastapi_jwt_auth.auth_jwt.AuthJWT": _CLASS,
    },
    classes=frozenset({_CLASS}),
    sources=(
        *sources(SourceKind.SECRET, "str", *methods(_CLASS, "create_access_token create_refresh_token"), called=True),
        *sources(SourceKind.SESSION, "any", *methods(_CLASS, "get_jwt_subject"), called=True),
        *sources(SourceKind.SESSION, "map", *methods(_CLASS, "get_raw_jwt get_unverified_jwt_headers"), called=True),
    ),
    marks=(
        *marks("token", *methods(_CLASS, "create_access_token create_refresh_token")),
        *marks("session-login", *methods(_CLASS, "set_access_cookies set_refresh_cookies")),
        *marks("session-logout", *methods(_CLASS, "unset_jwt_cookies unset_access_cookies unset_refresh_cookies")),
    ),
    # `jwt_optional` lets by who has no token.
    calls=dict.fromkeys(
        methods(_CLASS, "jwt_required jwt_refresh_token_required fresh_jwt_required"), checks("authentication")
    ),
)
