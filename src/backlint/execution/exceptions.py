"""Exceptions as values: what is caught says something of the inside of the program."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.execution.taint import Origin, Site, Taint
from backlint.execution.values import AnyValue, ClassObject, External, Unknown


def caught_exception(site: Site, name: str, kind: AnyValue) -> Unknown:
    """Make the value that `except kind as name` binds.

    An exception of the project's own is written for whoever catches it; its text is a source of lower confidence.
    """
    own = isinstance(kind, ClassObject)
    origin = Origin(frozenset({SourceKind.EXCEPTION}), f"the exception {name}", site, name, "low" if own else "high")
    return Unknown(frozenset({Taint(origin)}), kind if isinstance(kind, (External, ClassObject)) else None)
