"""Neo4j: queries in Cypher."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="neo4j",
    distribution="neo4j",
    packages=("neo4j",),
    sinks=(
        *sinks(
            SinkKind.NOSQL,
            "0:query",
            "neo4j.Session.run",
            "neo4j.Transaction.run",
            "neo4j.ManagedTransaction.run",
            "neo4j.AsyncSession.run",
            "neo4j.AsyncTransaction.run",
        ),
        *sinks(SinkKind.NOSQL, "0:query_", "neo4j.Driver.execute_query", "neo4j.AsyncDriver.execute_query"),
    ),
    returns={
        "neo4j.GraphDatabase.driver": "neo4j.Driver",
        "neo4j.Driver.session": "neo4j.Session",
        "neo4j.AsyncGraphDatabase.driver": "neo4j.AsyncDriver",
        "neo4j.AsyncDriver.session": "neo4j.AsyncSession",
    },
)
