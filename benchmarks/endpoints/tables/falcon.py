"""Print the routes that a Falcon application has: `python falcon.py APPLICATION.toml`.

Run in the application's checkout, with its environment. What stands before a responder is found around it (hooks,
wrappers, closures) and among the middleware; the framework's own responders are left out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.pop(0)  # this folder, whose files are called like the frameworks
sys.path.insert(0, str(Path(__file__).parent / "of_others"))

import others_rows

# ruff: noqa: SLF001 -- how a router keeps its routes is not public


def rows_of(app: Any, table: others_rows.Table) -> Iterator[dict[str, Any]]:
    """Yield a row for each responder, and for each sink."""
    before = [name for one in middleware(app) for name in others_rows.wrappers(one)]
    pending = list(app._router._roots)
    while pending:
        node = pending.pop()
        pending.extend(node.children)
        for method, responder in (node.method_map or {}).items():
            if not getattr(responder, "__module__", "").startswith("falcon."):
                path = others_rows.plain(node.uri_template)
                yield table.row(responder, [method], path, around=before) | {"websocket": method == "WEBSOCKET"}
    for prefix, sink, *_ in app._sinks:
        yield table.row(sink, [], f"{prefix.pattern.rstrip('/')}/{{rest}}", around=before)


def middleware(app: Any) -> Iterator[Any]:
    """Yield what is called before a responder."""
    for stack in app._middleware[:2]:
        for one in stack:
            yield from one if isinstance(one, tuple) else (one,)


if __name__ == "__main__":
    others_rows.main(rows_of)
