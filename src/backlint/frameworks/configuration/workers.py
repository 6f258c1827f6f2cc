"""How many processes serve a program, as its start files and gunicorn's configuration say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import msgspec

from backlint.findings import Location
from backlint.frameworks.configuration.arguments import Option
from backlint.frameworks.configuration.starts import LARGEST, is_start_file
from backlint.frameworks.configuration.survey import Survey
from backlint.stages import is_short_lived

_SERVER = re.compile(r"(?<![\w./-])(?:gunicorn|uvicorn|hypercorn|granian|uwsgi|fastapi[\"'\s,]+run)(?=$|[\"'\s,\]:])")
_NUMBER = r"[\"']?(?:\$\{\w+:-)?(\d{1,3})\b"
_COUNTS = re.compile(
    rf"(?<![\w-])(?:--workers|--processes|-w|-p(?=[\s\"',]+\d+[\s\"',\]]))[\"'\s,=]+(?:-\s+)?{_NUMBER}"
)
_VARIABLE = re.compile(rf"\bWEB_CONCURRENCY[\"']?\s*[:=]\s*{_NUMBER}")
_UWSGI = re.compile(r"^\s*(?:processes|workers)\s*[=:]\s*(\d{1,3})\b", re.MULTILINE)
_SHORT_OF_UWSGI = re.compile(r"uwsgi")
_REACH = 600
"""Characters after a server's name within which its options stand, in lists of compose files too."""
_CONFIGURATION = re.compile(r"gunicorn(?:[._-]?(?:conf|config))?(?:\.conf)?\.py")
_PROCESSORS = ("multiprocessing.cpu_count", "os.cpu_count", "psutil.cpu_count")


class Workers(msgspec.Struct, frozen=True, order=True):
    """Where it is said that several processes serve a program: how many, 0 for as many as the machine has processors."""

    location: Location
    count: int


def workers(survey: Survey) -> tuple[Workers, ...]:
    """Return each place that starts several processes, in the order of place; those for development are left out."""
    return tuple(sorted({*_in_texts(survey.program.documents()), *_in_gunicorn(survey), *_in_calls(survey)}))


def _in_texts(documents: Mapping[str, str]) -> Iterator[Workers]:
    for path, text in documents.items():
        if not is_start_file(path) or is_short_lived(path) or len(text) > LARGEST:
            continue
        found = list(_VARIABLE.finditer(text))
        if PurePosixPath(path).name.lower().startswith("uwsgi"):
            found += _UWSGI.finditer(text)
        for server in _SERVER.finditer(text):
            if _is_comment(text, server.start()):
                continue
            following = _SERVER.search(text, server.end())
            end = following.start() if following is not None else len(text)
            reach = text[server.start() : min(end, server.start() + _REACH)]
            option = _COUNTS.search(reach)
            # `-p` is uwsgi's alone.
            if option is not None and (not option[0].startswith("-p") or _SHORT_OF_UWSGI.match(reach)):
                found += [one for one in [_COUNTS.search(text, server.start())] if one is not None]
        for one in found:
            if int(one[1]) > 1 and not _is_comment(text, one.start()):
                yield Workers(Location(path, text.count("\n", 0, one.start(1)) + 1), int(one[1]))


def _is_comment(text: str, place: int) -> bool:
    line = text[text.rfind("\n", 0, place) + 1 : place].lstrip()
    return line.startswith(("#", ";")) and "!" not in line[:2]


def _in_gunicorn(survey: Survey) -> Iterator[Workers]:
    """Yield what gunicorn's configuration, which is a module, says of its `workers`."""
    program = survey.program
    for module in program.modules():
        path = program.path_of(module)
        if not _CONFIGURATION.fullmatch(PurePosixPath(path).name) or is_short_lived(path):
            continue
        value, site = program.namespace(module).get("workers"), program.bindings(module).get("workers")
        if value is None or site is None:
            continue
        counted = any(event.site.path == path for event in survey.calls(_PROCESSORS))
        numbers = [int(number) for number in survey.read(value).numbers]
        if counted or max(numbers, default=1) > 1:
            yield Workers(survey.location(site), 0 if counted else max(numbers))


def _in_calls(survey: Survey) -> Iterator[Workers]:
    """Yield where a script of the program starts a server with several workers."""
    for event in survey.calls(("uvicorn.run", "sanic.Sanic.run", "granian.Granian")):
        numbers = survey.given(event.arguments, Option("workers")).reading.numbers
        if survey.production(event.site) and max(numbers, default=1) > 1:
            yield Workers(survey.location(event.site), int(max(numbers)))
