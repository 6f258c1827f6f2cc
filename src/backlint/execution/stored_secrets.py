"""Stored passwords as sources: what a database keeps to know somebody by, clear or hashed.

An attribute or key that is named like a hash holds one, wherever it comes from. What is called a password is one that is
stored only where it is read from a record: else it is what somebody sends.
"""

from __future__ import annotations

import re

from backlint.concepts import REMOTE, SinkKind, SourceKind
from backlint.execution.joins import join_all
from backlint.execution.library import Library
from backlint.execution.taint import CLEAN, Origin, Site, Taint, Taints, both
from backlint.execution.values import (
    NONE,
    AnyValue,
    ClassObject,
    Constant,
    DictObject,
    External,
    InstanceObject,
    Member,
    Produced,
    Text,
    Union,
    Unknown,
    held_in,
)

_HASH_NAME = re.compile(
    r"(?:pass(?:word|wd)?|pwd?)_?(?:hash|digest)|hash(?:ed)?_?(?:pass(?:word|wd)?|pw)", re.IGNORECASE
)
_CLEAR_NAMES = frozenset({"password", "passwd", "pwd", "passphrase", "user_password", "plain_password"})
_KINDS = frozenset({SourceKind.SECRET, SourceKind.DATABASE})
_MAX_DEPTH = 4
_COPIES = frozenset({"builtins.dict", "builtins.zip", "builtins.list", "builtins.reversed", "builtins.sorted"})
"""Calls that give what they are given in another container."""


def is_private(taint: Taint) -> bool:
    """Tell whether nobody outside has a use for what has a taint: a stored password, and the environment as a whole."""
    origin = taint.origin
    if not isinstance(origin, Origin) or taint.weak:
        return False
    return origin.kinds >= _KINDS or (SourceKind.ENVIRONMENT in origin.kinds and not origin.name)


def with_stored(library: Library, base: AnyValue, value: AnyValue, name: str, site: Site) -> AnyValue:
    """Return what was read from `base` under a name, as a stored password where the name and `base` say so."""
    if name in _CLEAR_NAMES:
        if not (_is_column(library, base, name) or is_row(library, base)):
            return value
        text = f"the stored password {name}"
    elif ("hash" in name or "digest" in name) and _HASH_NAME.fullmatch(name) is not None:
        text = f"the password hash {name}"
    else:
        return value
    return _tainted(value, frozenset({Taint(Origin(_KINDS, text, site, name))}))


def _is_column(library: Library, base: AnyValue, name: str) -> bool:
    """Tell whether an object's class declares a column of that name, and nobody has just set it on the object."""
    if isinstance(base, InstanceObject):
        return name not in base.fields and column_of(library, base.cls, name) is not None
    cls = base.type if isinstance(base, Unknown) else None
    return isinstance(cls, ClassObject) and column_of(library, cls, name) is not None


def column_of(library: Library, cls: ClassObject, name: str) -> Produced | None:
    """Return what declares a column of that name in the body of a class or of one that it extends."""
    found = cls.lookup(name)
    return found if isinstance(found, Produced) and library.is_column(found.call.callee) else None


def is_row(library: Library, value: AnyValue | None) -> bool:
    """Tell whether a value is a row that a database gave, or one of several."""
    for _ in range(_MAX_DEPTH):
        if isinstance(value, Union):
            return any(is_row(library, member) for member in value.members)
        if not isinstance(value, Produced):
            return False
        if library.gives_rows(value.call.callee):
            return True
        if value.call.callee in _COPIES:
            return any(is_row(library, one) for one in value.call.arguments.positional)
        value = value.call.receiver
    return False


