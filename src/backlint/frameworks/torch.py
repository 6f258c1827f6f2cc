"""PyTorch: models from files, which are pickles."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="torch",
    distribution="torch",
    packages=("torch",),
    sinks=(*sinks(SinkKind.DESERIALIZATION, "0:f", "torch.load", shape="any", unless=((":weights_only", True),)),),
)
