"""Tortoise ORM."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.models import stored
from backlint.frameworks.queries import gives_instance, gives_pair
from backlint.frameworks.rows import marks, methods, returning, sinks

_MODEL = "tortoise.models.Model"
_QUERY = "tortoise.queryset.QuerySet"
_CLIENT = "tortoise.backends.base.client.BaseDBAsyncClient"

LIBRARY = LibraryModel(
    name="tortoise",
    distribution="tortoise-orm",
    packages=("tortoise",),
    aliases={"tortoise.Model": _MODEL},
    queries=frozenset({_QUERY}),
    columns=("tortoise.fields.*",),
    texts=methods("tortoise.fields", "CharField TextField JSONField"),
    sinks=(
        *sinks(SinkKind.SQL, "0:sql", "tortoise.expressions.RawSQL", f"{_MODEL}.raw"),
        *sinks(
            SinkKind.SQL,
            "0:query",
            *methods(_CLIENT, "execute_query execute_query_dict execute_insert execute_many execute_script"),
        ),
        *sinks(SinkKind.ORM_KEYS, "**", *methods(_MODEL, "filter get get_or_none"), f"{_QUERY}.filter", shape="keys"),
        *stored(_MODEL, *methods(_MODEL, "create update_or_create")),
    ),
    returns={
        **returning(_CLIENT, "tortoise.Tortoise.get_connection", "tortoise.connections.get"),
        **returning(
            _QUERY, *methods(_MODEL, "filter all exclude annotate"), *methods(_QUERY, "filter all exclude order_by")
        ),
        **returning(_QUERY, *methods(_QUERY, "limit offset prefetch_related select_related annotate distinct")),
    },
    marks=marks(
        "write", *methods(_MODEL, "save create delete update_from_dict bulk_create"), *methods(_QUERY, "update delete")
    ),
    calls={
        **dict.fromkeys(methods(_MODEL, "get get_or_none first create"), gives_instance),
        **dict.fromkeys(methods(_QUERY, "get get_or_none first"), gives_instance),
        **dict.fromkeys(methods(_MODEL, "get_or_create update_or_create"), gives_pair),
    },
)
