"""InfluxDB: queries in Flux."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="influxdb_client",
    distribution="influxdb-client",
    packages=("influxdb_client",),
    sinks=(*sinks(SinkKind.NOSQL, "0:query", "influxdb_client.QueryApi.query"),),
)
