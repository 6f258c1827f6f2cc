"""Production is what is told: what is registered for debugging or tests only is no endpoint of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backlint.cli import main

FLASK = """\
from flask import Flask, request


def create_app():
    app = Flask(__name__)

    @app.get("/always")
    def always():
        debug = request.args.get("debug")
        if debug:
            return request.args["why"]
        return ""

    if app.debug:

        @app.get("/debug")
        def debugging():
            return ""

    if app.config["DEBUG"]:

        @app.get("/config")
        def configured():
            return ""

    if not app.config["TESTING"]:

        @app.get("/served")
        def served():
            return ""

    return app
"""

FASTAPI = """\
from fastapi import FastAPI
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    debug: bool = False
    prefix: str = "/api"


settings = Settings()
app = FastAPI()


@app.get(settings.prefix + "/always")
def always():
    return 1


if settings.debug:

    @app.get("/debug")
    def debugging():
        return 1


if not settings.debug:

    @app.get("/served")
    def served():
        return 1
"""


def _paths(folder: Path, capsys: pytest.CaptureFixture[str]) -> set[str]:
    assert main(["endpoints", str(folder), "-o", "json", "--no-cache"]) == 0
    return {one["path"] for one in json.loads(capsys.readouterr().out)["endpoints"]}


@pytest.mark.parametrize(
    ("program", "paths"),
    [(FLASK, {"/always", "/served"}), (FASTAPI, {"/api/always", "/served"})],
    ids=["flask", "fastapi"],
)
def test_routes_for_debugging_are_no_endpoints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], program: str, paths: set[str]
) -> None:
    (tmp_path / "app.py").write_text(program)
    assert _paths(tmp_path, capsys) == paths


def test_routes_of_django_for_debugging_are_no_endpoints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = tmp_path / "site_"
    (package / "settings").mkdir(parents=True)
    (tmp_path / "manage.py").write_text(
        'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_.settings.local")\n'
    )
    for name in ("__init__.py", "settings/__init__.py"):
        (package / name).write_text("")
    (package / "settings" / "base.py").write_text('DEBUG = False\nROOT_URLCONF = "site_.urls"\nINSTALLED_APPS = []\n')
    (package / "settings" / "local.py").write_text("from .base import *\nDEBUG = True\n")
    (package / "settings" / "production.py").write_text("from .base import *\n")
    (package / "views.py").write_text("def a(request):\n    return None\n")
    (package / "urls.py").write_text(
        "from django.conf import settings\nfrom django.urls import path\nfrom site_ import views\n"
        'urlpatterns = [path("a/", views.a)]\nif settings.DEBUG:\n    urlpatterns += [path("debug/", views.a)]\n'
    )
    assert _paths(tmp_path, capsys) == {"/a/"}


def test_a_parameter_that_is_called_debug_is_no_switch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "app.py").write_text(FLASK)
    main(["scan", str(tmp_path), "-o", "json", "--no-cache", "--exit-zero", "--select", "xss-reflected"])
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [one["rule"] for one in found] == ["xss-reflected"]
