"""Records: SQL for humans."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="records",
    distribution="records",
    packages=("records",),
    sinks=(
        *sinks(
            SinkKind.SQL,
            "0:query",
            *methods("records.Database", "query bulk_query"),
            *methods("records.Connection", "query bulk_query"),
        ),
    ),
    returns={
        "records.Database.get_connection": "records.Connection",
    },
)
