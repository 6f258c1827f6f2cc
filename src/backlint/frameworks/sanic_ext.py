"""Sanic Extensions: templates."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.pages import renders
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="sanic_ext",
    distribution="sanic-ext",
    packages=("sanic_ext",),
    sinks=(*sinks(SinkKind.TEMPLATE, ":template_source", "sanic_ext.render"),),
    calls={"sanic_ext.render": renders("0:template_name", ":context", source=":template_source")},
)
