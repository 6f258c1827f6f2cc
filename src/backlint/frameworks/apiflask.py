"""APIFlask: Flask with validated inputs. What is registered is read with the applications."""

from __future__ import annotations

from backlint.frameworks.model import Answer, LibraryModel

LIBRARY = LibraryModel(
    name="apiflask",
    distribution="apiflask",
    packages=("apiflask",),
    aliases={
        "apiflask.app.APIFlask": "apiflask.APIFlask",
        "apiflask.blueprint.APIBlueprint": "apiflask.APIBlueprint",
    },
    parents={
        "apiflask.APIFlask": ("apiflask.scaffold.APIScaffold", "flask.Flask"),
        "apiflask.APIBlueprint": ("apiflask.scaffold.APIScaffold", "flask.Blueprint"),
    },
    answers=(
        Answer("apiflask.abort", 0, "0:status_code", raises=True),
        Answer("apiflask.HTTPError", 500, "0:status_code"),
    ),
)
