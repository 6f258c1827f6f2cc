"""Import a Tornado application for real and print what its tables hold, and how each route answers a stranger.

Usage: `python tornado_oracle.py <module>:<application or factory>`, with the application's folder on the path. One JSON
object for each method of each route: `method`, `path` with `{}` for each group, `status`.
"""

import asyncio
import json
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib import import_module

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler

GROUP = re.compile(r"\((?:\?P<\w+>)?[^()]*\)")
VERBS = ("get", "post", "put", "delete", "patch")


def own_routes(app: Application) -> Iterator[tuple[str, str]]:
    """Yield the method and the path of every rule."""
    rules = [inner for rule in app.default_router.rules for inner in getattr(rule.target, "rules", ())]
    for rule in rules:
        path = GROUP.sub("{}", rule.matcher.regex.pattern.removesuffix("$"))
        if issubclass(rule.target, WebSocketHandler):
            yield "WEBSOCKET", path
        else:
            own = (verb for verb in VERBS if getattr(rule.target, verb) is not getattr(RequestHandler, verb))
            yield from ((verb.upper(), path) for verb in own)


async def ask(app: Application) -> list[dict[str, object]]:
    """Return how each route answers somebody who sends no credential, but the token that a form would hold."""
    sockets = bind_sockets(0, "127.0.0.1")
    server = HTTPServer(app)
    server.add_sockets(sockets)
    base = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    found: list[dict[str, object]] = []
    for method, path in own_routes(app):
        status = None
        if method != "WEBSOCKET":
            request = HTTPRequest(
                base + path.replace("{}", "7"),
                method,
                headers={"Cookie": "_xsrf=ab12", "X-Xsrftoken": "ab12"},
                body="name=x" if method in {"POST", "PUT", "PATCH"} else None,
                follow_redirects=False,
            )
            status = (await AsyncHTTPClient().fetch(request, raise_error=False)).code
        found.append({"method": method, "path": path, "status": status})
    server.stop()
    return found


def main() -> None:
    """Print one line for each method of each route."""
    module, _, name = sys.argv[1].partition(":")
    made = getattr(import_module(module), name)
    with redirect_stdout(sys.stderr):
        answers = asyncio.run(ask(made if isinstance(made, Application) else made()))
    for answer in answers:
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
