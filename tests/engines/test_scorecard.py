"""The scorecard says of nothing that it is met unless it was looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partialmethod
from pathlib import Path

import pytest

from backlint.baseline import baseline_of, render
from backlint.configuration import Configuration, ScanRequest, load
from backlint.execution.session import Session
from backlint.report import Score, Standing
from backlint.rule import Item
from backlint.scan import scan

APP = Path(__file__).parents[2] / "fixtures" / "apps" / "fastapi-hardened"


def test_items_whose_rules_were_not_run_are_unknown(tmp_path: Path) -> None:
    request = ScanRequest(
        configuration=Configuration(root=APP),
        paths=(APP,),
        select=("sql-injection",),
        cache_directory=tmp_path,
        today=date(2026, 1, 1),
    )
    standings = {score.item: score.standing for score in scan(request).scorecard}
    assert standings.pop(Item.QUERIES) is Standing.MET
    assert set(standings.values()) == {Standing.UNKNOWN}


def standings(project: Path, cache: Path, **settings: object) -> dict[Item, Score]:
    configuration = Configuration(root=project, **settings)  # type: ignore[arg-type]
    request = ScanRequest(configuration=configuration, paths=(project,), cache_directory=cache, today=date(2026, 1, 1))
    return {score.item: score for score in scan(request).scorecard}


LIMITED = """
from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

app = Flask(__name__)
limiter = Limiter(get_remote_address, app=app, default_limits=["60 per minute"])


@app.get("/teas")
def teas():
    return {"teas": ["green"]}
"""


def test_a_control_names_what_shows_it_and_how_much_it_covers(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(LIMITED, encoding="utf-8")
    score = standings(tmp_path, tmp_path / "cache")[Item.RATE_LIMITS]
    assert score.standing is Standing.MET
    general = score.controls[0]
    assert general.summary == "1 of 1 endpoint are limited, by Limiter (60 per minute)"
    assert [(shown.file, shown.line) for shown in general.evidence] == [("app.py", 7)]


def test_what_a_control_does_not_cover_is_named(tmp_path: Path) -> None:
    source = LIMITED + '\n\n@app.get("/cups")\n@limiter.exempt\ndef cups():\n    return {"cups": 2}\n'
    (tmp_path / "app.py").write_text(source, encoding="utf-8")
    score = standings(tmp_path, tmp_path / "cache")[Item.RATE_LIMITS]
    assert score.standing is Standing.VIOLATED
    assert "1 of 2 endpoints are limited" in score.summary
    assert "not GET /cups" in score.summary


def test_a_proxy_of_the_project_is_evidence(tmp_path: Path) -> None:
    source = 'from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get("/teas")\ndef teas():\n    return {}\n'
    (tmp_path / "app.py").write_text(source, encoding="utf-8")
    zone = "limit_req_zone $binary_remote_addr zone=all:1m rate=90r/m;\n"
    server = "server {\n  limit_req zone=all;\n  location / { proxy_pass http://app; }\n}\n"
    (tmp_path / "nginx.conf").write_text(zone + server, encoding="utf-8")
    score = standings(tmp_path, tmp_path / "cache")[Item.RATE_LIMITS]
    assert score.standing is Standing.MET
    assert [(shown.file, shown.line) for shown in score.controls[0].evidence] == [("nginx.conf", 3)]


def test_what_answers_a_failure_is_named(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(LIMITED, encoding="utf-8")
    (tmp_path / "requirements.txt").write_text("flask==3.1.2\n", encoding="utf-8")
    (own,) = [one for one in standings(tmp_path, tmp_path / "cache")[Item.ERRORS].controls if one.name == "failures"]
    assert own.summary == "answered by Flask 3.1.2 with a fixed text"
    handler = '\n\n@app.errorhandler(Exception)\ndef failed(error):\n    return {"error": "internal"}, 500\n'
    (tmp_path / "app.py").write_text(LIMITED + handler, encoding="utf-8")
    (own,) = [one for one in standings(tmp_path, tmp_path / "cache")[Item.ERRORS].controls if one.name == "failures"]
    assert (own.standing, own.summary) == (Standing.MET, "answered by failed of the program")
    assert [shown.file for shown in own.evidence] == ["app.py"]


@pytest.mark.parametrize(
    "unresolved",
    [
        "import importlib, os\n\nimportlib.import_module(os.environ['PLUGIN']).set_up(app)\n",
        "import importlib, os\n\napp.register_blueprint(importlib.import_module(os.environ['PART']).part)\n",
        "for name in open('routes.txt'):\n    app.register_blueprint(name)\n",
    ],
)
def test_an_application_whose_parts_are_unresolved_meets_nothing(unresolved: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(f"{LIMITED}\n\n{unresolved}", encoding="utf-8")
    scores = standings(tmp_path, tmp_path / "cache")
    for item in (Item.HEADERS, Item.RATE_LIMITS, Item.CORS):
        assert scores[item].standing in {Standing.UNKNOWN, Standing.VIOLATED}, scores[item]
    assert "app.py" in scores[Item.CORS].summary


def test_a_file_that_could_not_be_read_leaves_no_item_of_code_met(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(LIMITED, encoding="utf-8")
    (tmp_path / "orders.py").write_text("def order(:\n", encoding="utf-8")
    scores = standings(tmp_path, tmp_path / "cache")
    met = {item for item, score in scores.items() if score.standing is Standing.MET}
    assert met <= {Item.DEPLOYMENT}
    assert "orders.py" in scores[Item.RATE_LIMITS].summary


QUERY = """
from flask import Flask, request
import sqlite3

