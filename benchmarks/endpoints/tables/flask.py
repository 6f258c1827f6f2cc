"""Import a Flask application and print the routes of its URL map: `flask.py APPLICATION.toml`, in the checkout's folder.

A JSON list, one row for each method of each rule. A view is followed through its wrappers (`__wrapped__`, closures) to the
function or the method of a class that somebody wrote. Guards that are named in the file and those of known extensions are
looked for among the wrappers; an anonymous request tells whether a stranger is let in. A protection that neither shows is
left out of its row.
"""

from __future__ import annotations

import ast
import functools
import inspect
import json
import os
import re
import signal
import sys
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stdout, suppress
from pathlib import Path
from types import CodeType, FunctionType, MethodType
from typing import Any

ROOT = Path.cwd()
ADDED_BY_FLASK = {"HEAD", "OPTIONS"}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
VARIABLE = re.compile(r"<(?:([a-zA-Z_]\w*)(?:\((.*?)\))?:)?(\w+)>")
EXAMPLES = {"int": "1", "float": "1.5", "uuid": "12345678-1234-5678-1234-567812345678", "path": "a/b"}
LIBRARY_GUARDS = {
    "authentication": {
        *("flask_login.utils:login_required", "flask_login.utils:fresh_login_required", "flask_httpauth:HTTPAuth"),
        *("flask_jwt_extended.view_decorators:jwt_required", "flask_security.decorators:auth_required"),
        *("flask_security.decorators:login_required", "flask_security.decorators:roles_required"),
        *("flask_security.decorators:roles_accepted", "flask_appbuilder.security.decorators:has_access"),
        *("flask_appbuilder.security.decorators:has_access_api", "flask_appbuilder.security.decorators:protect"),
    },
    "authorization": {
        *("flask_security.decorators:roles_required", "flask_security.decorators:roles_accepted"),
        *("flask_appbuilder.security.decorators:has_access", "flask_appbuilder.security.decorators:has_access_api"),
        "flask_appbuilder.security.decorators:protect",
    },
    "rate-limit": set(),
    "csrf": set(),
}
LOGIN_PAGE = r"log_?in|sign_?in|/auth"
SECONDS = 20
REFUSED = {401, 403}


# --- from a view to what somebody wrote


def layers(view: Any, seen: set[int] | None = None) -> Iterator[Any]:
    """Yield a view and every function and class that it is made around, outermost first."""
    seen = set() if seen is None else seen
    if id(view) in seen:
        return
    seen.add(id(view))
    yield view
    if isinstance(view, MethodType):
        yield from layers(view.__func__, seen)
    if isinstance(view, functools.partial):
        yield from layers(view.func, seen)
    below = getattr(view, "__wrapped__", None)
    if below is not None:
        yield from layers(below, seen)
    for cell in getattr(view, "__closure__", None) or ():
        with suppress(ValueError):  # an empty cell
            if is_wrapped(view, cell.cell_contents):
                yield from layers(cell.cell_contents, seen)


def is_wrapped(view: Any, held: Any) -> bool:
    """Tell whether what a closure holds is what it wraps: it takes whatever that takes."""
    if not isinstance(held, FunctionType | MethodType | functools.partial):
        return False
    passes_on = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS
    return "<locals>" in view.__code__.co_qualname and bool(view.__code__.co_flags & passes_on)


def written(view: Any) -> Any:
    """Return the function that somebody wrote, below all wrappers."""
    while True:
        if isinstance(view, MethodType):
            view = view.__func__
        elif isinstance(view, functools.partial):
            view = view.func
        elif getattr(view, "__wrapped__", None) is not None:
            view = view.__wrapped__
        else:
            cells = getattr(view, "__closure__", None) or ()
            held = [cell.cell_contents for cell in cells if is_full(cell) and is_wrapped(view, cell.cell_contents)]
            if len(held) != 1 or is_described(view):
                return view
            view = held[0]


def is_full(cell: Any) -> bool:
    """Tell whether a cell of a closure has been given a value."""
    try:
        cell.cell_contents  # noqa: B018 -- asking is the test
    except ValueError:
        return False
    return True


def is_described(view: Any) -> bool:
    """Tell whether a function takes named arguments of its own: then it is a view, whatever it closes over."""
    return bool(getattr(view, "__code__", None) and view.__code__.co_argcount > 1)


