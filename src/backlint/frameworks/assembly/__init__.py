"""Applications and their routes, as each framework registers them.

One framework is one module with an `ASSEMBLE` (from a program to its applications) and `APPLICATIONS`, the dotted names
whose call makes an application: functions that make one are run as factories. The package is walked, no list to edit.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType

from backlint.execution.program import Program
from backlint.frameworks.routes import Assembly

Assemble = Callable[[Program], Iterator[Assembly]]


def _modules() -> Iterator[ModuleType]:
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{__name__}.{info.name}")
        if hasattr(module, "ASSEMBLE"):
            yield module


def assemble(program: Program) -> tuple[Assembly, ...]:
    """Return every application of a program, sorted by place."""
    found: list[Assembly] = []
    for module in _modules():
        assembly: Assemble = module.ASSEMBLE
        found.extend(assembly(program))
    return tuple(sorted(found, key=lambda one: (one.location, one.key)))


def application_classes() -> frozenset[str]:
    """Return the names whose call makes an application."""
    return frozenset(name for module in _modules() for name in module.APPLICATIONS)
