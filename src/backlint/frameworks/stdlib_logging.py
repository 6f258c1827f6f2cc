"""The standard library: logs, warnings and tracebacks."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.logs import audits, logging_rows
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, returning, sinks, sources

_LEVELS = "debug info warning warn error critical fatal exception log"
_METHODS = methods("logging.Logger", _LEVELS)
_SINKS, _MARKS = logging_rows((*methods("logging", _LEVELS), *_METHODS))

LIBRARY = LibraryModel(
    name="stdlib_logging",
    distribution="",
    packages=("logging", "pprint", "syslog", "traceback", "warnings"),
    parents={"logging.LoggerAdapter": ("logging.Logger",), "logging.RootLogger": ("logging.Logger",)},
    sources=(
        *sources(SourceKind.EXCEPTION, "str", "traceback.format_exc", called=True),
        *sources(SourceKind.EXCEPTION, "any", *methods("traceback", "format_exception format_tb"), called=True),
    ),
    sinks=(
        *_SINKS,
        *sinks(SinkKind.LOG, "*", "syslog.syslog"),
        *sinks(SinkKind.SECRET_LOG, "0:object", *methods("pprint", "pprint pp PrettyPrinter.pprint"), shape="any"),
        *sinks(SinkKind.LOG, "0:message", "warnings.warn", confidence="low"),
        *sinks(SinkKind.PATH, "0:filename", "logging.FileHandler"),
        # `()` in a configuration names what is called to make a handler.
        *sinks(SinkKind.CODE, "0:config", "logging.config.dictConfig", shape="structure"),
        *sinks(SinkKind.CODE, ":verify", "logging.config.listen", confidence="low"),
    ),
    returns={
        **returning("logging.Logger", "logging.getLogger", "logging.Logger.getChild"),
        **returning("builtins.str[]", *methods("traceback", "format_exception format_tb")),
    },
    marks=_MARKS,
    calls=dict.fromkeys(_METHODS, audits),
)