def by_method(view: Any, methods: set[str]) -> Iterator[tuple[set[str], Any, list[Any]]]:
    """Yield the methods of a rule that share a handler, the handler, and all layers around it."""
    around = list(layers(view))
    cls = next((layer.view_class for layer in around if hasattr(layer, "view_class")), None)
    if cls is None:
        yield methods, written(view), around
        return
    verbs = {verb: getattr(cls, verb.lower(), None) for verb in sorted(methods)}
    if not any(verbs.values()):
        yield methods, written(cls.dispatch_request), [*around, *layers(cls.dispatch_request)]
        return
    more = [layer for one in class_guards(cls, "") for layer in layers(one)]
    for verb, function in verbs.items():
        if function is not None:
            own = [layer for one in class_guards(cls, verb.lower()) for layer in layers(one)]
            yield {verb}, written(function), [*around, *layers(function), *more, *own]


def class_guards(cls: Any, verb: str) -> list[Any]:
    """Return the decorators that a class of Flask-RESTful or RESTX puts around its methods when it is called."""
    listed = getattr(cls, "method_decorators", ())
    if isinstance(listed, dict):
        return list(listed.get(verb, ())) if verb else []
    return [] if verb else list(listed)


@functools.cache
def definitions(file: str) -> dict[int, int]:
    """Return the lines of the `def`s and `class`es of a file by their first lines, decorators included."""
    tree = ast.parse(Path(file).read_bytes())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    found = [node for node in ast.walk(tree) if isinstance(node, kinds)]
    return {min([node.lineno, *(one.lineno for one in node.decorator_list)]): node.lineno for node in found}


def place(function: Any) -> tuple[str, int, bool]:
    """Return the file and line of a definition, and whether it stands outside of the checkout."""
    code: CodeType | None = getattr(function, "__code__", None)
    if code is None and not inspect.isclass(function):
        function, code = type(function), None
    file = code.co_filename if code else inspect.getsourcefile(function) or ""
    line = code.co_firstlineno if code else inspect.getsourcelines(function)[1]
    path = Path(file).resolve()
    outside = not path.is_relative_to(ROOT) or "site-packages" in path.parts
    if outside:
        return "/".join(path.parts[-3:]), line, True
    return path.relative_to(ROOT).as_posix(), definitions(str(path)).get(line, line), False


def name_of(function: Any) -> str:
    """Return `package.module:Class.method`."""
    module = getattr(function, "__globals__", {}).get("__name__") or getattr(function, "__module__", "")
    code = getattr(function, "__code__", None)
    return f"{module}:{code.co_qualname if code else getattr(function, '__qualname__', type(function).__qualname__)}"


# --- protections


def is_among(layer: Any, guards: set[str]) -> bool:
    """Tell whether a layer is one of these functions, or was made inside of one; a guard may be a whole package."""
    name = name_of(layer)
    return any(
        name == guard or name.startswith((f"{guard}.", f"{guard}:")) or name.partition(":")[0] == guard
        for guard in guards
    )


class Protections:
    """Reads what stands before a view at run time."""

    def __init__(self, app: Any, said: dict[str, Any]) -> None:
        named = said.get("guards", {})
        self.app = app
        self.guards = {kind: {*known, *named.get(kind, ())} for kind, known in LIBRARY_GUARDS.items()}
        self.told = {kind for kind in self.guards if kind in named}
        self.login = re.compile(said.get("login", LOGIN_PAGE), re.IGNORECASE)
        self.probed = set(said.get("probe", [*UNSAFE, "GET"]))
        config = app.config
        self.checks = config.get("WTF_CSRF_ENABLED", True) and config.get("WTF_CSRF_CHECK_DEFAULT", True)
        self.limiters = [one for one in limiters(app) if one.enabled]
        # A stranger is asked who they are after they were asked for a token, and not at all when they come too often.
        config["WTF_CSRF_ENABLED"] = False
        for limiter in self.limiters:
            limiter.enabled = False

    def of(self, rule: Any, methods: set[str], around: list[Any], status: int | None, target: str) -> dict[str, str]:
        """Return yes or no for each kind that can be told."""
        shown = {kind for kind, guards in self.guards.items() if any(is_among(one, guards) for one in around)}
        found = dict.fromkeys(shown & {"authentication", "authorization", "rate-limit"}, "yes")
        # Who logs in or out by themselves is sent to the login page as well.
        sent = status in {302, 303, 307} and not re.search(f"{self.login.pattern}|log_?out", rule.rule)
        refused = status in REFUSED or (sent and bool(self.login.search(target)))
        if refused:
            found["authentication"] = "yes"
        elif status is not None and status < 300:
            found.setdefault("authentication", "no")
        limited = self.is_limited(rule, min(methods))
        if limited is not None:
            found["rate-limit"] = "yes" if limited else "no"
        elif "rate-limit" in self.told:
            found.setdefault("rate-limit", "no")
        checked = self.is_checked(rule, methods)
        if checked is not None:
            found["csrf"] = "yes" if checked else "no"
        return found

    def is_limited(self, rule: Any, method: str) -> bool | None:
        """Tell whether Flask-Limiter limits a rule; None when it is not in use, or of an old version."""
        if "flask_limiter" not in sys.modules or any(not hasattr(one, "limit_manager") for one in self.limiters):
            return None
        view = self.app.view_functions[rule.endpoint]
        name = sys.modules["flask_limiter.util"].get_qualified_name(view)
        blueprint = rule.endpoint.rpartition(".")[0] or None
        for manager in (limiter.limit_manager for limiter in self.limiters):
            own = manager.decorated_limits if hasattr(manager, "decorated_limits") else manager.route_limits
            limits = [*own(name), *manager.blueprint_limits(self.app, blueprint or "")]
            if any(not one.methods or method.lower() in {each.lower() for each in one.methods} for one in limits):
                return True
            if limits:
                # A route's own limits take the place of the defaults, for its other methods too.
                continue
            exempt = manager.exemption_scope(self.app, rule.endpoint, blueprint)
            if not exempt and (manager.default_limits or manager.application_limits):
                return True
        return False

    def is_checked(self, rule: Any, methods: set[str]) -> bool | None:
        """Tell whether Flask-WTF's CSRFProtect checks a rule; None when it is not in use, or nothing is changed."""
        check = self.app.extensions.get("csrf")
        if check is None or not methods & UNSAFE or not hasattr(check, "_exempt_views"):
            return None
        if not self.checks:
            return False
        view = self.app.view_functions[rule.endpoint]
        blueprint = rule.endpoint.rpartition(".")[0]
        # What is exempt is kept in private attributes alone (Flask-WTF 1.2).
        views, blueprints = check.__dict__["_exempt_views"], check.__dict__["_exempt_blueprints"]
        return f"{view.__module__}.{view.__name__}" not in views and blueprint not in blueprints


