"""Rows of the table: what answers each pattern, and what of its protection shows while the application runs."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import django_table_handlers as handlers
import django_table_probe as probe
from django.conf import settings
from django.middleware.csrf import CsrfViewMiddleware
from django.test import RequestFactory
from django.utils.module_loading import import_string
from django_table_paths import Path

LOGIN = {
    "django.contrib.auth.decorators:login_required",
    "django.contrib.auth.decorators:permission_required",
    "django.contrib.admin.views.decorators:staff_member_required",
    "django.contrib.auth.mixins:LoginRequiredMixin",
    "django.contrib.auth.mixins:PermissionRequiredMixin",
}
ROLE = {
    "django.contrib.auth.decorators:permission_required",
    "django.contrib.admin.views.decorators:staff_member_required",
    "django.contrib.auth.mixins:PermissionRequiredMixin",
    "rest_framework.permissions:IsAdminUser",
    "rest_framework.permissions:DjangoModelPermissions",
}
LIMIT = {"django_ratelimit.decorators:ratelimit", "ratelimit.decorators:ratelimit"}
METHODS = "require_http_methods.<locals>.decorator.<locals>.inner"


class Reader:
    """Makes rows; `guards` are the project's own guards by kind, as a person has read them."""

    def __init__(self, guards: Mapping[str, list[str]], *, answering: bool) -> None:
        self.guards = {kind: set(names) for kind, names in guards.items()}
        self.answering = answering
        self.somebody = probe.somebody() if answering else None
        self.checks_csrf = any(_is_csrf(name) for name in settings.MIDDLEWARE)

    def rows(self, callback: Any, path: Path) -> Iterator[dict[str, Any]]:
        """Yield the rows of one pattern."""
        operations = handlers.operations_of(callback)
        for operation in operations:
            function = handlers.unwrapped(operation.view_func)
            view = handlers.View(function=function, layers=handlers.layers_of(operation.view_func))
            row = self._row(view, function, [one for one in handlers.VERBS if one in operation.methods], path, callback)
            # Each way to show who is calling makes its own check.
            row["protections"].pop("csrf", None)
            yield row
        if operations:
            return
        view = handlers.view_of(callback)
        if view.cls is None:
            yield self._row(view, view.function, self._restricted(view), path, callback)
        elif view.api:
            for verb in handlers.VERBS:
                if hasattr(view.cls, verb.lower()):
                    yield self._row(view, view.function, [verb], path, callback)
        else:
            found = list(handlers.answers(view))
            for verb, function, name in found:
                yield self._row(view, function, [verb], path, callback, name)
            if not found and not handlers.place(view.cls.dispatch)[2]:
                yield self._row(view, view.cls.dispatch, [], path, callback, "dispatch")

    def _row(
        self, view: handlers.View, function: Any, methods: list[str], path: Path, callback: Any, name: str = ""
    ) -> dict[str, Any]:
        file, line, external = handlers.place(function) if function is not None else ("", 0, True)
        if external and view.cls is not None and not view.api:
            file, line, external = handlers.class_place(view.cls)
        inner = handlers.unwrapped(function) if function is not None else view.cls
        row = {
            "methods": methods,
            "path": path.shown,
            "handler": f"{getattr(inner, '__module__', '?')}:{getattr(inner, '__qualname__', inner)}",
            "file": file,
            "line": line,
            "parameters": [
                {"name": name, "in": "path", "validated": "yes" if limited else "no"} for name, limited in path.names
            ],
            "protections": {},
        }
        if external:
            row["external"] = True
            return row
        names = self._around(view, function, name)
        said = self._answers(methods, path)
        row["probe"] = [answer[0] if answer else None for answer in said]
        row["protections"] = self._protections(view, names, methods, path, callback, name, said)
        return row

    def _restricted(self, view: handlers.View) -> list[str]:
        """Return the methods to which a decorator of Django restricts a function; none for any."""
        for layer in view.layers:
            code = getattr(layer, "__code__", None)
            if code is not None and code.co_qualname == METHODS:
                held = dict(zip(code.co_freevars, layer.__closure__, strict=True))
                listed = [one.upper() for one in held["request_method_list"].cell_contents]
                return [one for one in handlers.VERBS if one in listed]
        return []

    # --- what is said

    def _answers(self, methods: Iterable[str], path: Path) -> list[tuple[int, str] | None]:
        if not self.answering:
            return []
        said = [probe.ask(method, path.example) for method in (methods or ("GET", "POST"))]
        # Where somebody signs out, the page to sign in is what comes next.
        return said if "logout" not in path.shown else [one for one in said if one and one[0] not in range(300, 400)]

    def _around(self, view: handlers.View, function: Any, name: str) -> set[str]:
        """Return the names of all functions and classes that stand around a handler."""
        del name
        found: set[str] = set()
        targets = list(view.layers)
        if view.cls is not None:
            found.update(_named(one) for one in view.cls.__mro__ if not _asks_otherwise(view.cls, one))
            targets.extend((*handlers.layers_of(view.cls.dispatch), *handlers.layers_of(function or view.cls.dispatch)))
        for one in targets:
            found.update(_names(one))
        return found

    def _protections(  # noqa: PLR0913
        self,
        view: handlers.View,
        names: set[str],
        methods: list[str],
        path: Path,
        callback: Any,
        name: str,
        said: list[tuple[int, str] | None],
    ) -> dict[str, str]:
        found: dict[str, str] = {}
        rest = self._rest(view, methods, path, name) if view.cls is not None and methods else None
        states = {probe.refused(answer) for answer in said if answer is not None} - {None}
        if len(states) == 1:
            found["authentication"] = "yes" if states == {True} else "no"
        elif names & (LOGIN | self.guards.get("authentication", set())) or (rest and rest.get("refused")):
            found["authentication"] = "yes"
        classes = names | (rest or {}).get("permissions", set())
        if classes & (ROLE | self.guards.get("authorization", set())) or self._forbidden(methods, path):
            found["authorization"] = "yes"
        if names & (LIMIT | self.guards.get("rate-limit", set())):
            found["rate-limit"] = "yes"
        elif rest is not None:
            found["rate-limit"] = "yes" if rest["limited"] else "no"
        csrf = self._csrf(rest, callback, names)
        # Of a view of any method only the unsafe ones want it.
        if csrf and (UNSAFE.intersection(methods) or (not methods and csrf == "yes")):
            found["csrf"] = csrf
        return found

    def _forbidden(self, methods: list[str], path: Path) -> bool:
        """Tell whether somebody without rights is refused by each method."""
        if self.somebody is None:
            return False
        said = [probe.ask(method, path.example, self.somebody) for method in methods or ("GET", "POST")]
        return all(answer is not None and answer[0] == 403 for answer in said)

    def _csrf(self, rest: Mapping[str, Any] | None, callback: Any, names: set[str]) -> str | None:
        if names & self.guards.get("csrf", set()):
            return "yes"
        if rest is not None:
            return rest["csrf"]
        return "yes" if self.checks_csrf and not getattr(callback, "csrf_exempt", False) else "no"

    # --- Django REST framework

    def _rest(self, view: handlers.View, methods: list[str], path: Path, name: str) -> dict[str, Any] | None:
        """Return what the policies of a view of REST framework come to for a stranger; None for other views."""
        if "rest_framework.views" not in sys.modules:
            return None
        from rest_framework.throttling import SimpleRateThrottle
        from rest_framework.views import APIView

        if not issubclass(view.cls, APIView):
            return None
        try:
            made = view.cls(**view.given)
            made.args, made.kwargs = (), {}
            made.action_map = {verb.lower(): action for verb, action in view.actions.items()} or None
            request = made.initialize_request(RequestFactory().generic(methods[0], path.example))
            made.request, made.format_kwarg = request, None
            made.action = name if view.actions else None
            permissions = made.get_permissions()
            throttles = made.get_throttles()
            authenticators = made.get_authenticators()
        except Exception as error:  # noqa: BLE001 -- a view that needs more than that is not read
            print(f"policies of {view.cls.__qualname__}: {type(error).__name__} {error}"[:200], file=sys.stderr)
            return None
        return {
            "permissions": {_named(base) for one in permissions for base in type(one).__mro__},
            "refused": self._refuses(made, request, permissions),
            "limited": any(not isinstance(one, SimpleRateThrottle) or _rate(one, made) for one in throttles),
            "csrf": _session_csrf(authenticators),
        }

    def _refuses(self, made: Any, request: Any, permissions: Iterable[Any]) -> bool:
        try:
            return not all(one.has_permission(request, made) for one in permissions)
        except Exception:  # noqa: BLE001 -- who asks for more than a stranger has does not let him in
            return False


