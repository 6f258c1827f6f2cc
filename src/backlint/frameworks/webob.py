"""WebOb: the multi-dictionaries and responses of Pyramid."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sanitizers, sinks, sources

LIBRARY = LibraryModel(
    name="webob",
    distribution="webob",
    packages=("webob",),
    sources=(
        *sources((SourceKind.QUERY, SourceKind.BODY), "map", "webob.Request.params"),
        *sources(SourceKind.QUERY, "map", "webob.Request.GET"),
        *sources(SourceKind.BODY, "map", "webob.Request.POST"),
        *sources(SourceKind.BODY, "json", "webob.Request.json_body"),
        *sources(SourceKind.BODY, "bytes", "webob.Request.body"),
        *sources(SourceKind.HEADER, "map", "webob.Request.headers"),
        *sources(SourceKind.COOKIE, "map", "webob.Request.cookies"),
    ),
    sinks=(*sinks(SinkKind.HTML, "0:body :text", "webob.Response"),),
    sanitizers=(*sanitizers({SinkKind.HTML}, "0:s", "webob.html_escape"),),
)
