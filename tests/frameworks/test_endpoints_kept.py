"""View functions that a program makes once and keeps under a key are told apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backlint.cli import main

KEPT = """\
        key = (args, frozenset(kwargs.items()))
        if key not in kept:
            kept[key] = function(*args, **kwargs)
        return kept[key]
"""
NOT_IN = KEPT.replace("key not in kept", "not key in kept")

APP = """\
import inspect
from functools import wraps

from flask_cors import cross_origin
from flask import Flask, abort, session

app = Flask(__name__)


def once(function):
    kept = {}

    @wraps(function)
    def inner(*args, **kwargs):
%s
    return inner


class Handler:
    def process(self):
        self.check()
        return self.answer()

    def check(self):
        pass


class ForMembers(Handler):
    def check(self):
        if "user" not in session:
            abort(401)


class Start(Handler):
    def answer(self):
        return "a"


class Orders(ForMembers):
    def answer(self):
        return "b"


class Bills(ForMembers):
    def answer(self):
        return "c"


@once
def view_of(target):
    if inspect.isclass(target):
        if not hasattr(target, "process"):
            raise ValueError(target)

        def view(**kwargs):
            return target().process()

        if (origins := getattr(target, "ORIGINS", None)) is not None:
            view = cross_origin(origins)(view)
        return view
    if callable(target):
        return target
    raise ValueError(target)


app.add_url_rule("/start", "start", view_of(Start))
app.add_url_rule("/orders", "orders", view_of(Orders))
app.add_url_rule("/bills", "bills", view_of(Bills))
"""

SOMETIMES = """\
from flask import Flask, request

app = Flask(__name__)
names = {}


@app.get("/kept")
def kept():
    key = request.args["key"]
    names[key] = request.args["name"]
    return ""


@app.get("/shown")
def shown():
    key = request.args["key"]
    if request.args.get("reset"):
        names[key] = "nobody"
    return "<b>" + names[key]
"""


@pytest.mark.parametrize("kept", [KEPT, NOT_IN])
def test_views_that_are_made_once(tmp_path: Path, capsys: pytest.CaptureFixture[str], kept: str) -> None:
    (tmp_path / "app.py").write_text(APP % kept)
    assert main(["endpoints", str(tmp_path), "-o", "json", "--no-cache"]) == 0
    told = json.loads(capsys.readouterr().out)["endpoints"]
    states = {one["path"]: one["protections"]["authentication"]["state"] for one in told}
    assert states == {"/start": "no", "/orders": "yes", "/bills": "yes"}


def test_what_is_put_there_on_one_path_only_is_not_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "app.py").write_text(SOMETIMES)
    main(["scan", str(tmp_path), "-o", "json", "--no-cache", "--exit-zero", "--select", "xss-reflected,xss-stored"])
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 1
