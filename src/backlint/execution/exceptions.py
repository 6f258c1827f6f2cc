"""Exceptions as values: what is caught says something of the inside of the program."""

from __future__ import annotations

from collections.abc import Collection

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.machine import Machine
from backlint.execution.taint import Origin, Site, Taint
from backlint.execution.values import AnyValue, Arguments, ClassObject, Constant, External, Tuple, Unknown

_BROAD = frozenset({"builtins.Exception", "builtins.BaseException"})
_TOLD = frozenset({SinkKind.ERROR_LEAK})
_FAILURE = 500


def caught_exception(machine: Machine, site: Site, name: str, kind: AnyValue, raised: Collection[str] = ()) -> Unknown:
    """Make the value that `except kind as name` binds; `raised` are the exceptions that the project itself raises there.

    An exception of the project's own, and a library's that is made to be sent to the client, is written for whoever
    catches it: its text is a source of lower confidence. One that is raised right there, and one that stands for a
    status, is no detail of an error.
    """
    kinds = kind.items if isinstance(kind, Tuple) else (kind,)
    confidence = "low" if all(_is_public(machine, one) for one in kinds) else "high"
    safe = _TOLD if all(_is_told(one, raised) for one in kinds) else frozenset[SinkKind]()
    origin = Origin(frozenset({SourceKind.EXCEPTION}), f"the exception {name}", site, name, confidence)
    return Unknown(frozenset({Taint(origin, safe)}), kind if isinstance(kind, (External, ClassObject)) else None)


def _is_told(kind: AnyValue, raised: Collection[str]) -> bool:
    if isinstance(kind, Constant) and kind.kind == "int":
        # What is registered for a status gets the exception of that status; for 500 it may be any.
        return kind.value != _FAILURE
    return isinstance(kind, External) and kind.name in raised and kind.name not in _BROAD


def _is_public(machine: Machine, kind: AnyValue) -> bool:
    if isinstance(kind, ClassObject):
        return True
    if not isinstance(kind, External):
        return False
    return kind.name.endswith("ValidationError") or machine.library.exception_status(kind.name, Arguments()) is not None
