"""Semgrep as an engine: its rules on their cases, what it must not obey, and what happens when it fails."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from engines.adopted_cases import PATTERNS, cases, gathered, outcomes
from markers import disagreements, read_markers

from backlint.catalog import load_rules, rulebook
from backlint.engines import semgrep
from backlint.engines.process import Process
from backlint.facts.cache import FactsCache
from backlint.findings import Severity
from backlint.rule import PatternQuery, Rule

LOGURU = "from loguru import logger\n\nlogger.add('shop.log')  # nosemgrep\n"


def write(root: Path, files: dict[str, str]) -> list[str]:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return sorted(files)


@pytest.mark.parametrize("rule", PATTERNS, ids=lambda rule: rule.id)
def test_a_rule_says_what_its_cases_say(rule: Rule) -> None:
    found = [finding for finding in outcomes()[0].findings if finding.location.path.startswith(f"{rule.id}/")]
    markers = [marker for marker in read_markers(gathered()) if marker.path.startswith(f"{rule.id}/")]
    own = [finding for finding in found if finding.rule == rule.id]
    assert disagreements([marker for marker in markers if marker.rule == rule.id], own) == []


def test_all_cases_are_read() -> None:
    assert outcomes()[0].gaps == ()


def test_a_finding_has_what_reports_need() -> None:
    finding = next(finding for finding in outcomes()[0].findings if finding.rule == "template-safe-filter")
    assert finding.engine == "semgrep"
    assert finding.anchor == "comment.text|safe"
    assert finding.message == "`comment.text|safe` switches off the escaping of HTML"
    assert finding.severity is Severity.MEDIUM
    assert finding.remedy


def test_the_project_cannot_switch_it_off(tmp_path: Path) -> None:
    files = {"tests/log.py": LOGURU, ".semgrepignore": "*\n", ".gitignore": "*\n", "a b.py": LOGURU, "-x.py": LOGURU}
    paths = write(tmp_path, files)
    (tmp_path / ".git").mkdir()
    outcome = semgrep.start(tmp_path, paths, PATTERNS).findings()
    assert [finding.location.path for finding in outcome.findings] == ["-x.py", "a b.py", "tests/log.py"]
    assert outcome.gaps == ()


def test_columns_count_characters(tmp_path: Path) -> None:
    paths = write(tmp_path, {"page.html": "<p>ééé日本 {{ name|safe }}</p>\n"})
    (finding,) = semgrep.start(tmp_path, paths, PATTERNS).findings().findings
    assert (finding.location.column, finding.location.end_column) == (13, 22)


def test_only_selected_rules_run(tmp_path: Path) -> None:
    paths = write(tmp_path, {"log.py": LOGURU, "page.html": "<p>{{ user.name|safe }}</p>"})
    chosen = tuple(rule for rule in PATTERNS if rule.id == "loguru-diagnose")
    assert [finding.rule for finding in semgrep.start(tmp_path, paths, chosen).findings().findings] == [
        "loguru-diagnose"
    ]


def test_a_file_that_no_rule_is_for_starts_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("started")

    monkeypatch.setattr(Process, "__init__", refuse)
    paths = write(tmp_path, {"shop.py": "print('hello')\n", "page.html": "<p>{{ name }}</p>"})
    assert semgrep.start(tmp_path, paths, PATTERNS).findings() == ((), ())


def test_a_file_that_does_not_parse_is_a_gap(tmp_path: Path) -> None:
    paths = write(tmp_path, {"broken.py": "from loguru import (\nlogger.add('x'\n", "log.py": LOGURU})
    outcome = semgrep.start(tmp_path, paths, PATTERNS).findings()
    assert [finding.location.path for finding in outcome.findings] == ["log.py"]
    assert {(gap.path, gap.kind) for gap in outcome.gaps} == {("broken.py", "engine")}
    assert str(tmp_path) not in repr(outcome.gaps)


def test_what_cannot_be_read_is_a_gap(tmp_path: Path) -> None:
    paths = write(tmp_path, {"log.py": LOGURU, "large.py": LOGURU + "#" * semgrep.LARGEST_FILE})
    outcome = semgrep.start(tmp_path, [*paths, "gone.py"], PATTERNS).findings()
    assert [(gap.path, gap.kind) for gap in outcome.gaps] == [("gone.py", "engine"), ("large.py", "budget")]


def test_more_files_than_a_command_line_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(semgrep, "_COMMAND_LINE", 200)
    paths = write(tmp_path, {f"log{number}.py": LOGURU for number in range(7)})
    assert len(semgrep.start(tmp_path, paths, PATTERNS).findings().findings) == 7


def program(folder: Path, text: str) -> str:
    path = folder / "semgrep-core"
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_the_python_command_line_steps_in_and_takes_the_whole_rulebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It also checks every rule of the rulebook against Semgrep's schema, which the native one does not."""
    project = tmp_path / "project"
    paths = write(
        project, {"log.py": LOGURU, "page.html": "<p>{{ user.name|safe }}</p>", "Dockerfile": "FROM x\nCMD y\n"}
    )
    monkeypatch.setattr(semgrep, "_native_program", lambda: program(tmp_path, "echo crash >&2; exit 134"))
    outcome = semgrep.start(project, paths, PATTERNS).findings()
    assert {finding.rule for finding in outcome.findings} == {
        "loguru-diagnose",
        "template-safe-filter",
        "docker-root-user",
    }
    assert outcome.gaps == ()


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_when_both_fail_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = write(tmp_path, {"log.py": LOGURU})
    monkeypatch.setattr(semgrep, "_native_program", lambda: program(tmp_path, "echo out of memory >&2; exit 2"))
    monkeypatch.setattr(semgrep, "_PYTHON", "import sys; sys.exit('no such module')")
    outcome = semgrep.start(tmp_path, paths, PATTERNS).findings()
    assert outcome.findings == ()
    (gap,) = outcome.gaps
    assert gap.kind == "engine"
    assert "no such module" in gap.message
    assert "out of memory" in gap.message


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_a_file_that_was_passed_by_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = write(tmp_path, {"log.py": LOGURU})
    answer = json.dumps({"results": [], "errors": [], "paths": {"scanned": []}})
    monkeypatch.setattr(semgrep, "_native_program", lambda: program(tmp_path, f"echo '{answer}'"))
    (gap,) = semgrep.start(tmp_path, paths, PATTERNS).findings().gaps
    assert (gap.path, gap.kind) == ("log.py", "engine")


