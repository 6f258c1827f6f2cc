"""Firebase Admin: who a token speaks of."""

from __future__ import annotations

from backlint.execution.taint import EVERY_SINK
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, sanitizers

_VERIFY = methods("firebase_admin.auth", "verify_id_token verify_session_cookie")

LIBRARY = LibraryModel(
    name="firebase_admin",
    distribution="firebase-admin",
    packages=("firebase_admin",),
    sanitizers=sanitizers(EVERY_SINK, "0:", *_VERIFY),
    marks=(*marks("authentication", *_VERIFY), *marks("token", "firebase_admin.auth.create_custom_token")),
)
