"""Connexion: requests of endpoints described by OpenAPI."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks, sources

LIBRARY = LibraryModel(
    name="connexion",
    distribution="connexion",
    packages=("connexion",),
    sources=(
        *sources(SourceKind.QUERY, "map", "connexion.lifecycle.ConnexionRequest.query_params"),
        *sources(SourceKind.PATH, "map", "connexion.lifecycle.ConnexionRequest.path_params"),
        *sources(SourceKind.HEADER, "map", "connexion.lifecycle.ConnexionRequest.headers"),
        *sources(SourceKind.COOKIE, "map", "connexion.lifecycle.ConnexionRequest.cookies"),
        *sources(SourceKind.BODY, "json", "connexion.lifecycle.ConnexionRequest.json", called=True),
        *sources(SourceKind.BODY, "bytes", "connexion.lifecycle.ConnexionRequest.body", called=True),
        *sources(SourceKind.BODY, "map", "connexion.lifecycle.ConnexionRequest.form", called=True),
        *sources(SourceKind.FILE, "map", "connexion.lifecycle.ConnexionRequest.files", called=True),
        *sources(SourceKind.BODY, "any", "connexion.lifecycle.ConnexionRequest.get_body", called=True),
        *sources(SourceKind.URL, "object", "connexion.lifecycle.ConnexionRequest.url"),
    ),
    sinks=(
        *sinks(SinkKind.REDIRECT, ":headers", "connexion.lifecycle.ConnexionResponse", confidence="low"),
        *sinks(SinkKind.ERROR_LEAK, "2:detail", "connexion.problem", shape="any"),
    ),
    aliases={
        "connexion.App": "connexion.FlaskApp",
        "connexion.apps.flask_app.FlaskApp": "connexion.FlaskApp",
        "connexion.apps.flask.FlaskApp": "connexion.FlaskApp",
        "connexion.apps.asynchronous.AsyncApp": "connexion.AsyncApp",
    },
    attributes={"connexion.FlaskApp.app": "flask.Flask"},
    instances={
        "connexion.request": "connexion.lifecycle.ConnexionRequest",
        "connexion.context.request": "connexion.lifecycle.ConnexionRequest",
    },
)
