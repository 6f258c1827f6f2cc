"""GitLab's reports, held against the demands by which it judges them, which are themselves held against what others write.

GITLAB_SAST_SCHEMA may name GitLab's own `sast-report-format.json` (gitlab-org/security-products/security-report-schemas;
also in gitlabhq/gitlabhq below lib/gitlab/ci/parsers/security/validators/schemas). It is not part of this repository.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from reporters.demands import CODE_QUALITY, SAST
from reporters.reports import rendered, ruff
from sarif import loader
from sarif.operations import codeclimate_op

from backlint.report import Report

OFFICIAL = os.environ.get("GITLAB_SAST_SCHEMA", "")


def faults(schema: dict[str, Any], document: Any) -> list[str]:
    return [
        f"{error.json_path}: {error.message}" for error in jsonschema.Draft202012Validator(schema).iter_errors(document)
    ]


# --- SAST ------------------------------------------------------------------------------------------------------


def judges() -> list[Any]:
    given = {"ours": SAST} | ({"official": json.loads(Path(OFFICIAL).read_text(encoding="utf-8"))} if OFFICIAL else {})
    return [pytest.param(schema, id=name) for name, schema in given.items()]


@pytest.mark.parametrize("schema", judges())
def test_gitlab_takes_the_report(found: Report, hostile: Report, schema: dict[str, Any]) -> None:
    for said in (found, hostile, replace(hostile, partial=True), replace(found, findings=(), gaps=())):
        assert faults(schema, json.loads(rendered("gitlab", said))) == []


def _without(*path: str | int) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        *way, last = path
        for key in way:
            document = document[key]
        del document[last]

    return change


def _with(value: object, *path: str | int) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        *way, last = path
        for key in way:
            document = document[key]
        document[last] = value

    return change


_DETAILS = ("vulnerabilities", 0, "details")


def _table(cell: dict[str, object]) -> dict[str, object]:
    return {"name": "Trace", "type": "table", "rows": [[cell]]}


BROKEN = {
    "no version": _without("version"),
    "no scan": _without("scan"),
    "no list": _without("vulnerabilities"),
    "a version that is none": _with("15", "version"),
    "a time with a zone": _with("2026-01-01T00:00:00Z", "scan", "start_time"),
    "another type": _with("dast", "scan", "type"),
    "an unknown end": _with("done", "scan", "status"),
    "no version of the scanner": _without("scan", "scanner", "version"),
    "an empty name of the analyzer": _with("", "scan", "analyzer", "name"),
    "no vendor": _without("scan", "analyzer", "vendor"),
    "a message of another level": _with([{"level": "warning", "value": "x"}], "scan", "messages"),
    "an empty message": _with([{"level": "warn", "value": ""}], "scan", "messages"),
    "no id": _without("vulnerabilities", 0, "id"),
    "no location": _without("vulnerabilities", 0, "location"),
    "a line as text": _with("3", "vulnerabilities", 0, "location", "start_line"),
    "a name that is too long": _with("x" * 256, "vulnerabilities", 0, "name"),
    "a solution that is too long": _with("x" * 7001, "vulnerabilities", 0, "solution"),
    "a severity in lower case": _with("high", "vulnerabilities", 0, "severity"),
    "no identifier": _with([], "vulnerabilities", 0, "identifiers"),
    "an identifier without a value": _without("vulnerabilities", 0, "identifiers", 0, "value"),
    "an address that is none": _with("not available", "vulnerabilities", 0, "identifiers", 0, "url"),
    "an address of no web page": _with([{"url": "see there"}], "vulnerabilities", 0, "links"),
    "a place without a line": _with({"trace": _table({"type": "file-location", "file_name": "a.py"})}, *_DETAILS),
    "a cell of no kind": _with({"trace": _table({"value": "1"})}, *_DETAILS),
    "a table without a name": _with({"trace": {"type": "table", "rows": []}}, *_DETAILS),
    "a remedy without its diff": _with([{"fixes": [{"id": "x"}], "summary": "x"}], "remediations"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("schema", judges())
def test_what_gitlab_refuses_is_refused_here(found: Report, schema: dict[str, Any], name: str) -> None:
    document = json.loads(rendered("gitlab", replace(found, findings=found.findings[:1])))
    broken = deepcopy(document)
    BROKEN[name](broken)
    assert faults(schema, document) == []
    assert faults(schema, broken) != []


RULE = """\
rules:
  - id: eval-used
    languages: [python]
    severity: ERROR
    message: code from elsewhere is run
    pattern: eval(...)
    metadata:
      source: https://semgrep.dev/docs
      cwe: "CWE-95: Eval Injection"
