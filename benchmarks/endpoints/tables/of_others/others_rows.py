"""What the readers of the smaller frameworks share: where a handler stands, what is around it, how a table is printed."""

from __future__ import annotations

import functools
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import FunctionType
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "of_all"))

import table_handlers
from table_handlers import content, guards_of, place, wrappers

__all__ = ["Table", "main", "place", "plain", "wrappers", "written"]

REFUSED = {401, 403}
FINE = range(200, 300)


class Table:
    """The table of one application: what its file says, and the rows that are found."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self.said = said
        self.guards = guards_of(said)

    def row(
        self, handler: Any, methods: Iterable[str], path: str, *, around: Iterable[str] = (), status: int | None = None
    ) -> dict[str, Any]:
        """Return the row of a handler; `around` are the names of what stands before it, `status` how a stranger is answered."""
        inner = written(handler)
        file, line, external = place(inner)
        found = {*around, *wrappers(handler)}
        protections = {kind: "yes" if found & names else "no" for kind, names in self.guards.items()}
        if status in REFUSED:
            protections["authentication"] = "yes"
        elif status in FINE and protections.get("authentication") != "yes":
            protections["authentication"] = "no"
        return {
            "methods": sorted(methods),
            "path": path,
            "handler": f"{inner.__module__}:{inner.__qualname__}",
            "file": file,
            "line": line,
            "external": external,
            "protections": protections,
            "probe": status,
        }


def main(rows_of: Callable[[Any, Table], Iterator[dict[str, Any]]]) -> None:
    """Load the application that the file says, and print its rows as one JSON list."""
    table_handlers.main(lambda app, said: rows_of(app, Table(said)))


def written(function: Any) -> Any:
    """Return the function that people wrote: behind `__wrapped__`, partials, methods, and wrappers that hold one function."""
    for _ in range(20):
        if isinstance(function, functools.partial):
            function = function.func
        elif hasattr(function, "__func__"):
            function = function.__func__
        elif hasattr(function, "__wrapped__"):
            function = function.__wrapped__
        elif isinstance(function, FunctionType) and len(held := functions_in(function)) == 1 and is_wrapper(function):
            function = held[0]
        else:
            break
    return function if hasattr(function, "__qualname__") else type(function)


def is_wrapper(function: FunctionType) -> bool:
    """Tell whether a function was made by another one and takes whatever it is given."""
    taken = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS
    return "<locals>" in function.__qualname__ and function.__code__.co_flags & taken == taken


def functions_in(function: FunctionType) -> list[FunctionType]:
    """Return the functions that a closure holds."""
    return [one for cell in function.__closure__ or () if isinstance(one := content(cell), FunctionType)]


def plain(path: str) -> str:
    """Return a path without what stands beside the names of its variables: `{id:int}` as `{id}`, and `*rest` as `{rest}`."""
    path = re.sub(r"\{(\w+):(?:[^{}]|\{[^{}]*\})*\}", r"{\1}", path)
    return re.sub(r"\*(\w+)$", r"{\1}", path)
