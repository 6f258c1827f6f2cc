"""What the table readers share: an application is loaded and its rows printed; what stands around a handler, and where it is.

Only the standard library is imported: readers run in the environments of the applications.
"""

from __future__ import annotations

import ast
import functools
import inspect
import json
import linecache
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import FunctionType
from typing import Any

ROOT = Path.cwd().resolve()


def main(rows_of: Callable[[Any, Mapping[str, Any]], Iterable[dict[str, Any]]]) -> None:
    """Load the application that the file says, and print its rows as one JSON list.

    `load` of the file is executed and leaves the application in `app`; `rows_of` is given that and what the file says.
    What either prints goes to standard error.
    """
    said = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.path.insert(0, str(ROOT))
    loaded: dict[str, Any] = {"__name__": "benchmark"}
    kept, sys.stdout = sys.stdout, sys.stderr
    exec(compile(said["load"], "load", "exec"), loaded)
    rows = list(rows_of(loaded["app"], said))
    sys.stdout = kept
    json.dump(rows, sys.stdout, indent=1)


def guards_of(said: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Return the guards that the file names, by protection."""
    return {kind: frozenset(names) for kind, names in said.get("guards", {}).items()}


def wrappers(function: Any) -> Iterator[str]:
    """Yield `module:qualname` of every function that a handler goes through, by the place of its code."""
    seen: set[int] = set()
    pending = [function]
    while pending:
        one = pending.pop()
        if isinstance(one, functools.partial):
            one = one.func
        one = getattr(one, "__func__", one)
        if not isinstance(one, FunctionType) or id(one) in seen:
            continue
        seen.add(id(one))
        module, qualname = one.__globals__.get("__name__"), getattr(one.__code__, "co_qualname", one.__code__.co_name)
        yield f"{module}:{qualname}"
        yield f"{module}:{qualname.partition('.<locals>')[0]}"
        pending.append(getattr(one, "__wrapped__", None))
        pending.extend(content(cell) for cell in one.__closure__ or ())


def content(cell: Any) -> Any:
    """Return what a cell of a closure holds, None where it is empty."""
    try:
        return cell.cell_contents
    except ValueError:
        return None


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
    return file.relative_to(ROOT).as_posix() if inside else file.name, definitions(file).get(first, first), not inside


@functools.cache
def definitions(file: Path) -> dict[int, int]:
    """Return the line of each `def` and `class` of a file by its first line, decorators included."""
    found = {}
    for node in ast.walk(ast.parse("".join(linecache.getlines(str(file))))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found[min([one.lineno for one in node.decorator_list], default=node.lineno)] = node.lineno
    return found
