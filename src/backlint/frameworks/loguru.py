"""Loguru: logs."""

from __future__ import annotations

from backlint.frameworks.logs import audits, logging_rows
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, returning

_LOGGER = "loguru._logger.Logger"
_METHODS = methods(_LOGGER, "trace debug info success warning error critical exception log")
_SINKS, _MARKS = logging_rows(_METHODS)

LIBRARY = LibraryModel(
    name="loguru",
    distribution="loguru",
    packages=("loguru",),
    instances={"loguru.logger": _LOGGER},
    sinks=_SINKS,
    returns=returning(_LOGGER, *methods(_LOGGER, "bind opt patch")),
    marks=_MARKS,
    calls=dict.fromkeys(_METHODS, audits),
)
