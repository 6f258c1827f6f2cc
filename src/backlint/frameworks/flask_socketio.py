"""Flask-SocketIO and python-socketio: handlers of messages."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.frameworks.model import Handler, LibraryModel
from backlint.frameworks.rows import children, methods

_MESSAGE = (SourceKind.WEBSOCKET,)

LIBRARY = LibraryModel(
    name="flask_socketio",
    distribution="flask-socketio",
    packages=("flask_socketio", "socketio"),
    parents=children("socketio.Server", "socketio.AsyncServer"),
    handlers=(
        *(
            Handler(owner=owner, kinds=_MESSAGE, text="message")
            for owner in methods("flask_socketio.SocketIO", "on event")
        ),
        Handler(owner="flask_socketio.SocketIO.on_event", argument="1:handler", kinds=_MESSAGE, text="message"),
        Handler(owner="flask_socketio.Namespace", methods="on_.+", kinds=_MESSAGE, text="message"),
        *(
            Handler(owner=owner, kinds=_MESSAGE, text="message", own=1)
            for server in ("socketio.Server", "socketio.AsyncServer")
            for owner in methods(server, "on event")
        ),
        *(
            Handler(owner=owner, methods="on_(?!connect$|disconnect$).+", kinds=_MESSAGE, text="message", own=1)
            for owner in ("socketio.Namespace", "socketio.AsyncNamespace")
        ),
    ),
)
