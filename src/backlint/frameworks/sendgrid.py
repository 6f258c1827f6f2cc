"""SendGrid: mails by its client."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods

LIBRARY = LibraryModel(
    name="sendgrid",
    distribution="sendgrid",
    packages=("sendgrid",),
    marks=marks(
        "send-mail",
        *methods("sendgrid.SendGridAPIClient", "send client.mail.send.post"),
    ),
)
