"""dill: pickles of nearly everything."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="dill",
    distribution="dill",
    packages=("dill",),
    sinks=(
        *sinks(SinkKind.DESERIALIZATION, "0:file", "dill.load", shape="any"),
        *sinks(SinkKind.DESERIALIZATION, "0:str", "dill.loads", shape="any"),
    ),
)
