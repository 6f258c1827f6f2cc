"""Debug mode: the switches of frameworks and servers, in calls and in settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from backlint.concepts import DebugSwitch, Fact, Reading
from backlint.execution.taint import Site
from backlint.execution.values import CallEvent
from backlint.frameworks.configuration.arguments import Option, always, by_site
from backlint.frameworks.configuration.readings import merge
from backlint.frameworks.configuration.settings import FLASK_TYPES, Table
from backlint.frameworks.configuration.survey import Survey


class DebugApi(msgspec.Struct, frozen=True, kw_only=True):
    """A call with switches for debug mode. `runs` calls start a development server; without `explicit` the switch counts
    also where it is not given.
    """

    names: tuple[str, ...]
    switches: tuple[Option, ...]
    runs: bool = False
    explicit: bool = True


DEBUG_APIS = (
    DebugApi(
        names=(*(f"{name}.run" for name in FLASK_TYPES),),
        switches=(Option("debug", 2), Option("use_debugger")),
        runs=True,
    ),
    DebugApi(
        names=("fastapi.FastAPI", "starlette.applications.Starlette"),
        switches=(Option("debug", 0),),
    ),
    DebugApi(names=("connexion.FlaskApp.run",), switches=(Option("debug"),), runs=True),
    DebugApi(names=("litestar.Litestar",), switches=(Option("debug"), Option("pdb_on_exception"))),
    DebugApi(names=("sanic.Sanic.run", "sanic.app.Sanic.run"), switches=(Option("debug"), Option("dev")), runs=True),
    DebugApi(
        names=("tornado.web.Application",),
        switches=(Option("debug"), Option("serve_traceback")),
    ),
    DebugApi(names=("bottle.run",), switches=(Option("debug"), Option("reloader")), runs=True),
    DebugApi(names=("bottle.debug",), switches=(Option("mode", 0, always(True)),), explicit=False),
    DebugApi(
        names=("blacksheep.Application", "blacksheep.server.Application"), switches=(Option("show_error_details"),)
    ),
    DebugApi(names=("ariadne.asgi.GraphQL",), switches=(Option("debug"),)),
    DebugApi(
        names=("werkzeug.serving.run_simple", "werkzeug.run_simple"),
        switches=(Option("use_debugger", 4),),
        runs=True,
    ),
    DebugApi(
        names=("werkzeug.debug.DebuggedApplication",),
        switches=(Option("evalex", 1, always(False)),),
        explicit=False,
    ),
)

# What serves an application in production, by its name on the package index; and files that only such servers read.
_SERVERS = (
    "gunicorn",
    "uwsgi",
    "waitress",
    "uvicorn",
    "hypercorn",
    "daphne",
    "gevent",
    "mod-wsgi",
    "granian",
    "cheroot",
)
_SERVER_MODULES = frozenset({"wsgi", "asgi", "gunicorn", "gunicorn_conf", "gunicorn_config", "passenger_wsgi", "uwsgi"})
_SERVER_CALLS = ("waitress.serve", "gevent.pywsgi.WSGIServer", "cheroot.wsgi.Server", "hypercorn.asyncio.serve")


def debug_switches(survey: Survey) -> Iterator[Fact]:
    """Yield the switches of debug mode."""
    for row in DEBUG_APIS:
        for events in by_site(survey.calls(row.names)).values():
            yield from _called(survey, row, events)
    yield from _settings(survey, survey.flask, "flask.Flask.config")
    for table in survey.django:
        yield from _settings(survey, table, "django.conf.settings")


def _called(survey: Survey, row: DebugApi, events: Sequence[CallEvent]) -> Iterator[DebugSwitch]:
    event = events[0]
    for option in row.switches:
        found = [survey.given(one.arguments, option) for one in events]
        if row.explicit and not any(one.explicit for one in found):
            continue
        production = survey.production(event.site)
        if row.runs:
            # A development server, started by a script: for production only when nothing else starts the application.
            production = production and not is_served(survey) and (event.certain or not has_factory(survey))
        yield DebugSwitch(
            location=survey.location(event.site),
            scope=event.site.scope,
            callee=event.callee,
            production=production,
            value=merge(one.reading for one in found),
        )


def is_served(survey: Survey) -> bool:
    """Tell whether a server starts the application: one that the project uses, or a file that such servers read."""
    if survey.uses(*_SERVERS) or survey.calls(_SERVER_CALLS):
        return True
    return any(module.rpartition(".")[2] in _SERVER_MODULES for module in survey.program.modules())


def has_factory(survey: Survey) -> bool:
    """Tell whether a function makes the application, for a server to call."""
    return any(event.site.scope for event in survey.calls(FLASK_TYPES))


def _settings(survey: Survey, table: Table, callee: str) -> Iterator[DebugSwitch]:
    """Yield the `DEBUG` of settings, once for each place that says it."""
    seen: set[Site] = set()
    for entry in table.in_force("DEBUG"):
        if entry.site in seen:
            continue
        seen.add(entry.site)
        reading: Reading = survey.read(entry.value)
        yield DebugSwitch(
            location=survey.location(entry.site),
            callee=callee,
            production=entry.production and table.production and survey.production(entry.site),
            value=reading,
        )


FACTS = debug_switches
