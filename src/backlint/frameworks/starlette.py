"""Starlette: requests, uploads, responses and exceptions, which are FastAPI's as well."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.addresses import replaces_parts
from backlint.frameworks.callbacks import calls
from backlint.frameworks.model import Answer, LibraryModel
from backlint.frameworks.pages import renders_response
from backlint.frameworks.rows import marks, methods, returning, sanitizers, sinks, sources
from backlint.frameworks.sessions import session_entry

_CONNECTION = "starlette.requests.HTTPConnection"
_URL = "starlette.datastructures.URL"
_SCOPE = "starlette.types.Scope"
_REQUEST = "starlette.requests.Request"
_SOCKET = "starlette.websockets.WebSocket"
_UPLOAD = "starlette.datastructures.UploadFile"
_RESPONSES = (
    "HTMLResponse",
    "PlainTextResponse",
    "JSONResponse",
    "RedirectResponse",
    "StreamingResponse",
    "FileResponse",
)

LIBRARY = LibraryModel(
    name="starlette",
    distribution="starlette",
    packages=("starlette",),
    parents={
        _REQUEST: (_CONNECTION,),
        _SOCKET: (_CONNECTION,),
        "starlette.datastructures.QueryParams": ("starlette.datastructures.ImmutableMultiDict",),
        "starlette.datastructures.FormData": ("starlette.datastructures.ImmutableMultiDict",),
        "starlette.datastructures.MultiDict": ("starlette.datastructures.ImmutableMultiDict",),
        "starlette.datastructures.MutableHeaders": ("starlette.datastructures.Headers",),
        f"{_CONNECTION}.session": ("builtins.dict",),
        _SCOPE: ("builtins.dict",),
        **{f"starlette.responses.{name}": ("starlette.responses.Response",) for name in _RESPONSES},
        "starlette.templating._TemplateResponse": ("starlette.responses.HTMLResponse",),
        "starlette.endpoints.WebSocketEndpoint": (),
        "starlette.exceptions.HTTPException": ("builtins.Exception",),
        "starlette.exceptions.WebSocketException": ("builtins.Exception",),
    },
    contents={
        "starlette.datastructures.ImmutableMultiDict": ("builtins.str",),
        "starlette.datastructures.FormData": ("builtins.str", _UPLOAD),
        "starlette.datastructures.Headers": ("builtins.str",),
    },
    attributes={
        f"{_UPLOAD}.file": "io.BytesIO",
        f"{_CONNECTION}.query_params": "starlette.datastructures.QueryParams",
        f"{_CONNECTION}.headers": "starlette.datastructures.Headers",
        f"{_CONNECTION}.url": _URL,
        f"{_CONNECTION}.base_url": _URL,
        f"{_CONNECTION}.app": "starlette.applications.Starlette",
        f"{_CONNECTION}.session": f"{_CONNECTION}.session",
        f"{_CONNECTION}.scope": _SCOPE,
        # What the server and the middleware put there, unlike the path, the query string and the headers.
        f"{_SCOPE}.[app]": "starlette.applications.Starlette",
        f"{_SCOPE}.[router]": "starlette.routing.Router",
        f"{_SCOPE}.[route]": "starlette.routing.Route",
        f"{_SCOPE}.[endpoint]": "builtins.object",
        f"{_SCOPE}.[state]": "builtins.dict",
        **returning("builtins.str", *methods(_SCOPE, "[type] [method] [scheme] [http_version] [root_path]")),
        f"{_UPLOAD}.headers": "starlette.datastructures.Headers",
        f"{_UPLOAD}.size": "builtins.int",
        "starlette.responses.Response.headers": "starlette.datastructures.MutableHeaders",
        **returning("builtins.str", *methods(_URL, "path", "query", "hostname", "netloc")),
    },
    sources=(
        *sources(SourceKind.QUERY, "map", f"{_CONNECTION}.query_params"),
        *sources(SourceKind.PATH, "map", f"{_CONNECTION}.path_params"),
        *sources(SourceKind.HEADER, "map", f"{_CONNECTION}.headers"),
        *sources(SourceKind.COOKIE, "map", f"{_CONNECTION}.cookies"),
        *sources(SourceKind.URL, "object", *methods(_CONNECTION, "url", "base_url")),
        *sources(SourceKind.CLIENT, "object", f"{_CONNECTION}.client", confidence="low"),
        *sources(
            (SourceKind.HEADER, SourceKind.QUERY, SourceKind.PATH), "any", f"{_CONNECTION}.scope", confidence="medium"
        ),
        *sources(SourceKind.SESSION, "any", f"{_CONNECTION}.session", confidence="low"),
        # Set by AuthenticationMiddleware from what its backend found.
        *sources(SourceKind.SESSION, "object", *methods(_CONNECTION, "user", "auth")),
        *sources(SourceKind.SESSION, "any", "starlette.authentication.has_required_scope", called=True),
        *sources(SourceKind.BODY, "bytes", f"{_REQUEST}.body", called=True),
        *sources(SourceKind.BODY, "json", f"{_REQUEST}.json", called=True),
        *sources((SourceKind.BODY, SourceKind.FILE), "map", f"{_REQUEST}.form", called=True),
        *sources(SourceKind.BODY, "any", f"{_REQUEST}.stream", called=True),
        *sources(SourceKind.WEBSOCKET, "map", f"{_SOCKET}.receive", called=True),
        *sources(SourceKind.WEBSOCKET, "str", f"{_SOCKET}.receive_text", called=True),
        *sources(SourceKind.WEBSOCKET, "bytes", f"{_SOCKET}.receive_bytes", called=True),
        *sources(SourceKind.WEBSOCKET, "json", f"{_SOCKET}.receive_json", called=True),
        *sources(SourceKind.WEBSOCKET, "any", *methods(_SOCKET, "iter_text", "iter_bytes", "iter_json"), called=True),
        *sources(SourceKind.FILE, "str", *methods(_UPLOAD, "filename", "content_type")),
        *sources(SourceKind.FILE, "map", f"{_UPLOAD}.headers"),
        *sources(SourceKind.FILE, "bytes", f"{_UPLOAD}.read", called=True),
        *sources(SourceKind.FILE, "object", f"{_UPLOAD}.file"),
    ),
    sinks=(
        *sinks(SinkKind.PATH, "0:path", "starlette.responses.FileResponse"),
        *sinks(SinkKind.PATH, ":directory", "starlette.staticfiles.StaticFiles", confidence="low"),
        *sinks(SinkKind.REDIRECT, "0:url", "starlette.responses.RedirectResponse"),
        *sinks(SinkKind.HTML, "0:content", "starlette.responses.HTMLResponse"),
        *sinks(
            SinkKind.HTML,
            "0:content",
            *methods("starlette.responses", "Response", "StreamingResponse"),
            rule="html-if-declared",
        ),
        # Starlette does not look for newlines; the usual servers (h11, httptools) refuse them.
        *sinks(
            SinkKind.HEADER,
            "0:key 1:value",
            *methods("starlette.datastructures.MutableHeaders", "__setitem__", "append"),
            confidence="medium",
        ),
        *sinks(SinkKind.HEADER, ":headers", "starlette.responses.Response", confidence="medium"),
        *sinks(SinkKind.HEADER, "0:key 1:value", "starlette.responses.Response.set_cookie", confidence="low"),
        *sinks(SinkKind.TOKEN_VALUE, "1:value", "starlette.responses.Response.set_cookie"),
        *sinks(SinkKind.TRUST_BOUNDARY, "1:", f"{_CONNECTION}.session.__setitem__"),
        *sinks(SinkKind.ERROR_LEAK, "1:detail", "starlette.exceptions.HTTPException", shape="any"),
        *sinks(
            SinkKind.ERROR_LEAK,
            "0:content",
            *methods("starlette.responses", "Response", "HTMLResponse", "JSONResponse", "PlainTextResponse"),
            shape="any",
        ),
    ),
    sanitizers=sanitizers(
        {SinkKind.REDIRECT, SinkKind.SSRF, SinkKind.HTML},
        "* **",
        f"{_CONNECTION}.url_for",
        "starlette.applications.Starlette.url_path_for",
    ),
    returns={
        f"{_REQUEST}.form": "starlette.datastructures.FormData",
        "starlette.middleware.base.call_next": "starlette.responses.Response",
        f"{_REQUEST}.stream": "builtins.bytes[]",
        f"{_SOCKET}.iter_text": "builtins.str[]",
        f"{_SOCKET}.iter_bytes": "builtins.bytes[]",
        "starlette.templating.Jinja2Templates.TemplateResponse": "starlette.templating._TemplateResponse",
    },
    marks=(
        *marks("proof:header", "starlette.middleware.cors.CORSMiddleware.is_allowed_origin"),
        *marks("session-logout", f"{_CONNECTION}.session.clear"),
        # What a middleware stands before.
        *marks("entered", "starlette.types.ASGIApp", "starlette.middleware.base.call_next"),
    ),
    answers=(
        Answer("starlette.exceptions.HTTPException", 0, "0:status_code"),
        Answer("starlette.responses.Response", 200, "1:status_code"),
        Answer("starlette.responses.RedirectResponse", 307, "1:status_code", redirects=True),
        Answer("starlette.templating.Jinja2Templates.TemplateResponse", 200, ":status_code"),
    ),
    calls={
        "starlette.templating.Jinja2Templates.TemplateResponse": renders_response,
        **dict.fromkeys(
            methods(_URL, "include_query_params replace_query_params remove_query_params"), replaces_parts()
        ),
        f"{_URL}.replace": replaces_parts("scheme", "netloc", "hostname", "port", "username", "password"),
        f"{_CONNECTION}.session.__setitem__": session_entry,
        "starlette.concurrency.run_in_threadpool": calls(0, "func"),
        "starlette.background.BackgroundTasks.add_task": calls(0, "func", returns=False, later=True),
        "starlette.background.BackgroundTask": calls(0, "func", returns=False, later=True),
    },
)
