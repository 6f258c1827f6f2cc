"""Requests: requests to other servers."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.fetching import fetches
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, returning, sinks, sources

_VERBS = "request get post put patch delete head options"

LIBRARY = LibraryModel(
    name="requests",
    distribution="requests",
    packages=("requests",),
    sources=(
        *sources(SourceKind.UPSTREAM, "str", "requests.Response.text"),
        *sources(SourceKind.UPSTREAM, "json", "requests.Response.json", called=True),
        *sources(SourceKind.UPSTREAM, "bytes", "requests.Response.content"),
        *sources(SourceKind.UPSTREAM, "int", "requests.Response.status_code"),
    ),
    sinks=(
        *sinks(SinkKind.SSRF, "1:url", *methods("requests", "request Request"), "requests.Session.request"),
        *sinks(
            SinkKind.SSRF,
            "0:url",
            *methods("requests", "get post put patch delete head options"),
            *methods("requests.Session", "get post put patch delete head options"),
        ),
    ),
    calls={
        **dict.fromkeys(methods("requests", "request"), fetches("1:url")),
        **dict.fromkeys(methods("requests.Session", "request"), fetches("1:url")),
        **dict.fromkeys(methods("requests", "get post put patch delete"), fetches("0:url")),
        **dict.fromkeys(methods("requests.Session", "get post put patch delete"), fetches("0:url")),
    },
    returns={
        **returning("requests.Response", *methods("requests", _VERBS), *methods("requests.Session", _VERBS)),
        "requests.session": "requests.Session",
    },
    attributes={"requests.Response.status_code": "builtins.int"},
    aliases={
        "requests.api": "requests",
        "requests.sessions.Session": "requests.Session",
        "requests.models.Response": "requests.Response",
        "requests.sessions.session": "requests.session",
    },
)
