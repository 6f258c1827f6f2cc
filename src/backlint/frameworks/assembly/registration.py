"""Registrations, as the machine saw them: what was decorated, what a call was given, where it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from backlint.concepts import Evidence
from backlint.execution.program import Program
from backlint.execution.taint import Site
from backlint.execution.values import (
    AnyValue,
    Bound,
    CallEvent,
    ClassObject,
    Constant,
    Descriptor,
    External,
    FunctionObject,
    InstanceObject,
    Partial,
    Produced,
    Text,
    members,
    string_of,
)
from backlint.findings import Location
from backlint.frameworks.routes import Unresolved

_MAX_WRAPPERS = 16
_Application = TypeVar("_Application", bound=AnyValue)
NOWHERE = Location("", 0)


def method_of(event: CallEvent) -> str:
    """Return the last part of a call's name: `get` of `fastapi.FastAPI.get`."""
    return event.callee.rpartition(".")[2]


def applied(program: Program, event: CallEvent) -> tuple[CallEvent, ...]:
    """Return the calls of what a call returned, as `@app.get("/")` is applied to a function."""
    return tuple(other for other in program.calls(f"{event.callee}()") if other.function is event.result)


def constructor(program: Program, value: AnyValue) -> CallEvent | None:
    """Return the call that made an object of a library class, or of a class of the project that descends from one."""
    if isinstance(value, Produced):
        return value.call
    if isinstance(value, InstanceObject):
        for event in program.calls_on(value):
            if event.callee.endswith(".__init__"):
                return event
    return None


def argument(program: Program, event: CallEvent, position: int | None, name: str) -> AnyValue | None:
    """Return an argument by position or keyword."""
    _ = program
    return event.arguments.get(position, name)


def strings(program: Program, value: AnyValue | None) -> tuple[tuple[str, ...], bool]:
    """Return the strings of a list of constants, or of one constant, and whether that is all."""
    if value is None:
        return (), True
    single = string_of(value)
    if single is not None:
        return (single,), True
    items, complete = program.items(value)
    found = tuple(text for item in items if (text := string_of(item)) is not None)
    return found, complete and len(found) == len(items)


def prefix_of(value: AnyValue | None) -> str | None:
    """Return a prefix or path as text: "" when it is not given or None, None when it is not known.

    Of an unknown text with a known beginning the unknown parts become `{…}`.
    """
    if value is None or (isinstance(value, Constant) and value.value is None):
        return ""
    for member in members(value):
        known = string_of(member)
        if known is not None:
            return known
    for member in members(value):
        if isinstance(member, Text) and prefix_of(member.parts[0]) is not None:
            return "".join("{…}" if (part := prefix_of(one)) is None else part for one in member.parts)
    return None


def join_paths(*parts: str) -> str:
    """Join prefixes and a path with exactly one slash between them."""
    joined = ""
    for part in parts:
        if not part:
            continue
        joined = joined.rstrip("/") + ("" if part.startswith("/") else "/") + part
    return joined or "/"


def evidence(program: Program, name: str, site: Site | None) -> Evidence:
    """Return evidence for something at a place."""
    if site is None:
        return Evidence(name, "", 0)
    place = program.location(site)
    return Evidence(name, place.path, place.line)


_FOUND_BY_NAME = ("importlib.import_module()", "builtins.__import__()", "pkgutil.resolve_name()")
_PLUGIN = "importlib.metadata.EntryPoint.load()"


def handed_on(program: Program, application: AnyValue) -> Iterator[Unresolved]:
    """Yield the calls that give an application to code which is found by its name at run time, and is not known."""
    for event in program.calls_with(application):
        if event.callee.startswith(_FOUND_BY_NAME) or event.callee == _PLUGIN:
            yield not_known(program, "the code that is handed the application", event.site)


def not_known(program: Program, what: str, site: Site) -> Unresolved:
    """Return what says that something could not be read there."""
    return Unresolved(f"{what} is not known", program.location(site))


