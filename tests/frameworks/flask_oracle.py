"""Import a Flask application for real and print what its URL map holds, and how each route answers a stranger.

Usage: `python flask_oracle.py <module>:<application or factory> [--routes-only]`, with the application's folder on the
path. One JSON object for each method of each route: `method`, `path` in the canonical grammar, `status` (null for
`--routes-only`).
"""

import inspect
import json
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib import import_module

from flask import Flask
from werkzeug.routing import Rule

EXAMPLES = {"int": "1", "float": "1.5", "uuid": "12345678-1234-5678-1234-567812345678", "path": "a/b"}
VARIABLE = re.compile(r"<(?:([a-z]+)(?:\((.*?)\))?:)?(\w+)>")
EXTENSIONS = {"flask", "flask_admin", "flask_appbuilder", "flask_restx", "flask_smorest"}
ANSWERED_BY_FLASK = {"HEAD", "OPTIONS"}


def example(match: re.Match[str]) -> str:
    """Return a value that the converter of a variable takes."""
    if match[1] == "any":
        return match[2].partition(",")[0]
    return EXAMPLES.get(match[1] or "", "word")


def own_rules(app: Flask) -> Iterator[Rule]:
    """Yield the rules that a function of the application answers to, not one of Flask's or of an extension."""
    for rule in app.url_map.iter_rules():
        view = inspect.unwrap(app.view_functions.get(rule.endpoint, app.send_static_file))
        maker = getattr(view, "view_class", view)
        if maker.__module__.partition(".")[0] not in EXTENSIONS:
            yield rule


def main() -> None:
    """Print one line for each method of each route."""
    module, _, name = sys.argv[1].partition(":")
    made = getattr(import_module(module), name)
    app = made if isinstance(made, Flask) else made()
    for rule in own_rules(app):
        for method in sorted((rule.methods or set()) - ANSWERED_BY_FLASK):
            status = None
            if "--routes-only" not in sys.argv:
                # A client of its own, so that no cookie of an earlier answer is sent along.
                with redirect_stdout(sys.stderr):
                    answer = app.test_client().open(VARIABLE.sub(example, rule.rule), method=method)
                status = answer.status_code
            path = VARIABLE.sub(lambda match: f"{{{match[3]}}}", rule.rule)
            print(json.dumps({"method": method, "path": path, "status": status}))


if __name__ == "__main__":
    main()
