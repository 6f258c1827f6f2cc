"""Django: the applications of a project, by its settings modules; routes, middleware and headers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backlint.concepts import State
from backlint.execution.program import Program
from backlint.execution.taint import Site
from backlint.execution.values import FALSE, AnyValue, Constant, Module
from backlint.facts.model import pack_region
from backlint.frameworks.assembly.django_middleware import SESSIONS, MiddlewareReader
from backlint.frameworks.assembly.django_settings import Settings, settings_modules
from backlint.frameworks.assembly.django_setup import start
from backlint.frameworks.assembly.django_urls import Pattern, UrlReader
from backlint.frameworks.assembly.django_views import ViewReader
from backlint.frameworks.configuration.django_tables import early_tables
from backlint.frameworks.routes import Assembly, Unresolved

APPLICATIONS = ()
_DEBUG = "django.conf.settings.DEBUG"
_START = pack_region(1, 1, 1, 1)


def _application(program: Program, settings: Settings, root: str) -> Assembly:
    """Put one application together."""
    table = settings.table
    middleware = MiddlewareReader(settings)
    urls = UrlReader(program)
    views = ViewReader(settings, middleware)
    routes = tuple(route for pattern in _asked(urls.module(root)) for route in views.routes(pattern))
    entry = settings.entry(settings.middleware) or settings.entry("ROOT_URLCONF")
    site = entry.site if entry is not None else Site(_path_of(program, root), _START)
    headers, headers_state = middleware.headers()
    csrf, csrf_evidence = middleware.csrf()
    unresolved = list(urls.unresolved)
    if table is None:
        unresolved.append(Unresolved("no settings module was found; middleware is not known"))
    elif not middleware.whole():
        unresolved.append(Unresolved("not all of the middleware is known", program.location(site)))
    return Assembly(
        key=table.key if table is not None else root,
        framework="Django",
        location=program.location(site),
        routes=routes,
        unresolved=tuple(unresolved),
        headers=headers,
        headers_state=headers_state,
        csrf=csrf,
        csrf_evidence=csrf_evidence,
        uses_cookies=_uses_cookies(middleware, settings),
        production=table.production if table is not None else program.is_production(_path_of(program, root)),
    )


def _asked(patterns: Iterable[Pattern]) -> Iterator[Pattern]:
    """Yield the patterns that requests can come to: the first of those that are written alike, whatever its methods."""
    seen: dict[str, Site] = {}
    for pattern in patterns:
        # One registration may be of one of several views.
        first = seen.setdefault(pattern.raw, pattern.site)
        if first == pattern.site or pattern.admin or "{…}" in pattern.path:
            yield pattern


def _uses_cookies(middleware: MiddlewareReader, settings: Settings) -> State:
    if settings.table is None:
        return State.UNKNOWN
    return State.YES if middleware.shown(SESSIONS) is not None else State.NO


def _path_of(program: Program, module: str) -> str:
    value = program.resolve(module)
    return program.path_of(value.name) if isinstance(value, Module) else ""


def _roots(program: Program) -> Iterator[str]:
    """Yield the modules with `urlpatterns` that no other one includes, where no settings say which is the root."""
    modules = [name for name in program.begun() if "urlpatterns" in program.namespace(name)]
    included: set[str] = set()
    for name in modules:
        reader = UrlReader(program)
        for _ in reader.module(name):
            pass
        included |= reader.included - {name}
    yield from (name for name in modules if name not in included)


def _assemble(program: Program) -> Iterator[Assembly]:
    """Yield the application of each settings module that is in force, or of each root of routes without settings."""
    found = False
    for settings in settings_modules(program):
        root = settings.text("ROOT_URLCONF")
        if root is not None:
            found = True
            yield _application(program, settings, root)
    if not found:
        for root in _roots(program):
            yield _application(program, Settings(program, None), root)


def _known_early(program: Program) -> dict[str, AnyValue]:
    """Return the settings in force while modules are imported, production's first."""
    table = next(iter(early_tables(program)), None)
    if table is None:
        return {}
    known = Settings(program, table).known()
    debug = known.get(_DEBUG)
    if debug is not None and not (isinstance(debug, Constant) and debug.value is True):
        # What the environment may switch on is off in production.
        known[_DEBUG] = FALSE
    return known


ASSEMBLE = _assemble
KNOWN_EARLY = _known_early
IMPORT_FIRST = start
