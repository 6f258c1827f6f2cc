"""What the machine understood is kept: a hit says what a fresh run says, and nothing else is a hit."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest

from backlint.configuration import Configuration, ScanRequest
from backlint.engines.understanding import Understanding
from backlint.engines.understanding_cache import records_of
from backlint.report import Report
from backlint.scan import scan

APPS = Path(__file__).parents[2] / "fixtures" / "apps"


def run(root: Path, folder: Path, *, cache: bool = True) -> tuple[Report, bool]:
    """A run's report, and whether the machine ran."""
    stages: set[str] = set()
    request = ScanRequest(
        configuration=Configuration(root=root),
        paths=(root,),
        cache=cache,
        cache_directory=folder,
        progress=lambda stage, _done, _total: stages.add(stage),
        today=date(2026, 1, 1),
    )
    return scan(request), "running modules" in stages


@pytest.mark.parametrize("name", ["fastapi-vulnerable", "flask-vulnerable", "django-vulnerable"])
def test_a_hit_is_what_a_fresh_run_says(name: str, tmp_path: Path) -> None:
    fresh, ran = run(APPS / name, tmp_path, cache=False)
    assert ran
    first, ran = run(APPS / name, tmp_path)
    assert ran
    second, ran = run(APPS / name, tmp_path)
    assert not ran
    assert fresh == first == second


def test_what_changes_a_fact_is_run_again(tmp_path: Path) -> None:
    root, folder = tmp_path / "shop", tmp_path / "cache"
    root.mkdir()
    app = root / "app.py"
    app.write_text("from fastapi import FastAPI\napp = FastAPI()\n@app.get('/a')\ndef a():\n    return {}\n")
    assert [one.path for one in run(root, folder)[0].endpoints] == ["/a"]
    (root / "notes.yaml").write_text("a: 1\n")
    assert run(root, folder)[1], "a file more"
    (root / "notes.yaml").write_text("a: 2\n")
    assert not run(root, folder)[1], "the machine does not read it"
    app.write_text(app.read_text().replace("'/a'", "'/b'"))
    report, ran = run(root, folder)
    assert ran
    assert [one.path for one in report.endpoints] == ["/b"]


def test_what_nothing_imports_may_change(tmp_path: Path) -> None:
    root, folder = tmp_path / "shop", tmp_path / "cache"
    (root / "tests").mkdir(parents=True)
    (root / "app.py").write_text(
        "from fastapi import FastAPI\nfrom checks import guarded\napp = FastAPI()\n"
        "@app.get('/a')\n@guarded\ndef a():\n    return {}\n"
    )
    (root / "checks.py").write_text("def guarded(function):\n    return function\n")
    test = root / "tests" / "test_app.py"
    test.write_text("import app\n\ndef test_a():\n    assert app.a() == {}\n")
    assert run(root, folder)[1]
    test.write_text(test.read_text().replace("{}", "{1: 2}") + "\n\nPATHS = ['/a']\n")
    kept, ran = run(root, folder)
    assert not ran
    assert kept == run(root, folder, cache=False)[0]
    # Whether it can be read is known of every file.
    test.write_text("def test_a(:\n")
    assert run(root, folder)[1]
    (root / "checks.py").write_text("def guarded(function):\n    return len(function)\n")
    assert run(root, folder)[1]
    # What is imported now counts from now on.
    (root / "app.py").write_text((root / "app.py").read_text() + "from tests.helper import X\n")
    (root / "tests" / "helper.py").write_text("X = 1\n")
    assert run(root, folder)[1]
    (root / "tests" / "helper.py").write_text("X = 2\n")
    assert run(root, folder)[1]
    assert not run(root, folder)[1]


class Evil:
    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (Path("backlint-was-here"),))


@pytest.mark.parametrize(
    "kept", [pickle.dumps(Evil()), pickle.dumps("text"), b"", b"\x80\x05.", pickle.dumps([1])[:-3]], ids=str
)
def test_what_is_no_understanding_is_not_read(kept: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert not isinstance(records_of(kept), Understanding)
    assert not any(tmp_path.iterdir())
