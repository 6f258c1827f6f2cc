"""PyMongo: filters and updates are structures, in which names that begin with $ are operators."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.execution.taint import EVERY_SINK
from backlint.frameworks.model import Guess, LibraryModel
from backlint.frameworks.mongodb import collection_marks, collection_sinks
from backlint.frameworks.rows import methods, returning, sanitizers, sinks

_COLLECTION = "pymongo.collection.Collection"
_DATABASE = "pymongo.database.Database"
_ASYNC_COLLECTION = "pymongo.asynchronous.collection.AsyncCollection"
_ASYNC_DATABASE = "pymongo.asynchronous.database.AsyncDatabase"
_DRIVERS = ("pymongo", "motor", "mongoengine", "beanie", "flask-pymongo", "montydb")
_ITEMS = "__getitem__ __getattr__"
_OPERATIONS = "ReplaceOne DeleteOne DeleteMany UpdateOne UpdateMany InsertOne"

LIBRARY = LibraryModel(
    name="pymongo",
    distribution="pymongo",
    packages=("bson", "pymongo", "flask_pymongo", "montydb", "mongomock"),
    aliases={
        "pymongo.synchronous.collection": "pymongo.collection",
        "pymongo.synchronous.database": "pymongo.database",
        "pymongo.synchronous.mongo_client.MongoClient": "pymongo.MongoClient",
        "pymongo.mongo_client.MongoClient": "pymongo.MongoClient",
        "pymongo.asynchronous.mongo_client.AsyncMongoClient": "pymongo.AsyncMongoClient",
        "bson.objectid.ObjectId": "bson.ObjectId",
        # They stand in for MongoDB, by its client's interface.
        "montydb.MontyClient": "pymongo.MongoClient",
        "montydb.client.MontyClient": "pymongo.MongoClient",
        "mongomock.MongoClient": "pymongo.MongoClient",
        **{f"pymongo.operations.{name}": f"pymongo.{name}" for name in _OPERATIONS.split()},
    },
    rows=tuple(f"{driver}.*.find*" for driver in ("pymongo", "motor")),
    attributes={"flask_pymongo.PyMongo.db": _DATABASE, "flask_pymongo.PyMongo.cx": "pymongo.MongoClient"},
    sinks=(
        *collection_sinks(_COLLECTION),
        *collection_sinks(_ASYNC_COLLECTION),
        *sinks(SinkKind.NOSQL, "0:filter", *methods("pymongo", "ReplaceOne DeleteOne DeleteMany"), shape="structure"),
        *sinks(SinkKind.NOSQL, "0:filter 1:update", *methods("pymongo", "UpdateOne UpdateMany"), shape="structure"),
        *sinks(SinkKind.NOSQL, "0:pipeline", f"{_DATABASE}.aggregate", shape="structure"),
        *sinks(SinkKind.NOSQL, "0:command", f"{_DATABASE}.command", f"{_ASYNC_DATABASE}.command", shape="structure"),
        # JavaScript that the server runs.
        *sinks(SinkKind.NOSQL, "0:code", "bson.code.Code"),
        *sinks(SinkKind.RESOURCE, "0:limit", "pymongo.cursor.Cursor.limit", rule="size"),
    ),
    sanitizers=sanitizers(EVERY_SINK, "0:oid", "bson.ObjectId"),
    returns={
        **returning(_DATABASE, *methods("pymongo.MongoClient", "get_database get_default_database", _ITEMS)),
        **returning(_COLLECTION, *methods(_DATABASE, "get_collection", _ITEMS), *methods(_COLLECTION, _ITEMS)),
        **returning("pymongo.cursor.Cursor", f"{_COLLECTION}.find"),
        **returning(_ASYNC_DATABASE, *methods("pymongo.AsyncMongoClient", "get_database", _ITEMS)),
        **returning(_ASYNC_COLLECTION, *methods(_ASYNC_DATABASE, "get_collection", _ITEMS)),
        **returning("builtins.int", *methods(_COLLECTION, "count_documents estimated_document_count")),
    },
    marks=(*collection_marks(_COLLECTION), *collection_marks(_ASYNC_COLLECTION)),
    guesses=(
        *(
            Guess(method, SinkKind.NOSQL, ("0:",), shape="structure", distributions=_DRIVERS)
            for method in ("find_one", "delete_one", "delete_many", "aggregate", "count_documents")
        ),
        *(
            Guess(method, SinkKind.NOSQL, ("0:", "1:"), shape="structure", distributions=_DRIVERS)
            for method in ("update_one", "update_many")
        ),
        Guess(
            "find",
            SinkKind.NOSQL,
            ("0:",),
            r"(^|_)(coll|collection|users|orders|items)s?$",
            "structure",
            "low",
            _DRIVERS,
        ),
    ),
)
