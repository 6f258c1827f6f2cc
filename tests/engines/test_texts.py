"""Texts of every size and encoding: what is found in them, what is left out and said, and what it takes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from engines.secret_cases.drawing import GITHUB, noise

from backlint.catalog import load_rules
from backlint.engines import texts
from backlint.engines.texts import Texts
from backlint.files import find_files
from backlint.findings import Finding, Gap

RULES = load_rules()


def searched(root: Path) -> tuple[list[Finding], list[Gap]]:
    outcomes = list(Texts(find_files(root)).search(RULES))
    return [one for outcome in outcomes for one in outcome.findings], [gap for one in outcomes for gap in one.gaps]


def test_of_a_dump_the_beginning_is_searched_and_never_more_is_read(tmp_path: Path) -> None:
    dump = tmp_path / "dump.sql"
    dump.write_text(f"-- {GITHUB}\n")
    os.truncate(dump, 200_000_000)
    tracemalloc.start()
    findings, gaps = searched(tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(one.rule, one.location.line) for one in findings] == [("source-host-token", 1)]
    assert [(gap.path, gap.kind) for gap in gaps] == [("dump.sql", "budget")]
    assert "of 200,000,000 bytes" in gaps[0].message
    assert peak < 40_000_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_the_place_is_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "notes.txt").write_bytes(f"token = {GITHUB}\nclé et mot de passe\n".encode(encoding))
    findings, gaps = searched(tmp_path)
    assert [(one.location.line, one.location.column, one.location.end_column) for one in findings] == [(1, 9, 49)]
    assert gaps == []


def test_bytes_that_are_no_text_hide_nothing(tmp_path: Path) -> None:
    junk = bytes(range(256)) * 400
    (tmp_path / "invalid.txt").write_bytes(junk + b"\n" + GITHUB.encode() + b"\n" + junk)
    (tmp_path / "zeros.conf").write_bytes(b"\0\0\0\1" * 1000 + GITHUB.encode() + b"\0")
    assert {one.location.path for one in searched(tmp_path)[0]} == {"invalid.txt", "zeros.conf"}


def test_a_list_of_entries_ends(tmp_path: Path) -> None:
    lines = "".join(f"PASSWORD_{number}={noise(20, seed=number)}\n" for number in range(300))
    (tmp_path / ".env").write_text(lines)
    findings, gaps = searched(tmp_path)
    assert len([one for one in findings if one.rule == "secret-hardcoded"]) == 100
    assert [gap.kind for gap in gaps] == ["budget"]


def test_the_command_line_says_what_it_left_out_and_shows_no_secret(tmp_path: Path) -> None:
    project, reports = tmp_path / "shop", tmp_path / "reports"
    project.mkdir()
    reports.mkdir()
    (project / "app.py").write_text("VALUE = 1\n")
    (project / "line.js").write_bytes(b"x = '" + b"ab/+cD12" * (texts.MAX_BYTES // 8 + 1) + b"';")
    (project / "wide.ini").write_bytes(f"[a]\ntoken = {GITHUB}\n".encode("utf-16"))
    (project / "keys.txt").write_text("-----BEGIN PRIVATE KEY-----" * 20_000)
    (project / "nested.json").write_text("[" * 100_000)
    formats = ("json", "text", "sarif", "concise", "markdown")
    outputs = [part for name in formats for part in ("-o", f"{name}={reports / name}")]
    done = subprocess.run(
        [sys.executable, "-m", "backlint", "scan", str(project), *outputs, "--no-cache", "--exit-zero"],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for name in formats:
        report = (reports / name).read_text()
        plain = re.sub(r"\\u0000|\\x00|\0", "", report)
        assert not any(GITHUB[start : start + 8] in plain for start in range(len(GITHUB) - 8)), name
        assert "wide.ini" in report, name
        assert "line.js" in report, name
    gaps = json.loads((reports / "json").read_text())["gaps"]
    assert any("bytes were searched" in gap["message"] for gap in gaps)
