"""Print the routes that a Bottle application has: `python bottle.py APPLICATION.toml`.

Run in the application's checkout, with its environment. What is mounted under Bottle 0.12 is a route for any method, whose
target has routes of its own; what stands before a route is found around its callback, among plugins and hooks.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.pop(0)  # this folder, whose files are called like the frameworks
sys.path.insert(0, str(Path(__file__).parent / "of_others"))

import others_rows

# ruff: noqa: SLF001 -- hooks are kept nowhere else

WILDCARD = re.compile(r"<(\w*)(?::(?:\\.|[^\\>])+)?>|:(\w+)")


def rows_of(app: Any, table: others_rows.Table, prefix: str = "") -> Iterator[dict[str, Any]]:
    """Yield a row for each route, those of mounted applications included."""
    before = [name for hook in app._hooks["before_request"] for name in others_rows.wrappers(hook)]
    for route in app.routes:
        mounted = route.config.get("mountpoint.target") or (route.config.get("mountpoint") or {}).get("target")
        if mounted is not None:
            if route.rule.endswith(">"):
                where = route.config.get("mountpoint.prefix") or route.config["mountpoint"]["prefix"]
                yield from rows_of(mounted, table, prefix + where.rstrip("/"))
            continue
        rule = route.rule if route.rule.startswith("/") else f"/{route.rule}"
        path = WILDCARD.sub(lambda match: f"{{{match[1] or match[2] or 'rest'}}}", prefix + rule)
        plugins = [name for one in route.all_plugins() for name in others_rows.wrappers(getattr(one, "apply", one))]
        methods = [] if route.method == "ANY" else [route.method]
        yield table.row(route.callback, methods, path, around=[*before, *plugins])


if __name__ == "__main__":
    others_rows.main(rows_of)