app = Flask(__name__)


@app.get("/teas")
def teas():
    return {"teas": sqlite3.connect("teas.db").execute("SELECT * FROM tea WHERE name = '%s'" % request.args["name"]).fetchall()}COMMENT
"""


def test_an_item_whose_findings_are_ignored_for_a_reason_is_attested_and_one_in_the_baseline_is_violated(
    tmp_path: Path,
) -> None:
    file = tmp_path / "app.py"
    reason = "  # backlint: ignore[sql-injection] -- a toy"
    file.write_text(QUERY.replace("COMMENT", reason), encoding="utf-8")
    score = standings(tmp_path, tmp_path / "cache")[Item.QUERIES]
    assert (score.standing, score.summary, score.findings) == (Standing.ATTESTED, "a toy", 0)
    assert [(shown.name, shown.file) for shown in score.evidence] == [("sql-injection", "app.py")]

    file.write_text(QUERY.replace("COMMENT", ""), encoding="utf-8")
    configuration = Configuration(root=tmp_path)
    request = ScanRequest(
        configuration=configuration, paths=(tmp_path,), cache_directory=tmp_path / "cache", today=date(2026, 1, 1)
    )
    known = tmp_path / "baseline.json"
    known.write_text(render(baseline_of(scan(request).findings)), encoding="utf-8")
    scores = {one.item: one for one in scan(replace(request, baseline=known)).scorecard}
    assert scores[Item.QUERIES].standing is Standing.VIOLATED
    assert "known in the baseline" in scores[Item.QUERIES].summary


def test_an_attestation_shows_with_its_reason_and_never_hides_that_the_code_says_otherwise(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(LIMITED.replace("60 per minute", "1000000 per minute"), encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.backlint.attest]\nrate-limits = "limit_req in infra/nginx.conf"\nsecurity-headers = "set by the gateway"\n',
        encoding="utf-8",
    )
    request = ScanRequest(
        configuration=load(tmp_path), paths=(tmp_path,), cache_directory=tmp_path / "cache", today=date(2026, 1, 1)
    )
    report = scan(request)
    scores = {one.item: one for one in report.scorecard}
    assert (scores[Item.HEADERS].standing, scores[Item.HEADERS].summary) == (Standing.ATTESTED, "set by the gateway")
    contradicted = [one for one in report.findings if one.rule == "attestation-contradicted"]
    assert [(one.location.path, one.location.line) for one in contradicted] == [("pyproject.toml", 2)]
    assert "`infra/nginx.conf`, which is not there" in contradicted[0].message
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "nginx.conf").write_text("limit_req zone=all;\n", encoding="utf-8")
    (tmp_path / "app.py").write_text(LIMITED, encoding="utf-8")
    assert not [one for one in scan(request).findings if one.rule == "attestation-contradicted"]


@pytest.mark.parametrize(
    "middleware",
    ['MIDDLEWARE + ["shop.Extra"]', '["acme.security.SecurityMiddleware"]', 'os.environ["MIDDLEWARE"].split(",")'],
)
def test_middleware_of_which_nothing_is_known_leaves_what_it_may_do_open(middleware: str, tmp_path: Path) -> None:
    (tmp_path / "manage.py").write_text(
        'import os\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n', encoding="utf-8"
    )
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__init__.py").touch()
    (tmp_path / "shop" / "settings.py").write_text(
        f'import os\nfrom acme.settings import *\n\nROOT_URLCONF = "shop.urls"\nMIDDLEWARE = {middleware}\n',
        encoding="utf-8",
    )
    (tmp_path / "shop" / "urls.py").write_text(
        "from django.http import JsonResponse\nfrom django.urls import path\n\n\ndef teas(request):\n"
        '    return JsonResponse({})\n\n\nurlpatterns = [path("teas/", teas)]\n',
        encoding="utf-8",
    )
    scores = standings(tmp_path, tmp_path / "cache")
    assert scores[Item.HEADERS].standing is Standing.UNKNOWN
    assert scores[Item.RATE_LIMITS].standing is Standing.UNKNOWN


def test_an_application_without_any_endpoint_has_them_from_somewhere_else(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("from fastapi import FastAPI\n\napp = FastAPI()\n", encoding="utf-8")
    scores = standings(tmp_path, tmp_path / "cache")
    for item in (Item.RATE_LIMITS, Item.VALIDATION, Item.AUDIT, Item.GUARDS, Item.CORS):
        assert scores[item].standing is Standing.UNKNOWN, scores[item]


def test_an_application_whose_start_could_not_be_run_to_its_end_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = "\n".join(f"    total = total + {number} if total != {number} else -total" for number in range(60))
    (tmp_path / "app.py").write_text(
        "from fastapi import FastAPI\n\n\ndef create_app(total: int) -> FastAPI:\n    app = FastAPI()\n"
        f'    app.get("/teas")(lambda: 1)\n{steps}\n    app.get("/cups")(lambda: total)\n    return app\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(Session, "run", partialmethod(Session.run, budget=100))
    scores = standings(tmp_path, tmp_path / "cache")
    assert scores[Item.CORS].standing is Standing.UNKNOWN
