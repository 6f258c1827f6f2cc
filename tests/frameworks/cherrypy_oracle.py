"""Import a CherryPy application for real and ask its dispatchers for the pages that its objects expose.

Usage: `python cherrypy_oracle.py <module>:<tree>`, with the application's folder on the path. There is no table of routes:
every exposed method that is reached from a root by attributes is asked for at its address. One JSON object for each method
of each: `method`, `path` with `{}` for each variable part, `status`.
"""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib import import_module
from wsgiref.util import setup_testing_defaults

import cherrypy

EVERY = ("DELETE", "GET", "PATCH", "POST", "PUT")


def pages(node: object, path: str, seen: tuple[int, ...] = ()) -> Iterator[tuple[str, str, str]]:
    """Yield the method, the path with `{}`, and an address of every exposed method."""
    if id(node) in seen or not hasattr(node, "__dict__"):
        return
    popped = getattr(node, "_cp_dispatch", None) is not None
    inner = f"{path}/{{}}" if popped else path
    for name in (one for one in dir(node) if not one.startswith("_") and one != "favicon_ico"):
        held = getattr(node, name)
        if name in EVERY and getattr(node, "exposed", False):
            yield name, inner or "/", inner or "/"
        elif callable(held) and getattr(held, "exposed", False) and not isinstance(held, type):
            methods = getattr(held, "_cp_config", {}).get("tools.allow.methods", EVERY)
            tail = {"index": "", "default": "/{}"}.get(name, f"/{name}")
            for where in {inner + tail, *([path] if popped and name == "index" else [])}:
                yield from (
                    (method, where or "/", (where or "/") + ("/" if name == "index" else "")) for method in methods
                )
        elif type(held).__module__ == type(node).__module__:
            yield from pages(held, f"{inner}/{name}", (*seen, id(node)))


def status_of(address: str, method: str) -> int:
    """Return the status of the answer to a request with the parameters that pages may want."""
    environ: dict[str, object] = {"REQUEST_METHOD": method, "PATH_INFO": address.replace("{}", "7").replace("//", "/")}
    setup_testing_defaults(environ)
    environ["CONTENT_LENGTH"] = "0"
    environ["wsgi.input"] = io.BytesIO()
    told: list[str] = []

    def start_response(status: str, *_: object) -> None:
        told.append(status)

    list(cherrypy.tree(environ, start_response))
    return int(told[0][:3])


def main() -> None:
    """Print one line for each method of each page."""
    module, _, name = sys.argv[1].partition(":")
    with redirect_stdout(sys.stderr):
        cherrypy.config.update({"environment": "embedded", "log.screen": False})
        tree = getattr(import_module(module), name)
        found = []
        for prefix, app in tree.apps.items():
            for method, path, address in pages(app.root, prefix):
                found.append({"method": method, "path": path, "status": status_of(address, method)})
    for one in found:
        print(json.dumps(one))


if __name__ == "__main__":
    main()
