"""A function changes: what its entry points did is run again, the rest is taken from the run before, and the report says the
same as a fresh one.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from backlint.configuration import Configuration, ScanRequest
from backlint.engines import understanding
from backlint.engines.understanding import Recall, Understanding
from backlint.facts.model import ModuleFacts
from backlint.facts.moved import moved
from backlint.facts.read import read_files
from backlint.files import Kind, find_files
from backlint.report import Report
from backlint.scan import scan

APPS = Path(__file__).parents[1] / "fixtures" / "apps"
ADDED = ("print('changed')", "if len('x') > 3:\n{indent}    return None", "eval(str(locals()))")


def run(root: Path, folder: Path | None) -> Report:
    configuration = Configuration(root=root)
    cached = folder is not None
    return scan(
        ScanRequest(
            configuration=configuration,
            paths=(root,),
            cache=cached,
            cache_directory=folder,
            today=date(2026, 1, 1),
        )
    )


def edits(text: str) -> Iterator[str]:
    """Yield the text with a statement more in each of its functions, and without the last of those that have several."""
    lines = text.split("\n")
    functions = [one for one in ast.walk(ast.parse(text)) if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))]
    for number, one in enumerate(functions):
        first, last = one.body[min(ast.get_docstring(one) is not None, len(one.body) - 1)], one.body[-1]
        if first.lineno <= one.lineno:
            continue
        indent = " " * first.col_offset
        added = indent + ADDED[number % len(ADDED)].format(indent=indent)
        yield "\n".join([*lines[: first.lineno - 1], added, *lines[first.lineno - 1 :]])
        if len(one.body) > 1 and last.end_lineno is not None:
            yield "\n".join([*lines[: last.lineno - 1], *lines[last.end_lineno :]])


@pytest.fixture
def recalls(monkeypatch: pytest.MonkeyPatch) -> list[Recall]:
    """What was recalled in each run that was made."""
    made: list[Recall] = []
    understand = understanding._understand

    def noted(*arguments: object) -> object:
        answer = understand(*arguments)  # type: ignore[arg-type]  # as it is called
        if isinstance(arguments[-1], Recall):
            made.append(arguments[-1])
        return answer

    monkeypatch.setattr(understanding, "_understand", noted)
    return made


def understood(root: Path, facts: Mapping[str, ModuleFacts], recall: Recall | None = None) -> Understanding:
    files = find_files(root, ()).files
    return understanding.understand(files, facts, {}, lambda *_: None, root.name, recall=recall)


def read(root: Path) -> dict[str, ModuleFacts]:
    python = [one.path for one in find_files(root, ()).files if one.kind is Kind.PYTHON]
    return read_files([(path, root / path) for path in python], jobs=1)


@pytest.mark.parametrize("name", ["fastapi-vulnerable", "flask-vulnerable", "django-vulnerable"])
def test_a_changed_function_gives_what_a_fresh_run_gives(name: str, tmp_path: Path) -> None:
    root = tmp_path / "app"
    shutil.copytree(APPS / name, root)
    facts, kept = read(root), Recall()
    understood(root, facts, kept)
    reused = tried = 0
    for path, one in facts.items():
        for text in list(edits((root / path).read_text(encoding="utf-8")))[::5]:
            (tmp_path / "edited.py").write_text(text, encoding="utf-8")
            edited = read_files([(path, tmp_path / "edited.py")], jobs=1)[path]
            left = moved(one, edited)
            if left is None:
                continue  # a definition has gone, say: the program is run from its beginning
            recall = Recall(before=kept.kept, moved={path: left})
            now = {**facts, path: edited}
            fresh, again = understood(root, now), understood(root, now, recall)
            assert replace(again, asked=()) == replace(fresh, asked=()), f"{path}:\n{text}"
            assert set(again.asked) >= set(fresh.asked)
            tried, reused = tried + 1, reused + bool(recall.reused)
    assert tried > 5
    assert reused > 5


SHOP = """
import sqlite3
from flask import Flask, request

app = Flask(__name__)


def rows(statement):
    return sqlite3.connect("shop.db").execute(statement).fetchall()


@app.get("/one")
def one():
    return {"rows": rows("SELECT 1")}


@app.get("/two")
def two():
    return {"rows": rows("SELECT " + request.args["two"])}