def test_the_words_of_a_rule_do_not_hide_its_cases() -> None:
    """A file that a rule reports must hold one of the words that let it through."""
    queries = {rule.id: query for rule in PATTERNS for query in rule.queries if isinstance(query, PatternQuery)}
    for finding in outcomes()[0].findings:
        text = (gathered() / finding.location.path).read_text(encoding="utf-8").lower()
        assert any(word in text for word in queries[finding.rule].words), finding


def test_ids_are_unique_in_one_configuration() -> None:
    ids = [path.stem for path in rulebook().rglob("*.yaml") if not path.name.endswith(".test.yaml")]
    assert len(ids) == len(set(ids))
    assert set(ids) == {rule.id for rule in PATTERNS} <= {rule.id for rule in load_rules()}
    assert cases(gathered(), PATTERNS)


def test_the_rulebook_passes_semgrep_s_own_test() -> None:
    """It works without backlint: each rule is read by Semgrep's own command line and says what the case beside it says."""
    command = [sys.executable, "-P", "-c", semgrep._PYTHON, "--test", "--json", "--metrics=off", str(rulebook())]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    result = json.loads(answer.stdout)
    assert not result["config_with_errors"]
    tested = {rule: checks["passed"] for file in result["results"].values() for rule, checks in file["checks"].items()}
    assert tested == {rule.id: True for rule in PATTERNS}, answer.stderr[-500:]


def test_a_project_without_backlint_uses_the_rulebook(tmp_path: Path) -> None:
    write(tmp_path, {"app/log.py": LOGURU.replace("  # nosemgrep", ""), "app/page.html": "<p>{{ user.name|safe }}</p>"})
    command = [sys.executable, "-P", "-c", semgrep._PYTHON, "scan", "--json", "--metrics=off"]
    command += ["--disable-version-check", "--no-git-ignore", f"--config={rulebook()}", str(tmp_path)]
    answer = json.loads(subprocess.run(command, capture_output=True, text=True, timeout=120, check=False).stdout)
    assert answer["errors"] == []
    found = {(Path(one["path"]).name, one["check_id"].rpartition(".")[2]) for one in answer["results"]}
    assert found == {("log.py", "loguru-diagnose"), ("page.html", "template-safe-filter")}


def test_what_it_said_of_a_file_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = write(tmp_path / "project", {"log.py": LOGURU, "other/log.py": LOGURU})
    cache = FactsCache(tmp_path / "cache")
    first = semgrep.start(tmp_path / "project", paths, PATTERNS, cache).findings()
    assert first.findings
    asked: list[list[str]] = []
    start = semgrep.Running._start_native

    def counted(self: semgrep.Running, batch: list[str]) -> Process | None:
        asked.append(batch)
        return start(self, batch)

    monkeypatch.setattr(semgrep.Running, "_start_native", counted)
    assert semgrep.start(tmp_path / "project", paths, PATTERNS, cache).findings() == first
    assert asked == []
    changed = first.findings[0].location.path
    with (tmp_path / "project" / changed).open("a") as file:
        file.write("\n")
    assert semgrep.start(tmp_path / "project", paths, PATTERNS, cache).findings() == first
    assert asked == [[changed]]
    cache.close()


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_a_file_of_which_something_went_wrong_is_asked_about_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    paths = write(project, {"log.py": LOGURU})
    said = {"message": "took too long", "path": str(project / "log.py")}
    answer = json.dumps({"results": [], "errors": [said], "paths": {"scanned": [str(project / "log.py")]}})
    made = program(tmp_path, f"echo '{answer}'")
    monkeypatch.setattr(semgrep, "_native_program", lambda: made)
    cache = FactsCache(tmp_path / "cache")
    for _ in range(2):
        (gap,) = semgrep.start(project, paths, PATTERNS, cache).findings().gaps
        assert (gap.path, gap.kind) == ("log.py", "engine")
    cache.close()
