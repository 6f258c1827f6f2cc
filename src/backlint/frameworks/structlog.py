"""structlog: logs."""

from __future__ import annotations

from backlint.frameworks.logs import audits, logging_rows
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import children, methods, returning

_LEVELS = "debug info warning warn error critical fatal exception log"
_LOGGER = "structlog.stdlib.BoundLogger"
_METHODS = methods(_LOGGER, _LEVELS, "adebug ainfo awarning aerror acritical aexception alog")
# The JSON renderer escapes line breaks.
_SINKS, _MARKS = logging_rows(_METHODS, confidence="low")

LIBRARY = LibraryModel(
    name="structlog",
    distribution="structlog",
    packages=("structlog",),
    aliases={"structlog.getLogger": "structlog.get_logger", "structlog.stdlib.get_logger": "structlog.get_logger"},
    parents=children(_LOGGER, "structlog.stdlib.AsyncBoundLogger", "structlog.typing.FilteringBoundLogger"),
    sinks=_SINKS,
    returns=returning(_LOGGER, *methods("structlog", "get_logger wrap_logger"), *methods(_LOGGER, "bind unbind new")),
    marks=_MARKS,
    calls=dict.fromkeys(_METHODS, audits),
)
