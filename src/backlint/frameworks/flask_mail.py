"""Flask-Mail: messages."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, sinks

LIBRARY = LibraryModel(
    name="flask_mail",
    distribution="flask-mail",
    packages=("flask_mail",),
    sinks=(
        *sinks(SinkKind.MAIL, "0:subject 1:recipients", "flask_mail.Message", confidence="low"),
        *sinks(SinkKind.HTML, ":html", "flask_mail.Message", confidence="medium"),
    ),
    marks=marks("send-mail", *methods("flask_mail.Mail", "send send_message"), "flask_mail.Connection.send"),
)
