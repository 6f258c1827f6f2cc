"""CherryPy: exposed functions are called with the parameters of a request, and what they return is a page."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.model import Answer, Handler, LibraryModel
from backlint.frameworks.rows import methods, sinks, sources

_REQUEST = "cherrypy._cprequest.Request"
_SESSION = "cherrypy.lib.sessions.Session"

LIBRARY = LibraryModel(
    name="cherrypy",
    distribution="cherrypy",
    packages=("cherrypy",),
    sources=(
        *sources((SourceKind.QUERY, SourceKind.BODY), "map", f"{_REQUEST}.params"),
        *sources(SourceKind.BODY, "json", f"{_REQUEST}.json"),
        *sources(SourceKind.BODY, "object", f"{_REQUEST}.body"),
        *sources(SourceKind.HEADER, "map", f"{_REQUEST}.headers"),
        *sources(SourceKind.COOKIE, "map", f"{_REQUEST}.cookie"),
        *sources(SourceKind.QUERY, "str", f"{_REQUEST}.query_string"),
        *sources(SourceKind.PATH, "str", f"{_REQUEST}.path_info"),
        *sources(SourceKind.CREDENTIAL, "str", f"{_REQUEST}.login"),
        *sources(SourceKind.SESSION, "map", "cherrypy.session", confidence="low"),
    ),
    sinks=(
        *sinks(SinkKind.PATH, "0:path", *methods("cherrypy.lib.static", "serve_file serve_download")),
        *sinks(SinkKind.REDIRECT, "0:urls", "cherrypy.HTTPRedirect"),
    ),
    instances={"cherrypy.request": _REQUEST, "cherrypy.session": _SESSION},
    parents={_SESSION: ("builtins.dict",)},
    handlers=(
        Handler(
            owner="cherrypy.expose", kinds=(SourceKind.QUERY, SourceKind.BODY), text="request parameter", html=True
        ),
    ),
    answers=(Answer("cherrypy.HTTPRedirect", 303, redirects=True), Answer("cherrypy.HTTPError", 500, "0:status")),
)
