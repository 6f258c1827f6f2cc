"""APIFlask: Flask with validated inputs. What is registered is read with the applications."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel

LIBRARY = LibraryModel(
    name="apiflask",
    distribution="apiflask",
    packages=("apiflask",),
    aliases={
        "apiflask.app.APIFlask": "apiflask.APIFlask",
        "apiflask.blueprint.APIBlueprint": "apiflask.APIBlueprint",
        "apiflask.scaffold.APIScaffold": "apiflask.APIFlask",
    },
    parents={"apiflask.APIFlask": ("flask.Flask",), "apiflask.APIBlueprint": ("flask.Blueprint",)},
)