"""


@pytest.fixture(scope="module")
def of_semgrep(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the report that Semgrep writes for GitLab."""
    folder = tmp_path_factory.mktemp("semgrep")
    (folder / "rule.yaml").write_text(RULE, encoding="utf-8")
    (folder / "app.py").write_text("def run(text):\n    return eval(\n        text\n    )\n", encoding="utf-8")
    program = "import sys; from semgrep.console_scripts.pysemgrep import main; sys.exit(main())"
    flags = ("--config=rule.yaml", "--gitlab-sast", "--metrics=off", "--disable-version-check", "--no-git-ignore", "-q")
    done = subprocess.run(
        [sys.executable, "-c", program, "scan", *flags, "app.py"],
        cwd=folder,
        env={**os.environ, "HOME": str(folder), "SEMGREP_SEND_METRICS": "off"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("schema", judges())
def test_the_demands_are_those_that_semgrep_meets(of_semgrep: dict[str, Any], schema: dict[str, Any]) -> None:
    assert of_semgrep["vulnerabilities"]
    assert faults(schema, of_semgrep) == []


def shape(value: Any, at: str = "") -> set[tuple[str, str]]:
    """Return which fields JSON has, and of what type each is."""
    if isinstance(value, dict):
        return {(at, "object")}.union(*(shape(item, f"{at}.{key}") for key, item in value.items()))
    if isinstance(value, list):
        return {(at, "array")}.union(*(shape(item, f"{at}[]") for item in value))
    return {(at, type(value).__name__)}


def test_fields_of_one_name_are_of_one_type_with_semgrep(found: Report, of_semgrep: dict[str, Any]) -> None:
    ours, theirs = shape(json.loads(rendered("gitlab", found))), shape(of_semgrep)
    common = {at for at, _ in ours} & {at for at, _ in theirs}
    assert {one for one in ours if one[0] in common} == {one for one in theirs if one[0] in common}
    assert {".version", ".scan.scanner.vendor.name", ".vulnerabilities[].location.start_line"} <= common


# --- Code Quality ----------------------------------------------------------------------------------------------


def test_code_quality_is_what_gitlab_reads(found: Report, hostile: Report) -> None:
    for said in (found, hostile):
        issues = json.loads(rendered("codequality", said))
        assert faults(CODE_QUALITY, issues) == []
        assert len({issue["fingerprint"] for issue in issues}) == len(said.findings)


def test_what_ruff_writes_for_gitlab_meets_the_same_demands() -> None:
    issues = json.loads(ruff("gitlab"))
    assert issues
    assert [fault for fault in faults(CODE_QUALITY, issues) if "path" not in fault] == []


def test_another_tool_makes_the_same_issues_of_our_sarif(found: Report, tmp_path: Path) -> None:
    file, converted = tmp_path / "backlint.sarif", tmp_path / "issues.json"
    file.write_text(rendered("sarif", found), encoding="utf-8")
    codeclimate_op.generate(loader.load_sarif_files(str(file)), str(converted), output_multiple_files=False)
    theirs = json.loads(converted.read_text(encoding="utf-8"))
    ours = json.loads(rendered("codequality", found))
    assert Counter(map(identity, ours)) == Counter(map(identity, theirs))


def identity(issue: dict[str, Any]) -> tuple[str, str, int]:
    place = issue["location"]
    return issue["check_name"], place["path"].rpartition("flask-vulnerable/")[2], place["lines"]["begin"]
