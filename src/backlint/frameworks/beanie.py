"""Beanie: documents over MongoDB."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.execution.taint import EVERY_SINK
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.models import stored
from backlint.frameworks.queries import gives_instance
from backlint.frameworks.rows import marks, methods, sanitizers, sinks

_DOCUMENT = "beanie.Document"

LIBRARY = LibraryModel(
    name="beanie",
    distribution="beanie",
    packages=("beanie",),
    parents={_DOCUMENT: ("pydantic.BaseModel",)},
    sinks=(
        *sinks(SinkKind.NOSQL, "*", *methods(_DOCUMENT, "find find_one find_many update"), shape="structure"),
        *sinks(SinkKind.NOSQL, "0:aggregation_pipeline", f"{_DOCUMENT}.aggregate", shape="structure"),
        *sinks(SinkKind.NOSQL, "1:filter", f"{_DOCUMENT}.distinct", shape="structure"),
        *stored(_DOCUMENT),
    ),
    sanitizers=sanitizers(EVERY_SINK, "0:oid", "beanie.PydanticObjectId"),
    marks=marks("write", *methods(_DOCUMENT, "insert create save update replace delete insert_one insert_many set")),
    calls=dict.fromkeys(methods(_DOCUMENT, "get find_one"), gives_instance),
)
