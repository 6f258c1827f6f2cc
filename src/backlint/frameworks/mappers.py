"""Mappers of objects to stored rows that no model speaks of, told by what a class says of itself.

A class that extends something of a library, and declares columns by calls into that library, stands for stored rows, whichever
mapper keeps them. What its methods do is told by the names that mappers share.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator

from backlint.execution.values import AnyValue, ClassObject, External, Member, Produced
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.models import stored
from backlint.frameworks.queries import gives_instance, gives_instances
from backlint.frameworks.rows import children, marks, methods, returning

RECORD = "mapper.Record"
_QUERY = "mapper.Query"
_CHAINED = "filter where exclude order_by sort limit offset skip join distinct options for_update"
_COLUMN = re.compile(
    r"\w*(?:Column|Field|Col|Key|Property|Attribute)|Required|Optional|Set|(?:Big|Small)?(?:Integer|Int)|Serial|String|Varchar|"
    r"Text|Boolean|Float|Real|Decimal|Numeric|Date(?:Time)?|Timestamp(?:tz|z)?|UUID|JSONB?"
)
"""What mappers call a column that a class declares."""
_COLUMNS = 2
"""So many columns at least make a table; the figure is this tool's own."""
_MAX_DEPTH = 3


def base_told(cls: ClassObject, is_known: Callable[[str], bool]) -> str:
    """Return the library class that a class descends from by what its bases and its columns say, "" for none that is not
    known already; `is_known` tells whether models speak of a library's class.
    """
    for base in _outer_bases(cls, 0):
        name = _name_of(base)
        root = name.partition(".")[0]
        if not name or root in sys.stdlib_module_names:
            continue
        if is_known(name):
            return "" if isinstance(base, External) else name
        if sum(_is_column(value, root) for value in cls.namespace.values()) >= _COLUMNS:
            return RECORD
    return ""


def _outer_bases(cls: ClassObject, depth: int) -> Iterator[AnyValue]:
    """Yield the bases of a class, and of those that it extends, that are no classes of the project."""
    for base in cls.bases:
        if not isinstance(base, ClassObject):
            yield base
        elif depth < _MAX_DEPTH:
            yield from _outer_bases(base, depth + 1)


def _name_of(base: AnyValue) -> str:
    """Return what a library calls a base, where an object of the library holds it as well: `db.Entity`."""
    if isinstance(base, External):
        return base.name
    if isinstance(base, Member) and isinstance(base.base, Produced) and base.base.type:
        return f"{base.base.type}.{base.name}"
    return ""


def _is_column(value: AnyValue, root: str) -> bool:
    if not isinstance(value, Produced):
        return False
    library, _, _ = value.call.callee.partition(".")
    return library == root and _COLUMN.fullmatch(value.call.callee.rpartition(".")[2]) is not None


LIBRARY = LibraryModel(
    name="mappers",
    distribution="",
    packages=("mapper",),
    parents=children(
        RECORD,
        # Making one of these stores it.
        "pony.orm.Database.Entity",
        "sqlobject.SQLObject",
    ),
    queries=frozenset({_QUERY}),
    attributes=dict.fromkeys(methods(RECORD, "query objects"), _QUERY),
    columns=("pony.orm.Required", "pony.orm.Optional", "pony.orm.PrimaryKey", "sqlobject.*Col"),
    sinks=stored(RECORD, *methods(RECORD, "create insert")),
    returns=returning(
        _QUERY, *methods(RECORD, "select filter where find exclude order_by"), *methods(_QUERY, _CHAINED, "select find")
    ),
    marks=(
        *marks(
            "write",
            *methods(RECORD, "create insert insert_many bulk_create save upsert update set"),
            *methods(RECORD, "delete remove destroy destroySelf delete_instance"),
            *methods(_QUERY, "update delete"),
        ),
        *marks("write", "pony.orm.Database.Entity", "sqlobject.SQLObject"),
    ),
    calls={
        **dict.fromkeys(methods(RECORD, "get get_or_none get_by_id by_id find_one first one create"), gives_instance),
        **dict.fromkeys(methods(_QUERY, "get get_or_none first one one_or_none scalar"), gives_instance),
        **dict.fromkeys((*methods(RECORD, "all"), *methods(_QUERY, "all to_list fetch")), gives_instances),
    },
)
