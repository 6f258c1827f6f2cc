"""The Django settings in force: which modules and classes of a project hold some, and which of them production uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from backlint.execution.program import Program
from backlint.execution.taint import Site
from backlint.execution.values import AnyValue, ClassObject, External, string_of
from backlint.facts.model import pack_region
from backlint.frameworks.configuration.arguments import last_name, site_of
from backlint.frameworks.configuration.settings import Entry, Table, uppercase
from backlint.frameworks.configuration.starts import is_start_file
from backlint.stages import is_development_name

_MARKERS = frozenset({"INSTALLED_APPS", "ROOT_URLCONF", "MIDDLEWARE", "MIDDLEWARE_CLASSES", "DATABASES"})
_MORE_MARKERS = _MARKERS | {"SECRET_KEY", "TEMPLATES", "WSGI_APPLICATION", "STATIC_URL", "AUTH_USER_MODEL", "DEBUG"}
_CONFIGURATIONS = ("configurations.Configuration", "configurations.base.Configuration")
_ENVIRONMENT_WRITES = tuple(
    f"{owner}.{method}" for owner in ("os.environ", "os._Environ") for method in ("setdefault", "__setitem__")
)
_ENTRY_SCRIPTS = frozenset({"manage", "wsgi", "asgi"})
# What may set settings that are not seen.
_DYNAMIC = (
    "split_settings.tools.include",
    "django_heroku.settings",
    "django_on_heroku.settings",
    "builtins.globals.update",
    "builtins.globals().update",
    "builtins.exec",
    "builtins.vars.update",
)


class _Candidate(msgspec.Struct, frozen=True):
    """A module (or class of django-configurations) that holds Django settings; `bound` is where it assigns them."""

    key: str
    path: str
    name: str
    values: Mapping[str, AnyValue]
    bound: Mapping[str, Site]
    parents: frozenset[str] = frozenset()


def django_tables(program: Program) -> tuple[Table, ...]:
    """Return the settings of a program's Django settings modules, those in force in production first.

    A module that another one builds on (`from .base import *`) is in force by itself only when all that build on it
    are for development.
    """
    return _tables(program, [*_modules(program, program.begun()), *_classes(program)])


def early_tables(program: Program) -> tuple[Table, ...]:
    """Return the settings that are known before the other modules are run: of the modules that entry scripts name, and
    of those beside them in a package of settings.
    """
    modules = program.modules()
    for name in modules:
        if last_name(name) in _ENTRY_SCRIPTS:
            program.namespace(name)
    named = _named_modules(program)
    packages = {name.rpartition(".")[0] for name in named} | named
    beside = {package for package in packages if package and "settings" in last_name(package)}
    wanted = [name for name in modules if name in named or name.rpartition(".")[0] in beside]
    return tuple(table for table in _tables(program, list(_modules(program, wanted))) if table.production)


def _tables(program: Program, candidates: list[_Candidate]) -> tuple[Table, ...]:
    parents = {candidate.key: _parents(candidate, candidates) for candidate in candidates}
    below = frozenset().union(*parents.values())
    leaves = [candidate for candidate in candidates if candidate.key not in below]
    # What builds on the settings of tests is for tests.
    production = [
        candidate
        for candidate in leaves
        if _is_production(program, candidate)
        and not any(
            is_development_name(last_name(one.name))
            for one in _above(candidate, candidates, parents)
            if one.parents or candidate.parents
        )
    ]
    if not production:
        production = [candidate for candidate in candidates if candidate.key in below]
        production = [candidate for candidate in production if _is_production(program, candidate)]
        production = _nearest(production, parents)
    dynamic = {event.site.path for event in program.calls(*_DYNAMIC)}
    chosen = {candidate.key for candidate in production}
    named = _started_with(program, candidates)
    rest = [candidate for candidate in leaves if candidate.key not in chosen]
    tables = [
        msgspec.structs.replace(
            _table(candidate, _above(candidate, candidates, parents), dynamic, production=candidate.key in chosen),
            named=candidate.key in named or not named,
        )
        for candidate in (*production, *rest)
    ]
    return (*tables, *_configured(program))


def _started_with(program: Program, candidates: Sequence[_Candidate]) -> frozenset[str]:
    """Return the candidates that the project's scripts name, or the files that say how it is started."""
    named = _named_modules(program)
    found = {candidate.key for candidate in candidates if candidate.key in named}
    documents = [text for path, text in program.documents().items() if is_start_file(path)]
    for candidate in candidates:
        whole = re.compile(rf"(?<![\w.]){re.escape(candidate.key)}(?![\w.]*\w)")
        if candidate.key not in found and any(whole.search(text) for text in documents):
            found.add(candidate.key)
    return frozenset(found)


