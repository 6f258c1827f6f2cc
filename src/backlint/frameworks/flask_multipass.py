"""Flask-Multipass: logging in and out by several providers."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import Answer, LibraryModel
from backlint.frameworks.rows import marks, sinks

LIBRARY = LibraryModel(
    name="flask_multipass",
    distribution="flask-multipass",
    packages=("flask_multipass",),
    sinks=sinks(SinkKind.REDIRECT, "0:return_url", "flask_multipass.Multipass.logout"),
    marks=marks("proof:redirect", "flask_multipass.Multipass.validate_next_url"),
    answers=(Answer("flask_multipass.Multipass.logout", 302, redirects=True),),
)
