"""Import a FastAPI or Starlette application for real and print what its routers hold, and how each route answers a stranger.

Usage: `python fastapi_oracle.py <module>:<application or factory>`, with the application's folder on the path. One JSON
object for each method of each route: `method`, `path` with `{}` for each variable, `status`.
"""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib import import_module
from typing import Any

from fastapi.routing import iter_route_contexts
from starlette.applications import Starlette
from starlette.routing import Mount, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

VARIABLE = re.compile(r"\{\w+(?::\w+)?\}")
VERBS = ("get", "post", "put", "patch", "delete")


def own_routes(routes: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the method and path of every route; a class view answers the methods that it has."""
    for route in iter_route_contexts(routes):
        original = route.original_route
        if isinstance(original, Mount):
            yield from own_routes(original.app.routes, prefix + original.path)
        elif isinstance(original, WebSocketRoute):
            yield "WEBSOCKET", prefix + route.path
        elif isinstance(route.endpoint, type):
            yield from ((verb.upper(), prefix + route.path) for verb in VERBS if hasattr(route.endpoint, verb))
        else:
            methods = set(route.methods or ())
            yield from ((method, prefix + route.path) for method in sorted(methods - {"HEAD"}))


def status_of(client: TestClient, method: str, path: str) -> int:
    """Return how a route answers; a socket that is closed before it was opened was refused."""
    if method != "WEBSOCKET":
        return client.request(method, path, follow_redirects=False).status_code
    try:
        with client.websocket_connect(path):
            return 101
    except WebSocketDisconnect:
        return 403


def main() -> None:
    """Print one line for each method of each route."""
    module, _, name = sys.argv[1].partition(":")
    with redirect_stdout(sys.stderr):
        made = getattr(import_module(module), name)
        app = made if isinstance(made, Starlette) else made()
        # A client of its own each time, so that no cookie of an earlier answer is sent along.
        answers = [
            (method, path, status_of(TestClient(app, raise_server_exceptions=False), method, VARIABLE.sub("7", path)))
            for method, path in own_routes(app.routes)
        ]
    for method, path, status in answers:
        print(json.dumps({"method": method, "path": VARIABLE.sub("{}", path), "status": status}))


if __name__ == "__main__":
    main()
