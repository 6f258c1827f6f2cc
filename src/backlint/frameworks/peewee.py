"""Peewee: an ORM."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.models import stored
from backlint.frameworks.queries import gives_instance, gives_pair
from backlint.frameworks.rows import children, marks, methods, returning, sanitizers, sinks

_MODEL = "peewee.Model"
_QUERY = "peewee.ModelSelect"

LIBRARY = LibraryModel(
    name="peewee",
    distribution="peewee",
    packages=("peewee", "playhouse"),
    parents=children("peewee.Database", *methods("peewee", "SqliteDatabase PostgresqlDatabase MySQLDatabase")),
    queries=frozenset({_QUERY}),
    columns=("peewee.*Field",),
    texts=methods("peewee", "CharField FixedCharField TextField"),
    sinks=(
        *sinks(
            SinkKind.SQL, "0:sql", *methods("peewee", "SQL RawQuery"), f"{_MODEL}.raw", "peewee.Database.execute_sql"
        ),
        *stored(_MODEL, f"{_MODEL}.create"),
    ),
    sanitizers=sanitizers({SinkKind.SQL}, "0:value", "peewee.Value"),
    returns=returning(
        _QUERY, f"{_MODEL}.select", *methods(_QUERY, "where order_by limit offset join distinct group_by")
    ),
    marks=marks("write", *methods(_MODEL, "save create insert insert_many update delete delete_instance bulk_create")),
    calls={
        **dict.fromkeys(methods(_MODEL, "get get_or_none get_by_id create"), gives_instance),
        **dict.fromkeys(methods(_QUERY, "get first get_or_none"), gives_instance),
        f"{_MODEL}.get_or_create": gives_pair,
    },
)
