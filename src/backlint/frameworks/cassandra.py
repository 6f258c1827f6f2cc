"""The Cassandra driver."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="cassandra",
    distribution="cassandra-driver",
    packages=("cassandra",),
    sinks=(*sinks(SinkKind.NOSQL, "0:query", *methods("cassandra.cluster.Session", "execute execute_async")),),
)
