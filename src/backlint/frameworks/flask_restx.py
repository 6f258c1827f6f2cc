"""Flask-RESTX: parsed arguments."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sources

LIBRARY = LibraryModel(
    name="flask_restx",
    distribution="flask-restx",
    packages=("flask_restx",),
    sources=(
        *sources(
            (SourceKind.BODY, SourceKind.QUERY), "map", "flask_restx.reqparse.RequestParser.parse_args", called=True
        ),
    ),
)
