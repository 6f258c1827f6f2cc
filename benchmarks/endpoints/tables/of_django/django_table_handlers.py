"""What answers behind a callback of Django's resolver: its class, the methods, the code, and what is wrapped around it."""

from __future__ import annotations

import ast
import contextlib
import functools
import inspect
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
HERE = Path.cwd().resolve()
LIBRARIES = ("site-packages", "dist-packages", "/lib/python")


@dataclass
class View:
    """A callback taken apart: `layers` are the functions around the handler, outermost first."""

    function: Any = None
    cls: Any = None
    actions: dict[str, str] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    layers: list[Any] = field(default_factory=list)
    api: bool = False


def view_of(callback: Any) -> View:
    """Take a callback apart."""
    view = View()
    current = callback
    for _ in range(40):
        if isinstance(current, functools.partial):
            current = current.func
            continue
        cls = getattr(current, "view_class", None) or getattr(current, "cls", None)
        view.layers.append(current)
        inner = _inside(current)
        if cls is not None and not (inner is not None and _class_of(inner) is not None):
            view.cls = cls
            view.given = dict(getattr(current, "view_initkwargs", None) or getattr(current, "initkwargs", None) or {})
            view.actions = {k.upper(): v for k, v in (getattr(current, "actions", None) or {}).items()}
            break
        if inner is None:
            view.function = current
            break
        current = inner
    if _made_by_api_view(view.cls):
        view.api = True
        view.function = _api_function(view.cls)
    return view


def _class_of(callback: Any) -> Any:
    return getattr(callback, "view_class", None) or getattr(callback, "cls", None)


def _made_by_api_view(cls: Any) -> bool:
    return cls is not None and any(one.__name__ == "WrappedAPIView" for one in cls.__mro__)


def _api_function(cls: Any) -> Any:
    """Return the function under `@api_view`."""
    for verb in VERBS:
        handler = getattr(cls, verb.lower(), None)
        if handler is not None:
            for cell in handler.__closure__ or ():
                if inspect.isroutine(cell.cell_contents):
                    return unwrapped(cell.cell_contents)
    return None


def _inside(current: Any) -> Any:
    """Return the function around which a wrapper stands; None when it is no wrapper."""
    wrapped = getattr(current, "__wrapped__", None)
    if wrapped is not None and wrapped is not current:
        return wrapped
    if inspect.ismethod(current):
        return None
    code = getattr(current, "__code__", None)
    if code is None or not getattr(current, "__closure__", None) or "<locals>" not in code.co_qualname:
        return None
    held = dict(zip(code.co_freevars, current.__closure__, strict=True))
    found = []
    for name, cell in held.items():
        try:
            value = cell.cell_contents
        except ValueError:
            continue
        if isinstance(value, (types.FunctionType, types.MethodType, functools.partial)) and _names_a_view(name):
            found.append(value)
    return found[0] if len(found) == 1 else None


def _names_a_view(name: str) -> bool:
    return name in {"f", "fn", "func", "function", "view", "view_func", "view_function", "fun", "method", "handler"}


def unwrapped(function: Any) -> Any:
    """Return the function that people wrote, behind its wrappers."""
    for _ in range(40):
        if isinstance(function, (functools.partial, functools.partialmethod)):
            function = function.func
        else:
            inner = _inside(function)
            if inner is None:
                return function
            function = inner
    return function


def layers_of(function: Any) -> list[Any]:
    """Return a function and all that its wrappers stand around."""
    found = []
    for _ in range(40):
        found.append(function)
        inner = function.func if isinstance(function, functools.partial) else _inside(function)
        if inner is None:
            break
        function = inner
    return found


def operations_of(callback: Any) -> list[Any]:
    """Return the operations of Django Ninja behind a callback, one for each function that answers some methods."""
    held = [getattr(callback, "__self__", None)]
    for cell in getattr(callback, "__closure__", None) or ():
        with contextlib.suppress(ValueError):
            value = cell.cell_contents
            held.extend((value, getattr(value, "__self__", None)))
    found = (getattr(one, "operations", None) for one in held)
    return next((list(one) for one in found if one and hasattr(one[0], "view_func")), [])


def answers(view: View) -> Iterator[tuple[str, Any, str]]:
    """Yield each method of a class view with the function that answers it and its name in the class."""
    cls = view.cls
    allowed = {name.upper() for name in view.given.get("http_method_names") or cls.http_method_names}
    if view.actions:
        for verb, name in view.actions.items():
            if verb in VERBS and verb in allowed:
                yield verb, getattr(cls, name, None), name
        return
    for verb in VERBS:
        function = getattr(cls, verb.lower(), None)
        if function is None or verb not in allowed:
            continue
        name = verb.lower()
        if _is_library(function) and function.__module__ in {"rest_framework.generics", "django.views.generic.edit"}:
            # `return self.list(request, ...)`, `return self.post(...)`
            called = [one for one in function.__code__.co_names if hasattr(cls, one)]
            if called and not _is_library(getattr(cls, called[0])):
                name, function = called[0], getattr(cls, called[0])
        yield verb, function, name


def _is_library(function: Any) -> bool:
    return place(function)[2]


def place(target: Any) -> tuple[str, int, bool]:
    """Return the file (from the checkout) and line of the `def` or `class` of something, and whether it is a library's."""
    if inspect.isclass(target):
        try:
            file, line = inspect.getsourcefile(target) or "", inspect.getsourcelines(target)[1]
        except (OSError, TypeError):
            return "", 0, True
        line = _lines(file).get(line, line)
    else:
        target = unwrapped(target)
        if inspect.ismethod(target):
            target = target.__func__
        if not hasattr(target, "__code__"):
            call = vars(type(target)).get("__call__")
            return place(type(target) if call is None else call)
        file, line = target.__code__.co_filename, target.__code__.co_firstlineno
        line = _lines(file).get(line, line)
    path = Path(file).resolve()
    if not path.is_relative_to(HERE) or any(word in str(path) for word in LIBRARIES):
        return str(path), line, True
    return path.relative_to(HERE).as_posix(), line, False


@lru_cache
def _lines(file: str) -> dict[int, int]:
    """Return the `def` lines of a file by the line on which the definition begins, its decorators included."""
    try:
        tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    except (OSError, SyntaxError):
        return {}
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            found[first] = node.lineno
    return found


def class_place(cls: Any) -> tuple[str, int, bool]:
    """Return where the first class of the application in a hierarchy stands."""
    for one in cls.__mro__:
        found = place(one)
        if not found[2] and found[0]:
            return found
    return place(cls)
