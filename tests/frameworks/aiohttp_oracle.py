"""Import an aiohttp application for real and print what its router holds, and how each route answers a stranger.

Usage: `python aiohttp_oracle.py <module>:<application or factory>`, with the application's folder on the path. One JSON
object for each method of each route: `method`, `path` with `{}` for each variable, `status`.
"""

import asyncio
import json
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib import import_module

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

VARIABLE = re.compile(r"\{(\w+)\}")


def own_routes(app: web.Application) -> Iterator[tuple[str, str]]:
    """Yield the method and path of every route; a class view answers the methods that it has."""
    for route in app.router.routes():
        path = route.resource.canonical if route.resource is not None else ""
        if route.method == "*" and isinstance(route.handler, type):
            yield from (
                (verb.upper(), path) for verb in ("get", "post", "put", "delete") if hasattr(route.handler, verb)
            )
        elif route.method != "HEAD":
            yield route.method, path


async def ask(app: web.Application) -> list[dict[str, object]]:
    """Return how each route answers somebody who sends no credential."""
    async with TestClient(TestServer(app)) as client:
        found = []
        for method, path in own_routes(app):
            answer = await client.request(method, VARIABLE.sub("7", path))
            found.append({"method": method, "path": VARIABLE.sub("{}", path), "status": answer.status})
        return found


def main() -> None:
    """Print one line for each method of each route."""
    module, _, name = sys.argv[1].partition(":")
    made = getattr(import_module(module), name)
    with redirect_stdout(sys.stderr):
        answers = asyncio.run(ask(made if isinstance(made, web.Application) else made()))
    for answer in answers:
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
