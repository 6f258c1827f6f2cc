"""Litestar: requests, responses, uploads and WebSockets."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.callbacks import returns_argument
from backlint.frameworks.model import Answer, LibraryModel
from backlint.frameworks.pages import renders
from backlint.frameworks.rows import methods, sinks, sources

_HANDLERS = "get post put patch delete head route websocket websocket_listener websocket_stream asgi"

LIBRARY = LibraryModel(
    name="litestar",
    distribution="litestar",
    packages=("litestar",),
    sources=(
        *sources(SourceKind.QUERY, "map", "litestar.connection.ASGIConnection.query_params"),
        *sources(SourceKind.PATH, "map", "litestar.connection.ASGIConnection.path_params"),
        *sources(SourceKind.HEADER, "map", "litestar.connection.ASGIConnection.headers"),
        *sources(SourceKind.COOKIE, "map", "litestar.connection.ASGIConnection.cookies"),
        *sources(SourceKind.URL, "object", *methods("litestar.connection.ASGIConnection", "url base_url")),
        *sources(SourceKind.CLIENT, "object", "litestar.connection.ASGIConnection.client", confidence="low"),
        *sources(SourceKind.SESSION, "map", "litestar.connection.ASGIConnection.session", confidence="low"),
        *sources(SourceKind.CREDENTIAL, "object", *methods("litestar.connection.ASGIConnection", "user auth")),
        *sources(SourceKind.BODY, "json", *methods("litestar.Request", "json msgpack"), called=True),
        *sources(SourceKind.BODY, "bytes", "litestar.Request.body", called=True),
        *sources((SourceKind.BODY, SourceKind.FILE), "map", "litestar.Request.form", called=True),
        *sources(SourceKind.BODY, "any", "litestar.Request.stream", called=True),
        *sources(SourceKind.WEBSOCKET, "str", "litestar.WebSocket.receive_text", called=True),
        *sources(SourceKind.WEBSOCKET, "bytes", "litestar.WebSocket.receive_bytes", called=True),
        *sources(
            SourceKind.WEBSOCKET, "json", *methods("litestar.WebSocket", "receive_json receive_msgpack"), called=True
        ),
        *sources(SourceKind.WEBSOCKET, "any", *methods("litestar.WebSocket", "iter_data iter_json"), called=True),
        *sources(SourceKind.FILE, "str", "litestar.datastructures.UploadFile.filename"),
        *sources(SourceKind.FILE, "bytes", "litestar.datastructures.UploadFile.read", called=True),
    ),
    sinks=(
        *sinks(SinkKind.PATH, "0:path", "litestar.response.File"),
        *sinks(SinkKind.REDIRECT, "0:path", "litestar.response.Redirect"),
        *sinks(SinkKind.HTML, "0:content", "litestar.Response", rule="html-if-declared"),
        *sinks(SinkKind.TEMPLATE, ":template_str", "litestar.response.Template"),
        *sinks(SinkKind.ERROR_LEAK, ":detail", "litestar.exceptions.HTTPException", shape="any"),
        *sinks(
            SinkKind.ERROR_LEAK,
            ":detail",
            *methods(
                "litestar.exceptions", "InternalServerException ClientException NotFoundException ValidationException"
            ),
            shape="any",
        ),
        *sinks(SinkKind.ERROR_LEAK, "0:content", "litestar.Response", shape="any"),
        *sinks(SinkKind.TRUST_BOUNDARY, "1:", "litestar.connection.ASGIConnection.session.__setitem__"),
        *sinks(SinkKind.TRUST_BOUNDARY, "0:value", "litestar.connection.ASGIConnection.set_session"),
    ),
    returns={
        "litestar.Request.stream": "builtins.bytes[]",
    },
    attributes={
        "litestar.connection.ASGIConnection.session": "litestar.connection.ASGIConnection.session",
        "litestar.connection.ASGIConnection.user": "",
    },
    parents={
        "litestar.Request": ("litestar.connection.ASGIConnection",),
        "litestar.WebSocket": ("litestar.connection.ASGIConnection",),
        "litestar.connection.ASGIConnection.session": ("builtins.dict",),
        "litestar.security.jwt.JWTAuth": ("litestar.security.base.AbstractSecurityConfig",),
        "litestar.security.jwt.JWTCookieAuth": ("litestar.security.base.AbstractSecurityConfig",),
        "litestar.security.jwt.OAuth2PasswordBearerAuth": ("litestar.security.base.AbstractSecurityConfig",),
        "litestar.security.session_auth.SessionAuth": ("litestar.security.base.AbstractSecurityConfig",),
    },
    aliases={
        "litestar.connection.request.Request": "litestar.Request",
        "litestar.connection.websocket.WebSocket": "litestar.WebSocket",
        "litestar.connection.base.ASGIConnection": "litestar.connection.ASGIConnection",
        "litestar.connection.Request": "litestar.Request",
        "litestar.response.base.Response": "litestar.Response",
        "litestar.response.Response": "litestar.Response",
        "litestar.app.Litestar": "litestar.Litestar",
        "litestar.router.Router": "litestar.Router",
        "litestar.controller.Controller": "litestar.Controller",
        "litestar.middleware.AbstractAuthenticationMiddleware": (
            "litestar.middleware.authentication.AbstractAuthenticationMiddleware"
        ),
        "litestar.security.AbstractSecurityConfig": "litestar.security.base.AbstractSecurityConfig",
        **{f"litestar.handlers.{name}": f"litestar.{name}" for name in _HANDLERS.split()},
    },
    answers=(
        Answer("litestar.exceptions.HTTPException", 500, ":status_code"),
        Answer("litestar.exceptions.NotAuthorizedException", 401),
        Answer("litestar.exceptions.PermissionDeniedException", 403),
        Answer("litestar.exceptions.NotFoundException", 404),
        Answer("litestar.exceptions.ValidationException", 400),
        Answer("litestar.exceptions.ClientException", 400),
        Answer("litestar.exceptions.TooManyRequestsException", 429),
        Answer("litestar.exceptions.InternalServerException", 500),
        Answer("litestar.Response", 200, ":status_code"),
        Answer("litestar.response.Redirect", 302, ":status_code", redirects=True),
    ),
    calls={
        "litestar.security.base.AbstractSecurityConfig.on_app_init": returns_argument("0:app_config"),
        "litestar.response.Template": renders("0:template_name", ":context", source=":template_str"),
    },
)
