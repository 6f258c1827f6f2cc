"""Sanic: requests and responses."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.model import Answer, Handler, LibraryModel
from backlint.frameworks.rows import methods, sinks, sources

LIBRARY = LibraryModel(
    name="sanic",
    distribution="sanic",
    packages=("sanic",),
    sources=(
        *sources(SourceKind.QUERY, "map", *methods("sanic.Request", "args query_args")),
        *sources(SourceKind.QUERY, "map", *methods("sanic.Request", "get_args get_query_args"), called=True),
        *sources(SourceKind.QUERY, "str", "sanic.Request.query_string"),
        *sources(SourceKind.BODY, "map", "sanic.Request.form"),
        *sources(SourceKind.BODY, "map", "sanic.Request.get_form", called=True),
        *sources(SourceKind.FILE, "map", "sanic.Request.files"),
        *sources(SourceKind.BODY, "json", "sanic.Request.json"),
        *sources(SourceKind.BODY, "json", "sanic.Request.load_json", called=True),
        *sources(SourceKind.BODY, "bytes", "sanic.Request.body"),
        *sources(SourceKind.COOKIE, "map", "sanic.Request.cookies"),
        *sources(SourceKind.HEADER, "map", "sanic.Request.headers"),
        *sources(SourceKind.PATH, "map", "sanic.Request.match_info"),
        *sources(SourceKind.PATH, "str", "sanic.Request.path"),
        *sources(SourceKind.URL, "str", "sanic.Request.url"),
        *sources(SourceKind.HOST, "str", "sanic.Request.host"),
        *sources(SourceKind.CREDENTIAL, "str", "sanic.Request.token"),
        *sources(SourceKind.CREDENTIAL, "object", "sanic.Request.credentials"),
        *sources(SourceKind.CLIENT, "str", "sanic.Request.remote_addr"),
        *sources(SourceKind.CLIENT, "str", "sanic.Request.client_ip", confidence="low"),
        *sources(SourceKind.CLIENT, "map", "sanic.Request.forwarded"),
        *sources(SourceKind.WEBSOCKET, "any", "sanic.server.websockets.impl.WebsocketImplProtocol.recv", called=True),
        *sources(SourceKind.FILE, "str", "sanic.request.form.File.name"),
        *sources(SourceKind.FILE, "bytes", "sanic.request.form.File.body"),
    ),
    sinks=(
        *sinks(SinkKind.PATH, "0:location", *methods("sanic.response", "file file_stream")),
        *sinks(SinkKind.REDIRECT, "0:to", "sanic.response.redirect"),
        *sinks(SinkKind.HTML, "0:body", "sanic.response.html"),
        *sinks(SinkKind.HTML, "0:body", "sanic.response.raw", rule="html-if-declared"),
        *sinks(SinkKind.HEADER, ":headers", "sanic.response.HTTPResponse", confidence="medium"),
        *sinks(SinkKind.ERROR_LEAK, "0:body", *methods("sanic.response", "json text"), shape="any"),
        *sinks(SinkKind.ERROR_LEAK, "0:message", "sanic.exceptions.SanicException", shape="any"),
    ),
    handlers=tuple(
        Handler(owner=owner, kinds=(SourceKind.PATH,), text="path parameter", own=1, passed=("sanic.Request",))
        for router in ("sanic.Sanic", "sanic.Blueprint")
        for owner in methods(router, "route get post put patch delete head options")
    )
    + tuple(
        Handler(
            owner=f"{router}.add_route",
            argument="0:handler",
            kinds=(SourceKind.PATH,),
            text="path parameter",
            own=1,
            passed=("sanic.Request",),
        )
        for router in ("sanic.Sanic", "sanic.Blueprint")
    ),
    applications=frozenset({"sanic.Sanic"}),
    instances={
        "sanic.log.logger": "logging.Logger",
    },
    aliases={
        "sanic.request.types.Request": "sanic.Request",
        "sanic.request.Request": "sanic.Request",
        "sanic.app.Sanic": "sanic.Sanic",
    },
    answers=(
        Answer("sanic.exceptions.SanicException", 500, "1:status_code"),
        Answer("sanic.exceptions.Unauthorized", 401),
        Answer("sanic.exceptions.Forbidden", 403),
        Answer("sanic.exceptions.NotFound", 404),
        Answer("sanic.exceptions.BadRequest", 400),
        Answer("sanic.response.redirect", 302, ":status", redirects=True),
        *(Answer(f"sanic.response.{name}", 200, "1:status") for name in ("json", "text", "html", "raw")),
    ),
)
