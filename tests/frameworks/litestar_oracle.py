"""Import a Litestar application for real and print its routes, and how each answers a stranger.

Usage: `python litestar_oracle.py <module>:<application>`, with the application's folder on the path. One JSON object for
each method of each route: `method`, `path` with `{}` for each variable, `status`.
"""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib import import_module

from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

VARIABLE = re.compile(r"\{\w+:(\w+)\}")
EXAMPLES = {"uuid": "12345678-1234-5678-1234-567812345678", "int": "7"}


def ask(app: Litestar) -> Iterator[dict[str, object]]:
    """Yield how each route answers somebody who sends no credential, but the token that a form would hold."""
    with TestClient(app) as client:
        for route in app.routes:
            path = VARIABLE.sub("{}", route.path)
            if not isinstance(route, HTTPRoute):
                yield {"method": "WEBSOCKET", "path": path, "status": None}
                continue
            asked = VARIABLE.sub(lambda match: EXAMPLES.get(match[1], "word"), route.path)
            for method in sorted(set(route.methods) - {"OPTIONS"}):
                token = client.cookies.get("csrftoken") or ""
                answer = client.request(
                    method, asked, headers={"x-csrftoken": token, "X-Note": "n"}, json={"name": "x"}
                )
                yield {"method": method, "path": path, "status": answer.status_code}


def main() -> None:
    """Print one line for each method of each route."""
    module, _, name = sys.argv[1].partition(":")
    with redirect_stdout(sys.stderr):
        answers = list(ask(getattr(import_module(module), name)))
    for answer in answers:
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
