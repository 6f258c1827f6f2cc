"""What the text of an SQL statement says of the values in it: which of them a row keeps or is looked up by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from backlint.concepts import REMOTE, SinkKind, SourceKind
from backlint.execution.library import CHANGED, FOUND, LISTED, MADE, Sunk, row_mark
from backlint.execution.taint import Origin, Taint
from backlint.execution.types import NUMBERS
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    Constant,
    DictObject,
    ListObject,
    Produced,
    Text,
    Tuple,
    Union,
    Unknown,
    members,
    string_of,
)

_KEEPS = re.compile(r"\s*(insert|update|replace|merge|upsert)\b", re.IGNORECASE)
_ASKS = re.compile(r"\s*(select|with)\b.*\bwhere\b", re.IGNORECASE | re.DOTALL)
_HASHES = re.compile(
    r"\b(crypt|digest|hmac|md5|sha1?|sha2|sha224|sha256|sha512|password|old_password|hashbytes|pwdcompare|pwdencrypt|"
    r"aes_encrypt|pgp_sym_encrypt|encode)\s*\(",
    re.IGNORECASE,
)
"""Functions of databases that make of a password what may be kept or compared."""

TABLE = "table:"
"""Begins the name of a table, where a class would stand."""

KEPT = "a row"
ASKED = "a condition"


def kept_or_asked(event: CallEvent, statement: AnyValue) -> Iterator[Sunk]:
    """Yield what a statement puts into a row, or compares one with: itself, and the parameters that it is run with.

    A password that arrives there as it was typed is kept, or was kept, as it was typed, unless the database itself
    hashes in the statement. Who says so decides whose row it is.
    """
    text = text_of(statement)
    use = KEPT if _KEEPS.match(text) else ASKED if _ASKS.match(text) else ""
    if not use:
        return
    hashes = _HASHES.search(text) is not None
    values = [*event.arguments.positional, *(value for _, value in event.arguments.keywords)]
    for value in values:
        if value.taint:
            yield Sunk(SinkKind.IDENTITY, use, value)
            if not hashes:
                yield Sunk(SinkKind.PASSWORD_STORE, use, value)
    if not hashes:
        for value in _passwords(event, text):
            yield Sunk(SinkKind.PASSWORD_STORE, use, value)


_COLUMN = r"[\"`\[]?(?:password|passwd|pwd|user_?pass(?:word)?|pass)[\"`\]]?"
_EQUALS = re.compile(rf"(?<![\w.]){_COLUMN}\s*=\s*(\?|%s|:\w+|%\(\w+\)s)", re.IGNORECASE)
_INSERTS = re.compile(r"\binto\s+[^(]+\(([^)]*)\)\s*values\s*\(([^)]*)\)", re.IGNORECASE | re.DOTALL)
_HOLDERS = re.compile(r"\?|%s|:\w+|%\(\w+\)s")


def _passwords(event: CallEvent, text: str) -> Iterator[AnyValue]:
    """Yield the parameters that a statement puts into a column of passwords, or compares one with: what a request sends
    there is a password, whatever it is called.
    """
    found = [match.start(1) for match in _EQUALS.finditer(text)]
    inserted = _INSERTS.search(text)
    if inserted is not None:
        columns = [column.strip() for column in inserted.group(1).split(",")]
        holders = [match.start() for match in _HOLDERS.finditer(text, inserted.start(2), inserted.end(2))]
        if len(columns) == len(holders):
            found += [
                at for name, at in zip(columns, holders, strict=True) if re.fullmatch(_COLUMN, name, re.IGNORECASE)
            ]
    parameters = event.arguments.get(1)
    for at in found:
        holder = _HOLDERS.match(text, at)
        if holder is None:
            continue
        value: AnyValue | None = None
        if isinstance(parameters, DictObject):
            value = parameters.get(holder.group().strip(":%()s") if holder.group()[0] == "%" else holder.group()[1:])
        elif isinstance(parameters, (Tuple, ListObject)) and holder.group() in {"?", "%s"}:
            before = sum(1 for one in _HOLDERS.finditer(text, 0, at) if one.group() == holder.group())
            value = parameters.items[before] if before < len(parameters.items) else None
        if value is not None and value.taint:
            yield as_password(value)


def as_password(value: AnyValue) -> AnyValue:
    """Return what a request sends as a password, whatever it is called there."""
    return Unknown(frozenset(map(_sent_as_password, value.taint)))


def _sent_as_password(taint: Taint) -> Taint:
    origin = taint.origin
    if not isinstance(origin, Origin) or taint.weak or not origin.kinds & REMOTE:
        return taint
    kinds = origin.kinds | {SourceKind.PASSWORD}
    return Taint(Origin(kinds, origin.text, origin.site, origin.name, origin.confidence), taint.safe, taint.weak)


_TABLE = r"[\"`\[]?(?:\w+\.)?(\w+)"
_FROM = re.compile(rf"\s*(?:select|with)\b.*?\bfrom\s+{_TABLE}", re.IGNORECASE | re.DOTALL)
_INTO = re.compile(rf"\s*(?:insert|replace)\b.*?\binto\s+{_TABLE}", re.IGNORECASE | re.DOTALL)
_CHANGES = re.compile(rf"\s*(?:update|delete\s+from)\s+{_TABLE}", re.IGNORECASE)
_PASSWORD_SET = re.compile(r"\bset\b.*?\b((?:hashed_)?pass(?:word|wd)?(?:_hash)?|pwd)\s*=", re.IGNORECASE | re.DOTALL)
_COLUMNS = re.compile(r"(?<![%:@])\b[a-z]\w*_(?:id|by)\b|\bowner\b|\bauthor\b", re.IGNORECASE)


def rows_of(statement: AnyValue) -> Iterator[str]:
    """Yield the mark of what the text of a statement does with the rows of a table, and the columns that may say whose.

    Of a statement that is built it is told where its rows are taken.
    """
    text = text_of(statement)
    for pattern, how in ((_FROM, FOUND), (_INTO, MADE), (_CHANGES, CHANGED)):
        found = pattern.match(text)
        if found is not None:
            columns = sorted({one.lower() for one in (*_COLUMNS.findall(text), *_PASSWORD_SET.findall(text))})
            does = LISTED if how == FOUND and not _ASKS.match(text) else how
            yield row_mark(does, f"{TABLE}{found[1].lower()}", *columns)
            return


_LIMITS = re.compile(r"\blimit\s+[?:%$]", re.IGNORECASE)
_COUNTS = re.compile(r"\bset\b.*=\s*[\w.\"`]+\s*[-+*]\s*[?:%$]", re.IGNORECASE | re.DOTALL)
_DEPTH = 3


def numbers_of(event: CallEvent, statement: AnyValue) -> Iterator[Sunk]:
    """Yield the numbers of a statement that say how many rows it gives, or how much a row's own number grows or falls."""
    text = text_of(statement)
    for kind, pattern, what in ((SinkKind.RESOURCE, _LIMITS, "limit"), (SinkKind.AMOUNT, _COUNTS, "a row's number")):
        if pattern.search(text):
            values = [*event.arguments.positional, *(value for _, value in event.arguments.keywords)]
            yield from (Sunk(kind, what, one, strict=True) for one in _numbers(values, 0))


def _numbers(values: Iterable[AnyValue], depth: int) -> Iterator[AnyValue]:
    for value in (one for several in values for one in members(several)):
        if isinstance(value, Unknown) and value.type in NUMBERS:
            yield value
        elif isinstance(value, Text):
            yield from _numbers(value.parts, depth + 1)
        elif depth < _DEPTH and isinstance(value, (Tuple, ListObject)):
            yield from _numbers(value.items, depth + 1)
        elif depth < _DEPTH and isinstance(value, DictObject):
            yield from _numbers(value.entries.values(), depth + 1)


def text_of(statement: AnyValue | None) -> str:
    """Return what is known of a statement's text; `?` stands where something else is put in."""
    if isinstance(statement, Text):
        return "".join("?" if (known := string_of(part)) is None else known for part in statement.parts)
    if isinstance(statement, Constant):
        return str(statement.value)
    if isinstance(statement, Produced):
        return text_of(statement.call.arguments.get(0))
    if isinstance(statement, Union):
        return next((text for member in statement.members if (text := text_of(member))), "")
    return ""
