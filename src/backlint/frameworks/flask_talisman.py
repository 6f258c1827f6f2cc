"""Flask-Talisman: security headers. What it sets is read with the applications."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel

LIBRARY = LibraryModel(
    name="flask_talisman",
    distribution="flask-talisman",
    packages=("flask_talisman",),
    aliases={"flask_talisman.talisman.Talisman": "flask_talisman.Talisman"},
)
