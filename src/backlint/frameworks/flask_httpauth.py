"""Flask-HTTPAuth: credentials in the Authorization header."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.frameworks.callbacks import returns_argument
from backlint.frameworks.model import Answer, LibraryModel
from backlint.frameworks.rows import children, methods, sources

_AUTH = "flask_httpauth.HTTPAuth"
_KINDS = tuple(methods("flask_httpauth", "HTTPBasicAuth HTTPTokenAuth HTTPDigestAuth"))

LIBRARY = LibraryModel(
    name="flask_httpauth",
    distribution="flask-httpauth",
    packages=("flask_httpauth",),
    parents=children(_AUTH, *_KINDS),
    sources=(
        *sources(
            SourceKind.SESSION,
            "any",
            *methods(_AUTH, "current_user username"),
            "flask_httpauth.MultiAuth.current_user",
            called=True,
        ),
        # What a decorator of the project's own is made with.
        *sources(
            SourceKind.CREDENTIAL,
            "object",
            f"{_AUTH}.get_auth",
            *(f"{kind}.authenticate" for kind in _KINDS),
            called=True,
        ),
    ),
    answers=(Answer(f"{_AUTH}.auth_error_callback", 401),),
    calls={f"{_AUTH}.ensure_sync": returns_argument("0:f")},
)
