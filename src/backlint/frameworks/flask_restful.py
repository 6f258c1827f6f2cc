"""Flask-RESTful: parsed arguments."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.frameworks.model import Answer, LibraryModel
from backlint.frameworks.rows import sources

LIBRARY = LibraryModel(
    name="flask_restful",
    distribution="flask-restful",
    packages=("flask_restful",),
    parents={"flask_restful.Resource": ("flask.views.MethodView",)},
    sources=(
        *sources(
            (SourceKind.BODY, SourceKind.QUERY), "map", "flask_restful.reqparse.RequestParser.parse_args", called=True
        ),
    ),
    answers=(Answer("flask_restful.abort", 0, "0:http_status_code", raises=True),),
)
