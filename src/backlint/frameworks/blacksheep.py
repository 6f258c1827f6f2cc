"""BlackSheep: requests, responses and their content."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks, sources

LIBRARY = LibraryModel(
    name="blacksheep",
    distribution="blacksheep",
    packages=("blacksheep",),
    sources=(
        *sources(SourceKind.QUERY, "map", "blacksheep.Request.query"),
        *sources(SourceKind.PATH, "map", "blacksheep.Request.route_values"),
        *sources(SourceKind.COOKIE, "map", "blacksheep.Request.cookies"),
        *sources(SourceKind.COOKIE, "str", "blacksheep.Request.get_cookie", called=True),
        *sources(SourceKind.HEADER, "map", "blacksheep.Request.headers"),
        *sources(
            SourceKind.HEADER,
            "bytes",
            *methods("blacksheep.Request", "get_first_header get_single_header"),
            called=True,
        ),
        *sources(SourceKind.BODY, "json", "blacksheep.Request.json", called=True),
        *sources(SourceKind.BODY, "str", "blacksheep.Request.text", called=True),
        *sources(SourceKind.BODY, "map", "blacksheep.Request.form", called=True),
        *sources((SourceKind.BODY, SourceKind.FILE), "map", "blacksheep.Request.multipart", called=True),
        *sources(SourceKind.FILE, "map", "blacksheep.Request.files", called=True),
        *sources(SourceKind.BODY, "bytes", "blacksheep.Request.read", called=True),
        *sources(SourceKind.BODY, "any", "blacksheep.Request.stream", called=True),
        *sources(SourceKind.URL, "object", "blacksheep.Request.url"),
        *sources(SourceKind.HOST, "str", "blacksheep.Request.host"),
        *sources(SourceKind.CLIENT, "str", "blacksheep.Request.client_ip", confidence="low"),
        *sources(SourceKind.CLIENT, "str", "blacksheep.Request.original_client_ip"),
    ),
    sinks=(
        *sinks(SinkKind.PATH, "0:value", "blacksheep.server.responses.file"),
        *sinks(
            SinkKind.REDIRECT,
            "0:location",
            *methods(
                "blacksheep.server.responses",
                "redirect moved_permanently see_other temporary_redirect permanent_redirect",
            ),
        ),
        *sinks(SinkKind.HTML, "0:value", "blacksheep.server.responses.html"),
        *sinks(SinkKind.HEADER, "0:name 1:value", "blacksheep.Response.add_header", confidence="medium"),
        *sinks(SinkKind.ERROR_LEAK, "0:data", "blacksheep.server.responses.json", shape="any"),
        *sinks(SinkKind.ERROR_LEAK, "0:value", "blacksheep.server.responses.text", shape="any"),
    ),
    returns={
        "blacksheep.Request.stream": "builtins.bytes[]",
    },
)
