"""Keras: models from files."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="keras",
    distribution="keras",
    packages=("keras",),
    sinks=(*sinks(SinkKind.DESERIALIZATION, "0:filepath", "keras.models.load_model", shape="any"),),
)
