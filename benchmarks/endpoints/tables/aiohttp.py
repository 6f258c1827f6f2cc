"""Print the routes that an aiohttp application has: `python aiohttp.py APPLICATION.toml`.

Run in the application's checkout, with its environment. `load` of the file is executed and leaves the application in `app`.
A guard is found where aiohttp keeps it: among the middlewares of the applications above a route, and around its handler.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.pop(0)  # this folder, whose files are called like the frameworks
sys.path.insert(0, str(Path(__file__).parent / "of_all"))

from aiohttp import web
from table_handlers import guards_of, main, place, wrappers, written

VARIABLE = re.compile(r"\{(\w+)(?::(?:[^{}]|\{[^{}]*\})+)?\}")
VERBS = ("get", "post", "put", "patch", "delete", "options")


def rows_of(app: web.Application, guards: dict[str, frozenset[str]]) -> Iterator[dict[str, Any]]:
    """Yield a row for each route; a router holds those of the applications below, with their prefixes, as well."""
    before = middlewares(app)
    for route in app.router.routes():
        if route.resource is None or isinstance(route.resource, web.StaticResource):
            continue
        path = VARIABLE.sub(r"{\1}", route.resource.canonical)
        if inspect.isclass(route.handler):
            verbs = [verb for verb in VERBS if hasattr(route.handler, verb)]
            found = [(getattr(route.handler, verb), [verb.upper()]) for verb in verbs]
        else:
            found = [(route.handler, [] if route.method == "*" else [route.method])]
        for handler, methods in found:
            if methods != ["HEAD"]:
                yield row(handler, methods, path, before, guards)


def middlewares(app: web.Application) -> frozenset[str]:
    """Return the names of the middlewares of an application."""
    return frozenset(name for one in app.middlewares for name in wrappers(one))


def row(
    handler: Any, methods: list[str], path: str, before: frozenset[str], guards: dict[str, frozenset[str]]
) -> dict[str, Any]:
    """Return what is known of a route."""
    standing = before | set(wrappers(handler))
    inner = written(handler)
    file, line, external = place(inner)
    return {
        "methods": methods,
        "path": path,
        "handler": f"{inner.__module__}:{inner.__qualname__}",
        "file": file,
        "line": line,
        "external": external,
        "protections": {kind: "yes" if standing & names else "no" for kind, names in guards.items()},
    }


if __name__ == "__main__":
    main(lambda app, said: rows_of(app, guards_of(said)))
