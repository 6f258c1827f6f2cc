"""Applications, routers and lists of patterns that contain themselves end; what is not read of them is a gap."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backlint.cli import main

FASTAPI = """\
import db
import plugins
from fastapi import APIRouter, FastAPI
from starlette.applications import Starlette

app = FastAPI()
one = APIRouter(prefix="/one")
two = APIRouter(prefix="/two")
left = Starlette()
right = Starlette()


@one.get("/a")
def a():
    return 1


@two.get("/b")
def b():
    return 1


two.include_router(one)
one.include_router(two)
app.include_router(one)
app.mount("/self", app)
left.mount("/right", right)
left.add_route("/c", a)
right.mount("/left", left)
for plugin in plugins.load():
    app.include_router(plugin.router)
for row in db.rows():
    app.add_api_route(row.path, a)
"""

FLASK = """\
import importlib
import os

from flask import Blueprint, Flask

app = Flask(__name__)
one = Blueprint("one", __name__, url_prefix="/one")
two = Blueprint("two", __name__, url_prefix="/two")


@one.route("/a")
def a():
    return ""


one.register_blueprint(two)
two.register_blueprint(one)
app.register_blueprint(one)
for name in os.listdir("plugins"):
    app.register_blueprint(importlib.import_module("plugins." + name).blueprint)
"""

AIOHTTP = """\
from aiohttp import web


async def a(request):
    return web.Response()


app = web.Application()
below = web.Application()
app.router.add_get("/a", a)
app.add_subapp("/below", below)
below.add_subapp("/app", app)
"""

BOTTLE = """\
from bottle import Bottle

app = Bottle()
below = Bottle()


@app.get("/a")
def a():
    return ""


app.mount("/below/", below)
below.mount("/app/", app)
"""

URLS = """\
import db
from django.urls import include, path

from site_ import views

urlpatterns = [
    path("a/", views.a),
    path("again/", include("site_.urls")),
    path("other/", include("site_.other")),
    path("gone/", include("site_.gone")),
]
urlpatterns += [path(row.route, views.a) for row in db.rows()]
"""


def _told(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[set[str], list[str]]:
    assert main(["endpoints", str(folder), "-o", "json", "--no-cache"]) == 0
    told = json.loads(capsys.readouterr().out)
    paths = [one["path"] for one in told["endpoints"]]
    assert len(paths) == len(set(paths)), "a route is told twice"
    return set(paths), [gap["message"] for gap in told["gaps"]]


@pytest.mark.parametrize(
    ("program", "paths", "gaps"),
    [
        (FASTAPI, {"/one/a", "/one/two/b", "/c", "/{…}"}, ["stands below itself", "the router included", "the path"]),
        (FLASK, {"/one/a"}, ["the blueprint registered"]),
        (AIOHTTP, {"/a"}, ["added to itself"]),
        (BOTTLE, {"/a"}, ["mounted on itself"]),
    ],
    ids=["fastapi", "flask", "aiohttp", "bottle"],
)
def test_what_contains_itself_ends(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], program: str, paths: set[str], gaps: list[str]
) -> None:
    (tmp_path / "app.py").write_text(program)
    found, said = _told(tmp_path, capsys)
    assert found == paths
    for clause in gaps:
        assert any(clause in one for one in said), (clause, said)


def test_patterns_that_include_themselves_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = tmp_path / "site_"
    package.mkdir()
    (tmp_path / "manage.py").write_text(
        'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_.settings")\n'
    )
    (package / "__init__.py").write_text("")
    (package / "settings.py").write_text('ROOT_URLCONF = "site_.urls"\nINSTALLED_APPS = []\n')
    (package / "urls.py").write_text(URLS)
    (package / "other.py").write_text(
        'from django.urls import include, path\nurlpatterns = [path("back/", include("site_.urls"))]\n'
    )
    (package / "views.py").write_text("def a(request):\n    return None\n")
    found, said = _told(tmp_path, capsys)
    assert found == {"/a/", "/{…}"}
    assert sum("includes itself" in one for one in said) == 2
    assert any("site_.gone were not found" in one for one in said)
    assert any("the path registered" in one for one in said)
