"""FastAPI: what it adds to Starlette and pydantic."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.model import Answer, LibraryModel
from backlint.frameworks.rows import methods, sanitizers, sinks, sources

_FORM = "fastapi.security.OAuth2PasswordRequestForm"
_TEXT_SCHEMES = (
    *("OAuth2", "OAuth2PasswordBearer", "OAuth2AuthorizationCodeBearer", "OpenIdConnect"),
    *("APIKeyHeader", "APIKeyQuery", "APIKeyCookie"),
)
_SCHEMES = {
    **{f"fastapi.security.{name}.__call__": "builtins.str" for name in _TEXT_SCHEMES},
    "fastapi.security.HTTPBasic.__call__": "fastapi.security.HTTPBasicCredentials",
    "fastapi.security.HTTPBearer.__call__": "fastapi.security.HTTPAuthorizationCredentials",
    "fastapi.security.HTTPDigest.__call__": "fastapi.security.HTTPAuthorizationCredentials",
}
"""What calling a security scheme gives, as a scheme of the project's own does first of all."""

LIBRARY = LibraryModel(
    name="fastapi",
    distribution="fastapi",
    packages=("fastapi",),
    aliases={
        "fastapi.applications.FastAPI": "fastapi.FastAPI",
        "fastapi.routing.APIRouter": "fastapi.APIRouter",
        "fastapi.datastructures.UploadFile": "fastapi.UploadFile",
        "fastapi.exceptions.HTTPException": "fastapi.HTTPException",
        "fastapi.exceptions.WebSocketException": "fastapi.WebSocketException",
        "fastapi.background.BackgroundTasks": "fastapi.BackgroundTasks",
        **{
            f"fastapi.param_functions.{name}": f"fastapi.{name}"
            for name in ("Body", "Cookie", "Depends", "File", "Form", "Header", "Path", "Query", "Security")
        },
        **{f"fastapi.security.{module}": "fastapi.security" for module in ("api_key", "http", "oauth2")},
        "fastapi.security.open_id_connect_url": "fastapi.security",
        # What FastAPI only passes on is Starlette's.
        "fastapi.Request": "starlette.requests.Request",
        "fastapi.Response": "starlette.responses.Response",
        "fastapi.WebSocket": "starlette.websockets.WebSocket",
        "fastapi.WebSocketDisconnect": "starlette.websockets.WebSocketDisconnect",
        "fastapi.status": "starlette.status",
        "fastapi.requests": "starlette.requests",
        "fastapi.websockets": "starlette.websockets",
        "fastapi.responses": "starlette.responses",
        "fastapi.responses.ORJSONResponse": "fastapi.responses.ORJSONResponse",
        "fastapi.responses.UJSONResponse": "fastapi.responses.UJSONResponse",
        "fastapi.concurrency.run_in_threadpool": "starlette.concurrency.run_in_threadpool",
        "fastapi.templating": "starlette.templating",
        "fastapi.staticfiles": "starlette.staticfiles",
        "fastapi.testclient": "starlette.testclient",
        "fastapi.middleware.Middleware": "starlette.middleware.Middleware",
        "fastapi.middleware.cors": "starlette.middleware.cors",
        "fastapi.middleware.gzip": "starlette.middleware.gzip",
        "fastapi.middleware.httpsredirect": "starlette.middleware.httpsredirect",
        "fastapi.middleware.trustedhost": "starlette.middleware.trustedhost",
        "fastapi.middleware.wsgi": "starlette.middleware.wsgi",
    },
    parents={
        "fastapi.FastAPI": ("starlette.applications.Starlette",),
        "fastapi.APIRouter": ("starlette.routing.Router",),
        "fastapi.UploadFile": ("starlette.datastructures.UploadFile",),
        "fastapi.HTTPException": ("starlette.exceptions.HTTPException",),
        "fastapi.WebSocketException": ("starlette.exceptions.WebSocketException",),
        "fastapi.BackgroundTasks": ("starlette.background.BackgroundTasks",),
        "fastapi.exceptions.RequestValidationError": ("builtins.Exception",),
        "fastapi.responses.ORJSONResponse": ("starlette.responses.JSONResponse",),
        "fastapi.responses.UJSONResponse": ("starlette.responses.JSONResponse",),
        f"{_FORM}Strict": (_FORM,),
    },
    sources=(
        *sources((SourceKind.BODY, SourceKind.CREDENTIAL), "str", *methods(_FORM, "username", "client_id")),
        *sources((SourceKind.BODY, SourceKind.CREDENTIAL, SourceKind.PASSWORD), "str", f"{_FORM}.password"),
        *sources((SourceKind.BODY, SourceKind.CREDENTIAL), "str", f"{_FORM}.client_secret"),
        # As it was sent; nothing has been verified.
        *sources((SourceKind.HEADER, SourceKind.CREDENTIAL), "object", *_SCHEMES, called=True),
        # Scheme and text of the Authorization header.
        *sources(
            (SourceKind.HEADER, SourceKind.CREDENTIAL),
            "str",
            *methods("fastapi.security.HTTPAuthorizationCredentials", "scheme", "credentials"),
        ),
        *sources((SourceKind.HEADER, SourceKind.CREDENTIAL), "str", "fastapi.security.HTTPBasicCredentials.username"),
        *sources(
            (SourceKind.HEADER, SourceKind.CREDENTIAL, SourceKind.PASSWORD),
            "str",
            "fastapi.security.HTTPBasicCredentials.password",
        ),
    ),
    sanitizers=(
        # Who somebody says to be is no secret.
        *sanitizers({SinkKind.SECRET_LOG}, "self", *methods(_FORM, "username", "client_id")),
        *sanitizers({SinkKind.SECRET_LOG}, "self", "fastapi.security.HTTPBasicCredentials.username"),
        *sanitizers({SinkKind.SECRET_LOG}, "self", "fastapi.security.HTTPAuthorizationCredentials.scheme"),
    ),
    returns=_SCHEMES,
    sinks=sinks(SinkKind.ERROR_LEAK, "1:detail", "fastapi.HTTPException", shape="any"),
    answers=(
        Answer("fastapi.HTTPException", 0, "0:status_code"),
        Answer("fastapi.exceptions.RequestValidationError", 422),
    ),
)
