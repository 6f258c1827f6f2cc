"""Pyramid: requests, responses and renderers."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.model import Answer, Handler, LibraryModel
from backlint.frameworks.rows import methods, sinks, sources

_ERRORS = {
    "HTTPBadRequest": 400,
    "HTTPUnauthorized": 401,
    "HTTPForbidden": 403,
    "HTTPNotFound": 404,
    "HTTPConflict": 409,
}
_REDIRECTS = {"HTTPFound": 302, "HTTPSeeOther": 303, "HTTPMovedPermanently": 301, "HTTPTemporaryRedirect": 307}
_DECORATORS = "view_config notfound_view_config forbidden_view_config exception_view_config"


def _view(owner: str, argument: str = "") -> Handler:
    """Return the row of a function view: its last parameter is the request, its only one in most programs."""
    return Handler(
        owner=owner,
        argument=argument,
        kinds=(SourceKind.PATH,),
        text="parameter",
        own=1,
        passed=("pyramid.request.Request",),
    )


LIBRARY = LibraryModel(
    name="pyramid",
    distribution="pyramid",
    packages=("pyramid",),
    sources=(
        *sources((SourceKind.QUERY, SourceKind.BODY), "map", "pyramid.request.Request.params"),
        *sources(SourceKind.QUERY, "map", "pyramid.request.Request.GET"),
        *sources(SourceKind.BODY, "map", "pyramid.request.Request.POST"),
        *sources(SourceKind.BODY, "json", *methods("pyramid.request.Request", "json_body json")),
        *sources(SourceKind.BODY, "bytes", "pyramid.request.Request.body"),
        *sources(SourceKind.BODY, "str", "pyramid.request.Request.text"),
        *sources(SourceKind.BODY, "object", "pyramid.request.Request.body_file"),
        *sources(SourceKind.PATH, "map", *methods("pyramid.request.Request", "matchdict subpath")),
        *sources(SourceKind.HEADER, "map", "pyramid.request.Request.headers"),
        *sources(SourceKind.COOKIE, "map", "pyramid.request.Request.cookies"),
        *sources(SourceKind.PATH, "str", *methods("pyramid.request.Request", "path path_info")),
        *sources((SourceKind.PATH, SourceKind.QUERY), "str", "pyramid.request.Request.path_qs"),
        *sources(SourceKind.QUERY, "str", "pyramid.request.Request.query_string"),
        *sources(SourceKind.URL, "str", "pyramid.request.Request.url"),
        *sources(SourceKind.HOST, "str", "pyramid.request.Request.host"),
        *sources(SourceKind.HEADER, "str", *methods("pyramid.request.Request", "referer referrer user_agent")),
        *sources(SourceKind.CLIENT, "str", "pyramid.request.Request.client_addr"),
        *sources(
            SourceKind.CREDENTIAL,
            "object",
            *methods(
                "pyramid.request.Request",
                "identity authenticated_userid unauthenticated_userid is_authenticated authorization",
            ),
        ),
    ),
    sinks=(
        *sinks(SinkKind.PATH, "0:path", "pyramid.response.FileResponse"),
        *sinks(SinkKind.PATH, "0:file", "pyramid.response.FileIter", confidence="low"),
        *sinks(
            SinkKind.REDIRECT,
            "0:location",
            *methods(
                "pyramid.httpexceptions",
                "HTTPFound HTTPSeeOther HTTPMovedPermanently HTTPTemporaryRedirect HTTPPermanentRedirect",
            ),
        ),
        *sinks(SinkKind.HTML, "0:body :text", "pyramid.response.Response", rule="html"),
        *sinks(SinkKind.HTML, "0:detail", "pyramid.httpexceptions.HTTPException", confidence="low"),
        *sinks(SinkKind.ERROR_LEAK, "0:detail", "pyramid.httpexceptions.HTTPInternalServerError", shape="any"),
        *sinks(SinkKind.TRUST_BOUNDARY, "1:", "pyramid.request.Request.session.__setitem__"),
    ),
    attributes={"pyramid.request.Request.session": "pyramid.request.Request.session"},
    # What an included function is called with.
    returns={
        "pyramid.config.Configurator.include": "pyramid.config.Configurator",
        "pyramid.config.Configurator.with_package": "pyramid.config.Configurator",
    },
    parents={
        "pyramid.request.Request.session": ("builtins.dict",),
        "pyramid.request.Request": ("webob.Request",),
        "pyramid.response.Response": ("webob.Response",),
    },
    handlers=(
        *(_view(owner) for owner in methods("pyramid.view", _DECORATORS)),
        _view("pyramid.config.Configurator.add_view", "0:view"),
        _view("pyramid.config.Configurator.add_notfound_view", "0:view"),
    ),
    applications=frozenset({"pyramid.config.Configurator"}),
    answers=(
        *(Answer(f"pyramid.httpexceptions.{name}", status) for name, status in _ERRORS.items()),
        *(Answer(f"pyramid.httpexceptions.{name}", status, redirects=True) for name, status in _REDIRECTS.items()),
    ),
)
