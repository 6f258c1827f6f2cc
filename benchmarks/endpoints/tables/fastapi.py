"""Print the routes that a FastAPI or Starlette application has: `python fastapi.py APPLICATION.toml`.

Run in the application's checkout, with its environment. `load` of the file is executed and leaves the application in
`app`. A guard is found where FastAPI keeps it: in the tree of dependencies (those of the application, of every
`include_router`, of the router and of the route end there), around the handler (wrappers, closures), and among the
middleware that stands before it.
"""

from __future__ import annotations

import functools
import gc
import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args, get_origin

sys.path.pop(0)  # this folder, whose files are called like the frameworks
sys.path.insert(0, str(Path(__file__).parent / "of_all"))

from fastapi import routing
from starlette.routing import BaseRoute, Mount, WebSocketRoute
from table_handlers import guards_of, main, place, wrappers, written

try:
    from fastapi.routing import iter_route_contexts
except ImportError:  # before FastAPI 0.137 a router's routes were copied where it was included
    iter_route_contexts = None

ADDED = {"HEAD", "OPTIONS"}
LOOSE = {Any, str, dict, list, object, bytes, set, tuple, inspect.Parameter.empty}
PLACES = ("path", "query", "header", "cookie", "body")


def table_of(app: Any, said: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the rows of an application, with what the file says of its guards."""
    # Whether a handler itself asks for a right is not to be read at run time: only a person can say that none does.
    silent = {"authorization"} - set(said.get("read", ()))
    limited = frozenset(
        name for one in gc.get_objects() if type(one).__module__ == "slowapi.extension" for name in limits_of(one)
    )
    return rows_of(app, "", Standing((), guards_of(said), limited, frozenset(silent)))


@dataclass(frozen=True)
class Standing:
    """What stands before routes: the middleware of the applications above, the guards by kind, what slowapi limits.

    Of the protections in `silent` nothing is said where no guard is found.
    """

    before: tuple[str, ...]
    guards: dict[str, frozenset[str]]
    limited: frozenset[str]
    silent: frozenset[str]


def limits_of(one: Any) -> Iterator[str]:
    """Yield the functions that a limiter of slowapi limits, as `module.name`."""
    yield from getattr(one, "_route_limits", ())
    yield from getattr(one, "_dynamic_route_limits", ())


def rows_of(app: Any, prefix: str, standing: Standing) -> Iterator[dict[str, Any]]:
    """Yield the rows of an application and of what is mounted below it."""
    own = [name for one in getattr(app, "user_middleware", ()) for name in middleware_names(one)]
    standing = replace(standing, before=(*standing.before, *own))
    for route in effective(getattr(app, "routes", None) or ()):
        if isinstance(under(route), Mount):
            yield from rows_of(route.app, prefix + route.path_format.removesuffix("/{path}"), standing)
        elif hasattr(route, "endpoint") and route.endpoint is not None:
            yield from route_rows(route, prefix, standing)


def effective(routes: Any) -> Iterator[Any]:
    """Yield routes, or what newer releases say of a route where its router is included."""
    if iter_route_contexts is None:
        yield from routes
    else:
        yield from iter_route_contexts(routes)


def under(route: Any) -> BaseRoute:
    """Return the route itself."""
    return getattr(route, "original_route", route)


def route_rows(route: Any, prefix: str, standing: Standing) -> Iterator[dict[str, Any]]:
    """Yield the row of a route; of a class view one for each of its methods."""
    websocket = isinstance(under(route), (WebSocketRoute, routing.APIWebSocketRoute))
    if inspect.isclass(route.endpoint) and not websocket:
        for verb in ("get", "post", "put", "patch", "delete"):
            if hasattr(route.endpoint, verb):
                yield row(route, getattr(route.endpoint, verb), prefix, standing) | {"methods": [verb.upper()]}
        return
    methods = set() if websocket else set(getattr(route, "methods", None) or ())
    if len(methods) > 1:
        methods -= ADDED
    if websocket:
        # Middleware that sees requests does not see these.
        standing = replace(standing, before=())
    yield row(route, route.endpoint, prefix, standing) | {"methods": sorted(methods), "websocket": websocket}


def row(route: Any, endpoint: Callable[..., Any], prefix: str, standing: Standing) -> dict[str, Any]:
    """Return what is known of a route."""
    handler = written(endpoint)
    file, line, external = place(handler)
    dependant = getattr(route, "dependant", None)
    found = {*standing.before, *wrappers(endpoint)}
    found |= {name for one in dependencies(dependant) for name in names_of(one)}
    protections = {
        kind: "yes" if found & names else "no"
        for kind, names in standing.guards.items()
        if found & names or kind not in standing.silent
    }
    if "rate-limit" in protections and f"{handler.__module__}.{handler.__name__}" in standing.limited:
        protections["rate-limit"] = "yes"
    return {
        "path": re.sub(r"\{(\w+):\w+\}", r"{\1}", prefix + route.path) or "/",
        "handler": f"{handler.__module__}:{handler.__qualname__}",
        "file": file,
        "line": line,
        "external": external,
        "parameters": list(parameters(dependant)),
        "protections": protections,
    }


# --- guards


def dependencies(dependant: Any) -> Iterator[Any]:
    """Yield the callables of a tree of dependencies."""
    for one in getattr(dependant, "dependencies", ()):
        if one.call is not None:
            yield one.call
        yield from dependencies(one)
    for one in getattr(dependant, "security_requirements", None) or ():
        yield one.security_scheme


def names_of(one: Any) -> Iterator[str]:
    """Yield the names by which a callable may be listed: its own, those it wraps, its class and that one's ancestors."""
    if isinstance(one, functools.partial):
        yield from names_of(one.func)
    elif hasattr(one, "__qualname__"):
        yield name(one)
        yield from wrappers(one)
        if getattr(one, "__self__", None) is not None:
            yield from names_of(type(one.__self__))
        if inspect.isclass(one):
            yield from (name(base) for base in one.__mro__[1:])
    else:
        yield from (name(base) for base in type(one).__mro__)


def name(one: Any) -> str:
    """Return `module:qualname`."""
    return f"{one.__module__}:{one.__qualname__}"


def middleware_names(one: Any) -> Iterator[str]:
    """Yield the names of a middleware: its class, or the function that `@app.middleware` was given."""
    yield from names_of(one.cls)
    options = getattr(one, "kwargs", None) or getattr(one, "options", {})
    if "dispatch" in options:
        yield from names_of(options["dispatch"])


# --- parameters


def parameters(dependant: Any, seen: frozenset[int] = frozenset()) -> Iterator[dict[str, Any]]:
    """Yield the inputs of a route and of its dependencies, and whether a type or a constraint is declared for each."""
    if dependant is None or id(dependant) in seen:
        return
    for where in PLACES:
        for field in getattr(dependant, f"{where}_params"):
            info = field.field_info
            kind = type(info).__name__.lower()
            place_ = kind if kind in {"form", "file"} else where
            yield {"name": field.name, "in": place_, "validated": "yes" if constrained(field) else "no"}
    for one in dependant.dependencies:
        yield from parameters(one, seen | {id(dependant)})


def constrained(field: Any) -> bool:
    """Tell whether a declaration says more of a value than that it is text or anything at all."""
    info = field.field_info
    declared = getattr(field, "type_", None) or getattr(info, "annotation", None)
    return bool(getattr(info, "metadata", ())) or says_something(getattr(info, "annotation", declared))


def says_something(kind: Any) -> bool:
    """Tell whether a type allows less than text or anything."""
    if kind in LOOSE or kind is type(None) or kind is None:
        return False
    origin = get_origin(kind)
    if origin is None or str(origin) == "typing.Literal":
        return True
    arguments = get_args(kind)
    if hasattr(kind, "__metadata__"):
        return True
    inner = arguments[-1:] if origin is dict else arguments
    return any(says_something(one) for one in inner)


if __name__ == "__main__":
    main(table_of)