def of_library(program: Program, value: AnyValue) -> bool:
    """Tell whether a value is what a library holds ready, as a blueprint with its pages: no route of the project's own.

    A module that is missing from a package of the project's own is not a library's.
    """
    if not isinstance(value, External):
        return False
    package = value.name.partition(".")[0]
    return all(module.partition(".")[0] != package for module in program.modules())


def innermost(function: AnyValue) -> AnyValue:
    """Return the function behind wrappers: through `functools.wraps`, partials, bound methods and descriptors."""
    seen = 0
    while seen < 16:
        seen += 1
        if isinstance(function, (Bound, Partial, Descriptor)):
            function = function.function
        elif isinstance(function, FunctionObject) and function.wraps is not None:
            function = function.wraps
        elif isinstance(function, InstanceObject) and "__wrapped__" in function.fields:
            function = function.fields["__wrapped__"]
        else:
            return function
    return function


def written(function: AnyValue) -> AnyValue:
    """Return the function that people wrote as a view: behind wrappers, those without `functools.wraps` too."""
    for _ in range(_MAX_WRAPPERS):
        function = innermost(function)
        if not isinstance(function, FunctionObject) or function.closure is None:
            return function
        maker = function.closure.function
        if maker is None or not maker.facts.parameters:
            return function
        given = function.closure.variables.get(maker.facts.parameters[0].name)
        if not isinstance(given, (FunctionObject, Bound)) or maker.facts.qualname not in function.facts.qualname:
            return function
        function = given
    return function


def name_of(program: Program, function: AnyValue | None) -> str:
    """Return `package.module:qualname` of what handles a route, or what is known of a library's."""
    if function is None:
        return "?"
    inner = innermost(function)
    if isinstance(inner, (FunctionObject, ClassObject)):
        return inner.name
    if isinstance(inner, InstanceObject):
        return inner.cls.name
    return program.type_of(inner) or "?"


def place_of(program: Program, function: AnyValue | None, fallback: Site | None) -> Location:
    """Return the `def` or `class` line of a handler, or where it was registered."""
    if function is not None:
        place = program.definition(function)
        if place is not None:
            return place
    return program.location(fallback) if fallback is not None else NOWHERE


def decorations(function: AnyValue) -> Iterator[CallEvent]:
    """Yield the library calls that a handler went through as a decorated function, innermost first."""
    seen = 0
    while isinstance(function, (Bound, Partial, Descriptor)) and seen < 16:
        function = function.function
        seen += 1
    if isinstance(function, (FunctionObject, ClassObject)):
        yield from function.decorations


def decorator_call(event: CallEvent) -> CallEvent:
    """Return the call that made a decorator (`limiter.limit("5/minute")`) where it is one, else the event itself."""
    if isinstance(event.function, Produced):
        return event.function.call
    return event


def roots(
    program: Program, applications: Iterable[_Application], adding: Collection[str]
) -> Iterator[tuple[_Application, CallEvent]]:
    """Yield the applications that stand below no other one, each with the call that made it.

    `adding` are the methods and classes that put one below another. Of applications that stand below each other, or below
    themselves, the first is taken: no request comes by them from elsewhere, but each is served by somebody.
    """
    every = tuple(applications)
    above = {
        id(one): [
            event.receiver
            for event in program.calls_with(one)
            if method_of(event) in adding and one is not event.receiver
        ]
        for one in every
    }
    tops = [one for one in every if not above[id(one)]]
    reached = {id(one) for one in tops}

    def spread() -> None:
        """Reach what stands below something reached; what is in a table of its own counts as read with the table."""
        while new := {
            id(one)
            for one in every
            if id(one) not in reached
            and any(held is None or id(held) in reached or id(held) not in above for held in above[id(one)])
        }:
            reached.update(new)

    spread()
    for one in every:
        if id(one) not in reached:
            tops.append(one)
            reached.add(id(one))
            spread()
    for one in tops:
        made = constructor(program, one)
        if made is not None:
            yield one, made
