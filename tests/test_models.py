"""A team's own models, through the command line: they hold for libraries and for the project, and no word is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backlint.cli import main
from backlint.concepts import SinkKind

APP = """\
import partner
import warehouse
from flask import Flask, request

from shop import db, gateway, text
from shop.auth import require_member

app = Flask(__name__)


@app.get("/run")
def run():
    db.run("SELECT " + request.args["q"])
    return ""


@app.get("/named")
def named():
    db.run(statement="SELECT " + request.args["q"])
    return ""


@app.get("/clean")
def clean():
    db.run("SELECT " + text.quoted(request.args["q"]))
    return ""


@app.get("/method")
def method():
    db.Repository().find(gateway.payload()["where"])
    return ""


@app.get("/made")
def made():
    db.Raw(request.args["q"])
    return ""


@app.get("/library")
def library():
    warehouse.connect("x").submit("SELECT " + request.args["q"])
    return ""


@app.get("/passed")
def passed():
    partner.query(partner.spell(request.args["q"], "x"))
    return ""


@app.get("/not-passed")
def not_passed():
    partner.query(partner.spell("x", request.args["q"]))
    return ""


@app.get("/member")
def member():
    require_member()
    return ""
"""

SHOP = {
    "shop/__init__.py": "",
    "shop/db.py": (
        "import partner\n\n\n"
        "def run(statement):\n    return partner.execute(statement)\n\n\n"
        "class Repository:\n    def find(self, where):\n        return partner.find(where)\n\n\n"
        "class Raw:\n    def __init__(self, text):\n        self.text = text\n"
    ),
    "shop/gateway.py": "import partner\n\n\ndef payload():\n    return partner.STORE.next()\n",
    "shop/text.py": 'def quoted(text):\n    return "\'" + text.replace("\'", "`") + "\'"\n',
    "shop/auth.py": "import partner\n\n\ndef require_member():\n    partner.assert_member()\n",
    "shop/app.py": APP,
}

MODELS = """\
[[sources]]
name = "shop.gateway.payload"
kinds = ["body"]

[[sinks]]
name = "shop.db.run"
kind = "sql"
arguments = ["0:statement"]

[[sinks]]
name = "shop.db:Repository.find"
kind = "sql"
arguments = ["0:where"]

[[sinks]]
name = "shop.db.Raw"
kind = "sql"
arguments = ["0:text"]

[[sinks]]
name = "warehouse.Client.submit"
kind = "sql"
arguments = ["0:query"]

[[sinks]]
name = "partner.query"
kind = "sql"
arguments = ["0:"]

[[sanitizers]]
name = "shop.text.quoted"
neutralizes = ["sql"]

[[propagators]]
name = "partner.spell"
origins = ["0:"]

[[marks]]
name = "shop.auth.require_member"
word = "authentication"

