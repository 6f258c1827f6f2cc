"""Stored records in values: which of a program's records something was made from.

What a query gives carries an origin for it, safe for every sink; so does what is made of that, as an answer is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from backlint.concepts import Records, SourceKind, is_telling
from backlint.execution.program import Check
from backlint.execution.taint import CLEAN, EVERY_SINK, Origin, Site, Taint, Taints
from backlint.execution.values import ClassObject, External, Produced, Unknown

_KINDS = frozenset({SourceKind.DATABASE})
_BEGINS = "records:"
_COLUMN = "column:"
_EVERY = "all "
_CHOOSES = re.compile(r"[.\[(=<>]|\bin\b")
"""In the text of a condition: that it asks more of rows than whether there are any."""


def records_of(cls: ClassObject | External | None) -> Records | None:
    """Return the records that a class stands for; None where it is not known."""
    if isinstance(cls, ClassObject):
        return Records(cls.facts.name, _columns(cls))
    if isinstance(cls, External):
        last = cls.name.rpartition(".")[2]
        return Records(last) if last[:1].isupper() else None
    return None


def taints_of(records: Records | None, site: Site, *, every: bool = False) -> Taints:
    """Return the taints of what a query gives of these records; `every` tells that it is one of all that there are."""
    if records is None:
        return CLEAN
    name = f"{_BEGINS}{records.name}:{','.join(records.columns)}"
    return frozenset(
        {Taint(Origin(_KINDS, f"{_EVERY if every else ''}records of {records.name}", site, name), EVERY_SINK)}
    )


def all_of(taints: Iterable[Taint]) -> Iterator[str]:
    """Yield the names of the records all of which something with these taints was made from."""
    for one in taints:
        if is_of_records(one) and isinstance(one.origin, Origin) and one.origin.text.startswith(_EVERY):
            yield one.origin.name.split(":", 2)[1]


def is_each(taints: Iterable[Taint]) -> bool:
    """Tell whether a row is one of all that there are, as a loop over them has it."""
    return any(True for _ in all_of(taints))


def chooses_rows(check: Check) -> bool:
    """Tell whether a condition asks something of rows by which some are chosen."""
    return any(map(is_of_records, check.taints)) and _CHOOSES.search(check.text) is not None


def is_of_records(taint: Taint) -> bool:
    """Tell whether a taint says no more than which records a value was made from."""
    return isinstance(taint.origin, Origin) and taint.origin.name.startswith((_BEGINS, _COLUMN))


def records_in(taints: Iterable[Taint]) -> Iterator[tuple[Records, bool]]:
    """Yield the records that something with these taints was made from, and whether only a column of them was."""
    for taint in taints:
        if is_of_records(taint) and isinstance(taint.origin, Origin):
            begins, name, columns = taint.origin.name.split(":", 2)
            yield Records(name, tuple(columns.split(",")) if columns else ()), f"{begins}:" == _COLUMN


def of_column(taints: Taints, column: str) -> Taints:
    """Return the taints of what is read from one column of records."""
    if not any(map(is_of_records, taints)):
        return taints
    return frozenset(_narrowed(taint, column) for taint in taints)


def _narrowed(taint: Taint, column: str) -> Taint:
    if not is_of_records(taint) or not isinstance(taint.origin, Origin):
        return taint
    _, name, columns = taint.origin.name.split(":", 2)
    told = column if column in columns.split(",") else ""
    origin = Origin(_KINDS, taint.origin.text, taint.origin.site, f"{_COLUMN}{name}:{told}")
    return Taint(origin, taint.safe, taint.weak)


def _columns(cls: ClassObject) -> tuple[str, ...]:
    """Return those columns of a class that say whose its records are, or that hold what should not get around."""
    names: set[str] = set()
    for ancestor in cls.ancestors():
        if isinstance(ancestor, ClassObject):
            names.update(name for name, value in ancestor.namespace.items() if isinstance(value, (Produced, Unknown)))
            names.update(ancestor.annotations)
    return tuple(sorted(name for name in names if is_telling(name)))
