"""Print the views that a Pyramid application has: `python pyramid.py APPLICATION.toml`.

Run in the application's checkout, with its environment. Pyramid's introspection names each view with its route, methods
and permission; views of exceptions and of static files are left out. A view that wants a permission which the file lists
under `permissions` asks for a login, and one that is only found for those who are signed in does; of others nothing is said,
since they may ask by themselves.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.pop(0)  # this folder, whose files are called like the frameworks
sys.path.insert(0, str(Path(__file__).parent / "of_others"))

import others_rows

ANY: tuple[str, ...] = ()


def rows_of(app: Any, table: others_rows.Table) -> Iterator[dict[str, Any]]:
    """Yield a row for each view."""
    introspector = app.registry.introspector
    routes = {one["introspectable"]["name"]: one["introspectable"] for one in introspector.get_category("routes") or ()}
    for found in introspector.get_category("views") or ():
        view = found["introspectable"]
        context = view["context"]
        wanted = view["callable"]
        if (isinstance(context, type) and issubclass(context, Exception)) or view["exception_only"] or not wanted:
            continue
        if type(wanted).__module__.startswith("pyramid.") or getattr(wanted, "__module__", "").startswith("pyramid."):
            continue
        route = routes.get(view["route_name"])
        handler = getattr(wanted, view["attr"] or "__call__") if isinstance(wanted, type) else wanted
        path = f"/{{rest}}/{view['name']}" if route is None else route["pattern"]
        path = path if path.startswith("/") else f"/{path}"
        methods = view["request_methods"] or (route and route["request_methods"]) or ANY
        row = table.row(handler, [methods] if isinstance(methods, str) else methods, others_rows.plain(path))
        said = protections(view, found["related"], table)
        if set(row["methods"]) <= {"GET", "HEAD", "OPTIONS"}:
            said.pop("csrf")
        yield row | {"protections": said}


def protections(view: Any, related: Any, table: others_rows.Table) -> dict[str, str]:
    """Return what the view's options say of who may come by."""
    said = {
        "csrf": "yes" if view["require_csrf"] or (view["require_csrf"] is None and table.said.get("csrf")) else "no"
    }
    permission = view.get("permission") or next(
        (one["value"] for one in related if one.category_name == "permissions"), None
    )
    if view.get("is_authenticated") or str(permission) in table.said.get("permissions", ()):
        said["authentication"] = "yes"
    return said


if __name__ == "__main__":
    others_rows.main(rows_of)
