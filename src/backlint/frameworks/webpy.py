"""web.py: its input, cookies and database."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks, sources

LIBRARY = LibraryModel(
    name="webpy",
    distribution="web-py",
    packages=("web",),
    sources=(
        *sources((SourceKind.QUERY, SourceKind.BODY), "map", "web.input", called=True),
        *sources(SourceKind.COOKIE, "map", "web.cookies", called=True),
        *sources(SourceKind.BODY, "bytes", "web.data", called=True),
    ),
    sinks=(
        *sinks(SinkKind.REDIRECT, "0:url", *methods("web", "seeother found redirect")),
        *sinks(SinkKind.SQL, "0:sql_query", "web.db.DB.query"),
        *sinks(SinkKind.SQL, ":where", *methods("web.db.DB", "select update delete")),
    ),
    aliases={"web.webapi": "web"},
    returns={"web.database": "web.db.DB"},
)
