"""Import a Falcon application for real and print what its router holds, and how each route answers a stranger.

Usage: `python falcon_oracle.py <module>:<application or factory>[,…]`, with the application's folder on the path. One JSON
object for each method of each route: `method`, `path` with `{}` for each variable, `status`.
"""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib import import_module
from operator import attrgetter

import falcon
from falcon.testing import TestClient

VARIABLE = re.compile(r"\{[^{}]*\}")
EVERY = ("DELETE", "GET", "PATCH", "POST", "PUT")


def routes_of(app: falcon.App) -> Iterator[tuple[str, str]]:
    """Yield the method and the template of every responder that is the application's own."""
    pending = list(app._router._roots)
    while pending:
        node = pending.pop()
        pending.extend(node.children)
        for method, responder in (node.method_map or {}).items():
            if not getattr(responder, "__module__", "").startswith("falcon."):
                yield method, node.uri_template
    for prefix, _, _ in app._sinks:
        yield from ((method, prefix.pattern + "/{…}") for method in EVERY)


def main() -> None:
    """Print one line for each method of each route."""
    module, _, names = sys.argv[1].partition(":")
    with redirect_stdout(sys.stderr):
        found = []
        for name in names.split(","):
            made = attrgetter(name)(import_module(module))
            app = made if isinstance(made, falcon.App) else made()
            for method, path in routes_of(app):
                status = None
                if method != "WEBSOCKET":
                    asked = VARIABLE.sub("7", path)
                    status = TestClient(app).simulate_request(method, asked, json={}).status_code
                found.append({"method": method, "path": VARIABLE.sub("{}", path), "status": status})
    for one in found:
        print(json.dumps(one))


if __name__ == "__main__":
    main()
