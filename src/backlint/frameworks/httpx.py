"""HTTPX: requests to other servers."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.fetching import fetches
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, propagators, returning, sinks, sources

_VERBS = "request get post put patch delete head options stream send"

LIBRARY = LibraryModel(
    name="httpx",
    distribution="httpx",
    packages=("httpx",),
    sources=(
        *sources(SourceKind.UPSTREAM, "str", "httpx.Response.text"),
        *sources(SourceKind.UPSTREAM, "json", "httpx.Response.json", called=True),
        *sources(SourceKind.UPSTREAM, "bytes", "httpx.Response.content"),
        *sources(SourceKind.UPSTREAM, "int", "httpx.Response.status_code"),
    ),
    sinks=(
        *sinks(
            SinkKind.SSRF,
            "1:url",
            *methods("httpx", "request stream Request"),
            *methods("httpx.Client", "request stream build_request"),
            *methods("httpx.AsyncClient", "request stream build_request"),
        ),
        *sinks(
            SinkKind.SSRF,
            "0:url",
            *methods("httpx", "get post put patch delete head options"),
            *methods("httpx.Client", "get post put patch delete head options"),
            *methods("httpx.AsyncClient", "get post put patch delete head options"),
        ),
        *sinks(SinkKind.SSRF, ":base_url", *methods("httpx", "Client AsyncClient")),
    ),
    propagators=(
        *propagators("0:url", "httpx.URL"),
        *propagators("self 0:url", "httpx.URL.join"),
    ),
    calls={
        **dict.fromkeys(methods("httpx", "request Client.request AsyncClient.request"), fetches("1:url")),
        **dict.fromkeys(methods("httpx", "get post put patch delete"), fetches("0:url")),
        **dict.fromkeys(methods("httpx.Client", "get post put patch delete"), fetches("0:url")),
        **dict.fromkeys(methods("httpx.AsyncClient", "get post put patch delete"), fetches("0:url")),
    },
    attributes={"httpx.Response.status_code": "builtins.int"},
    returns=returning(
        "httpx.Response",
        *methods("httpx", "request get post put patch delete head options"),
        *methods("httpx.Client", _VERBS),
        *methods("httpx.AsyncClient", _VERBS),
    ),
)
