"""Elasticsearch: queries are structures, and scripts are code."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="elasticsearch",
    distribution="elasticsearch",
    packages=("elasticsearch",),
    sinks=(
        *sinks(
            SinkKind.NOSQL,
            ":query :body :q :runtime_mappings :script_fields",
            "elasticsearch.Elasticsearch.search",
            shape="structure",
        ),
        *sinks(
            SinkKind.NOSQL,
            ":query :q",
            *methods("elasticsearch.Elasticsearch", "delete_by_query count"),
            "elasticsearch.AsyncElasticsearch.delete_by_query",
            shape="structure",
        ),
        *sinks(
            SinkKind.NOSQL,
            ":query :q :script",
            "elasticsearch.Elasticsearch.update_by_query",
            "elasticsearch.AsyncElasticsearch.update_by_query",
            shape="structure",
        ),
        *sinks(
            SinkKind.NOSQL,
            ":query :q :runtime_mappings :script_fields",
            "elasticsearch.AsyncElasticsearch.search",
            shape="structure",
        ),
    ),
)
