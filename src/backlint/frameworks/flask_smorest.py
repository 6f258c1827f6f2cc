"""flask-smorest: blueprints whose arguments are validated. What they register is read with the applications."""

from __future__ import annotations

from backlint.frameworks.model import Answer, LibraryModel

LIBRARY = LibraryModel(
    name="flask_smorest",
    distribution="flask-smorest",
    packages=("flask_smorest",),
    aliases={"flask_smorest.blueprint.Blueprint": "flask_smorest.Blueprint"},
    parents={"flask_smorest.Blueprint": ("flask.Blueprint",)},
    answers=(Answer("flask_smorest.abort", 0, "0:http_status_code", raises=True),),
)
