"""DuckDB."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="duckdb",
    distribution="duckdb",
    packages=("duckdb",),
    sinks=(*sinks(SinkKind.SQL, "0:query", *methods("duckdb.DuckDBPyConnection", "execute sql"), "duckdb.sql"),),
)
