"""Debug mode: the switches of frameworks and servers, in calls and in settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec

from backlint.concepts import DebugSwitch, Fact, Reading, State
from backlint.execution.taint import Site
from backlint.execution.values import CallEvent
from backlint.frameworks.configuration.arguments import Option, always, by_site
from backlint.frameworks.configuration.readings import incomplete, merge
from backlint.frameworks.configuration.settings import FLASK_TYPES, Table
from backlint.frameworks.configuration.starts import Start, runs, serves, stands_aside
from backlint.frameworks.configuration.survey import Survey

_EVERY_ADDRESS = frozenset({"0.0.0.0", "::", "[::]"})  # noqa: S104 -- what is looked for


class DebugApi(msgspec.Struct, frozen=True, kw_only=True):
    """A call with switches for debug mode. `runs` calls start a development server; without `explicit` the switch counts
    also where it is not given. `servers` are the libraries that start such an application in production instead.
    """

    names: tuple[str, ...]
    switches: tuple[Option, ...]
    runs: bool = False
    explicit: bool = True
    servers: tuple[str, ...] = ()


# What serves an application in production, by its name on the package index; and files that only such servers read.
_WSGI = ("gunicorn", "uwsgi", "waitress", "gevent", "mod-wsgi", "cheroot", "granian")
_ASGI = ("uvicorn", "hypercorn", "daphne", "granian", "gunicorn")
_SERVER_MODULES = frozenset({"wsgi", "asgi", "gunicorn", "gunicorn_conf", "gunicorn_config", "passenger_wsgi", "uwsgi"})
_SERVER_CALLS = ("waitress.serve", "gevent.pywsgi.WSGIServer", "cheroot.wsgi.Server", "hypercorn.asyncio.serve")

DEBUG_APIS = (
    DebugApi(
        names=(*(f"{name}.run" for name in FLASK_TYPES if name.startswith("flask")),),
        switches=(Option("debug", 2), Option("use_debugger")),
        runs=True,
        servers=_WSGI,
    ),
    DebugApi(
        names=(*(f"{name}.run" for name in FLASK_TYPES if name.startswith("quart")),),
        switches=(Option("debug", 2),),
        runs=True,
        servers=_ASGI,
    ),
    DebugApi(
        names=("fastapi.FastAPI", "starlette.applications.Starlette"),
        switches=(Option("debug", 0),),
    ),
    DebugApi(names=("connexion.FlaskApp.run",), switches=(Option("debug"),), runs=True, servers=(*_WSGI, *_ASGI)),
    DebugApi(names=("litestar.Litestar",), switches=(Option("debug"), Option("pdb_on_exception"))),
    DebugApi(
        names=("sanic.Sanic.run", "sanic.app.Sanic.run"),
        switches=(Option("debug"), Option("dev")),
        runs=True,
        servers=_ASGI,
    ),
    # Answers of status 500 then hold the trace (aiohttp 3.x).
    DebugApi(names=("aiohttp.web.Application",), switches=(Option("debug"),)),
    DebugApi(
        names=("tornado.web.Application",),
        switches=(Option("debug"), Option("serve_traceback")),
    ),
    DebugApi(names=("bottle.run",), switches=(Option("debug"), Option("reloader")), runs=True, servers=_WSGI),
    DebugApi(names=("bottle.debug",), switches=(Option("mode", 0, always(True)),), explicit=False),
    DebugApi(
        names=("blacksheep.Application", "blacksheep.server.Application"), switches=(Option("show_error_details"),)
    ),
    DebugApi(names=("ariadne.asgi.GraphQL", "ariadne.wsgi.GraphQL"), switches=(Option("debug"),)),
    DebugApi(
        names=("werkzeug.serving.run_simple", "werkzeug.run_simple"),
        switches=(Option("use_debugger", 4),),
        runs=True,
        servers=_WSGI,
    ),
    DebugApi(
        names=("werkzeug.debug.DebuggedApplication",),
        switches=(Option("evalex", 1, always(False)),),
        explicit=False,
    ),
)


def debug_switches(survey: Survey) -> Iterator[Fact]:
    """Yield the switches of debug mode."""
    commands = tuple(command for command in survey.starts if not command.once)
    for row in DEBUG_APIS:
        for events in by_site(survey.calls(row.names)).values():
            yield from _called(survey, row, events, commands)
    yield from _settings(survey, survey.flask, "flask.Flask.config", _runs_beside(survey, commands))
    for table in survey.django:
        yield from _settings(survey, table, "django.conf.settings")


def _called(
    survey: Survey, row: DebugApi, events: Sequence[CallEvent], commands: Sequence[Start]
) -> Iterator[DebugSwitch]:
    event = events[0]
    started = _started(survey, row, event, commands) if row.runs else State.YES
    for option in row.switches:
        found = [survey.given(one.arguments, option) for one in events]
        if row.explicit and not any(one.explicit for one in found):
            continue
        yield DebugSwitch(
            location=survey.location(event.site),
            scope=event.site.scope,
            callee=event.callee,
            production=survey.production(event.site) and started is not State.NO,
            value=merge(one.reading for one in found),
            started=started,
        )


def _started(survey: Survey, row: DebugApi, event: CallEvent, commands: Sequence[Start]) -> State:
    """Tell whether the application is started by this call of a development server: YES where a command runs the file,
    or whoever imports it does; NO where a server made for production starts it; UNKNOWN where nothing else is seen to, or
    where such a server is only installed, and this one listens to every address, or where it starts the rest of the project.
    """
    path = event.site.path
    running = [command for command in commands if runs(command, path)]
    if running:
        # A stand-in for another service has an image of its own, while a server made for production starts the program.
        nearest = max(running, key=lambda command: command.path.count("/"))
        return State.UNKNOWN if stands_aside(nearest, commands) else State.YES
    if any(serves(command, path) for command in commands):
        return State.NO
    if is_served(survey, row.servers, path):
        # That a server is installed says less than an address at which others are meant to find this one.
        return State.UNKNOWN if _listens_to_all(survey, event) else State.NO
    return State.YES if event.certain else State.UNKNOWN


def _listens_to_all(survey: Survey, event: CallEvent) -> bool:
    host = survey.given(event.arguments, Option("host", 0 if event.callee.startswith(("flask.", "quart.")) else None))
    return host.explicit and bool(_EVERY_ADDRESS & set(host.reading.texts))


def is_served(survey: Survey, servers: Sequence[str], path: str) -> bool:
    """Tell whether a server starts the application: one that the project uses, or a file that such servers read."""
    if survey.uses(*servers) or survey.calls(_SERVER_CALLS):
        return True
    folder = path.rpartition("/")[0]
    return any(
        is_near(survey.program.path_of(module).rpartition("/")[0], folder)
        for module in survey.program.modules()
        if module.rpartition(".")[2] in _SERVER_MODULES
    )


def is_near(folder: str, other: str) -> bool:
    """Tell whether one of two folders lies in the other."""
    return f"{folder}/".startswith(f"{other}/") or f"{other}/".startswith(f"{folder}/") or not folder or not other


Beside = Callable[[Site], State | None]


def _runs_beside(survey: Survey, commands: Sequence[Start]) -> Beside:
    """Return what tells whether a development server that is run in the same function, or the same script, is started."""
    row = DEBUG_APIS[0]
    found: dict[tuple[str, str], CallEvent] = {}
    for event in survey.calls(row.names):
        found.setdefault((event.site.path, event.site.scope), event)

    def started(site: Site) -> State | None:
        event = found.get((site.path, site.scope))
        return None if event is None else _started(survey, row, event, commands)

    return started


def _nothing_beside(site: Site) -> State | None:
    del site
    return None


def _settings(survey: Survey, table: Table, callee: str, beside: Beside = _nothing_beside) -> Iterator[DebugSwitch]:
    """Yield the `DEBUG` of settings, once for each place that says it."""
    seen: set[Site] = set()
    for entry in table.in_force("DEBUG"):
        if entry.site in seen:
            continue
        seen.add(entry.site)
        reading: Reading = survey.read(entry.value)
        started = State.YES if table.named else State.UNKNOWN
        if not (entry.certain or entry.chosen or reading.environment) and (run := beside(entry.site)) is not None:
            # Set where the server is run: it is on whenever that is.
            started = run
        elif not (entry.certain or entry.chosen or reading.environment):
            # Under a condition: it is on where that holds, which is for whoever starts the program to say.
            reading = incomplete(reading)
        yield DebugSwitch(
            location=survey.location(entry.site),
            callee=callee,
            production=entry.production
            and table.production
            and survey.production(entry.site)
            and started is not State.NO,
            value=reading,
            started=started,
        )


FACTS = debug_switches
