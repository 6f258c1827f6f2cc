"""jsonpickle: objects from JSON."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="jsonpickle",
    distribution="jsonpickle",
    packages=("jsonpickle",),
    sinks=(
        *sinks(SinkKind.DESERIALIZATION, "0:string", *methods("jsonpickle", "decode loads"), shape="any"),
        *sinks(SinkKind.DESERIALIZATION, "0:obj", "jsonpickle.unpickler.Unpickler.restore", shape="any"),
    ),
)
