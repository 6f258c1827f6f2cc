"""Bottle: requests, responses, templates and uploads."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.library import Exchange, source
from backlint.execution.values import CallEvent, Unknown, string_of
from backlint.frameworks.model import Answer, Handler, LibraryModel
from backlint.frameworks.pages import renders_either
from backlint.frameworks.rows import methods, propagators, returning, sanitizers, sinks, sources


def cookie(event: CallEvent) -> Exchange | None:
    """What `get_cookie` gives: with a secret only what the server has signed, as a session in the browser is."""
    signed = event.arguments.get(2, "secret") is not None
    kinds = frozenset({SourceKind.COOKIE, SourceKind.SESSION} if signed else {SourceKind.COOKIE})
    name = string_of(event.arguments.get(0, "key")) or ""
    return Exchange(result=Unknown(source(kinds, f"cookie {name}".rstrip(), event.site, name=name)))


LIBRARY = LibraryModel(
    name="bottle",
    distribution="bottle",
    packages=("bottle",),
    sources=(
        *sources(SourceKind.QUERY, "map", *methods("bottle.BaseRequest", "query GET")),
        *sources(SourceKind.BODY, "map", *methods("bottle.BaseRequest", "forms POST")),
        *sources((SourceKind.QUERY, SourceKind.BODY), "map", "bottle.BaseRequest.params"),
        *sources(SourceKind.BODY, "json", "bottle.BaseRequest.json"),
        *sources(SourceKind.BODY, "object", "bottle.BaseRequest.body"),
        *sources(SourceKind.FILE, "map", "bottle.BaseRequest.files"),
        *sources(SourceKind.COOKIE, "map", "bottle.BaseRequest.cookies"),
        *sources(SourceKind.HEADER, "map", *methods("bottle.BaseRequest", "headers environ")),
        *sources(SourceKind.HEADER, "str", "bottle.BaseRequest.get_header", called=True),
        *sources(SourceKind.PATH, "map", "bottle.BaseRequest.url_args"),
        *sources(SourceKind.PATH, "local-path", *methods("bottle.BaseRequest", "path fullpath")),
        *sources(SourceKind.URL, "str", "bottle.BaseRequest.url"),
        *sources(SourceKind.URL, "map", "bottle.BaseRequest.urlparts"),
        *sources(SourceKind.QUERY, "str", "bottle.BaseRequest.query_string"),
        *sources(SourceKind.CREDENTIAL, "object", "bottle.BaseRequest.auth"),
        *sources(SourceKind.CLIENT, "str", "bottle.BaseRequest.remote_addr"),
        *sources(SourceKind.CLIENT, "map", "bottle.BaseRequest.remote_route"),
        *sources(SourceKind.FILE, "str", *methods("bottle.FileUpload", "raw_filename filename")),
        *sources(SourceKind.FILE, "object", "bottle.FileUpload.file"),
    ),
    sinks=(
        # The file's name is held inside of the root.
        *sinks(SinkKind.PATH, "1:root", "bottle.static_file"),
        *sinks(SinkKind.PATH, "0:destination", "bottle.FileUpload.save"),
        *sinks(SinkKind.REDIRECT, "0:url", "bottle.redirect"),
        *sinks(SinkKind.HTML, "0:body", "bottle.HTTPResponse"),
        *sinks(SinkKind.HTML, "1:body", "bottle.HTTPError", confidence="low"),
        # A string with a line break or markup is a template, not its name.
        *sinks(SinkKind.TEMPLATE, "0:", *methods("bottle", "template jinja2_template mako_template")),
        *sinks(SinkKind.TEMPLATE, "0:source", "bottle.SimpleTemplate"),
        # Control characters raise ValueError.
        *sinks(
            SinkKind.HEADER,
            "0:name 1:value",
            *methods("bottle.BaseResponse", "set_header add_header set_cookie"),
            confidence="low",
        ),
        *sinks(SinkKind.ERROR_LEAK, "1:body", "bottle.HTTPError", shape="any"),
        *sinks(SinkKind.ERROR_LEAK, "0:body", "bottle.HTTPResponse", shape="any"),
        *sinks(SinkKind.ERROR_LEAK, "1:text", "bottle.abort", shape="any"),
    ),
    sanitizers=(
        *sanitizers({SinkKind.HTML}, "0:string", "bottle.html_escape"),
        *sanitizers({SinkKind.PATH}, "self", "bottle.FileUpload.filename"),
    ),
    handlers=tuple(
        Handler(owner=owner, argument=argument, kinds=(SourceKind.PATH,), text="path parameter", html=True)
        for router in ("bottle", "bottle.Bottle")
        for owner in methods(router, "route get post put patch delete")
        for argument in ("", "2:callback")
    ),
    applications=frozenset({"bottle.Bottle"}),
    instances={
        "bottle.request": "bottle.LocalRequest",
        "bottle.response": "bottle.LocalResponse",
    },
    attributes={
        "bottle.FileUpload.filename": "builtins.str",
    },
    parents={
        "bottle.LocalRequest": ("bottle.BaseRequest",),
        "bottle.LocalResponse": ("bottle.BaseResponse",),
        "bottle.HTTPResponse": ("bottle.BaseResponse",),
        "bottle.HTTPError": ("bottle.HTTPResponse",),
    },
    answers=(
        Answer("bottle.abort", 500, "0:code", raises=True),
        Answer("bottle.redirect", 303, "1:code", redirects=True, raises=True),
        Answer("bottle.HTTPError", 500, "0:status"),
        Answer("bottle.HTTPResponse", 200, "1:status"),
    ),
    calls={
        **dict.fromkeys(methods("bottle", "template jinja2_template"), renders_either),
        "bottle.BaseRequest.get_cookie": cookie,
    },
    propagators=propagators("1* **", *methods("bottle", "template jinja2_template"), kills={SinkKind.HTML}),
    returns=returning("builtins.str", *methods("bottle", "template jinja2_template"))
    | returning("bottle.Bottle", *methods("bottle", "default_app app")),
)
