"""Import a Sanic application for real and print what its router holds, and how each route answers a stranger.

Usage: `python sanic_oracle.py <module>:<application>`, with the application's folder on the path. One JSON object for each
method of each route: `method`, `path` with `{}` for each variable, `status`.
"""

import asyncio
import json
import re
import sys
from contextlib import redirect_stdout
from importlib import import_module

import httpx
from sanic import Sanic

EXAMPLES = {"int": "7", "uuid": "12345678-1234-5678-1234-567812345678", "ymd": "2026-01-31", "str": "word"}
VARIABLE = re.compile(r"<\w+(?::(\w+))?>")


async def ask(app: Sanic) -> list[dict[str, object]]:
    """Return how each route answers somebody who sends no credential."""
    app.asgi = True
    await app._startup()
    found: list[dict[str, object]] = []
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        for route in app.router.routes:
            path = "/" + VARIABLE.sub(lambda match: EXAMPLES[match[1] or "str"], route.path)
            for method in sorted(route.methods):
                answer = await client.request(method, path)
                found.append(
                    {"method": method, "path": "/" + VARIABLE.sub("{}", route.path), "status": answer.status_code}
                )
    return found


def main() -> None:
    """Print one line for each method of each route."""
    module, _, name = sys.argv[1].partition(":")
    with redirect_stdout(sys.stderr):
        answers = asyncio.run(ask(getattr(import_module(module), name)))
    for answer in answers:
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
