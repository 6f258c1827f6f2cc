"""Import a Pyramid application for real and print its views by route, and how each answers a stranger.

Usage: `python pyramid_oracle.py <module>:<application or factory>`, with the application's folder on the path. One JSON
object for each method of each view: `method`, `path` with `{}` for each variable, `status`.
"""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib import import_module

from pyramid.interfaces import IExceptionResponse
from pyramid.request import Request
from pyramid.router import Router

VARIABLE = re.compile(r"\{[^{}]*\}|\*\w+")
EVERY = ("DELETE", "GET", "PATCH", "POST", "PUT")


def is_for_errors(view: dict[str, object]) -> bool:
    """Tell whether a view answers exceptions."""
    context = view["context"]
    if isinstance(context, type):
        return issubclass(context, Exception)
    return context is IExceptionResponse or bool(view["exception_only"])


def ask(app: Router) -> Iterator[dict[str, object]]:
    """Yield how each view answers somebody who sends no credential, but the token that a form would hold."""
    introspector = app.registry.introspector
    routes = {one["introspectable"]["name"]: one["introspectable"] for one in introspector.get_category("routes")}
    for found in introspector.get_category("views") or ():
        view = found["introspectable"]
        if is_for_errors(view) or not view["callable"] or type(view["callable"]).__module__ == "pyramid.static":
            continue
        route = routes.get(view["route_name"])
        path = f"/{{…}}/{view['name']}" if route is None else route["pattern"]
        path = path if path.startswith("/") else f"/{path}"
        methods = view["request_methods"] or (route and route["request_methods"]) or EVERY
        for method in (methods,) if isinstance(methods, str) else methods:
            asked = VARIABLE.sub("7", path if route is not None else f"/{view['name']}")
            request = Request.blank(asked, method=method, headers={"Cookie": "csrf_token=ab12", "X-CSRF-Token": "ab12"})
            if method in {"POST", "PUT", "PATCH"}:
                request.body = b'{"name": "x"}'
                request.content_type = "application/json"
            try:
                status = app.invoke_subrequest(request, use_tweens=True).status_code
            except Exception as error:  # noqa: BLE001 -- what an application does not answer itself
                status = getattr(error, "status_code", 500)
            # Every address is there: what is not found, a predicate keeps from strangers.
            yield {"method": method, "path": VARIABLE.sub("{}", path), "status": 403 if status == 404 else status}


def main() -> None:
    """Print one line for each method of each view."""
    module, _, name = sys.argv[1].partition(":")
    with redirect_stdout(sys.stderr):
        made = getattr(import_module(module), name)
        answers = [one for one in ask(made if isinstance(made, Router) else made()) if one["method"] != "HEAD"]
    for answer in answers:
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
