"""Flask-JWT-Extended: tokens, and who a request's token speaks of."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.frameworks.checks import checks
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.queries import changes_caller
from backlint.frameworks.rows import marks, methods, sources

LIBRARY = LibraryModel(
    name="flask_jwt_extended",
    distribution="flask-jwt-extended",
    packages=("flask_jwt_extended",),
    aliases={
        "flask_jwt_extended.utils": "flask_jwt_extended",
        "flask_jwt_extended.view_decorators": "flask_jwt_extended",
        "flask_jwt_extended.jwt_manager": "flask_jwt_extended",
    },
    sources=(
        *sources(
            SourceKind.SECRET,
            "str",
            *methods("flask_jwt_extended", "create_access_token create_refresh_token"),
            called=True,
        ),
        *sources(
            SourceKind.SESSION, "any", *methods("flask_jwt_extended", "get_jwt_identity get_current_user"), called=True
        ),
        *sources(SourceKind.SESSION, "map", *methods("flask_jwt_extended", "get_jwt get_jwt_header"), called=True),
        *sources(SourceKind.SESSION, "object", "flask_jwt_extended.current_user"),
    ),
    marks=(
        *marks("token", *methods("flask_jwt_extended", "create_access_token create_refresh_token")),
        *marks("authentication", "flask_jwt_extended.decode_token"),
        *marks("session-login", *methods("flask_jwt_extended", "set_access_cookies set_refresh_cookies")),
        *marks("session-logout", *methods("flask_jwt_extended", "unset_jwt_cookies unset_access_cookies")),
    ),
    calls={
        "flask_jwt_extended.verify_jwt_in_request": checks("authentication", off="0:optional"),
        **dict.fromkeys(methods("flask_jwt_extended.current_user", "__setattr__ set_password"), changes_caller),
    },
)
