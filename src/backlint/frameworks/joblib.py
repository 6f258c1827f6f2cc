"""joblib: pickles on disk."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="joblib",
    distribution="joblib",
    packages=("joblib",),
    sinks=(*sinks(SinkKind.DESERIALIZATION, "0:filename", "joblib.load", shape="any"),),
)
