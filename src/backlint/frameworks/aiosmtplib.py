"""aiosmtplib: sending mail from asyncio."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, sinks

LIBRARY = LibraryModel(
    name="aiosmtplib",
    distribution="aiosmtplib",
    packages=("aiosmtplib",),
    sinks=(*sinks(SinkKind.MAIL, "0:message", "aiosmtplib.send", confidence="low"),),
    marks=marks("send-mail", *methods("aiosmtplib", "send"), *methods("aiosmtplib.SMTP", "send_message sendmail")),
)
