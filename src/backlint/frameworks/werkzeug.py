"""Werkzeug: the request and response that Flask's are made of, uploads, and its security functions."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.library import Exchange
from backlint.execution.taint import EVERY_SINK
from backlint.execution.values import Bound, CallEvent, Deferred, FunctionObject, Partial
from backlint.frameworks.model import Answer, LibraryModel
from backlint.frameworks.rows import marks, methods, propagators, returning, sanitizers, sinks, sources

_REQUEST = "werkzeug.wrappers.Request"
_UPLOAD = "werkzeug.datastructures.FileStorage"


def local_proxy(event: CallEvent) -> Exchange | None:
    """What a proxy means: whatever its function gives at the moment."""
    local = event.arguments.get(0, "local")
    if isinstance(local, (FunctionObject, Bound, Partial)) and event.arguments.get(1, "name") is None:
        return Exchange(result=Deferred(local))
    return None


EXCEPTIONS = {
    "BadRequest": 400,
    "BadRequestKeyError": 400,
    "SecurityError": 400,
    "Unauthorized": 401,
    "Forbidden": 403,
    "NotFound": 404,
    "MethodNotAllowed": 405,
    "NotAcceptable": 406,
    "RequestTimeout": 408,
    "Conflict": 409,
    "Gone": 410,
    "LengthRequired": 411,
    "PreconditionFailed": 412,
    "RequestEntityTooLarge": 413,
    "RequestURITooLarge": 414,
    "UnsupportedMediaType": 415,
    "RequestedRangeNotSatisfiable": 416,
    "ExpectationFailed": 417,
    "ImATeapot": 418,
    "MisdirectedRequest": 421,
    "UnprocessableEntity": 422,
    "Locked": 423,
    "FailedDependency": 424,
    "PreconditionRequired": 428,
    "TooManyRequests": 429,
    "RequestHeaderFieldsTooLarge": 431,
    "UnavailableForLegalReasons": 451,
    "InternalServerError": 500,
    "NotImplemented": 501,
    "BadGateway": 502,
    "ServiceUnavailable": 503,
    "GatewayTimeout": 504,
    "HTTPVersionNotSupported": 505,
}
"""The exceptions of `werkzeug.exceptions` and the `code` that each has."""

LIBRARY = LibraryModel(
    name="werkzeug",
    distribution="werkzeug",
    packages=("werkzeug",),
    aliases={
        "werkzeug.datastructures.file_storage": "werkzeug.datastructures",
        "werkzeug.datastructures.structures": "werkzeug.datastructures",
        "werkzeug.datastructures.headers": "werkzeug.datastructures",
        "werkzeug.datastructures.auth": "werkzeug.datastructures",
        "werkzeug.wrappers.request": "werkzeug.wrappers",
        "werkzeug.wrappers.response": "werkzeug.wrappers",
        "werkzeug.Request": _REQUEST,
        "werkzeug.Response": "werkzeug.wrappers.Response",
        "werkzeug.FileStorage": _UPLOAD,
        "werkzeug.secure_filename": "werkzeug.utils.secure_filename",
        "werkzeug.abort": "werkzeug.exceptions.abort",
        "werkzeug.security.safe_join": "werkzeug.utils.safe_join",
        "werkzeug.LocalProxy": "werkzeug.local.LocalProxy",
    },
    parents={
        "werkzeug.datastructures.ImmutableMultiDict": ("werkzeug.datastructures.MultiDict",),
        "werkzeug.datastructures.CombinedMultiDict": ("werkzeug.datastructures.MultiDict",),
        "werkzeug.datastructures.FileMultiDict": ("werkzeug.datastructures.MultiDict",),
        "werkzeug.datastructures.EnvironHeaders": ("werkzeug.datastructures.Headers",),
        **{f"werkzeug.exceptions.{name}": ("werkzeug.exceptions.HTTPException",) for name in EXCEPTIONS},
        "werkzeug.exceptions.HTTPException": ("builtins.Exception",),
    },
    contents={
        "werkzeug.datastructures.MultiDict": ("builtins.str",),
        "werkzeug.datastructures.FileMultiDict": (_UPLOAD,),
        "werkzeug.datastructures.Headers": ("builtins.str",),
    },
    attributes={
        **returning("werkzeug.datastructures.ImmutableMultiDict", *methods(_REQUEST, "args", "form", "cookies")),
        f"{_REQUEST}.values": "werkzeug.datastructures.CombinedMultiDict",
        f"{_REQUEST}.files": "werkzeug.datastructures.FileMultiDict",
        f"{_REQUEST}.headers": "werkzeug.datastructures.EnvironHeaders",
        f"{_REQUEST}.authorization": "werkzeug.datastructures.Authorization",
        f"{_UPLOAD}.headers": "werkzeug.datastructures.Headers",
        f"{_UPLOAD}.content_length": "builtins.int",
        **returning("io.BytesIO", f"{_UPLOAD}.stream", *methods(_REQUEST, "stream", "input_stream")),
        "werkzeug.wrappers.Response.headers": "werkzeug.datastructures.Headers",
    },
    sources=(
        *sources(SourceKind.QUERY, "map", f"{_REQUEST}.args"),
        *sources(SourceKind.QUERY, "bytes", f"{_REQUEST}.query_string"),
        *sources(SourceKind.BODY, "map", f"{_REQUEST}.form"),
        *sources((SourceKind.QUERY, SourceKind.BODY), "map", f"{_REQUEST}.values"),
        *sources(SourceKind.BODY, "json", f"{_REQUEST}.json"),
        *sources(SourceKind.BODY, "json", f"{_REQUEST}.get_json", called=True),
        *sources(SourceKind.BODY, "bytes", f"{_REQUEST}.data"),
        *sources(SourceKind.BODY, "bytes", f"{_REQUEST}.get_data", called=True),
        *sources(SourceKind.BODY, "object", *methods(_REQUEST, "stream", "input_stream")),
        *sources(SourceKind.FILE, "map", f"{_REQUEST}.files"),
        *sources(SourceKind.COOKIE, "map", f"{_REQUEST}.cookies"),
        *sources(SourceKind.HEADER, "map", *methods(_REQUEST, "headers", "environ")),
        *sources(SourceKind.HEADER, "str", *methods(_REQUEST, "referrer", "origin", "content_type", "mimetype")),
        *sources(SourceKind.HEADER, "object", f"{_REQUEST}.user_agent"),
        *sources((SourceKind.CREDENTIAL, SourceKind.HEADER), "object", f"{_REQUEST}.authorization"),
        *sources(SourceKind.PATH, "local-path", f"{_REQUEST}.path"),
        *sources((SourceKind.PATH, SourceKind.QUERY), "local-path", f"{_REQUEST}.full_path"),
        *sources(SourceKind.URL, "str", *methods(_REQUEST, "url", "base_url", "root_url", "url_root")),
        *sources(SourceKind.HOST, "str", *methods(_REQUEST, "host", "host_url")),
        # Chosen by the client only behind a proxy whose headers are believed (ProxyFix).
        *sources(SourceKind.CLIENT, "str", *methods(_REQUEST, "remote_addr", "remote_user"), confidence="low"),
        *sources(SourceKind.CLIENT, "any", f"{_REQUEST}.access_route"),
        *sources(SourceKind.FILE, "str", *methods(_UPLOAD, "filename", "content_type", "mimetype", "name")),
        *sources(SourceKind.FILE, "object", f"{_UPLOAD}.stream"),
        *sources(SourceKind.FILE, "map", f"{_UPLOAD}.headers"),
        *sources(SourceKind.FILE, "bytes", *methods(_UPLOAD, "read", "readline"), called=True),
    ),
    sinks=(
        *sinks(SinkKind.REFLECTION, "0:import_name", "werkzeug.utils.import_string"),
        *sinks(SinkKind.PATH, "0:path_or_file", "werkzeug.utils.send_file"),
        *sinks(SinkKind.PATH, "0:directory", "werkzeug.utils.send_from_directory"),
        *sinks(SinkKind.PATH, "0:dst", f"{_UPLOAD}.save"),
        *sinks(SinkKind.REDIRECT, "0:location", "werkzeug.utils.redirect"),
        # Werkzeug's own response is text/plain unless it says otherwise.
        *sinks(SinkKind.HTML, "0:response", "werkzeug.wrappers.Response", confidence="medium", rule="html-if-declared"),
        # Newlines in a value raise ValueError; the name or value may still be an attacker's.
        *sinks(SinkKind.HEADER, "0: 1:", *methods("werkzeug.datastructures.Headers", "add", "set"), confidence="low"),
        *sinks(SinkKind.HEADER, "0:key 1:value", "werkzeug.datastructures.Headers.__setitem__", confidence="low"),
        *sinks(SinkKind.HEADER, "0:key 1:value", "werkzeug.wrappers.Response.set_cookie", confidence="low"),
        *sinks(SinkKind.TOKEN_VALUE, "1:value", "werkzeug.wrappers.Response.set_cookie"),
        *sinks(SinkKind.ERROR_LEAK, "0:description", "werkzeug.exceptions.HTTPException", shape="any"),
    ),
    sanitizers=(
        *sanitizers(EVERY_SINK, "0:password", "werkzeug.security.generate_password_hash"),
        *sanitizers({SinkKind.PATH}, "0:filename", "werkzeug.utils.secure_filename"),
        # Gives None when the result would lie outside of the directory.
        *sanitizers({SinkKind.PATH}, "1*", "werkzeug.utils.safe_join"),
    ),
    propagators=propagators("0:directory", "werkzeug.utils.safe_join"),
    returns={
        **returning("builtins.str", *methods("werkzeug.utils", "secure_filename", "safe_join")),
        "werkzeug.security.generate_password_hash": "builtins.str",
        "werkzeug.security.check_password_hash": "builtins.bool",
        "werkzeug.utils.redirect": "werkzeug.wrappers.Response",
    },
    marks=(
        *marks("password-check", "werkzeug.security.check_password_hash"),
        *marks("password-hash", "werkzeug.security.generate_password_hash"),
        *marks("file-save", f"{_UPLOAD}.save"),
    ),
    answers=(
        *(Answer(f"werkzeug.exceptions.{name}", status) for name, status in EXCEPTIONS.items()),
        Answer("werkzeug.exceptions.HTTPException"),
        Answer("werkzeug.exceptions.abort", 0, "0:status", raises=True),
        Answer("werkzeug.wrappers.Response", 200, "1:status"),
        Answer("werkzeug.utils.redirect", 302, "1:code", redirects=True),
    ),
    calls={"werkzeug.local.LocalProxy": local_proxy},
)
