"""Exceptions as values: what is caught says something of the inside of the program."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.execution.machine import Machine
from backlint.execution.taint import Origin, Site, Taint
from backlint.execution.values import AnyValue, Arguments, ClassObject, External, Tuple, Unknown


def caught_exception(machine: Machine, site: Site, name: str, kind: AnyValue) -> Unknown:
    """Make the value that `except kind as name` binds.

    An exception of the project's own, and a library's that is made to be sent to the client, is written for whoever
    catches it: its text is a source of lower confidence.
    """
    kinds = kind.items if isinstance(kind, Tuple) else (kind,)
    confidence = "low" if all(_is_public(machine, one) for one in kinds) else "high"
    origin = Origin(frozenset({SourceKind.EXCEPTION}), f"the exception {name}", site, name, confidence)
    return Unknown(frozenset({Taint(origin)}), kind if isinstance(kind, (External, ClassObject)) else None)


def _is_public(machine: Machine, kind: AnyValue) -> bool:
    if isinstance(kind, ClassObject):
        return True
    if not isinstance(kind, External):
        return False
    return kind.name.endswith("ValidationError") or machine.library.exception_status(kind.name, Arguments()) is not None
