"""The comparison with other tools runs on any project. What it measures is not asserted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_the_comparison_prints_a_row_for_every_tool(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import hashlib\n\nx = hashlib.md5(b'')\n")
    (tmp_path / "test_app.py").write_text("import app\n")
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "compare.py", tmp_path, "--rounds", "1"],
        capture_output=True,
        text=True,
        check=False,
    )
    rows = [line.split("|")[1].strip() for line in done.stdout.splitlines() if line.startswith("| ")][1:]
    assert done.returncode == 0, done.stderr
    assert rows[:4] == [
        "backlint, cold",
        "backlint, nothing changed",
        "backlint, one test changed",
        "backlint, one file changed",
    ]
    assert "ruff --select S" in rows


def test_a_generated_application_is_the_same_for_the_same_seed_and_is_read_whole(tmp_path: Path) -> None:
    for name in ("one", "two"):
        done = subprocess.run(
            [sys.executable, ROOT / "benchmarks" / "generated.py", tmp_path / name, "--lines", "1000"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert int(done.stdout.split()[0].replace(",", "")) >= 1000
    one, two = (
        {
            file.relative_to(tmp_path / name): file.read_bytes()
            for file in (tmp_path / name).rglob("*")
            if file.is_file()
        }
        for name in ("one", "two")
    )
    assert one == two
    shown = subprocess.run(
        [sys.executable, "-m", "backlint", "scan", tmp_path / "one", "-o", "json", "--no-cache"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(shown.stdout)
    assert report["gaps"] == []
    assert len(report["endpoints"]) >= 5


def test_a_path_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "compare.py", tmp_path / "nowhere"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "no such file" in done.stderr


def test_running_and_reading_are_measured_together(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "app.py").write_text("def f(x):\n    return eval(x)\n\n\nf(input())\n")
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "running.py", tmp_path / "one", tmp_path / "two"],
        capture_output=True,
        text=True,
        check=False,
    )
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in done.stdout.splitlines()][2:]
    assert done.returncode == 0, done.stderr
    assert [row[:2] for row in rows] == [["one", "5"], ["two", "5"], ["together", "10"]]
