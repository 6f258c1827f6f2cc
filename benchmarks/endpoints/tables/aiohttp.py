"""Print the routes that an aiohttp application has: `python aiohttp.py APPLICATION.toml`.

Run in the application's checkout, with its environment. `load` of the file is executed and leaves the application in `app`.
A guard is found where aiohttp keeps it: among the middlewares of the applications above a route, and around its handler.
"""

from __future__ import annotations

import ast
import functools
import inspect
import json
import linecache
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType
from typing import Any

sys.path.pop(0)  # this folder, whose files are called like the frameworks

from aiohttp import web

VARIABLE = re.compile(r"\{(\w+)(?::(?:[^{}]|\{[^{}]*\})+)?\}")
VERBS = ("get", "post", "put", "patch", "delete", "options")
ROOT = Path.cwd().resolve()


def main() -> None:
    """Print one JSON list of rows."""
    said = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.path.insert(0, str(ROOT))
    loaded: dict[str, Any] = {"__name__": "benchmark"}
    kept, sys.stdout = sys.stdout, sys.stderr
    exec(compile(said["load"], "load", "exec"), loaded)
    guards = {kind: frozenset(names) for kind, names in said.get("guards", {}).items()}
    rows = list(rows_of(loaded["app"], guards))
    sys.stdout = kept
    json.dump(rows, sys.stdout, indent=1)


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


def wrappers(function: Any) -> Iterator[str]:
    """Yield `module:qualname` of every function that a handler goes through, by the place of its code."""
    seen: set[int] = set()
    pending = [function]
    while pending:
        one = pending.pop()
        one = getattr(one, "func", getattr(one, "__func__", one))
        if not isinstance(one, FunctionType) or id(one) in seen:
            continue
        seen.add(id(one))
        qualname = getattr(one.__code__, "co_qualname", one.__code__.co_name)
        yield f"{one.__globals__.get('__name__')}:{qualname}"
        yield f"{one.__globals__.get('__name__')}:{qualname.partition('.<locals>')[0]}"
        pending.append(getattr(one, "__wrapped__", None))
        pending.extend(content(cell) for cell in one.__closure__ or ())


def content(cell: Any) -> Any:
    """Return what a cell of a closure holds, None where it is empty."""
    try:
        return cell.cell_contents
    except ValueError:
        return None


# --- places


def written(handler: Any) -> Any:
    """Return the function that stands behind wrappers, partials and bound methods."""
    while isinstance(handler, functools.partial):
        handler = handler.func
    unwrapped = inspect.unwrap(handler)
    unwrapped = getattr(unwrapped, "__func__", unwrapped)
    return unwrapped if hasattr(unwrapped, "__qualname__") else type(unwrapped)


def place(handler: Any) -> tuple[str, int, bool]:
    """Return the file in the checkout, the line of the `def` or `class`, and whether it stands in a library."""
    try:
        file = Path(inspect.getsourcefile(handler) or "").resolve()
        first = inspect.getsourcelines(handler)[1]
    except (TypeError, OSError):
        return "", 0, True
    inside = file.is_relative_to(ROOT) and "site-packages" not in file.parts
    return str(file.relative_to(ROOT)) if inside else file.name, _definitions(file).get(first, first), not inside


@functools.cache
def _definitions(file: Path) -> dict[int, int]:
    """Return the lines of each `def` and `class` by its first line, decorators included."""
    found = {}
    for node in ast.walk(ast.parse("".join(linecache.getlines(str(file))))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found[min([one.lineno for one in node.decorator_list], default=node.lineno)] = node.lineno
    return found


if __name__ == "__main__":
    main()
