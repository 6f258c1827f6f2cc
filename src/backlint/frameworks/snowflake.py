"""Snowflake."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="snowflake",
    distribution="snowflake-connector-python",
    packages=("snowflake",),
    sinks=(*sinks(SinkKind.SQL, "0:command", "snowflake.connector.cursor.SnowflakeCursor.execute"),),
)
