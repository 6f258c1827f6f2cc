"""Stored texts as sources: what a column holds may have come from whoever could write it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from backlint.concepts import SinkKind, SourceKind
from backlint.execution import folding
from backlint.execution.library import Library
from backlint.execution.stored_secrets import is_row
from backlint.execution.taint import Origin, Site, Symbol, Taint, Taints, is_neutral
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    ClassObject,
    Constant,
    DictObject,
    InstanceObject,
    Member,
    Produced,
    Text,
    Unknown,
    members,
    string_of,
)

_KINDS = frozenset({SourceKind.DATABASE})
_MAX_DEPTH = 8
_MAKERS = frozenset({"create", "acreate", "update", "aupdate", "get_or_create", "update_or_create", "__init__"})
_STATEMENTS = frozenset({"execute", "executemany"})
_KEEPS = ("insert", "update", "replace", "merge")
WRITERS = (*_MAKERS, *_STATEMENTS, "__setattr__")
"""The last names of calls that write columns."""


def stored_text(column: Produced, name: str) -> Taints:
    """Return the taints of what is read from a column: one origin for all readings, where the column is declared."""
    key = f"{column.call.site.scope}.{name}"
    return frozenset({Taint(Origin(_KINDS, f"the stored {key}", column.call.site, key, "medium"))})


def text_of_row(base: AnyValue, value: AnyValue, library: Library, site: Site) -> AnyValue:
    """Return what was read from a row that a database gave, as a stored text; anything else as it is."""
    known = isinstance(value, (Constant, InstanceObject)) or not all(map(is_neutral, value.taint))
    if known or not (is_row(library, base) or (isinstance(base, DictObject) and is_row(library, value))):
        return value
    stored = Taint(Origin(_KINDS, "a stored text", site, ROW, "medium"))
    return Unknown(value.taint | {stored}, folding.STRING)


ROW = "(row)"
"""Stands for a column of which only the statement that asks for it knows to which table it belongs."""


class Column(NamedTuple):
    """How a column is written: for which kinds of sink every writer has made safe what it puts there, and whether only
    administrators write it.
    """

    safe: frozenset[SinkKind] = frozenset()
    by_role: bool = False


Columns = Mapping[str, Column]
"""The columns (`Model.name`; `Model.*` for all of them) that are written with data from outside."""


def together(several: Iterable[tuple[str, Column]]) -> dict[str, Column]:
    """Return what holds of each column, whoever writes it."""
    found: dict[str, Column] = {}
    for name, column in several:
        held = found.get(name, column)
        found[name] = Column(held.safe & column.safe, held.by_role and column.by_role)
    return found


def written(events: Iterable[CallEvent]) -> Iterator[tuple[str, Column]]:
    """Yield the columns (`Model.name`) that any of these calls writes with data from outside, or from its caller."""
    for event in events:
        if event.callee.rpartition(".")[2] in _STATEMENTS:
            if _keeps(event):
                yield ROW, Column()
            continue
        cls = _class_of(event.function) or _class_of(event.receiver)
        if cls is None:
            continue
        pairs = list(event.arguments.keywords)
        if event.callee.endswith("__setattr__"):
            name, value = string_of(event.arguments.get(0)), event.arguments.get(1)
            pairs = [(name, value)] if name is not None and value is not None else []
        for key, value in pairs:
            if key == "defaults" and isinstance(value, DictObject):
                pairs.extend((str(one.value), held) for one, held in value.entries.items())
            outer = [taint.safe for taint in value.taint if _is_outer(taint)]
            if outer:
                yield f"{cls.facts.name}.{key}", Column(frozenset.intersection(*outer))


def _keeps(event: CallEvent) -> bool:
    """Tell whether a statement puts data from outside, or from its caller, into a row."""
    statement = event.arguments.get(0)
    for one in () if statement is None else members(statement):
        text = string_of(one.parts[0] if isinstance(one, Text) else one)
        if text is not None and text.lstrip().lower().startswith(_KEEPS):
            return any(_is_outer(taint) for taint in event.arguments.taint)
    return False


def _is_outer(taint: Taint) -> bool:
    return isinstance(taint.origin, Symbol) or not taint.origin.kinds <= _KINDS


def _class_of(value: AnyValue | None) -> ClassObject | None:
    """Return the class of the project that a call makes, or that its receiver is an instance or manager of."""
    for _ in range(_MAX_DEPTH):
        if isinstance(value, ClassObject):
            return value
        if isinstance(value, InstanceObject):
            return value.cls
        if isinstance(value, Unknown):
            return value.type if isinstance(value.type, ClassObject) else None
        if isinstance(value, Member):
            value = value.base
        elif isinstance(value, Produced):
            value = value.call.receiver
        else:
            return None
    return None
