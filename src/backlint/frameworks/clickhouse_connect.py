"""ClickHouse over HTTP."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="clickhouse_connect",
    distribution="clickhouse-connect",
    packages=("clickhouse_connect",),
    sinks=(
        *sinks(SinkKind.SQL, "0:query", "clickhouse_connect.driver.client.Client.query"),
        *sinks(SinkKind.SQL, "0:cmd", "clickhouse_connect.driver.client.Client.command"),
    ),
)
