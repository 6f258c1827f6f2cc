"""What a project's settings say of its endpoints: which are meant for anybody, and what protects the others.

A declaration is met by what the code does with the name, wherever a protection can attach: the function is called on
every way through the handler, it made the wrapper that was registered, it is a dependency, hook or permission class, or
a class that the view descends from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from backlint.concepts import Application, Endpoint, Evidence, ProtectionKind, Trait
from backlint.configuration import Configuration, did_you_mean
from backlint.engines.entries import CoverRun, EntryRun
from backlint.execution.session import Session
from backlint.execution.values import (
    AnyValue,
    Bound,
    ClassObject,
    Descriptor,
    FunctionObject,
    InstanceObject,
    Partial,
)
from backlint.findings import Gap
from backlint.frameworks.assembly.registration import decorations, decorator_call
from backlint.frameworks.team import Declared
from backlint.nested import at, each

DETAIL = "declared in the settings"
"""What evidence says of a protection that only the settings know."""

_MAX_WRAPPERS = 16
_LOCALS = ".<locals>."


class Guards:
    """The functions and classes that settings declare to protect endpoints, and which of them do."""

    def __init__(self, rows: Iterable[Declared]) -> None:
        self._rows = tuple(rows)
        self._kinds: dict[str, list[ProtectionKind]] = {}
        for row in self._rows:
            self._kinds.setdefault(row.name, []).append(ProtectionKind(row.table))
        self._met: set[str] = set()

    def of(self, entry: EntryRun) -> Iterator[tuple[ProtectionKind, Evidence]]:
        """Yield what an endpoint is protected by, by declaration."""
        if not self._kinds:
            return
        # What is called on every way through has passed as a check; here it is only seen that something calls it.
        self._met.update(effect.callee.replace(":", ".") for run in entry.runs() for effect in run.effects)
        for name in dict.fromkeys(_names_before(entry)):
            for kind in self._kinds.get(name, ()):
                self._met.add(name)
                yield kind, Evidence(name, entry.route.location.path, entry.route.location.line, DETAIL)

    def gaps(self, known: frozenset[str]) -> Iterator[Gap]:
        """Yield those of the program's names that protect nothing: no endpoint comes by them as far as can be seen."""
        for row in self._rows:
            if row.name not in self._met and row.name in known:
                yield Gap(row.path, row.line, "model", f"`{row.name}` ({row.table}) stands before no endpoint")

    def unknown(self, known: frozenset[str]) -> Iterator[tuple[str, str, str]]:
        """Yield those that are none of the program's names: key, name, and a hint."""
        for row in self._rows:
            if row.name not in known:
                yield row.table, row.name, did_you_mean(row.name, known)


def names_of(session: Session) -> frozenset[str]:
    """Return the dotted names of the functions and classes of a program, and of what it calls in libraries."""
    machine = session.machine
    own = (*(made.name for made in machine.functions), *(made.name for made in machine.classes))
    return frozenset({".".join(name.replace(":", ".").split(_LOCALS)) for name in own} | set(machine.events))


# --- what stands before an endpoint, by name ------------------------------------------------------------------------


def _names_before(entry: EntryRun) -> Iterator[str]:
    """Yield the names of all that stands before an endpoint's handler."""
    if entry.route.handler is not None:
        yield from _names(entry.route.handler)
    for cover in entry.covers:
        yield from _of_cover(cover)


def _of_cover(came: CoverRun) -> Iterator[str]:
    yield came.cover.evidence.name
    if came.cover.function is not None:
        yield from _names(came.cover.function)
    for one in (*came.either, *came.every):
        yield from _of_cover(one)


def _names(value: AnyValue) -> Iterator[str]:
    """Yield the names by which a handler or guard may be declared: its own, its makers', its class's ancestors'."""
    left: list[AnyValue] = [value]
    for _ in range(_MAX_WRAPPERS):
        if not left:
            return
        one = left.pop()
        for event in decorations(one):
            yield decorator_call(event).callee
        if isinstance(one, Bound):
            left += [one.function, one.receiver]
        elif isinstance(one, (Partial, Descriptor)):
            left.append(one.function)
        elif isinstance(one, FunctionObject):
            yield from _levels(one)
            left += _wrapped(one)
        elif isinstance(one, InstanceObject):
            left.append(one.cls)
            left += [held for name, held in one.fields.items() if name == "__wrapped__"]
        elif isinstance(one, ClassObject):
            yield from _lineage(one)


