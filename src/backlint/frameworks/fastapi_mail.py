"""FastAPI-Mail: messages."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, sinks

LIBRARY = LibraryModel(
    name="fastapi_mail",
    distribution="fastapi-mail",
    packages=("fastapi_mail",),
    sinks=(*sinks(SinkKind.MAIL, ":subject :body :recipients", "fastapi_mail.MessageSchema", confidence="low"),),
    marks=marks("send-mail", "fastapi_mail.FastMail.send_message"),
)
