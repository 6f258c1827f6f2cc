"""Robyn: requests and responses."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks, sources

LIBRARY = LibraryModel(
    name="robyn",
    distribution="robyn",
    packages=("robyn",),
    sources=(
        *sources(SourceKind.BODY, "any", "robyn.Request.body"),
        *sources(SourceKind.BODY, "json", "robyn.Request.json", called=True),
        *sources(SourceKind.QUERY, "object", "robyn.Request.query_params"),
        *sources(SourceKind.PATH, "map", "robyn.Request.path_params"),
        *sources(SourceKind.HEADER, "object", "robyn.Request.headers"),
        *sources(SourceKind.BODY, "map", "robyn.Request.form_data"),
        *sources(SourceKind.FILE, "map", "robyn.Request.files"),
        *sources(SourceKind.URL, "object", "robyn.Request.url"),
        *sources(SourceKind.CLIENT, "str", "robyn.Request.ip_addr", confidence="low"),
        *sources(SourceKind.CREDENTIAL, "object", "robyn.Request.identity", confidence="low"),
    ),
    sinks=(
        *sinks(SinkKind.PATH, "0:file_path", *methods("robyn", "serve_file serve_html")),
        *sinks(SinkKind.HTML, "0:html", "robyn.html", "robyn.responses.html"),
    ),
)
