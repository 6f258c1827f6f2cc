"""Twilio: texts and calls to telephones."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods

LIBRARY = LibraryModel(
    name="twilio",
    distribution="twilio",
    packages=("twilio",),
    marks=marks(
        "send-mail",
        *methods("twilio.rest.Client", "messages.create messages.create_async calls.create calls.create_async"),
    ),
)
