"""Flask-Security: users, their passwords and who is logged in."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.execution.taint import EVERY_SINK
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, sanitizers, sources

LIBRARY = LibraryModel(
    name="flask_security",
    distribution="flask-security",
    packages=("flask_security",),
    aliases={"flask_security.utils": "flask_security", "flask_security.decorators": "flask_security"},
    sources=sources(SourceKind.SESSION, "object", "flask_security.current_user"),
    sanitizers=sanitizers(EVERY_SINK, "0:password", "flask_security.hash_password"),
    marks=(
        *marks("password-hash", "flask_security.hash_password"),
        *marks("password-check", *methods("flask_security", "verify_password verify_and_update_password")),
        *marks("session-login", "flask_security.login_user"),
        *marks("session-logout", "flask_security.logout_user"),
    ),
)
