"""Flask-AppBuilder: views and interfaces of classes. What they expose is read with the applications."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import children

LIBRARY = LibraryModel(
    name="flask_appbuilder",
    distribution="flask-appbuilder",
    packages=("flask_appbuilder",),
    aliases={
        "flask_appbuilder.base.AppBuilder": "flask_appbuilder.AppBuilder",
        "flask_appbuilder.ModelRestApi": "flask_appbuilder.api.ModelRestApi",
        "flask_appbuilder.BaseApi": "flask_appbuilder.api.BaseApi",
    },
    parents=children(
        "flask_appbuilder.api.BaseApi", "flask_appbuilder.api.BaseModelApi", "flask_appbuilder.api.ModelRestApi"
    ),
)
