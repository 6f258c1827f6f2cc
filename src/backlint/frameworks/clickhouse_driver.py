"""ClickHouse over its own protocol."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="clickhouse_driver",
    distribution="clickhouse-driver",
    packages=("clickhouse_driver",),
    sinks=(*sinks(SinkKind.SQL, "0:query", "clickhouse_driver.Client.execute"),),
)
