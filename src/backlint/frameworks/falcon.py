"""Falcon: requests, responses, uploads and WebSockets."""

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
    "HTTPUnprocessableEntity": 422,
    "HTTPTooManyRequests": 429,
    "HTTPInternalServerError": 500,
}
_APPLICATIONS = {"falcon.App": "", "falcon.API": "", "falcon.asgi.App": ".asgi"}
_RESPONDERS = r"on_(get|post|put|patch|delete|head|options|websocket)(_\w+)?"

LIBRARY = LibraryModel(
    name="falcon",
    distribution="falcon",
    packages=("falcon",),
    sources=(
        *sources((SourceKind.QUERY, SourceKind.BODY), "map", "falcon.Request.params"),
        *sources((SourceKind.QUERY, SourceKind.BODY), "str", "falcon.Request.get_param", called=True),
        *sources(
            SourceKind.QUERY, "map", *methods("falcon.Request", "get_param_as_list get_param_as_dict"), called=True
        ),
        *sources(
            SourceKind.QUERY,
            "json",
            *methods("falcon.Request", "get_param_as_json get_param_as_media get_query_string_as_media"),
            called=True,
        ),
        *sources(SourceKind.BODY, "json", "falcon.Request.media", "falcon.asgi.Request.media"),
        *sources(SourceKind.BODY, "json", "falcon.Request.get_media", "falcon.asgi.Request.get_media", called=True),
        *sources(
            SourceKind.BODY, "object", *methods("falcon.Request", "stream bounded_stream"), "falcon.asgi.Request.stream"
        ),
        *sources(SourceKind.HEADER, "map", *methods("falcon.Request", "headers env")),
        *sources(SourceKind.HEADER, "str", "falcon.Request.get_header", called=True),
        *sources(SourceKind.COOKIE, "map", "falcon.Request.cookies"),
        *sources(SourceKind.COOKIE, "map", "falcon.Request.get_cookie_values", called=True),
        *sources(SourceKind.QUERY, "str", "falcon.Request.query_string"),
        *sources(SourceKind.PATH, "str", "falcon.Request.path"),
        *sources(SourceKind.URL, "str", *methods("falcon.Request", "uri url relative_uri")),
        *sources(SourceKind.HOST, "str", *methods("falcon.Request", "host forwarded_host")),
        *sources(SourceKind.HEADER, "str", *methods("falcon.Request", "referer user_agent")),
        *sources(SourceKind.CREDENTIAL, "str", "falcon.Request.auth"),
        *sources(SourceKind.CLIENT, "map", "falcon.Request.access_route"),
        *sources(SourceKind.CLIENT, "str", "falcon.Request.remote_addr", confidence="low"),
        *sources(SourceKind.WEBSOCKET, "str", "falcon.asgi.WebSocket.receive_text", called=True),
        *sources(SourceKind.WEBSOCKET, "bytes", "falcon.asgi.WebSocket.receive_data", called=True),
        *sources(SourceKind.WEBSOCKET, "json", "falcon.asgi.WebSocket.receive_media", called=True),
        *sources(SourceKind.FILE, "str", "falcon.media.multipart.BodyPart.filename"),
        *sources(SourceKind.BODY, "str", "falcon.media.multipart.BodyPart.text"),
        *sources(SourceKind.FILE, "bytes", "falcon.media.multipart.BodyPart.data"),
        *sources(SourceKind.FILE, "object", "falcon.media.multipart.BodyPart.stream"),
    ),
    sinks=(
        *sinks(
            SinkKind.REDIRECT,
            "0:location",
            *methods(
                "falcon", "HTTPFound HTTPMovedPermanently HTTPSeeOther HTTPTemporaryRedirect HTTPPermanentRedirect"
            ),
        ),
        *sinks(SinkKind.HTML, "1:", *methods("falcon.Response", "text data"), confidence="low", rule="assigned"),
        *sinks(
            SinkKind.HEADER,
            "0:name 1:value",
            *methods("falcon.Response", "set_header append_header"),
            confidence="medium",
        ),
        *sinks(SinkKind.HEADER, "0:name 1:value", "falcon.Response.set_cookie", confidence="low"),
        *sinks(
            SinkKind.ERROR_LEAK,
            ":title :description",
            *methods(
                "falcon", "HTTPInternalServerError HTTPBadRequest HTTPError HTTPNotFound HTTPForbidden HTTPConflict"
            ),
            *methods("falcon", "HTTPUnprocessableEntity HTTPServiceUnavailable HTTPBadGateway HTTPUnauthorized"),
            shape="any",
        ),
    ),
    aliases={"falcon.request.Request": "falcon.Request", "falcon.response.Response": "falcon.Response"},
    parents={"falcon.asgi.Request": ("falcon.Request",), "falcon.asgi.Response": ("falcon.Response",)},
    handlers=tuple(
        Handler(
            owner=f"{application}.add_route",
            argument="1:resource",
            methods=_RESPONDERS,
            kinds=(SourceKind.PATH,),
            text="path parameter",
            own=2,
            passed=(f"falcon{package}.Request", f"falcon{package}.Response"),
        )
        for application, package in _APPLICATIONS.items()
    ),
    applications=frozenset(_APPLICATIONS),
    answers=(
        *(Answer(f"falcon.{name}", status) for name, status in _ERRORS.items()),
        Answer("falcon.HTTPError", 0, "0:status"),
    ),
)
