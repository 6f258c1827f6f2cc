"""Flask-Login: who is logged in."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, sources

LIBRARY = LibraryModel(
    name="flask_login",
    distribution="flask-login",
    packages=("flask_login",),
    aliases={
        "flask_login.utils": "flask_login",
        "flask_login.mixins": "flask_login",
        "flask_login.login_manager": "flask_login",
    },
    sources=sources(SourceKind.SESSION, "object", "flask_login.current_user"),
    marks=(
        *marks("session-login", *methods("flask_login", "login_user confirm_login")),
        *marks("session-logout", "flask_login.logout_user"),
    ),
)
