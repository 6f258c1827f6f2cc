"""Rows of accounts that are sent as they were found: every column that there is, the password with them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backlint.concepts import SourceKind
from backlint.execution.taint import CLEAN, Origin, Taint, Taints
from backlint.execution.values import (
    AnyValue,
    ClassObject,
    Constant,
    DictObject,
    InstanceObject,
    Member,
    Produced,
    Unknown,
    held_in,
    string_of,
)
from backlint.frameworks.statements import text_of

_KINDS = frozenset({SourceKind.SECRET, SourceKind.DATABASE})
_ACCOUNTS = re.compile(r"(?:\w+_)?(?:users?|accounts?|customers?|members?|admins?|employees?)", re.IGNORECASE)
_EVERY_COLUMN = re.compile(r"\s*select\s+\*\s+from\s+[\"`\[]?(?:\w+\.)?(\w+)", re.IGNORECASE)
_COPIES = frozenset({"builtins.dict", "builtins.list", "builtins.tuple", "builtins.reversed", "builtins.sorted"})
_DOCUMENTS = ("find", "find_one", "to_list")
_DRIVERS = ("pymongo.", "motor.", "flask_pymongo.")
_NAMES_PASSWORD = re.compile(r"pass|pwd|hash", re.IGNORECASE)
_ENCODER = "fastapi.encoders.jsonable_encoder"
_PASSWORDS = ("password", "hashed_password", "password_hash", "passwd")
_COLUMNS = frozenset({"Column", "mapped_column"})
_MAX_DEPTH = 6


def whole_accounts(value: AnyValue | None, depth: int = 0) -> Taints:
    """Return what comes with rows of accounts that hold all of their columns: a password, most often as its hash."""
    if value is None or depth > _MAX_DEPTH:
        return CLEAN
    found = CLEAN.union(*(whole_accounts(part, depth + 1) for part in _parts(value)))
    if isinstance(value, Produced):
        made = value.call.receiver
        if value.call.callee.endswith("__next__") and isinstance(made, Produced):
            # One of several.
            value = made
        found |= _encoded(value)
        name = _of_collection(value) or _of_table(value)
        if name and _ACCOUNTS.fullmatch(name):
            text = f"the password in all that is kept in {name}"
            found |= {Taint(Origin(_KINDS, text, value.call.site, "", "medium"))}
    return found


def _encoded(value: Produced) -> Taints:
    """Return the passwords in a record that was turned into a dictionary with all of its columns."""
    event = value.call
    arguments = event.arguments
    if event.callee != _ENCODER or arguments.get(1, "include") is not None or arguments.get(2, "exclude") is not None:
        return CLEAN
    given = arguments.get(0, "obj")
    cls = given.type if isinstance(given, Unknown) else given.cls if isinstance(given, InstanceObject) else None
    if not isinstance(cls, ClassObject):
        return CLEAN
    columns = (
        name
        for name in _PASSWORDS
        if isinstance(column := cls.lookup(name), Produced) and column.call.callee.rpartition(".")[2] in _COLUMNS
    )
    texts = (f"the column {name} of a whole {cls.facts.name}" for name in columns)
    return frozenset(Taint(Origin(_KINDS, text, event.site, "")) for text in texts)


def _parts(value: AnyValue) -> Iterator[AnyValue]:
    if isinstance(value, Produced) and value.call.callee in _COPIES:
        yield from value.call.arguments.positional
    else:
        yield from held_in(value)


def _of_collection(value: Produced) -> str:
    """Return the name of the collection whose documents a call gives whole, "" for none."""
    event = value.call
    method = event.callee.rpartition(".")[2]
    if method not in _DOCUMENTS or not event.callee.startswith(_DRIVERS):
        return ""
    if method == "to_list":
        return _of_collection(event.receiver) if isinstance(event.receiver, Produced) else ""
    return _name_of(event.receiver) if _shows_all(event.arguments.get(1, "projection")) else ""


def _name_of(collection: AnyValue | None) -> str:
    if isinstance(collection, Member):
        return collection.name
    if isinstance(collection, Produced):
        return string_of(collection.call.arguments.get(0)) or ""
    return ""


def _shows_all(projection: AnyValue | None) -> bool:
    """Tell whether a projection leaves the password in: it leaves out other things only."""
    if projection is None:
        return True
    if not isinstance(projection, DictObject) or projection.rest is not None:
        return False
    for key, shown in projection.entries.items():
        left_out = isinstance(shown, Constant) and not shown.value
        if not left_out and key.value != "_id":
            return False
        if left_out and _NAMES_PASSWORD.search(str(key.value)):
            return False
    return True


def _of_table(value: Produced) -> str:
    """Return the table of which a statement asks every column, where the call that takes the rows is a part of its chain."""
    ran = value.call.receiver
    if not value.call.callee.rpartition(".")[2].startswith("fetch") or not isinstance(ran, Produced):
        return ""
    asked = _EVERY_COLUMN.match(text_of(ran.call.arguments.get(0)))
    return asked[1] if asked is not None else ""
