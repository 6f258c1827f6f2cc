"""Quart: requests, responses and templates for asyncio, in Flask's shape."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.model import Answer, LibraryModel
from backlint.frameworks.pages import renders
from backlint.frameworks.rows import methods, propagators, returning, sanitizers, sinks, sources

_KNOWN = tuple((name, f"quart.{name}") for name in ("request", "session", "g", "url_for"))
_PAGE = renders("0:template_name_or_list", "**", escapes=(".html", ".htm", ".xml", ".xhtml", ".svg"), known=_KNOWN)
_STRING = renders(source="0:source", values="**", known=_KNOWN)

LIBRARY = LibraryModel(
    name="quart",
    distribution="quart",
    packages=("quart",),
    sources=(
        *sources(SourceKind.QUERY, "map", "quart.Request.args", "quart.Websocket.args"),
        *sources(SourceKind.BODY, "map", "quart.Request.form"),
        *sources(SourceKind.FILE, "map", "quart.Request.files"),
        *sources((SourceKind.QUERY, SourceKind.BODY), "map", "quart.Request.values"),
        *sources(SourceKind.BODY, "json", "quart.Request.json"),
        *sources(SourceKind.BODY, "json", "quart.Request.get_json", called=True),
        *sources(SourceKind.BODY, "bytes", "quart.Request.data"),
        *sources(SourceKind.BODY, "bytes", "quart.Request.get_data", called=True),
        *sources(SourceKind.BODY, "object", "quart.Request.body"),
        *sources(SourceKind.COOKIE, "map", "quart.Request.cookies", "quart.Websocket.cookies"),
        *sources(SourceKind.HEADER, "map", "quart.Request.headers", "quart.Websocket.headers"),
        *sources(SourceKind.PATH, "map", "quart.Request.view_args"),
        *sources(SourceKind.PATH, "local-path", "quart.Request.path"),
        *sources((SourceKind.PATH, SourceKind.QUERY), "local-path", "quart.Request.full_path"),
        *sources(SourceKind.QUERY, "bytes", "quart.Request.query_string"),
        *sources(SourceKind.URL, "str", "quart.Request.url"),
        *sources(SourceKind.HOST, "str", "quart.Request.host"),
        *sources(SourceKind.HEADER, "str", "quart.Request.referrer"),
        *sources(SourceKind.CREDENTIAL, "object", "quart.Request.authorization"),
        *sources(SourceKind.WEBSOCKET, "any", "quart.Websocket.receive", called=True),
        *sources(SourceKind.WEBSOCKET, "json", "quart.Websocket.receive_json", called=True),
    ),
    sinks=(
        *sinks(SinkKind.PATH, "0:filename_or_io", "quart.send_file"),
        *sinks(SinkKind.PATH, "0:directory", "quart.send_from_directory"),
        *sinks(SinkKind.PATH, "0:destination", "quart.datastructures.FileStorage.save"),
        *sinks(SinkKind.REDIRECT, "0:location", "quart.redirect"),
        *sinks(SinkKind.HTML, "0:response", "quart.Response", rule="html"),
        *sinks(SinkKind.HTML, "0:", "quart.make_response", rule="html"),
        *sinks(SinkKind.TEMPLATE, "0:source", *methods("quart", "render_template_string stream_template_string")),
        *sinks(SinkKind.ERROR_LEAK, "* **", *methods("quart", "jsonify abort"), shape="any"),
        *sinks(SinkKind.ERROR_LEAK, "0:", "quart.make_response", "quart.Response", shape="any"),
        *sinks(SinkKind.TRUST_BOUNDARY, "1:", "quart.sessions.SessionMixin.__setitem__"),
    ),
    sanitizers=(*sanitizers({SinkKind.REDIRECT}, "0:endpoint", "quart.url_for"),),
    propagators=propagators(
        "**",
        *methods("quart", "render_template render_template_string stream_template stream_template_string"),
        kills={SinkKind.HTML},
    ),
    returns=returning("builtins.str", *methods("quart", "render_template render_template_string")),
    aliases={
        "quart.wrappers.request.Request": "quart.Request",
        "quart.wrappers.Request": "quart.Request",
        "quart.wrappers.response.Response": "quart.Response",
        "quart.wrappers.Response": "quart.Response",
        "quart.wrappers.websocket.Websocket": "quart.Websocket",
        "quart.wrappers.Websocket": "quart.Websocket",
        "quart.globals": "quart",
        "quart.app.Quart": "quart.Quart",
        "quart.blueprints.Blueprint": "quart.Blueprint",
    },
    parents={
        "quart.Quart": ("flask.Flask",),
        "quart.Blueprint": ("flask.Blueprint",),
        "quart.sessions.SessionMixin": ("flask.sessions.SessionMixin",),
        "quart.Response": ("werkzeug.wrappers.Response",),
        "quart.datastructures.FileStorage": ("werkzeug.datastructures.FileStorage",),
    },
    attributes={
        **dict.fromkeys(methods("quart.Request", "args form cookies"), "werkzeug.datastructures.ImmutableMultiDict"),
        **dict.fromkeys(methods("quart.Websocket", "args cookies"), "werkzeug.datastructures.ImmutableMultiDict"),
        **dict.fromkeys(("quart.Request.headers", "quart.Websocket.headers"), "werkzeug.datastructures.Headers"),
        "quart.Request.values": "werkzeug.datastructures.CombinedMultiDict",
        "quart.Request.files": "werkzeug.datastructures.FileMultiDict",
    },
    answers=(
        Answer("quart.abort", 0, "0:code", raises=True),
        Answer("quart.redirect", 302, "1:code", redirects=True),
        Answer("quart.Response", 200, "1:status"),
    ),
    calls={
        **dict.fromkeys(methods("quart", "render_template stream_template"), _PAGE),
        **dict.fromkeys(methods("quart", "render_template_string stream_template_string"), _STRING),
    },
    instances={
        "quart.request": "quart.Request",
        "quart.websocket": "quart.Websocket",
        "quart.session": "quart.sessions.SessionMixin",
        "quart.current_app": "quart.Quart",
        "quart.g": "flask.ctx._AppCtxGlobals",
    },
)