def _levels(function: FunctionObject) -> Iterator[str]:
    """Yield the name of a function and those of the functions that it was made in, as a wrapper is in its decorator."""
    parts = function.facts.qualname.split(_LOCALS)
    for count in range(1, len(parts) + 1):
        yield f"{function.module}.{'.'.join(parts[:count])}"


def _wrapped(function: FunctionObject) -> list[AnyValue]:
    """Return what a wrapper wraps, and the class that a method was written in."""
    found: list[AnyValue] = [] if function.wraps is None else [function.wraps]
    if function.owner is not None:
        found.append(function.owner)
    maker = None if function.closure is None else function.closure.function
    if function.closure is not None and maker is not None:
        given = (function.closure.variables.get(parameter.name) for parameter in maker.facts.parameters)
        found += [held for held in given if isinstance(held, (FunctionObject, Bound))]
    return found


def _lineage(cls: ClassObject) -> Iterator[str]:
    for ancestor in cls.ancestors():
        if isinstance(ancestor, ClassObject):
            yield ancestor.name.replace(":", ".")
    yield from cls.library_bases()


# --- endpoints that are meant for anybody ---------------------------------------------------------------------------


def with_public(applications: tuple[Application, ...], configuration: Configuration) -> tuple[Application, ...]:
    """Return the applications with the endpoints marked that the settings call public.

    An endpoint of which only some methods are public becomes two.

    Raises:
        UsageError: a pattern is none, or matches no endpoint.
    """
    for settings in each(configuration):
        applications = _with_public(applications, configuration, settings)
    return applications


def _with_public(
    applications: tuple[Application, ...], configuration: Configuration, settings: Configuration
) -> tuple[Application, ...]:
    """Mark what the settings of one folder call public: endpoints whose handlers lie in it."""
    patterns = {text: _pattern(text, settings) for text in settings.endpoints.public}
    if not patterns:
        return applications
    met: set[str] = set()
    marked = tuple(
        replace(
            one,
            endpoints=tuple(
                sorted(
                    (
                        part
                        for endpoint in one.endpoints
                        for part in (
                            _parts(endpoint, patterns, met)
                            if at(configuration, endpoint.location.path) is settings
                            else (endpoint,)
                        )
                    ),
                    key=lambda endpoint: (endpoint.path, endpoint.methods),
                )
            ),
        )
        for one in applications
    )
    for text in patterns:
        if text not in met and settings.endpoints_here:
            titles = {f"{method} {one.path}" for app in applications for one in app.endpoints for method in _of(one)}
            hint = did_you_mean(text, titles)
            raise settings.complain(f"`public`: no endpoint is `{text}`", ("endpoints", "public"), text, hint)
    return marked


_Pattern = Callable[[str, str], bool]
"""Tells whether a method of a path is meant."""


def _pattern(text: str, configuration: Configuration) -> _Pattern:
    said = re.fullmatch(r"(?:(?P<methods>\*|[A-Za-z]+(?:,[A-Za-z]+)*)\s+)?(?P<path>/\S*|\*)", text)
    if said is None:
        hint = "such as `GET /health`, `/docs/*`"
        raise configuration.complain(f"`public`: `{text}` is no endpoint", ("endpoints", "public"), text, hint)
    methods = (said["methods"] or "*").upper().split(",")
    wanted = re.compile(".*".join(re.escape(part) for part in (said["path"].rstrip("/") or "/").split("*")))

    def matches(method: str, path: str) -> bool:
        return ("*" in methods or method in methods) and wanted.fullmatch(path.rstrip("/") or "/") is not None

    return matches


def _of(endpoint: Endpoint) -> tuple[str, ...]:
    """Return what an endpoint answers, as patterns name it."""
    return ("WEBSOCKET",) if endpoint.websocket else endpoint.methods or ("*",)


def _parts(endpoint: Endpoint, patterns: Mapping[str, _Pattern], met: set[str]) -> Iterator[Endpoint]:
    """Yield an endpoint, as two where only some of its methods are public."""
    public: list[str] = []
    for method in _of(endpoint):
        said = [text for text, matches in patterns.items() if matches(method, endpoint.path)]
        met.update(said)
        if said:
            public.append(method)
    rest = tuple(method for method in _of(endpoint) if method not in public)
    marked = replace(endpoint, traits=endpoint.traits | {Trait.PUBLIC_BY_DESIGN})
    if not public:
        yield endpoint
    elif not rest:
        yield marked
    else:
        yield replace(marked, methods=tuple(public))
        yield replace(endpoint, methods=rest)


__all__ = ["DETAIL", "Guards", "names_of", "with_public"]
