"""Motor: MongoDB for asyncio."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.mongodb import collection_marks, collection_sinks
from backlint.frameworks.rows import methods, returning, sinks

_CLIENT = "motor.motor_asyncio.AsyncIOMotorClient"
_DATABASE = "motor.motor_asyncio.AsyncIOMotorDatabase"
_COLLECTION = "motor.motor_asyncio.AsyncIOMotorCollection"
_ITEMS = "__getitem__ __getattr__"

LIBRARY = LibraryModel(
    name="motor",
    distribution="motor",
    packages=("motor",),
    sinks=(
        *collection_sinks(_COLLECTION),
        *sinks(SinkKind.NOSQL, "0:command", f"{_DATABASE}.command", shape="structure"),
    ),
    returns={
        **returning(_DATABASE, *methods(_CLIENT, "get_database get_default_database", _ITEMS)),
        **returning(_COLLECTION, *methods(_DATABASE, "get_collection", _ITEMS), *methods(_COLLECTION, _ITEMS)),
        **returning("builtins.int", *methods(_COLLECTION, "count_documents estimated_document_count")),
    },
    marks=collection_marks(_COLLECTION),
)
