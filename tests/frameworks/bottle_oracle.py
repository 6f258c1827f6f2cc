"""Import a Bottle application for real and print its routes, and how each answers a stranger.

Usage: `python bottle_oracle.py <module>:<application>`, with the application's folder on the path. One JSON object for each
method of each route: `method`, `path` with `{}` for each wildcard, `status`.
"""

import io
import json
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib import import_module
from operator import attrgetter
from wsgiref.util import setup_testing_defaults

from bottle import Bottle

WILDCARD = re.compile(r"<(?:\w+)?(?::(?:\\.|[^\\>])+)?>|:\w+")
EVERY = ("DELETE", "GET", "PATCH", "POST", "PUT")


def asked(rule: str) -> str:
    """Return an address that a rule matches."""
    return WILDCARD.sub(lambda match: "word" if ":re:" in match[0] else "7", rule)


def status_of(app: Bottle, environ: dict[str, object]) -> int:
    """Return the status of the answer to a request."""
    told: list[str] = []

    def start_response(status: str, *_: object) -> None:
        told.append(status)

    list(app(environ, start_response))
    return int(told[0][:3])


def ask(app: Bottle) -> Iterator[dict[str, object]]:
    """Yield how each route answers somebody who sends no credential."""
    for route in app.routes:
        for method in EVERY if route.method == "ANY" else (route.method,):
            environ: dict[str, object] = {"REQUEST_METHOD": method, "PATH_INFO": asked(route.rule)}
            setup_testing_defaults(environ)
            environ["wsgi.input"] = io.BytesIO()
            yield {"method": method, "path": WILDCARD.sub("{}", route.rule), "status": status_of(app, environ)}


def main() -> None:
    """Print one line for each method of each route."""
    module, _, name = sys.argv[1].partition(":")
    with redirect_stdout(sys.stderr):
        answers = list(ask(attrgetter(name)(import_module(module))))
    for answer in answers:
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
