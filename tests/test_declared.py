"""`[tool.backlint.endpoints]`: what a project says of its endpoints holds where the code bears it, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backlint.cli import main

APP = """\
import outside
from flask import Flask, request
from flask.views import MethodView

from shop.guards import checked, limited, member, told, traced

app = Flask(__name__)


@app.get("/health")
def health():
    return "ok"


@app.route("/login", methods=["GET", "POST"])
def login():
    return ""


@app.post("/wrapped")
@member
def wrapped():
    return ""


@app.post("/twice")
@limited("5/minute")
@member
def twice():
    return ""


@app.post("/called")
def called():
    told("x")
    return ""


@app.post("/sometimes")
def sometimes():
    if request.args.get("x"):
        told("x")
    return ""


@app.post("/checked")
def check():
    return checked(request.args["q"])


@app.post("/library")
@outside.needs_member
def library():
    return ""


class Members(traced.Guarded, MethodView):
    def get(self):
        return ""


app.add_url_rule("/view", view_func=Members.as_view("members"))
"""

GUARDS = """\
from functools import wraps

import native


def member(function):
    @wraps(function)
    def inner(*args, **kwargs):
        native.ask()
        return function(*args, **kwargs)

    return inner


def limited(rate):
    def decorate(function):
        def inner(*args, **kwargs):
            native.count(rate)
            return function(*args, **kwargs)

        return inner

    return decorate


def told(what):
    native.tell(what)


def checked(text):
    native.look(text)
    return text


def unused(function):
    return function
"""

TRACED = """\
class Guarded:
    pass
"""


def _project(folder: Path, settings: str) -> Path:
    (folder / "shop" / "guards").mkdir(parents=True)
    (folder / "shop" / "__init__.py").write_text("")
    (folder / "shop" / "app.py").write_text(APP)
    (folder / "shop" / "guards" / "__init__.py").write_text(GUARDS)
    (folder / "shop" / "guards" / "traced.py").write_text(TRACED)
    (folder / "backlint.toml").write_text(settings)
    return folder


def _endpoints(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    assert main(["endpoints", str(folder), "-o", "json", "--no-cache"]) == 0
    told = json.loads(capsys.readouterr().out)
    by_title = {f"{','.join(one['methods'])} {one['path']}": one["protections"] for one in told["endpoints"]}
    return by_title, told["gaps"]


def _with(protections: dict[str, Any], kind: str) -> set[str]:
    return {title.rpartition(" ")[2] for title, one in protections.items() if one[kind]["state"] == "yes"}


def test_a_guard_is_met_wherever_it_attaches(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain, _ = _endpoints(_project(tmp_path / "plain", ""), capsys)
    assert _with(plain, "authentication") == set()
    settings = """\
        [endpoints]
        authentication = ["shop.guards:member", "shop.guards.traced:Guarded", "shop.guards:told", "outside.needs_member"]
        rate-limit = ["shop.guards:limited"]
        """
    said, gaps = _endpoints(_project(tmp_path / "said", settings), capsys)
    assert _with(said, "authentication") == {"/wrapped", "/twice", "/called", "/view", "/library"}
    assert _with(said, "rate-limit") == {"/twice"}
    assert not [gap for gap in gaps if gap["kind"] == "model"]
    assert said["POST /wrapped"]["authentication"]["by"][0]["detail"] == "declared in the settings"


def test_a_validator_checks_what_it_is_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain, _ = _endpoints(_project(tmp_path / "plain", ""), capsys)
    assert plain["POST /checked"]["validation"]["state"] == "no"
    settings = '[endpoints]\nvalidation = ["shop.guards:checked"]\n'
    said, _ = _endpoints(_project(tmp_path / "said", settings), capsys)
    assert said["POST /checked"]["validation"]["state"] == "yes"
    assert said["POST /sometimes"]["validation"] == plain["POST /sometimes"]["validation"]


def test_a_guard_that_protects_nothing_is_a_gap(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, gaps = _endpoints(_project(tmp_path, '[endpoints]\nauthentication = ["shop.guards:unused"]\n'), capsys)
    (gap,) = [gap for gap in gaps if gap["kind"] == "model"]
    assert (gap["file"], gap["line"]) == ("backlint.toml", 2)
    assert "stands before no endpoint" in gap["message"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('authentication = ["shop.guards:membre"]', "nothing is called `shop.guards.membre`"),
        ('authentication = ["membre"]', "`membre` is no dotted name"),
        ('public = ["GET /helth"]', "no endpoint is `GET /helth`"),
        ('public = ["POST /health"]', "no endpoint is `POST /health`"),
        ('public = ["health"]', "`health` is no endpoint"),
        ('pubic = ["GET /health"]', "did you mean `public`?"),
        ("public = 3", "expected `array`"),
    ],
)
def test_a_declaration_that_matches_nothing_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: str, said: str
) -> None:
    folder = _project(tmp_path, f"[endpoints]\n{settings}\n")
    for command in ("endpoints", "scan"):
        assert main([command, str(folder), "--no-cache"]) == 2
        told = capsys.readouterr().err
        assert said in told.lower() or said in told
        assert "backlint.toml:2" in told


def test_public_endpoints_are_not_missing_a_guard(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = '[endpoints]\npublic = ["GET /health", "POST /login", "/c*"]\n'
    folder = _project(tmp_path, settings)
    assert main(["endpoints", str(folder), "--no-cache", "--unprotected"]) == 0
    table = capsys.readouterr().out
    public = {
        line.split()[1]
        for line in table.splitlines()
        if "public by design" in line and line.startswith((" ", "G", "P"))
    }
    assert {"/health", "/called", "/checked"} <= public
    # Of two methods one is public: they are two endpoints.
    assert [line.split()[0] for line in table.splitlines() if "/login" in line] == ["GET", "POST"]


def test_settings_above_a_part_of_the_project_may_speak_of_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _project(tmp_path, '[endpoints]\npublic = ["/elsewhere"]\nauthentication = ["billing.auth:guard"]\n')
    assert main(["endpoints", str(folder / "shop"), "--no-cache"]) == 0
    capsys.readouterr()
