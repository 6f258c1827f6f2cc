"""JUnit's XML, read back by a library that others read it with, and GitLab's reports and reviewdog's by their demands."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped, TestSuite
from reporters.reports import INJECTION, OPEN, report, write_project

from backlint import reporters
from backlint.findings import Edit, Fix, Location
from backlint.fingerprints import with_fingerprints
from backlint.report import Report
from backlint.reporters.presentation import Presentation


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_project(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def rendered(name: str, said: Report) -> str:
    return reporters.load(name)(said, Presentation())


# --- JUnit --------------------------------------------------------------------------------------------------------


def suites(said: Report) -> dict[str, TestSuite]:
    return {suite.name: suite for suite in JUnitXml.fromstring(rendered("junit", said).encode())}


def test_every_finding_is_a_failed_test_at_its_place(project: Path) -> None:
    found = list(suites(report(project))["backlint.findings"])
    assert [case.classname for case in found] == [f"backlint.{finding.rule}" for finding in report(project).findings]
    assert all(isinstance(case.result[0], Failure) for case in found)
    injection = next(case for case in found if case.classname == "backlint.sql-injection")
    assert injection._elem.get("file") == "app/repository.py"
    assert injection._elem.get("line") == "6"
    assert injection.result[0].type == "high"
    assert "5. app/repository.py:6 run here" in injection.result[0].text


def test_the_checklist_passes_is_skipped_or_is_left_to_its_findings(project: Path) -> None:
    cases = {case.name: case.result for case in suites(report(project))["backlint.checklist"]}
    assert cases["Security headers"] == []
    assert cases["Rate limits"] == []
    assert isinstance(cases["CORS"][0], Skipped)
    assert "Parameterized queries" not in cases


def test_gaps_are_errors_and_the_counts_are_right(project: Path) -> None:
    found = JUnitXml.fromstring(rendered("junit", report(project)).encode())
    gaps = suites(report(project))["backlint.gaps"]
    assert all(isinstance(case.result[0], Error) for case in gaps)
    assert (found.failures, found.errors) == (3, 2)
    assert found.tests == sum(suite.tests for suite in found) == sum(len(list(suite)) for suite in found)


# --- GitLab -------------------------------------------------------------------------------------------------------


def gitlab(said: Report) -> dict[str, Any]:
    return dict(json.loads(rendered("gitlab", said)))


def test_the_scan_is_described_as_the_schema_wants_it(project: Path) -> None:
    scan = gitlab(report(project))["scan"]
    assert gitlab(report(project))["version"] == "15.0.4"
    for tool in (scan["analyzer"], scan["scanner"]):
        assert tool["id"]
        assert tool["name"]
        assert tool["version"]
        assert tool["vendor"]["name"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", scan["start_time"])
    assert (scan["type"], scan["status"]) == ("sast", "success")
    assert [message["level"] for message in scan["messages"]] == ["warn", "warn"]
    assert gitlab(report(project, partial=True))["scan"]["status"] == "failure"


def test_a_finding_names_its_rule_first_and_then_its_weakness(project: Path) -> None:
    (found,) = gitlab(report(project, findings=(INJECTION,)))["vulnerabilities"]
    assert [(one["type"], one["value"]) for one in found["identifiers"]] == [
        ("backlint_rule_id", "sql-injection"),
        ("cwe", "89"),
    ]
    assert found["severity"] == "High"
    assert found["name"] == "SQL built from request data"
    assert found["location"] == {"file": "app/repository.py", "start_line": 6, "end_line": 6, "method": "find"}
    assert found["links"] == [{"url": "https://owasp.org/www-community/attacks/SQL_Injection"}]


def test_the_trace_is_a_table_of_places_that_can_be_opened(project: Path) -> None:
    (found,) = gitlab(report(project, findings=(INJECTION,)))["vulnerabilities"]
    trace = found["details"]["trace"]
    assert (trace["type"], [cell["value"] for cell in trace["header"]]) == ("table", ["Step", "What", "Where"])
    assert trace["rows"][-1] == [
        {"type": "text", "value": "5"},
        {"type": "text", "value": "run here"},
        {"type": "file-location", "file_name": "app/repository.py", "line_start": 6, "line_end": 6},
    ]
    (other,) = gitlab(report(project, findings=(OPEN,)))["vulnerabilities"]
    assert "details" not in other


def test_ids_are_unlike_and_stay_when_lines_move(project: Path) -> None:
    twice = with_fingerprints((INJECTION, replace(INJECTION, anchor="other")))
    ids = [one["id"] for one in gitlab(report(project, findings=twice))["vulnerabilities"]]
    assert len(set(map(UUID, ids))) == 2
    moved = tuple(replace(one, location=replace(one.location, line=60, end_line=60)) for one in twice)
    assert [one["id"] for one in gitlab(report(project, findings=moved))["vulnerabilities"]] == ids
    same = [one["id"] for one in gitlab(report(project, findings=(twice[0], twice[0])))["vulnerabilities"]]
    assert len(set(same)) == 2


def test_what_scanned_code_says_is_no_markup(project: Path) -> None:
    hostile = replace(
        INJECTION, message="![x](https://x.example/p.png) @everyone <b>", why="`x`" * 3000, remedy="*" * 9000
    )
    (found,) = gitlab(report(project, findings=(hostile,)))["vulnerabilities"]
    assert r"\!\[x\]\(https" in found["description"]
    assert "<b>" not in found["description"].replace(r"\<b\>", "")
    assert len(found["solution"]) <= 7000


# --- GitLab's Code Quality ------------------------------------------------------------------------------------------


def test_code_quality_has_what_gitlab_demands_and_no_fingerprint_twice(project: Path) -> None:
    twice = with_fingerprints((OPEN, INJECTION))
    issues = json.loads(rendered("codequality", report(project, findings=(*twice, twice[0]))))
    assert [issue.keys() for issue in issues] == [
        {"description", "check_name", "fingerprint", "severity", "location"}
    ] * 3
    assert [issue["severity"] for issue in issues] == ["major", "critical", "major"]
    assert len({issue["fingerprint"] for issue in issues}) == 3
    assert issues[1]["location"] == {"path": "app/repository.py", "lines": {"begin": 6, "end": 6}}
    moved = tuple(replace(one, location=replace(one.location, line=60, end_line=60)) for one in twice)
    again = json.loads(rendered("codequality", report(project, findings=moved)))
    assert [issue["fingerprint"] for issue in again] == [issue["fingerprint"] for issue in issues[:2]]


def test_code_quality_of_nothing_is_an_empty_list(project: Path) -> None:
    assert json.loads(rendered("codequality", report(project, findings=()))) == []


# --- reviewdog --------------------------------------------------------------------------------------------------------


def test_reviewdog_gets_bytes_for_columns_and_a_fix_of_one_place(project: Path) -> None:
    (project / "app" / "names.py").write_text('naïve = "é"; run(name)\n', encoding="utf-8")
    place = Location("app/names.py", 1, 14, 1, 23)
    fix = Fix("Call another", safe=True, edits=(Edit(Location("app/names.py", 1, 14, 1, 17), "walk"),))
    far = replace(fix, edits=(*fix.edits, Edit(Location("app/names.py", 1, 1, 1, 1), "import walk\n")))
    found = replace(INJECTION, location=place, trace=(), fix=fix)
    said = json.loads(rendered("rdjson", report(project, findings=(found, replace(found, fix=far)))))
    assert said["source"] == {"name": "backlint"}
    first, second = said["diagnostics"]
    assert first["location"]["range"] == {"start": {"line": 1, "column": 16}, "end": {"line": 1, "column": 25}}
    assert first["severity"] == "ERROR"
    assert first["code"]["value"] == "sql-injection"
    assert first["suggestions"] == [
        {"range": {"start": {"line": 1, "column": 16}, "end": {"line": 1, "column": 19}}, "text": "walk"}
    ]
    assert "suggestions" not in second
    assert "Why: " in first["message"]