def _asks_otherwise(cls: Any, mixin: Any) -> bool:
    """Tell whether a class has replaced what one of Django's mixins asks."""
    asked = getattr(mixin, "has_permission", None)
    return mixin.__module__ == "django.contrib.auth.mixins" and asked is not None and cls.has_permission is not asked


def _rate(throttle: Any, view: Any) -> Any:
    scope = getattr(view, getattr(throttle, "scope_attr", ""), None)
    return throttle.THROTTLE_RATES.get(scope) if hasattr(throttle, "scope_attr") else throttle.rate


def _session_csrf(authenticators: Iterable[Any]) -> str | None:
    from rest_framework.authentication import SessionAuthentication

    for one in authenticators:
        if isinstance(one, SessionAuthentication):
            return "yes" if type(one).enforce_csrf is SessionAuthentication.enforce_csrf else "no"
    return None


def _is_csrf(name: str) -> bool:
    middleware = import_string(name)
    return inspect.isclass(middleware) and issubclass(middleware, CsrfViewMiddleware)


def _named(one: Any) -> str:
    return f"{one.__module__}:{one.__qualname__}"


def _names(function: Any) -> Iterator[str]:
    """Yield the names of a wrapper: of the function that made it, and of the functions that it holds."""
    while isinstance(function, functools.partial):
        function = function.func
    code = getattr(function, "__code__", None)
    if code is None:
        return
    yield from _made_by(function)
    for cell in function.__closure__ or ():
        try:
            value = cell.cell_contents
        except ValueError:
            continue
        for one in value if isinstance(value, (tuple, list)) else (value,):
            if hasattr(one, "__code__") and hasattr(one, "__globals__"):
                yield from _made_by(one)


def _made_by(function: Any) -> Iterator[str]:
    function = getattr(function, "__func__", function)
    module = function.__globals__.get("__name__", "?")
    yield f"{module}:{function.__code__.co_qualname}"
    yield f"{module}:{function.__code__.co_qualname.partition('.<locals>')[0]}"


UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