def limiters(app: Any) -> list[Any]:
    """Return the limiters of Flask-Limiter that an application uses."""
    found = app.extensions.get("limiter", ()) if "flask_limiter" in sys.modules else ()
    return list(found) if isinstance(found, set | list | tuple) else [found]


def answer_to_a_stranger(app: Any, path: str, method: str) -> tuple[int | None, str]:
    """Return the status and the target of the answer to a request without any credential."""

    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        answer = app.test_client().open(path, method=method)
    except Exception:  # noqa: BLE001 -- any error of a program of others says nothing of its guards
        return None, ""
    else:
        return answer.status_code, answer.headers.get("Location", "")
    finally:
        signal.alarm(0)


def example(rule: Any) -> str:
    """Return a path that a rule matches."""

    def value(match: re.Match[str]) -> str:
        if match[1] == "any":
            return match[2].partition(",")[0].strip(" '\"")
        return EXAMPLES.get(match[1] or "", "1")

    return VARIABLE.sub(value, rule.rule)


def parameters(rule: Any) -> list[dict[str, str]]:
    """Return the variables of a rule; a typed converter validates, of others nothing is said."""
    found = []
    for match in VARIABLE.finditer(rule.rule):
        typed = (match[1] or "string") not in {"string", "default", "path"}
        found.append({"name": match[3], "in": "path", **({"validated": "yes"} if typed else {})})
    return found


def rows(app: Any, said: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield one row for each handler of each rule."""
    protections = Protections(app, said)
    for rule in app.url_map.iter_rules():
        view = app.view_functions.get(rule.endpoint)
        methods = set(rule.methods or {"GET"}) - ADDED_BY_FLASK
        if view is None or rule.build_only or not methods:
            continue
        for shared, handler, around in by_method(view, methods):
            file, line, external = place(handler)
            for method in sorted(shared):
                status, target = None, ""
                if not external and method in protections.probed:
                    status, target = answer_to_a_stranger(app, example(rule), method)
                yield {
                    "methods": [method],
                    "path": VARIABLE.sub(lambda match: f"{{{match[3]}}}", rule.rule),
                    "handler": name_of(handler),
                    "file": file,
                    "line": line,
                    "websocket": bool(getattr(rule, "websocket", False)),
                    "external": external,
                    "parameters": parameters(rule),
                    "probe": status,
                    "protections": protections.of(rule, {method}, around, status, target),
                }


def main() -> None:
    """Print the table."""
    with Path(sys.argv[1]).open("rb") as opened:
        said = tomllib.load(opened)
    sys.path[0] = str(ROOT)
    os.environ.update(said.get("environment", {}))
    held: dict[str, Any] = {"__name__": "load"}
    with redirect_stdout(sys.stderr):
        exec(compile(said["load"], sys.argv[1], "exec"), held)
        app = held["app"]
        app.testing = False
        table = list(rows(app, said))
    print(json.dumps(table))
    sys.stdout.flush()
    # Threads that the application has started are of no more use.
    os._exit(0)


if __name__ == "__main__":
    main()