"""


def shop(tmp_path: Path) -> tuple[Path, Path]:
    root = tmp_path / "shop"
    root.mkdir()
    (root / "app.py").write_text(SHOP)
    return root, tmp_path / "cache"


def sites(report: Report) -> list[tuple[str, int]]:
    return [(one.rule, one.location.line) for one in report.findings if one.rule == "sql-injection"]


def test_only_what_runs_the_function_is_run_again(tmp_path: Path, recalls: list[Recall]) -> None:
    root, cache = shop(tmp_path)
    first = run(root, cache)
    (root / "app.py").write_text(
        SHOP.replace('    return {"rows": rows("SELECT 1")}', '    print("one")\n    return {"rows": rows("SELECT 1")}')
    )
    second = run(root, cache)
    assert (recalls[-1].made, recalls[-1].reused) == (1, recalls[0].made - 1)
    assert [line for _, line in sites(second)] == [line + 1 for _, line in sites(first)], "places have moved"
    assert second == run(root, None)


def test_what_all_of_them_run_is_run_again_by_all(tmp_path: Path) -> None:
    root, cache = shop(tmp_path)
    assert sites(run(root, cache))
    (root / "app.py").write_text(SHOP.replace(".execute(statement)", ".execute('SELECT 2')"))
    assert sites(run(root, cache)) == []


def test_a_function_more_runs_the_program_from_its_beginning(tmp_path: Path, recalls: list[Recall]) -> None:
    root, cache = shop(tmp_path)
    run(root, cache)
    (root / "app.py").write_text(SHOP + "\n\n@app.get('/three')\ndef three():\n    return rows(request.args['x'])\n")
    report = run(root, cache)
    assert recalls[-1].reused == 0
    assert report == run(root, None)
    assert "/three" in {one.path for one in report.endpoints}


LAZY = """
from flask import Flask, request

app = Flask(__name__)
_client = None
ASKED = []


def client():
    global _client
    if _client is None:
        _client = request.args["first"]
    return _client


@app.get("/one")
def one():
    ASKED.append(request.args["one"])
    return {"rows": 1}


@app.get("/two")
def two():
    return eval(client())


@app.get("/three")
def three():
    return eval(ASKED[0])
"""


@pytest.mark.parametrize(
    "change",
    [
        ('ASKED.append(request.args["one"])', 'ASKED.append("1")'),
        ('_client = request.args["first"]', '_client = "1"'),
        ('return {"rows": 1}', 'return {"rows": 2}'),
        ("return eval(client())", "return client()"),
        ("return eval(ASKED[0])", "print(ASKED)\n    return eval(ASKED[0])"),
    ],
)
def test_what_entry_points_leave_for_others_counts(tmp_path: Path, change: tuple[str, str]) -> None:
    root, cache = tmp_path / "lazy", tmp_path / "cache"
    root.mkdir()
    (root / "app.py").write_text(LAZY)
    run(root, cache)
    (root / "app.py").write_text(LAZY.replace(*change))
    assert run(root, cache) == run(root, None)
    (root / "app.py").write_text(LAZY.replace("def one():", "def one():\n    print('again')"))
    assert run(root, cache) == run(root, None)


def test_a_name_that_is_bound_as_before_runs_nobody_else(tmp_path: Path, recalls: list[Recall]) -> None:
    root, cache = tmp_path / "lazy", tmp_path / "cache"
    root.mkdir()
    text = LAZY + '\n\n@app.get("/four")\ndef four():\n    return {"four": client()}\n'
    (root / "app.py").write_text(text)
    run(root, cache)
    for change in (
        ('{"four": client()}', '{"4": client()}'),
        ("return eval(client())", "print(2)\n    return eval(client())"),
    ):
        (root / "app.py").write_text(text.replace(*change))
        report = run(root, cache)
        assert (recalls[-1].made, recalls[-1].reused) == (1, recalls[0].made - 1)
        assert report == run(root, None)


def test_another_process_finds_the_same(tmp_path: Path) -> None:
    root = tmp_path / "app"
    shutil.copytree(APPS / "django-vulnerable", root)
    target = next(one for one in sorted(root.rglob("views.py")))

    def printed(seed: str, folder: Path) -> object:
        done = subprocess.run(
            [sys.executable, "-m", "backlint", "scan", ".", "-o", "json", "--exit-zero"],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "BACKLINT_CACHE_DIR": str(folder)},
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    printed("1", tmp_path / "cache")
    text = target.read_text(encoding="utf-8")
    target.write_text(next(edits(text)), encoding="utf-8")
    assert printed("2", tmp_path / "cache") == printed("3", tmp_path / "other")


def facts(folder: Path, text: str) -> object:
    file = folder / "module.py"
    file.write_text(text)
    return read_files([("module.py", file)], jobs=1)["module.py"]


@pytest.mark.parametrize(
    ("text", "edited"),
    [
        (SHOP, 0),
        ("# a comment\n" + SHOP, 0),
        (SHOP.replace("SELECT 1", "SELECT 2"), 1),
        (SHOP.replace("import sqlite3\n", "\n\nimport sqlite3\n").replace("fetchall()", "fetchone()"), 1),
        (SHOP.replace("def rows(statement)", "def rows(statement, other=1)"), None),
        (SHOP.replace('"/one"', '"/other"'), None),
        (SHOP + "\n\nX = 1\n", None),
        (SHOP.replace("import sqlite3\n", ""), None),
    ],
)
def test_what_a_change_has_left_as_it_was(tmp_path: Path, text: str, edited: int | None) -> None:
    found = moved(facts(tmp_path, SHOP), facts(tmp_path, text))  # type: ignore[arg-type]  # facts of one module each
    assert (None if found is None else len(found.edited)) == edited
