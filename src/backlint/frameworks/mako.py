"""Mako: templates."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="mako",
    distribution="mako",
    packages=("mako",),
    sinks=(
        *sinks(SinkKind.TEMPLATE, "0:text", "mako.template.Template"),
        *sinks(SinkKind.TEMPLATE, "1:text", "mako.lookup.TemplateLookup.put_string"),
    ),
)
