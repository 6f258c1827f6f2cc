"""What starts a program, as its Dockerfiles, compose files, Procfiles, units and start scripts say: a server made for
production, or a script of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

import msgspec

from backlint.stages import is_short_lived

_SERVER = re.compile(
    r"(?<![\w.-])(?:gunicorn|uwsgi|uvicorn|hypercorn|daphne|granian|waitress-serve|mod_wsgi-express|passenger)"
    r"(?=$|[\"'\s,\]:])"
)
_SCRIPT = re.compile(
    r"""(?<![\w.-])(?:python|pypy)[\d.]*["'\s,]+ (?:-[^m\s"',]+["'\s,]+)*
    (?: (?P<file>[\w./-]+\.py)\b | -m["'\s,]+(?P<module>[\w.]+) )""",
    re.VERBOSE,
)
_SETUP = re.compile(
    r"\b(?:pip3?|pipx|poetry|uv|apt|apt-get|apk|dnf|yum|conda)\b.*\b(?:install|add|sync)\b|^\s*#|^\s*echo\b"
)
_COMMANDS = re.compile(r"^\s*(?:CMD|ENTRYPOINT)\b", re.IGNORECASE)
_BUILDS = re.compile(r"^\s*RUN\b", re.IGNORECASE)
LARGEST = 100_000
"""Characters; a longer file is no start script."""


class Start(msgspec.Struct, frozen=True):
    """One command that starts something: where it is said, and the script or module that it runs ("" for a server).

    `once` tells that it runs while an image is built.
    """

    path: str
    line: int
    script: str = ""
    once: bool = False


def is_start_file(path: str) -> bool:
    """Tell whether a file, by its name, says how a program is started."""
    name = PurePosixPath(path).name.lower()
    return (
        name.startswith(
            ("dockerfile", "containerfile", "procfile", "uwsgi", "supervisor", "entrypoint", "docker-entrypoint")
        )
        or name.endswith((".dockerfile", ".service", ".sh"))
        or (name.endswith((".yml", ".yaml")) and "compose" in name)
        or name in {"fly.toml", "render.yaml", "app.yaml", "railway.json", "railway.toml", "nixpacks.toml"}
    )


def starts(documents: Mapping[str, str]) -> Iterator[Start]:
    """Yield the commands that the start files among some documents run; those for development are left out."""
    for path, text in documents.items():
        if not is_start_file(path) or is_short_lived(path) or len(text) > LARGEST:
            continue
        docker = "dockerfile" in path.lower() or "containerfile" in path.lower()
        name = PurePosixPath(path).name.lower()
        if name.startswith("uwsgi") and not name.endswith(".sh"):
            yield Start(path, 1)
        for number, line in enumerate(text.splitlines(), 1):
            once = docker and not _COMMANDS.match(line)
            if _SETUP.search(line) or (once and not _BUILDS.match(line)):
                continue
            if _SERVER.search(line) and not once:
                yield Start(path, number)
            for found in _SCRIPT.finditer(line):
                module = found["module"]
                if module is None or module not in {"pip", "venv", "pytest", "flask"}:
                    yield Start(path, number, found["file"] or module.replace(".", "/"), once)


def runs(start: Start, path: str) -> bool:
    """Tell whether a command runs the file at a path: it is named so, and lies below where the command stands."""
    if not start.script or not _is_below(path, start.path):
        return False
    wanted = PurePosixPath(start.script).parts
    ends = [PurePosixPath(path).with_suffix("").parts]
    if PurePosixPath(path).name == "__main__.py":
        ends.append(PurePosixPath(path).parent.parts)
    name = PurePosixPath(wanted[-1]).stem if wanted[-1].endswith(".py") else wanted[-1]
    return any(end[-1:] == (name,) for end in ends if end)


def serves(start: Start, path: str) -> bool:
    """Tell whether a command starts a server for what lies at a path."""
    return not start.script and _is_below(path, start.path)


def stands_aside(start: Start, others: Sequence[Start]) -> bool:
    """Tell whether a command lies in a folder of its own, outside of which a server made for production is started."""
    folder = PurePosixPath(start.path).parent
    servers = [PurePosixPath(one.path) for one in others if not one.script and not one.once]
    return bool(servers) and all(folder not in one.parents for one in servers)


def _is_below(path: str, said: str) -> bool:
    """Tell whether a file lies in the folder of a start file, or in that around a folder made for start files."""
    folder = PurePosixPath(said).parent
    while folder.name.lower() in {
        "docker",
        "deploy",
        "deployment",
        "bin",
        "scripts",
        ".docker",
        "build",
        "etc",
        "config",
    }:
        folder = folder.parent
    return folder in PurePosixPath(path).parents
