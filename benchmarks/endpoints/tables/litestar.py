"""Print the routes that a Litestar application has: `python litestar.py APPLICATION.toml`.

Run in the application's checkout, with its environment. What stands before a handler is found among the guards of all of
its layers, its dependencies, and the backends of authentication that its options do not leave out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.pop(0)  # this folder, whose files are called like the frameworks
sys.path.insert(0, str(Path(__file__).parent / "of_others"))

import others_rows
from litestar.middleware.authentication import AbstractAuthenticationMiddleware
from litestar.routes import HTTPRoute, WebSocketRoute


def rows_of(app: Any, table: others_rows.Table) -> Iterator[dict[str, Any]]:
    """Yield a row for each handler of each route."""
    for route in app.routes:
        path = others_rows.plain(route.path)
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                yield row(handler, sorted(handler.http_methods), path, table)
        elif isinstance(route, WebSocketRoute):
            yield row(route.route_handler, [], path, table) | {"websocket": True}


def row(handler: Any, methods: list[str], path: str, table: others_rows.Table) -> dict[str, Any]:
    """Return the row of a handler."""
    function = getattr(handler.fn, "func", handler.fn)
    guards = [getattr(one, "func", one) for one in handler.resolve_guards()]
    provided = [one.dependency for name, one in handler.resolve_dependencies().items()]
    names = [name for one in (*guards, *provided) for name in others_rows.wrappers(getattr(one, "func", one))]
    found = table.row(function, set(methods) - {"OPTIONS", "HEAD"}, path, around=names)
    if any(asks(one, handler, path) for one in handler.resolve_middleware()):
        found["protections"]["authentication"] = "yes"
    return found


def asks(middleware: Any, handler: Any, path: str) -> bool:
    """Tell whether a middleware asks for a login on the way to a handler."""
    cls = getattr(middleware, "middleware", middleware)
    if not (isinstance(cls, type) and issubclass(cls, AbstractAuthenticationMiddleware)):
        return False
    made = middleware(app=None) if cls is not middleware else cls(app=None)
    if made.exclude_opt_key and handler.opt.get(made.exclude_opt_key):
        return False
    return made.exclude is None or not made.exclude.findall(path)


if __name__ == "__main__":
    others_rows.main(rows_of)
