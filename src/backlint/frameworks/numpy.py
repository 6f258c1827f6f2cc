"""NumPy: arrays from files."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="numpy",
    distribution="numpy",
    packages=("numpy",),
    sinks=(
        *sinks(SinkKind.PATH, "0:file", "numpy.load", when=((":allow_pickle", True),)),
        *sinks(SinkKind.PATH, "0:fname", "numpy.loadtxt"),
        *sinks(SinkKind.PATH, "0:file", "numpy.save"),
        *sinks(SinkKind.DESERIALIZATION, "0:file", "numpy.load", shape="any", when=((":allow_pickle", True),)),
    ),
)
