"""A command is answered by what it wrote before where nothing that it depends on has changed, and only there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from backlint import repeated, scan
from backlint.cli import main
from backlint.configuration import ScanRequest
from backlint.engines.process import EngineError
from backlint.report import Report

_APP = """from flask import Flask, request

app = Flask(__name__)


@app.route("/run", methods=["POST"])
def run():
    return str(eval(request.form["code"]))
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "app.py").write_text(_APP)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("BACKLINT_CACHE_DIR", str(tmp_path / "cache"))
    return folder


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count the runs that really take place."""
    done: list[str] = []

    def counted(name: str, work: Callable[[ScanRequest], Report]) -> Callable[[ScanRequest], Report]:
        def run(request: ScanRequest) -> Report:
            done.append(name)
            return work(request)

        return run

    monkeypatch.setattr(scan, "scan", counted("scan", scan.scan))
    monkeypatch.setattr(scan, "endpoints", counted("endpoints", scan.endpoints))
    return done


@pytest.mark.parametrize(
    "command",
    [
        ("scan",),
        ("scan", "-o", "sarif"),
        ("scan", "-o", "concise", "--exit-zero"),
        ("scan", "--hook", "app.py"),
        ("endpoints", "-o", "json"),
        ("endpoints", "--without", "rate-limit"),
        ("checklist", "-o", "markdown"),
        ("checklist",),
    ],
)
@pytest.mark.usefixtures("project")
def test_the_same_is_written_again(
    command: tuple[str, ...], runs: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    first, shown = main(command), capfd.readouterr()
    assert shown.out
    assert main(command) == first
    assert capfd.readouterr() == shown
    assert len(runs) == 1


def test_files_are_written_again(project: Path, runs: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    command = ("scan", "-o", "json=../report.json", "-o", "text")
    main(command)
    shown = capfd.readouterr()
    report = project.parent / "report.json"
    text = report.read_bytes()
    report.unlink()
    main(command)
    assert report.read_bytes() == text
    assert capfd.readouterr() == shown
    assert "report.json" in shown.err
    assert len(runs) == 1


def _same_size(project: Path) -> None:
    file = project / "app.py"
    status = file.stat()
    file.write_text(_APP.replace("eval", "repr"))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def _settings(project: Path) -> None:
    (project / "backlint.toml").write_text('ignore = ["code-injection"]\n')


def _new_file(project: Path) -> None:
    (project / "Dockerfile").write_text("FROM python:3.11\n")


def _renamed(project: Path) -> None:
    (project / "app.py").rename(project / "main.py")


@pytest.mark.parametrize("change", [_same_size, _settings, _new_file, _renamed])
def test_what_changes_is_seen(
    change: Callable[[Path], None], project: Path, runs: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    main(("scan", "-o", "json"))
    before = capfd.readouterr().out
    change(project)
    main(("scan", "-o", "json"))
    after = capfd.readouterr().out
    assert len(runs) == 2
    assert after != before
    main(("scan", "-o", "json", "--no-cache"))
    assert capfd.readouterr().out == after


def test_a_baseline_counts(project: Path, runs: list[str]) -> None:
    assert main(("baseline",)) == 0
    command = ("scan", "--baseline", "backlint-baseline.toml", "-q")
    assert main(command) == 0
    assert main(command) == 0
    file = project / "backlint-baseline.toml"
    lines = file.read_text().splitlines()
    file.write_text("\n".join(line for line in lines if "code-injection" not in line and "total" not in line) + "\n")
    assert main(command) == 1
    assert len(runs) == 3


def test_a_baseline_of_a_folder_counts_though_git_ignores_it(project: Path, runs: list[str]) -> None:
    folder = project / "api"
    folder.mkdir()
    (project / "app.py").rename(folder / "app.py")
    assert main(("baseline", "api", "--file", "api/known.toml")) == 0
    (folder / "backlint.toml").write_text('baseline = "known.toml"\n')
    (project / ".gitignore").write_text("known.toml\n")
    assert main(("scan", "-q")) == 0
    file = folder / "known.toml"
    lines = file.read_text().splitlines()
    file.write_text("\n".join(line for line in lines if "code-injection" not in line) + "\n")
    assert main(("scan", "-q")) == 1
    assert len(runs) == 3


@pytest.mark.parametrize("flag", [("--no-cache",), ("--fail-on", "critical"), ("--persona", "audit"), ("-v",)])
@pytest.mark.usefixtures("project")
def test_another_command_is_run(flag: tuple[str, ...], runs: list[str]) -> None:
    main(("scan",))
    main(("scan", *flag))
    assert len(runs) == 2


def test_what_is_written_to_meanwhile_is_not_kept(
    project: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    work = scan.scan

    def slow(request: ScanRequest) -> Report:
        report = work(request)
        (project / "app.py").write_text(_APP.replace("eval", "repr"))
        return report

    monkeypatch.setattr(scan, "scan", slow)
    assert main(("scan", "-q")) == 1
    (project / "app.py").write_text(_APP)
    assert main(("scan", "-q")) == 1
    assert len(runs) == 2


@pytest.mark.usefixtures("project")
def test_what_an_engine_missed_is_asked_again(runs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise EngineError("it is not installed")

    with monkeypatch.context() as without:
        without.setattr("backlint.engines.ruff.Running._start", missing)
        main(("scan", "-o", "concise"))
    main(("scan", "-o", "concise"))
    main(("scan", "-o", "concise"))
    assert len(runs) == 2


def test_nothing_heavy_is_loaded(project: Path) -> None:
    program = (
        "import sys\nfrom backlint.cli import main\nmain(['scan', '-q', '--exit-zero'])\n"
        "print(*sorted(name for name in sys.modules if name.partition('.')[0] in "
        "{'libcst', 'rich', 'backlint'}), file=sys.stderr)"
    )
    shown = [
        subprocess.run([sys.executable, "-c", program], cwd=project, capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert shown[0].stdout == shown[1].stdout
    assert "backlint.engines" in shown[0].stderr
    for name in ("libcst", "rich", "backlint.engines", "backlint.rules", "backlint.scan"):
        assert name not in shown[1].stderr.split()


def test_a_damaged_answer_is_none(project: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    main(("scan", "-q"))
    with monkeypatch.context() as damaged:
        damaged.setattr(repeated.FactsCache, "get", lambda *_: b"\x93\x00\xc0")
        main(("scan", "-q"))
    assert project.exists()
    assert len(runs) == 2
