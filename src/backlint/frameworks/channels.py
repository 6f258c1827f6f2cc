"""Django Channels: consumers of WebSocket messages."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.frameworks.model import Handler, LibraryModel
from backlint.frameworks.rows import children, methods

_GENERIC = "channels.generic.websocket"
_MESSAGE = (SourceKind.WEBSOCKET,)

LIBRARY = LibraryModel(
    name="channels",
    distribution="channels",
    packages=("channels",),
    parents={
        **children("channels.consumer.AsyncConsumer", "channels.consumer.SyncConsumer"),
        **children("channels.consumer.SyncConsumer", f"{_GENERIC}.WebsocketConsumer"),
        **children("channels.consumer.AsyncConsumer", f"{_GENERIC}.AsyncWebsocketConsumer"),
        **children(f"{_GENERIC}.WebsocketConsumer", f"{_GENERIC}.JsonWebsocketConsumer"),
        **children(f"{_GENERIC}.AsyncWebsocketConsumer", f"{_GENERIC}.AsyncJsonWebsocketConsumer"),
        **children("channels.consumer.AsyncConsumer", "channels.generic.http.AsyncHttpConsumer"),
    },
    handlers=(
        *(
            Handler(owner=owner, methods="receive|receive_json", kinds=_MESSAGE, text="message")
            for owner in methods(_GENERIC, "WebsocketConsumer AsyncWebsocketConsumer")
        ),
        Handler(
            owner="channels.generic.http.AsyncHttpConsumer", methods="handle", kinds=(SourceKind.BODY,), text="body"
        ),
    ),
)
