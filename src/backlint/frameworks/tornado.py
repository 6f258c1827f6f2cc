"""Tornado: requests, responses, templates and its client."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.addresses import adds_query
from backlint.frameworks.model import Answer, Handler, LibraryModel
from backlint.frameworks.pages import renders
from backlint.frameworks.rows import methods, sanitizers, sinks, sources

LIBRARY = LibraryModel(
    name="tornado",
    distribution="tornado",
    packages=("tornado",),
    sources=(
        *sources((SourceKind.QUERY, SourceKind.BODY), "str", "tornado.web.RequestHandler.get_argument", called=True),
        *sources((SourceKind.QUERY, SourceKind.BODY), "any", "tornado.web.RequestHandler.get_arguments", called=True),
        *sources(SourceKind.QUERY, "str", "tornado.web.RequestHandler.get_query_argument", called=True),
        *sources(SourceKind.QUERY, "any", "tornado.web.RequestHandler.get_query_arguments", called=True),
        *sources(SourceKind.BODY, "str", "tornado.web.RequestHandler.get_body_argument", called=True),
        *sources(SourceKind.BODY, "any", "tornado.web.RequestHandler.get_body_arguments", called=True),
        *sources(SourceKind.COOKIE, "str", "tornado.web.RequestHandler.get_cookie", called=True),
        *sources(
            # Signed by the server, as a session in the browser is.
            (SourceKind.COOKIE, SourceKind.SESSION),
            "bytes",
            "tornado.web.RequestHandler.get_signed_cookie",
            confidence="low",
            called=True,
        ),
        *sources(
            SourceKind.COOKIE, "map", "tornado.web.RequestHandler.cookies", "tornado.httputil.HTTPServerRequest.cookies"
        ),
        *sources(SourceKind.PATH, "map", *methods("tornado.web.RequestHandler", "path_args path_kwargs")),
        *sources(SourceKind.BODY, "bytes", "tornado.httputil.HTTPServerRequest.body"),
        *sources(SourceKind.BODY, "map", "tornado.httputil.HTTPServerRequest.body_arguments"),
        *sources(SourceKind.QUERY, "map", "tornado.httputil.HTTPServerRequest.query_arguments"),
        *sources((SourceKind.QUERY, SourceKind.BODY), "map", "tornado.httputil.HTTPServerRequest.arguments"),
        *sources(SourceKind.HEADER, "map", "tornado.httputil.HTTPServerRequest.headers"),
        *sources(SourceKind.FILE, "map", "tornado.httputil.HTTPServerRequest.files"),
        *sources((SourceKind.PATH, SourceKind.QUERY), "str", "tornado.httputil.HTTPServerRequest.uri"),
        *sources(SourceKind.PATH, "str", "tornado.httputil.HTTPServerRequest.path"),
        *sources(SourceKind.QUERY, "str", "tornado.httputil.HTTPServerRequest.query"),
        *sources(SourceKind.HOST, "str", "tornado.httputil.HTTPServerRequest.host"),
        *sources(SourceKind.CLIENT, "str", "tornado.httputil.HTTPServerRequest.remote_ip", confidence="low"),
    ),
    sinks=(
        *sinks(SinkKind.COMMAND, "0:", "tornado.process.Subprocess"),
        *sinks(SinkKind.PATH, "1:path", "tornado.web.StaticFileHandler.get_absolute_path", confidence="low"),
        *sinks(
            SinkKind.SSRF,
            "0:request",
            "tornado.httpclient.AsyncHTTPClient.fetch",
            "tornado.httpclient.HTTPClient.fetch",
        ),
        *sinks(SinkKind.SSRF, "0:url", "tornado.httpclient.HTTPRequest", "tornado.websocket.websocket_connect"),
        *sinks(SinkKind.REDIRECT, "0:url", "tornado.web.RequestHandler.redirect"),
        # Text goes out as text/html, a mapping as JSON.
        *sinks(SinkKind.HTML, "0:chunk", *methods("tornado.web.RequestHandler", "write finish"), rule="html"),
        *sinks(SinkKind.HTML, "0:message", "tornado.websocket.WebSocketHandler.write_message", confidence="low"),
        *sinks(SinkKind.TEMPLATE, "0:template_string", "tornado.template.Template"),
        *sinks(SinkKind.TEMPLATE, "0:dict", "tornado.template.DictLoader"),
        # Control characters raise ValueError.
        *sinks(
            SinkKind.HEADER,
            "0:name 1:value",
            *methods("tornado.web.RequestHandler", "set_header add_header set_cookie"),
            confidence="low",
        ),
        *sinks(SinkKind.ERROR_LEAK, ":reason", "tornado.web.HTTPError", shape="any", confidence="medium"),
        *sinks(SinkKind.ERROR_LEAK, "0:chunk", *methods("tornado.web.RequestHandler", "write finish"), shape="any"),
        *sinks(SinkKind.ERROR_LEAK, "**", "tornado.web.RequestHandler.render", shape="any"),
    ),
    sanitizers=(
        *sanitizers({SinkKind.HTML}, "0:value", "tornado.escape.xhtml_escape"),
        *sanitizers({SinkKind.HTML}, "0:text", "tornado.escape.linkify"),
    ),
    handlers=(
        Handler(
            owner="tornado.web.RequestHandler",
            methods="get|post|put|patch|delete|head",
            kinds=(SourceKind.PATH,),
            text="path parameter",
        ),
    ),
    before={"tornado.web.RequestHandler": ("set_default_headers", "prepare")},
    parents={"tornado.websocket.WebSocketHandler": ("tornado.web.RequestHandler",)},
    attributes={"tornado.web.RequestHandler.request": "tornado.httputil.HTTPServerRequest"},
    returns=dict.fromkeys(
        methods("tornado.web.RequestHandler", "get_arguments get_query_arguments get_body_arguments"), "builtins.str[]"
    ),
    answers=(
        Answer("tornado.web.HTTPError", 500, "0:status_code"),
        Answer("tornado.web.Finish", 200),
        Answer("tornado.web.RequestHandler.redirect", 302, ":status", redirects=True),
        Answer("tornado.web.RequestHandler.send_error", 500, "0:status_code"),
    ),
    calls={
        "tornado.httputil.url_concat": adds_query,
        **dict.fromkeys(
            methods("tornado.web.RequestHandler", "render render_string"), renders("0:template_name", "**")
        ),
    },
)