[returns]
"warehouse.connect" = "warehouse.Client"
"""


def project(folder: Path, models: str = MODELS, named: str = "security/models.toml") -> Path:
    settings = f'[tool.backlint]\nmodels = ["{named}"]\n'
    for name, text in {**SHOP, "pyproject.toml": settings, "security/models.toml": models}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def scanned(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, object]:
    main(["scan", str(folder), "-o", "json", "--select", "sql-injection", "--no-cache", *more])
    report: dict[str, object] = json.loads(capsys.readouterr().out)
    return report


def endpoints_of(report: dict[str, object]) -> list[str]:
    findings = report["findings"]
    assert isinstance(findings, list)
    return sorted(finding["endpoint"] for finding in findings)


def complaint(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["scan", str(folder), "--no-cache"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err


def test_rows_hold_for_libraries_and_for_the_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = scanned(project(tmp_path), capsys)
    assert endpoints_of(report) == [
        *("GET /library", "GET /made", "GET /method", "GET /named", "GET /passed", "GET /run"),
    ]
    assert report["gaps"] == []
    endpoints = report["endpoints"]
    assert isinstance(endpoints, list)
    guarded = {one["path"]: one["protections"]["authentication"]["state"] for one in endpoints}
    assert guarded["/member"] == "yes"
    assert guarded["/run"] == "no"


def test_without_the_rows_nothing_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert endpoints_of(scanned(project(tmp_path, ""), capsys)) == []


def test_a_row_that_matches_nothing_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    models = MODELS.replace("shop.text.quoted", "shop.text.quotes")
    report = scanned(project(tmp_path, models), capsys)
    assert report["gaps"] == [
        {
            "file": "security/models.toml",
            "line": 30,
            "kind": "model",
            "message": "the model of `shop.text.quotes` (sanitizers) matches nothing in the project; "
            "did you mean `shop.text.quoted`?",
        }
    ]
    assert "GET /clean" in endpoints_of(report)


def test_another_model_is_another_understanding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = project(tmp_path / "shop")
    arguments = ["scan", str(folder), "-o", "json", "--select", "sql-injection"]
    main(arguments)
    first = json.loads(capsys.readouterr().out)
    (folder / "security/models.toml").write_text(MODELS.replace('neutralizes = ["sql"]', 'neutralizes = ["html"]'))
    main(arguments)
    second = json.loads(capsys.readouterr().out)
    assert "GET /clean" not in endpoints_of(first)
    assert "GET /clean" in endpoints_of(second)


def test_what_is_adopted_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = project(tmp_path)
    main(["config", str(folder)])
    shown = capsys.readouterr().out
    assert 'models = ["security/models.toml"]  # pyproject.toml:2' in shown
    assert "sinks: shop.db.run  # security/models.toml:5" in shown
    main(["ignores", str(folder), "--no-cache"])
    shown = capsys.readouterr().out
    assert "security/models.toml:30" in shown
    assert "a model trusts shop.text.quoted" in shown
    assert "a model trusts shop.auth.require_member" in shown
    assert "shop.db.run" not in shown


@pytest.mark.parametrize(
    ("models", "line", "words"),
    [
        ('[[sink]]\nname = "a.b"\n', 1, ("unknown table `sink`", "did you mean `sinks`?")),
        ('[[sinks]]\nname = "a.b"\nkinds = ["sql"]\n', 3, ("unknown key `kinds` in [[sinks]]", "did you mean `kind`?")),
        ('[[sinks]]\nname = "a.b"\nkind = "sqll"\n', 3, ("nothing is called `sqll`", "did you mean `sql`?")),
        ('[[sinks]]\nname = "a.b"\nkind = "sql"\n', 1, ("missing required field `arguments`",)),
        ('[[sinks]]\nname = "a.b"\nkind = 3\n', 1, ("expected `str`, got `int`",)),
        ('\n[[sinks]]\nname = "run()"\n', 3, ("`run()` is no dotted name",)),
        ('[[sinks]]\nname = "run"\n', 2, ("`run` is no dotted name",)),
        ('[[sinks]]\nname = "a.b"\narguments = ["first"]\n', 3, ("`first` selects no argument",)),
        ('[[sources]]\nname = "a.b"\nkinds = ["qery"]\n', 3, ("did you mean `query`?",)),
        ('[[marks]]\nname = "a.b"\nword = "authenticated"\n', 3, ("did you mean `authentication`?",)),
        ('[[sanitizers]]\nname = "a.b"\nneutralizes = ["htmll"]\n', 3, ("did you mean `html`?",)),
        ('[returns]\n"a.b" = "not a name"\n', 2, ("is no dotted name",)),
        ("sinks = 3\n", 1, ("`sinks` must be tables",)),
        ("[[sinks]\n", 0, ("not valid TOML",)),
    ],
)  # fmt: skip
def test_what_is_not_known_is_an_error(
    models: str, line: int, words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = complaint(project(tmp_path, models), capsys)
    assert f"security/models.toml:{line or ''}" in said
    for text in words:
        assert text in said


def test_a_file_that_is_not_there_or_elsewhere_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = complaint(project(tmp_path / "a", named="security/model.toml"), capsys)
    assert "no such file `security/model.toml`" in said
    assert "did you mean `models.toml`?" in said
    (tmp_path / "other.toml").write_text("")
    assert "lies outside of the project" in complaint(project(tmp_path / "b", named="../other.toml"), capsys)


def test_every_kind_of_sink_can_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f'[[sinks]]\nname = "shop.db.run"\nkind = "{kind}"\narguments = ["0:"]\n' for kind in SinkKind)
    assert "GET /run" in endpoints_of(scanned(project(tmp_path, rows), capsys))