def records_in(library: Library, value: AnyValue, depth: int = 0) -> Taints:
    """Return the stored passwords in records that are sent as a whole: by themselves, in lists and in dictionaries."""
    if isinstance(value, Unknown):
        return _secrets_of(library, value.type) if isinstance(value.type, ClassObject) else CLEAN
    if isinstance(value, InstanceObject):
        return frozenset(one for one in _secrets_of(library, value.cls) if not _as_sent(value, one))
    if depth >= _MAX_DEPTH:
        return CLEAN
    return CLEAN.union(*(records_in(library, held, depth + 1) for held in held_in(value)))


def _as_sent(record: InstanceObject, secret: Taint) -> bool:
    """Tell whether a column of a record that was just made holds nothing, or what the caller has sent and knows."""
    held = record.fields.get(secret.origin.name) if isinstance(secret.origin, Origin) else None
    if held is None or held == NONE:
        return True
    return any(
        isinstance(one.origin, Origin)
        and one.origin.kinds & REMOTE
        and SinkKind.PASSWORD_STORE not in one.safe
        and not one.weak
        for one in held.taint
    )


_MASK = re.compile(
    r"[*x•.#-]+|<.*>|\{.*\}|.*\s.*|hidden|masked|redacted|required|invalid|string|str|password|secret|none|null|",
    re.IGNORECASE,
)
"""What stands in place of a password, or says something of it."""

_ACCOUNT_KEYS = frozenset({"username", "user_name", "user", "email", "login", "name", "id"})
_STRING = "builtins.str"


def shown_passwords(value: AnyValue, depth: int = 0) -> Taints:
    """Return the passwords that stand under keys of that name in what is sent: those of accounts that the program writes
    out, and those that it has made.
    """
    if depth >= _MAX_DEPTH:
        return CLEAN
    found = CLEAN.union(*(shown_passwords(held, depth + 1) for held in held_in(value)))
    if isinstance(value, DictObject) and value.site is not None:
        keys = {str(key.value) for key in value.entries}
        for key, held in value.entries.items():
            name = str(key.value)
            if name in _CLEAR_NAMES and _is_password(held, of_account=bool(keys & _ACCOUNT_KEYS)):
                found |= {Taint(Origin(_KINDS, f"the password under the key {name}", value.site, name))}
    return found


def _is_password(value: AnyValue, *, of_account: bool) -> bool:
    if isinstance(value, Constant):
        return of_account and isinstance(value.value, str) and _MASK.fullmatch(value.value) is None
    # What a client has sent is known to that client.
    made = isinstance(value, Unknown) and isinstance(value.type, External) and value.type.name == _STRING
    put_together = isinstance(value, Text) and not any(
        isinstance(part, Constant) and (" " in str(part.value) or "*" in str(part.value)) for part in value.parts
    )
    return (made or put_together) and not any(
        isinstance(one.origin, Origin) and one.origin.kinds & REMOTE for one in value.taint
    )


def _secrets_of(library: Library, cls: ClassObject) -> Taints:
    """Return the columns of a class that hold a password or its hash, as what comes with every record of it."""
    found: dict[str, Site] = {}
    for ancestor in cls.ancestors():
        for name in ancestor.namespace if isinstance(ancestor, ClassObject) else ():
            if name in _CLEAR_NAMES or _HASH_NAME.fullmatch(name) is not None:
                column = column_of(library, cls, name)
                if column is not None:
                    found.setdefault(name, column.call.site)
    said = cls.facts.name
    return frozenset(
        Taint(Origin(_KINDS, f"the column {name} of a whole {said}", site, name)) for name, site in found.items()
    )


def _tainted(value: AnyValue, taints: Taints) -> AnyValue:
    if isinstance(value, Unknown):
        return Unknown(both(value.tainted, taints), value.type, value.note)
    if isinstance(value, Member):
        return Member(value.base, value.name, both(value.tainted, taints))
    if isinstance(value, Produced):
        copied = Produced(value.call, value.type, both(value.tainted, taints), value.born)
        copied.fields = value.fields
        return copied
    if isinstance(value, Union):
        return join_all(_tainted(member, taints) for member in value.members)
    return value
