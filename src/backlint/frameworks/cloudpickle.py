"""cloudpickle: pickles of code."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="cloudpickle",
    distribution="cloudpickle",
    packages=("cloudpickle",),
    sinks=(*sinks(SinkKind.DESERIALIZATION, "0:", *methods("cloudpickle", "load loads"), shape="any"),),
)