def _nearest(candidates: list[_Candidate], parents: Mapping[str, frozenset[str]]) -> list[_Candidate]:
    """Leave out the candidates on which another of them builds."""
    below: frozenset[str] = frozenset().union(*(parents[candidate.key] for candidate in candidates))
    return [candidate for candidate in candidates if candidate.key not in below]


def _modules(program: Program, modules: Iterable[str]) -> Iterator[_Candidate]:
    named = _named_modules(program)
    for module in modules:
        values = {
            name: value
            for name, value in program.namespace(module).items()
            if name.isupper() and not name.startswith("_")
        }
        markers = _MORE_MARKERS & values.keys()
        if (module in named and values) or (len(markers) > 1 and markers & _MARKERS):
            yield _Candidate(module, program.path_of(module), module, values, program.bindings(module))


def _named_modules(program: Program) -> frozenset[str]:
    """Return the settings modules that entry scripts name."""
    found: set[str] = set()
    for event in program.calls(*_ENVIRONMENT_WRITES):
        if string_of(event.arguments.get(0)) == "DJANGO_SETTINGS_MODULE":
            found.add(string_of(event.arguments.get(1)) or "")
    return frozenset(found)


def _classes(program: Program) -> Iterator[_Candidate]:
    for cls in program.classes():
        bases = tuple(cls.ancestors())
        if not any(isinstance(base, External) and base.name in _CONFIGURATIONS for base in bases):
            continue
        site = cls.site
        parents = frozenset(base.name for base in bases[1:] if isinstance(base, ClassObject))
        values = dict(uppercase(program, cls))
        if site is not None and values:
            yield _Candidate(cls.name, site.path, cls.facts.name, values, {}, parents)


def _parents(candidate: _Candidate, others: Sequence[_Candidate]) -> frozenset[str]:
    """Return the candidates on which one builds: those where some of its values stand."""
    if candidate.parents:
        return candidate.parents
    paths = {site.path for site in map(site_of, candidate.values.values()) if site is not None}
    return frozenset(
        other.key
        for other in others
        if other.key != candidate.key
        and other.path in paths
        and other.path != candidate.path
        # modules that build on each other are told apart by who has more
        and len(other.values) <= len(candidate.values)
    )


def _is_production(program: Program, candidate: _Candidate) -> bool:
    return program.is_production(candidate.path) and not is_development_name(last_name(candidate.name))


def _table(candidate: _Candidate, above: Sequence[_Candidate], dynamic: set[str], *, production: bool) -> Table:
    """Make the table of one candidate; `above` are those on which it builds, nearest first."""
    start = Site(candidate.path, pack_region(1, 1, 1, 1))
    entries = {
        name: (Entry(name, value, _binding(name, (candidate, *above)) or site_of(value) or start, production),)
        for name, value in candidate.values.items()
    }
    return Table(candidate.key, entries, candidate.path not in dynamic, production)


def _binding(name: str, candidates: Sequence[_Candidate]) -> Site | None:
    return next((candidate.bound[name] for candidate in candidates if name in candidate.bound), None)


def _above(
    candidate: _Candidate, candidates: Sequence[_Candidate], parents: Mapping[str, frozenset[str]]
) -> list[_Candidate]:
    """Return the candidates on which one builds, directly or not, nearest first."""
    found: dict[str, _Candidate] = {}
    pending = [candidate]
    while pending:
        one = pending.pop(0)
        for other in candidates:
            if other.key in parents[one.key] and other.key not in found and other.key != candidate.key:
                found[other.key] = other
                pending.append(other)
    return list(found.values())


def _configured(program: Program) -> Iterator[Table]:
    """Yield the settings given to `settings.configure(…)`."""
    for event in program.calls("django.conf.settings.configure", "django.conf.LazySettings.configure"):
        production = program.is_production(event.site.path)
        entries = {
            name: (Entry(name, value, site_of(value) or event.site, production),)
            for name, value in event.arguments.keywords
        }
        key = f"{event.site.path}:{event.site.at >> 36}"
        yield Table(key, entries, not event.arguments.opaque, production)
