"""aiohttp: its server's requests and responses, and its client."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.model import Answer, Handler, LibraryModel
from backlint.frameworks.rows import methods, sinks, sources

_ERRORS = {
    "HTTPBadRequest": 400,
    "HTTPUnauthorized": 401,
    "HTTPForbidden": 403,
    "HTTPNotFound": 404,
    "HTTPMethodNotAllowed": 405,
    "HTTPConflict": 409,
    "HTTPUnprocessableEntity": 422,
    "HTTPTooManyRequests": 429,
    "HTTPInternalServerError": 500,
}
_VERBS = ("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE")
_REDIRECTS = {"HTTPFound": 302, "HTTPSeeOther": 303, "HTTPMovedPermanently": 301, "HTTPTemporaryRedirect": 307}

LIBRARY = LibraryModel(
    name="aiohttp",
    distribution="aiohttp",
    packages=("aiohttp",),
    sources=(
        *sources(SourceKind.QUERY, "map", "aiohttp.web.BaseRequest.query"),
        *sources(SourceKind.QUERY, "str", "aiohttp.web.BaseRequest.query_string"),
        *sources(SourceKind.PATH, "map", "aiohttp.web.Request.match_info"),
        *sources(SourceKind.HEADER, "map", "aiohttp.web.BaseRequest.headers"),
        *sources(SourceKind.COOKIE, "map", "aiohttp.web.BaseRequest.cookies"),
        *sources(SourceKind.PATH, "str", *methods("aiohttp.web.BaseRequest", "path raw_path")),
        *sources((SourceKind.PATH, SourceKind.QUERY), "str", "aiohttp.web.BaseRequest.path_qs"),
        *sources(SourceKind.URL, "object", *methods("aiohttp.web.BaseRequest", "rel_url url")),
        *sources(SourceKind.HOST, "str", "aiohttp.web.BaseRequest.host"),
        *sources(SourceKind.CLIENT, "str", "aiohttp.web.BaseRequest.remote", confidence="low"),
        *sources(SourceKind.CLIENT, "map", "aiohttp.web.BaseRequest.forwarded"),
        *sources(SourceKind.BODY, "object", "aiohttp.web.BaseRequest.content"),
        *sources(SourceKind.BODY, "bytes", "aiohttp.web.BaseRequest.read", called=True),
        *sources(SourceKind.BODY, "str", "aiohttp.web.BaseRequest.text", "aiohttp.BodyPartReader.text", called=True),
        *sources(SourceKind.BODY, "json", "aiohttp.web.BaseRequest.json", called=True),
        *sources((SourceKind.BODY, SourceKind.FILE), "map", "aiohttp.web.BaseRequest.post", called=True),
        *sources((SourceKind.BODY, SourceKind.FILE), "object", "aiohttp.web.BaseRequest.multipart", called=True),
        *sources(SourceKind.WEBSOCKET, "object", "aiohttp.web.WebSocketResponse.receive", called=True),
        *sources(SourceKind.WEBSOCKET, "str", "aiohttp.web.WebSocketResponse.receive_str", called=True),
        *sources(SourceKind.WEBSOCKET, "bytes", "aiohttp.web.WebSocketResponse.receive_bytes", called=True),
        *sources(SourceKind.WEBSOCKET, "json", "aiohttp.web.WebSocketResponse.receive_json", called=True),
        *sources(SourceKind.FILE, "str", "aiohttp.BodyPartReader.filename", "aiohttp.web.FileField.filename"),
        *sources(SourceKind.BODY, "str", "aiohttp.BodyPartReader.name"),
        *sources(SourceKind.FILE, "bytes", "aiohttp.BodyPartReader.read", called=True),
        *sources(SourceKind.FILE, "object", "aiohttp.web.FileField.file"),
        *sources(SourceKind.UPSTREAM, "str", "aiohttp.ClientResponse.text", called=True),
        *sources(SourceKind.UPSTREAM, "json", "aiohttp.ClientResponse.json", called=True),
        *sources(SourceKind.UPSTREAM, "int", "aiohttp.ClientResponse.status"),
    ),
    sinks=(
        *sinks(SinkKind.PATH, "0:path", "aiohttp.web.FileResponse"),
        *sinks(SinkKind.SSRF, "1:url", "aiohttp.request", "aiohttp.ClientSession.request"),
        *sinks(SinkKind.SSRF, "0:base_url", "aiohttp.ClientSession"),
        *sinks(
            SinkKind.SSRF,
            "0:url",
            *methods("aiohttp.ClientSession", "get post put patch delete head options ws_connect"),
        ),
        *sinks(
            SinkKind.REDIRECT,
            "0:location",
            *methods(
                "aiohttp.web", "HTTPFound HTTPMovedPermanently HTTPSeeOther HTTPTemporaryRedirect HTTPPermanentRedirect"
            ),
        ),
        *sinks(SinkKind.HTML, ":text :body", "aiohttp.web.Response", rule="html-if-declared"),
        *sinks(SinkKind.HEADER, ":headers", "aiohttp.web.Response", confidence="low"),
        *sinks(SinkKind.HEADER, "0:name 1:value", "aiohttp.web.StreamResponse.set_cookie", confidence="low"),
        *sinks(SinkKind.ERROR_LEAK, "0:data", "aiohttp.web.json_response", shape="any"),
        *sinks(SinkKind.ERROR_LEAK, ":text :body", "aiohttp.web.Response", shape="any"),
        *sinks(
            SinkKind.ERROR_LEAK,
            ":text :reason",
            *methods(
                "aiohttp.web", "HTTPInternalServerError HTTPBadRequest HTTPForbidden HTTPNotFound HTTPUnauthorized"
            ),
            *methods("aiohttp.web", "HTTPConflict HTTPUnprocessableEntity HTTPServiceUnavailable HTTPBadGateway"),
            shape="any",
        ),
    ),
    aliases={
        "aiohttp.web_request": "aiohttp.web",
        "aiohttp.web_response": "aiohttp.web",
        "aiohttp.web_exceptions": "aiohttp.web",
        "aiohttp.web_app": "aiohttp.web",
        "aiohttp.web_fileresponse": "aiohttp.web",
        "aiohttp.client.ClientSession": "aiohttp.ClientSession",
        "aiohttp.multipart": "aiohttp",
    },
    parents={
        "aiohttp.web.Request": ("aiohttp.web.BaseRequest",),
        "aiohttp.web.Response": ("aiohttp.web.StreamResponse",),
        "aiohttp.web.FileResponse": ("aiohttp.web.StreamResponse",),
    },
    handlers=tuple(
        Handler(owner=owner, kinds=(SourceKind.PATH,), text="parameter", own=1, passed=("aiohttp.web.Request",))
        for owner in methods("aiohttp.web.RouteTableDef", "route get post put patch delete head view")
    ),
    attributes={
        "aiohttp.web.BaseRequest.query": "multidict.MultiDictProxy",
        "aiohttp.web.BaseRequest.headers": "multidict.CIMultiDictProxy",
        "aiohttp.web.View.request": "aiohttp.web.Request",
    },
    answers=(
        *(Answer(f"aiohttp.web.{name}", status) for name, status in _ERRORS.items()),
        *(Answer(f"aiohttp.web.{name}", status, redirects=True) for name, status in _REDIRECTS.items()),
        Answer("aiohttp.web.Response", 200, ":status"),
        Answer("aiohttp.web.json_response", 200, ":status"),
    ),
    constants={"aiohttp.hdrs.METH_ANY": ("*",), **{f"aiohttp.hdrs.METH_{verb}": (verb,) for verb in _VERBS}},
    returns={
        "aiohttp.web.BaseRequest.multipart": "aiohttp.MultipartReader",
        "aiohttp.MultipartReader.next": "aiohttp.BodyPartReader",
    },
)
