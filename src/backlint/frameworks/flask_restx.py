"""Flask-RESTX: parsed arguments."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.frameworks.model import Answer, LibraryModel
from backlint.frameworks.rows import sources

LIBRARY = LibraryModel(
    name="flask_restx",
    distribution="flask-restx",
    packages=("flask_restx", "flask_restplus"),
    aliases={
        "flask_restplus": "flask_restx",
        "flask_restx.api.Api": "flask_restx.Api",
        "flask_restx.namespace.Namespace": "flask_restx.Namespace",
        "flask_restx.resource.Resource": "flask_restx.Resource",
    },
    parents={"flask_restx.Resource": ("flask.views.MethodView",)},
    returns={"flask_restx.Api.namespace": "flask_restx.Namespace"},
    sources=(
        *sources(
            (SourceKind.BODY, SourceKind.QUERY), "map", "flask_restx.reqparse.RequestParser.parse_args", called=True
        ),
    ),
    answers=(
        Answer("flask_restx.abort", 500, "0:code", raises=True),
        Answer("flask_restx.Api.abort", 500, "0:code", raises=True),
        Answer("flask_restx.Namespace.abort", 500, "0:code", raises=True),
    ),
)
