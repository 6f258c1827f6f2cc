"""websockets: messages."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks, sources

LIBRARY = LibraryModel(
    name="websockets",
    distribution="websockets",
    packages=("websockets",),
    sources=(
        *sources(
            SourceKind.WEBSOCKET,
            "any",
            "websockets.asyncio.connection.Connection.recv",
            confidence="medium",
            called=True,
        ),
    ),
    sinks=(*sinks(SinkKind.SSRF, "0:uri", "websockets.connect", "websockets.sync.client.connect"),),
)
