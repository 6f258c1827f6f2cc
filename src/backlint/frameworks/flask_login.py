"""Flask-Login: who is logged in."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.frameworks.model import Answer, LibraryModel
from backlint.frameworks.queries import changes_caller
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
    # `init_app` puts it there.
    attributes={"flask.Flask.login_manager": "flask_login.LoginManager"},
    # Aborts, or sends to the login page.
    answers=(Answer("flask_login.LoginManager.unauthorized", 401),),
    constants={"flask_login.config.EXEMPT_METHODS": ("OPTIONS",)},
    sources=sources(SourceKind.SESSION, "object", "flask_login.current_user"),
    marks=(
        *marks("session-login", *methods("flask_login", "login_user confirm_login")),
        *marks("session-logout", "flask_login.logout_user"),
    ),
    calls=dict.fromkeys(methods("flask_login.current_user", "__setattr__ set_password"), changes_caller),
)
