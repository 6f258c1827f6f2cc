"""Flask-WTF: forms that are filled from the request."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import children, marks
from backlint.frameworks.validation import accepts

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
    calls={"flask_wtf.FlaskForm.validate_on_submit": accepts("self")},
)
