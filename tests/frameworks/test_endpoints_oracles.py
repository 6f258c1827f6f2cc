"""aiohttp, Bottle, CherryPy, Falcon, FastAPI, Litestar, Pyramid, Sanic and Tornado are the judges, and GraphQL's
libraries: they hold the routes that the markers name, and refuse a stranger where these say so.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from markers import read_endpoint_markers

FIXTURES = Path(__file__).parents[2] / "fixtures" / "frameworks"
CASES = {
    "aiohttp/registrations": "registrations:make_app",
    "aiohttp/guards": "guards:app",
    "aiohttp/class_middleware": "class_middleware:app",
    "aiohttp/server": "server:make_app",
    "aiohttp/old_style": "old_style:app",
    "bottle/default_app": "default_app:app",
    "bottle/plugins": "plugins:app",
    "bottle/controllers": "controllers:server.root",
    "cherrypy/trees": "trees:app",
    "cherrypy/tools": "tools:app",
    "falcon/registrations": "registrations:app",
    "falcon/either": "either:app",
    "falcon/guards": "guards:make_app",
    "falcon/modules": "server:driver.app,make_app",
    "ariadne/schema": "schema:schema",
    "graphene/schema": "schema:schema",
    "strawberry/schema": "schema:schema",
    "fastapi/cycle": "main:app",
    "fastapi/factory": "server:make_app",
    "fastapi/guards": "main:app",
    "fastapi/made_dependencies": "made_dependencies:app",
    "fastapi/optional": "main:app",
    "fastapi/handed": "main:app",
    "fastapi/handed_to_kept_guard": "handed_to_kept_guard:app",
    "fastapi/registrations": "main:app",
    "fastapi/started": "app:started",
    "fastapi/started_by_event": "started_by_event:started",
    "litestar/registrations": "registrations:app",
    "litestar/guards": "guards:app",
    "litestar/tokens": "tokens:app",
    "pyramid/packaged": "shop:main",
    "pyramid/default_permission": "default_permission:make_app",
    "pyramid/no_policy": "no_policy:app",
    "sanic/registrations": "registrations:app",
    "tornado/registrations": "registrations:make_app",
}
REFUSALS = {401, 403}
ORACLES = dict.fromkeys(("ariadne", "graphene", "strawberry"), "graphql")
"""Frameworks that one oracle can ask for several."""


def ask(framework: str, folder: Path, application: str, scratch: Path) -> list[dict[str, object]]:
    """Import an application in a fresh interpreter and return what its framework says of its routes."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name(f"{ORACLES.get(framework, framework)}_oracle.py")), application],
        cwd=scratch,
        env={"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_case_is_asked() -> None:
    frameworks = {name.partition("/")[0] for name in CASES}
    found = {f"{name}/{path.stem}" for name in frameworks for path in (FIXTURES / name).iterdir()}
    assert {name for name in found if not name.rpartition("/")[2].startswith("__")} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_the_markers_tell_the_truth(name: str, tmp_path: Path) -> None:
    framework = name.partition("/")[0]
    pytest.importorskip(framework)
    path = FIXTURES / name
    said = {
        (method, re.sub(r"\{[\w…]+\}", "{}", marker.route)): marker.states
        for marker in read_endpoint_markers(path if path.is_dir() else path.with_suffix(".py"))
        for method in marker.methods
    }
    answers = ask(framework, path if path.is_dir() else path.parent, CASES[name], tmp_path)
    assert {(str(answer["method"]), str(answer["path"])) for answer in answers} == set(said)
    for answer in answers:
        state = said[str(answer["method"]), str(answer["path"])].get("authentication")
        if state in {"yes", "no"}:
            assert (answer["status"] in REFUSALS) is (state == "yes"), answer
