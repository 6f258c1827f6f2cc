"""Print the pages that a CherryPy application has: `python cherrypy.py APPLICATION.toml`.

Run in the application's checkout, with its environment; `load` leaves the root object in `app`. There is no table: what is
exposed is found by going through the attributes from the root, as the dispatcher does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.pop(0)  # this folder, whose files are called like the frameworks
sys.path.insert(0, str(Path(__file__).parent / "of_others"))

import others_rows


def rows_of(
    node: Any, table: others_rows.Table, path: str = "", seen: tuple[int, ...] = ()
) -> Iterator[dict[str, Any]]:
    """Yield a row for each exposed method of an object, and of those that it holds."""
    if id(node) in seen or len(seen) > 8:
        return
    for name in dir(node):
        held = getattr(node, name, None)
        if name.startswith("_") or held is None:
            continue
        if callable(held) and getattr(held, "exposed", False) and not isinstance(held, type):
            tail = {"index": "", "default": "/{rest}"}.get(name, f"/{name}")
            methods = getattr(held, "_cp_config", {}).get("tools.allow.methods", ())
            yield table.row(held, methods, path + tail or "/")
        elif type(held).__module__ == type(node).__module__:
            yield from rows_of(held, table, f"{path}/{name}", (*seen, id(node)))


if __name__ == "__main__":
    others_rows.main(rows_of)
