"""Bleach: HTML with only what is allowed."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import propagators, sanitizers

LIBRARY = LibraryModel(
    name="bleach",
    distribution="bleach",
    packages=("bleach",),
    sanitizers=(*sanitizers({SinkKind.HTML}, "0:text", "bleach.clean"),),
    propagators=(*propagators("0:text", "bleach.linkify", revives={SinkKind.HTML}),),
    returns={"bleach.clean": "builtins.str"},
)
