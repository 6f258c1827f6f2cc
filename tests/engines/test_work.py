"""An entry point that is too dear to be run whole: its guard is seen all the same, and what is not seen is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backlint.cli import main
from backlint.execution import work

APP = """\
from functools import wraps

from flask import Flask, abort, session

app = Flask(__name__)


def member(function):
    @wraps(function)
    def inner(*args, **kwargs):
        if "user" not in session:
            abort(401)
        return function(*args, **kwargs)

    return inner


@app.get("/guarded")
@member
def guarded():
    return step0("x")


@app.get("/open")
def open_():
    return step0("y")


@app.get("/short")
def short():
    return ""


"""


def _program(steps: int) -> str:
    chain = (
        f"def step{n}(x):\n    y = x + '{n}'\n    z = y.upper()\n    return step{n + 1}(z)\n" for n in range(steps)
    )
    return APP + "\n\n".join(chain) + f"\n\ndef step{steps}(x):\n    return x\n"


def _told(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, str], list[str]]:
    assert main(["endpoints", str(folder), "-o", "json", "--no-cache"]) == 0
    told = json.loads(capsys.readouterr().out)
    states = {one["path"]: one["protections"]["authentication"]["state"] for one in told["endpoints"]}
    return states, [gap["message"] for gap in told["gaps"] if gap["kind"] == "budget"]


def test_what_is_too_dear_is_followed_less_deep(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app.py").write_text(_program(30))
    assert _told(tmp_path, capsys) == ({"/guarded": "yes", "/open": "no", "/short": "no"}, [])
    monkeypatch.setattr(work, "ENTRY_WORK", 80)
    monkeypatch.setattr(work, "FREE_WORK", 60)
    states, gaps = _told(tmp_path, capsys)
    assert states == {"/guarded": "yes", "/open": "unknown", "/short": "no"}
    assert set(gaps) == {"too long to be run whole; what lies behind was not seen"}


def test_all_share_what_is_not_free(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app.py").write_text(_program(30))
    monkeypatch.setattr(work, "FREE_WORK", 60)
    monkeypatch.setattr(work, "SHARED_WORK", 100)
    states, gaps = _told(tmp_path, capsys)
    assert states["/guarded"] == "yes"
    assert gaps
