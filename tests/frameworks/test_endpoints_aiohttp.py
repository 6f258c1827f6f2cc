"""aiohttp itself is the judge: its router holds the routes that the markers name, and a stranger is refused where they say so."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from markers import read_endpoint_markers

FIXTURES = Path(__file__).parents[2] / "fixtures" / "frameworks" / "aiohttp"
CASES = {
    "registrations": "registrations:make_app",
    "guards": "guards:app",
    "server": "server:make_app",
    "old_style": "old_style:app",
}
REFUSALS = {401, 403}


def ask_aiohttp(folder: Path, application: str, scratch: Path) -> list[dict[str, object]]:
    """Import an application in a fresh interpreter and return what it says of its routes."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("aiohttp_oracle.py")), application],
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
    assert {path.stem for path in FIXTURES.iterdir() if not path.name.startswith("__")} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_the_markers_tell_the_truth(name: str, tmp_path: Path) -> None:
    pytest.importorskip("aiohttp")
    path = FIXTURES / name
    markers = read_endpoint_markers(path if path.is_dir() else path.with_suffix(".py"))
    said = {(method, marker.route): marker.states for marker in markers for method in marker.methods}
    answers = ask_aiohttp(path if path.is_dir() else path.parent, CASES[name], tmp_path)
    assert {(str(answer["method"]), str(answer["path"])) for answer in answers} == set(said)
    for answer in answers:
        state = said[str(answer["method"]), str(answer["path"])].get("authentication")
        if state is not None:
            assert (answer["status"] in REFUSALS) is (state == "yes"), answer
