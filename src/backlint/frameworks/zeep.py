"""Zeep: SOAP services."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="zeep",
    distribution="zeep",
    packages=("zeep",),
    sinks=(*sinks(SinkKind.SSRF, "0:wsdl", "zeep.Client"),),
)
