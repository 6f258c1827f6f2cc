"""Loggers: what goes into a log, and which of them keep an audit trail."""

from __future__ import annotations

import re

from backlint.concepts import SinkKind
from backlint.execution.library import Exchange
from backlint.execution.values import AnyValue, CallEvent, Member, Produced, string_of
from backlint.frameworks.model import Mark, Sink
from backlint.frameworks.rows import marks, sinks

_AUDIT = re.compile(r"(^|[._-])audit", re.IGNORECASE)
_MAX_LINKS = 6


def audits(event: CallEvent) -> Exchange | None:
    """The model of a logging method: a logger that is named for it keeps an audit trail (`getLogger("audit")`)."""
    return Exchange(marks=("audit",)) if _named_audit(event.receiver, 0) else None


def _named_audit(logger: AnyValue | None, depth: int) -> bool:
    if depth > _MAX_LINKS:
        return False
    if isinstance(logger, Member):
        return _AUDIT.search(logger.name) is not None or _named_audit(logger.base, depth + 1)
    if not isinstance(logger, Produced):
        return False
    given = (*logger.call.arguments.positional, *(value for _, value in logger.call.arguments.keywords))
    if any((text := string_of(value)) is not None and _AUDIT.search(text) for value in given):
        return True
    return _named_audit(logger.call.receiver, depth + 1)


def logging_rows(
    names: tuple[str, ...], arguments: str = "* **", confidence: str = "high"
) -> tuple[tuple[Sink, ...], tuple[Mark, ...]]:
    """Return the sinks and marks of logging calls: what is written may forge lines, or be a secret."""
    rows = (
        *sinks(SinkKind.LOG, arguments, *names, confidence=confidence),
        *sinks(SinkKind.SECRET_LOG, arguments, *names, shape="any"),
    )
    return rows, marks("log", *names)
