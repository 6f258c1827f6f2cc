"""Flask-WTF: forms that are filled from the request."""

from __future__ import annotations

import msgspec

from backlint.execution.library import Exchange
from backlint.execution.values import FALSE, CallEvent, ClassObject, InstanceObject
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import children, marks, methods
from backlint.frameworks.validation import accepts

_accepts = accepts("self")


def submitted(event: CallEvent) -> Exchange | None:
    """What asking a form whether it was sent and is valid means: it also wants the token of its own session back."""
    exchange = _accepts(event)
    if exchange is None or not _wants_token(event):
        return exchange
    return msgspec.structs.replace(exchange, marks=(*exchange.marks, "csrf"))


def _wants_token(event: CallEvent) -> bool:
    """Tell whether a form has the check on, which `class Meta: csrf = False` switches off."""
    form = event.receiver.cls if isinstance(event.receiver, InstanceObject) else None
    meta = form.lookup("Meta") if form is not None else None
    return not (isinstance(meta, ClassObject) and meta.namespace.get("csrf") == FALSE)


LIBRARY = LibraryModel(
    name="flask_wtf",
    distribution="flask-wtf",
    packages=("flask_wtf",),
    aliases={
        "flask_wtf.form.FlaskForm": "flask_wtf.FlaskForm",
        "flask_wtf.csrf.CSRFProtect": "flask_wtf.CSRFProtect",
        "flask_wtf.CsrfProtect": "flask_wtf.CSRFProtect",
    },
    parents={
        "flask_wtf.FlaskForm": ("wtforms.Form",),
        **children("werkzeug.exceptions.BadRequest", "flask_wtf.csrf.CSRFError"),
    },
    marks=marks("csrf", "flask_wtf.CSRFProtect.protect", "flask_wtf.csrf.validate_csrf"),
    calls=dict.fromkeys(methods("flask_wtf.FlaskForm", "validate_on_submit validate"), submitted),
)
