"""Google Cloud: BigQuery and Spanner."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="google_cloud",
    distribution="",
    packages=("google",),
    sinks=(*sinks(SinkKind.SQL, "0:query", *methods("google.cloud.bigquery.Client", "query query_and_wait")),),
)
