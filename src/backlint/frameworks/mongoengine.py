"""MongoEngine: documents over MongoDB."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.models import stored
from backlint.frameworks.queries import gives_instance
from backlint.frameworks.rows import children, marks, methods, returning, sinks

_DOCUMENT = "mongoengine.Document"
_QUERY = "mongoengine.queryset.QuerySet"
_CHAINED = "filter order_by limit skip only exclude no_cache select_related all"

LIBRARY = LibraryModel(
    name="mongoengine",
    distribution="mongoengine",
    packages=("mongoengine", "flask_mongoengine"),
    aliases={"mongoengine.document.Document": _DOCUMENT, "flask_mongoengine.MongoEngine.Document": _DOCUMENT},
    parents=children(_DOCUMENT, "mongoengine.DynamicDocument"),
    queries=frozenset({_QUERY}),
    attributes={f"{_DOCUMENT}.objects": _QUERY},
    columns=("mongoengine.*Field", "mongoengine.fields.*Field"),
    texts=methods("mongoengine", "StringField DictField DynamicField"),
    sinks=(
        # `__raw__` takes a query of MongoDB's own.
        *sinks(SinkKind.ORM_KEYS, "**", *methods(_QUERY, "filter get __call__"), shape="keys"),
        *sinks(SinkKind.NOSQL, ":__raw__", *methods(_QUERY, "filter get __call__"), shape="structure"),
        *sinks(SinkKind.NOSQL, "0:pipeline", f"{_QUERY}.aggregate", shape="structure"),
        # JavaScript that the server runs.
        *sinks(SinkKind.NOSQL, "0:where_clause", f"{_QUERY}.where"),
        *sinks(SinkKind.NOSQL, "0:code", f"{_QUERY}.exec_js"),
        *stored(_DOCUMENT, f"{_QUERY}.create"),
    ),
    returns=returning(_QUERY, *methods(_QUERY, _CHAINED, "__call__")),
    marks=marks(
        "write", *methods(_DOCUMENT, "save delete update modify"), *methods(_QUERY, "create update delete insert")
    ),
    calls=dict.fromkeys(methods(_QUERY, "get first create"), gives_instance),
)
