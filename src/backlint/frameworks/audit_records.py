"""Audit tables: rows that a program writes into a table, model or collection that is named for what it keeps on record."""

from __future__ import annotations

import re

import msgspec

from backlint.execution.library import Exchange
from backlint.execution.values import AnyValue, CallEvent, ClassObject, Member, Produced
from backlint.frameworks.queries import model_class
from backlint.frameworks.statements import text_of

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NAMED = re.compile(
    r"(^|_)(audits?|audited|(activity|action|event|security|access|change|history|login|admin)_?(logs?|events?|entry|entries|trail|records?)|log_?entry|log_?entries)(_|$)"
)
_INSERTS = re.compile(r"\s*insert\s+(?:or\s+\w+\s+)?into\s+[\"'`\[]?(?:\w+\.)?(\w+)", re.IGNORECASE)
_MAX_LINKS = 6
AUDIT = "audit"


def keeps_record(name: str) -> bool:
    """Tell whether a class, table or collection is named for keeping on record what was done."""
    return _NAMED.search(_CAMEL.sub("_", name).lower().replace("-", "_")) is not None


def made(event: CallEvent, exchange: Exchange) -> Exchange:
    """Return what making an object of a stored model means, marked as an audit record where the model is one of such."""
    cls = event.function
    if AUDIT in exchange.marks or not isinstance(cls, ClassObject) or not keeps_record(cls.facts.name):
        return exchange
    return msgspec.structs.replace(exchange, marks=(*exchange.marks, AUDIT))


def marked(event: CallEvent, exchange: Exchange) -> Exchange:
    """Return what a call that writes means, marked as an audit record where it writes to such a table."""
    if AUDIT in exchange.marks or not _is_record(event):
        return exchange
    return msgspec.structs.replace(exchange, marks=(*exchange.marks, AUDIT))


def _is_record(event: CallEvent) -> bool:
    inserted = next((_INSERTS.match(text_of(value)) for value in event.arguments.positional[:1]), None)
    if inserted is not None:
        return keeps_record(inserted[1])
    cls = model_class(event.receiver)
    name = cls.facts.name if isinstance(cls, ClassObject) else ""
    return keeps_record(name) if name else _collection(event.receiver, 0)


def _collection(value: AnyValue | None, depth: int) -> bool:
    """Tell whether what is written to is a member of a database with such a name (`db.audit_log`, `db["audit_log"]`)."""
    if depth > _MAX_LINKS:
        return False
    if isinstance(value, Member):
        return keeps_record(value.name) or _collection(value.base, depth + 1)
    if isinstance(value, Produced) and value.call.callee.endswith(("__getitem__", "get_collection", "__getattr__")):
        given = value.call.arguments.get(0)
        text = text_of(given)
        return keeps_record(text) if text else _collection(value.call.receiver, depth + 1)
    return False
