"""Runs small sources through the real machine and libraries, and gives what the configuration package says of them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TypeVar

from backlint.concepts import Fact
from backlint.engines.entries import run_loose
from backlint.execution.machine import SourceModule
from backlint.execution.session import Session
from backlint.execution.wiring import make_machine
from backlint.facts.lower import lower_source
from backlint.files.modules import module_names
from backlint.frameworks.configuration import facts
from backlint.frameworks.index import library_index
from backlint.project.modules import ModuleIndex

F = TypeVar("F", bound=Fact)


def session_of(files: Mapping[str, str], versions: Mapping[str, str | None] | None = None) -> Session:
    """Run the module bodies of a project, then every function that they did not reach."""
    index = ModuleIndex(module_names(files))
    modules = {}
    for path, text in files.items():
        source = lower_source(textwrap.dedent(text).encode())
        name = index.key_of[path]
        modules[name] = SourceModule(name, path, source, is_package=path.endswith("__init__.py"))
    versions = versions or {}
    machine = make_machine(modules, index, library_index(versions))
    session = Session(machine, versions, is_production)
    session.run_modules(lambda _: True)
    session.begin_entries()
    run_loose(session, list(session.unreached()))
    return session


def is_production(path: str) -> bool:
    """Tell whether a path says nothing of tests or development."""
    return not any(word in path for word in ("test", "dev", "local"))


def facts_of(kind: type[F], files: Mapping[str, str] | str, **versions: str) -> list[F]:
    """Return the facts of one kind in a project, or in a file of its own called `app.py`."""
    project = {"app.py": files} if isinstance(files, str) else files
    pinned: dict[str, str | None] = {name.replace("_", "-"): version for name, version in versions.items()}
    return [fact for fact in facts(session_of(project, pinned)) if isinstance(fact, kind)]


def only(kind: type[F], files: Mapping[str, str] | str, **versions: str) -> F:
    """Return the only fact of a kind."""
    found = facts_of(kind, files, **versions)
    assert len(found) == 1, found
    return found[0]
