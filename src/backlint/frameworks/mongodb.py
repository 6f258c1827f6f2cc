"""The collections of MongoDB's drivers, which all have the same methods."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import Mark, Sink
from backlint.frameworks.models import looked_up
from backlint.frameworks.rows import marks, methods, sinks

_FILTERED = (
    "find find_one find_one_and_replace find_one_and_delete find_raw_batches replace_one delete_one delete_many "
    "count_documents"
)
_UPDATED = "find_one_and_update update_one update_many"
_WRITES = (
    "insert_one insert_many update_one update_many replace_one delete_one delete_many bulk_write find_one_and_update "
    "find_one_and_replace find_one_and_delete"
)


def collection_sinks(collection: str) -> tuple[Sink, ...]:
    """Return the sinks of a collection's methods: filters, updates and pipelines, in which `$` begins an operator."""
    return (
        *sinks(SinkKind.NOSQL, "0:filter", *methods(collection, _FILTERED), shape="structure"),
        *sinks(SinkKind.NOSQL, "0:filter 1:update", *methods(collection, _UPDATED), shape="structure"),
        *sinks(
            SinkKind.NOSQL, "0:pipeline", *methods(collection, "aggregate aggregate_raw_batches"), shape="structure"
        ),
        *sinks(SinkKind.NOSQL, "1:filter", f"{collection}.distinct", shape="structure"),
        *sinks(SinkKind.NOSQL, "0:requests", f"{collection}.bulk_write", shape="structure"),
        # A password that a document holds, or is looked up by, as it was typed.
        *sinks(SinkKind.PASSWORD_STORE, "0:document", f"{collection}.insert_one", shape="any"),
        *sinks(SinkKind.PASSWORD_STORE, "0:documents", f"{collection}.insert_many", shape="any"),
        *looked_up("0:filter", *methods(collection, "find find_one count_documents")),
        *sinks(
            SinkKind.PASSWORD_STORE,
            "0:filter 1:update",
            *methods(collection, "update_one update_many find_one_and_update"),
            shape="any",
        ),
        *sinks(
            SinkKind.PASSWORD_STORE,
            "0:filter 1:replacement",
            *methods(collection, "replace_one find_one_and_replace"),
            shape="any",
        ),
    )


def collection_marks(collection: str) -> tuple[Mark, ...]:
    """Return the marks of a collection's methods that write."""
    return marks("write", *methods(collection, _WRITES))
