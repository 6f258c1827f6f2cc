"""Pexpect: programs that are talked to."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="pexpect",
    distribution="pexpect",
    packages=("pexpect",),
    sinks=(*sinks(SinkKind.COMMAND, "0:command", *methods("pexpect", "spawn run")),),
)
