"""Applications and their routes, as each framework registers them.

One framework is one module with an `ASSEMBLE` (from a program to its applications) and `APPLICATIONS`, the dotted names
whose call makes an application: functions that make one are run as factories, and then those that make one of its `PARTS`
and that nothing has called. `REGISTERS` are the methods by which an application is added to: routes, parts, hooks,
middleware. `PREPARE` calls what the framework calls while an application is put together, beyond what the program calls
itself. The package is walked, no list to edit.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from types import ModuleType

from msgspec.structs import replace

from backlint.concepts import Evidence
from backlint.execution.program import Program
from backlint.execution.values import AnyValue
from backlint.frameworks.routes import Assembly, Cover, Route

Assemble = Callable[[Program], Iterator[Assembly]]


def _modules() -> Iterator[ModuleType]:
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{__name__}.{info.name}")
        if hasattr(module, "ASSEMBLE"):
            yield module


def assemble(program: Program) -> tuple[Assembly, ...]:
    """Return every application of a program, sorted by place; a framework that fails costs its own, and a gap."""
    found: list[Assembly] = []
    for module in _modules():
        found.extend(program.attempt(partial(_all_of, module.ASSEMBLE, program), ()))
    return tuple(sorted(_united(found), key=lambda one: (one.location, one.key)))


def prepare(program: Program) -> None:
    """Let each framework call what it calls while an application is put together."""
    for module in _modules():
        if hasattr(module, "PREPARE"):
            program.attempt(partial(module.PREPARE, program), None)


def _united(found: Iterable[Assembly]) -> Iterator[Assembly]:
    """Yield each application once: what is made at one place is one, however often the function that makes it was run."""
    alike: dict[tuple[str, str], list[Assembly]] = {}
    for one in found:
        alike.setdefault((one.framework, one.key), []).append(one)
    for first, *others in alike.values():
        if not others:
            yield first
            continue
        routes: dict[object, list[Route]] = {}
        for assembly in (first, *others):
            for route in assembly.routes:
                routes.setdefault((route.path, route.methods, route.name), []).append(route)
        unresolved = dict.fromkeys(clause for each in (first, *others) for clause in each.unresolved)
        yield replace(first, routes=tuple(map(_same, routes.values())), unresolved=tuple(unresolved))


def _same(routes: Sequence[Route]) -> Route:
    """Return a route that was registered by several runs of one function; what stands before it after some of them only
    (a setting decides, say) may stand there.
    """
    by_evidence: dict[Evidence, list[Cover]] = {}
    for route in routes:
        for shown, cover in {cover.evidence: cover for cover in route.covers}.items():
            by_evidence.setdefault(shown, []).append(cover)
    covers = (
        covers[0] if len(covers) == len(routes) else replace(covers[0], certain=False)
        for covers in by_evidence.values()
    )
    return replace(routes[0], covers=tuple(covers)) if len(routes) > 1 else routes[0]


def known_early(program: Program) -> dict[str, AnyValue]:
    """Return what is known before the modules are run, by the dotted names of the libraries' objects: the settings that
    are in force while they are imported. A framework that fails costs its own, and a gap.
    """
    found: dict[str, AnyValue] = {}
    for module in _modules():
        if hasattr(module, "KNOWN_EARLY"):
            found.update(program.attempt(partial(module.KNOWN_EARLY, program), {}))
    return found


def import_first(program: Program) -> None:
    """Run the modules that a framework imports before all others, in its order: what they register is there for the rest."""
    for module in _modules():
        if hasattr(module, "IMPORT_FIRST"):
            program.attempt(partial(module.IMPORT_FIRST, program), None)


def _all_of(assembly: Assemble, program: Program) -> tuple[Assembly, ...]:
    return tuple(assembly(program))


def application_classes() -> frozenset[str]:
    """Return the names whose call makes an application."""
    return frozenset(name for module in _modules() for name in module.APPLICATIONS)


def part_classes() -> frozenset[str]:
    """Return the names whose call makes a part of an application that can be put together by a function."""
    return frozenset(name for module in _modules() for name in getattr(module, "PARTS", ()))


@cache
def registering_methods() -> frozenset[str]:
    """Return the names of the methods by which applications are added to."""
    return frozenset(name for module in _modules() for name in getattr(module, "REGISTERS", ()))
