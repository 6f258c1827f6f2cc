"""What the readers of the smaller frameworks share: where a handler stands, what is around it, how a table is printed."""

from __future__ import annotations

import ast
import functools
import inspect
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import FunctionType
from typing import Any

ROOT = Path.cwd().resolve()
REFUSED = {401, 403}
FINE = range(200, 300)


class Table:
    """The table of one application: what its file says, and the rows that are found."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self.said = said
        self.guards = {kind: frozenset(names) for kind, names in said.get("guards", {}).items()}

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
    said = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.path.insert(0, str(ROOT))
    loaded: dict[str, Any] = {"__name__": "benchmark"}
    kept, sys.stdout = sys.stdout, sys.stderr
    exec(compile(said["load"], "load", "exec"), loaded)
    rows = list(rows_of(loaded["app"], Table(said)))
    sys.stdout = kept
    json.dump(rows, sys.stdout, indent=1)


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


def content(cell: Any) -> Any:
    """Return what a cell of a closure holds, None where it is empty."""
    try:
        return cell.cell_contents
    except ValueError:
        return None


def wrappers(function: Any) -> Iterator[str]:
    """Yield `module:qualname` of every function that a handler goes through, by the place of its code."""
    seen: set[int] = set()
    pending = [function]
    while pending:
        one = pending.pop()
        one = getattr(one, "__func__", one)
        if id(one) in seen or not isinstance(one, FunctionType):
            continue
        seen.add(id(one))
        module = one.__globals__.get("__name__")
        qualname = getattr(one.__code__, "co_qualname", one.__qualname__)
        yield f"{module}:{qualname}"
        yield f"{module}:{qualname.partition('.<locals>')[0]}"
        pending.extend(functions_in(one))
        if hasattr(one, "__wrapped__"):
            pending.append(one.__wrapped__)


def place(handler: Any) -> tuple[str, int, bool]:
    """Return the file (in the checkout), the `def` or `class` line, and whether it stands in a library."""
    file = Path(inspect.getfile(handler)).resolve()
    first = handler.__code__.co_firstlineno if hasattr(handler, "__code__") else inspect.getsourcelines(handler)[1]
    if not file.is_relative_to(ROOT) or "site-packages" in file.parts:
        return str(file), first, True
    return file.relative_to(ROOT).as_posix(), definitions(file).get(first, first), False


@functools.cache
def definitions(file: Path) -> dict[int, int]:
    """Return the line of each `def` and `class` of a file by the line of its first decorator, or its own."""
    found = {}
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            first = min([one.lineno for one in node.decorator_list], default=node.lineno)
            found[first] = node.lineno
    return found


def plain(path: str) -> str:
    """Return a path without what stands beside the names of its variables: `{id:int}` as `{id}`, and `*rest` as `{rest}`."""
    path = re.sub(r"\{(\w+):(?:[^{}]|\{[^{}]*\})*\}", r"{\1}", path)
    return re.sub(r"\*(\w+)$", r"{\1}", path)
