"""SARIF: what the standard asks, and what code scanning asks beyond it.

The standard's own schema is used where it is at hand: set SARIF_SCHEMA to the file `sarif-schema-2.1.0.json` of OASIS
(https://docs.oasis-open.org/sarif/sarif/v2.1.0/), or lay it beside this test. It is not part of this repository.
"""

from __future__ import annotations

import dataclasses
import json
import os
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from reporters.reports import INJECTION, OPEN, REPOSITORY, RULES, report, rule, write_project

from backlint.findings import Finding, Gap, Location, Precision, Severity, Step
from backlint.fingerprints import line_hashes, with_fingerprints
from backlint.report import Report
from backlint.reporters.presentation import Presentation
from backlint.reporters.sarif import MAX_RESULTS, render

SCHEMA = Path(os.environ.get("SARIF_SCHEMA", Path(__file__).with_name("sarif-schema-2.1.0.json")))


def log_of(value: Report) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(render(value, Presentation()))
    return log


def run_of(value: Report) -> dict[str, Any]:
    (run,) = log_of(value)["runs"]
    assert isinstance(run, dict)
    return run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_project(tmp_path)
    return tmp_path


def variants(root: Path) -> list[Report]:
    """Return reports that between them use every part of the format."""
    odd = replace(INJECTION, location=Location("a b/ü#?.py", 0), scope="", anchor="", why="", remedy="")
    far = replace(INJECTION, location=Location("app/repository.py", 4, 1, 6, 35), trace=(), related=OPEN.related * 3)
    return [
        report(root),
        report(root, findings=(), suppressed=(), gaps=(), rules=()),
        report(root, findings=with_fingerprints((odd, far)), partial=True),
        report(
            root, gaps=(Gap("app/ü.py", 0, "unreadable", "Permission denied"), Gap("", 0, "engine", "[x](http://y)"))
        ),
    ]


@pytest.mark.skipif(not SCHEMA.is_file(), reason="the schema of OASIS is not here; see above")
@pytest.mark.parametrize("number", range(4))
def test_it_is_valid_by_the_standard(project: Path, number: int) -> None:
    validator = jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    errors = [error.message for error in validator.iter_errors(log_of(variants(project)[number]))]
    assert errors == []


@pytest.mark.parametrize("number", range(4))
def test_code_scanning_can_take_it(project: Path, number: int) -> None:
    value = variants(project)[number]
    log = log_of(value)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "backlint"
    assert driver["semanticVersion"] == value.version
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["automationDetails"]["id"].endswith("/")
    assert run["invocations"][0]["executionSuccessful"] is not value.partial
    for descriptor in driver["rules"]:
        assert {"shortDescription", "fullDescription", "help", "helpUri", "name"} <= descriptor.keys()
        assert len(descriptor["fullDescription"]["text"]) <= 1024
        assert descriptor["name"].lower() != descriptor["id"]
        assert len(descriptor["properties"]["tags"]) <= 20
        assert isinstance(descriptor["properties"]["security-severity"], str)
        assert 0 < float(descriptor["properties"]["security-severity"]) <= 10
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert len(result["locations"]) == 1
        for place in places(result):
            assert place["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
            uri = place["artifactLocation"]["uri"]
            assert uri.isascii()
            assert not uri.startswith("/")
            if "region" in place:
                region = place["region"]
                assert region["startLine"] >= 1
                assert region["startColumn"] >= 1
                assert (region["endLine"], region["endColumn"]) >= (region["startLine"], region["startColumn"])
            if "contextRegion" in place:
                assert place["contextRegion"].items() != place["region"].items()


def places(result: dict[str, Any]) -> list[dict[str, Any]]:
    found = [*result["locations"], *result.get("relatedLocations", ())]
    for flow in result.get("codeFlows", ()):
        found += [step["location"] for thread in flow["threadFlows"] for step in thread["locations"]]
    return [place["physicalLocation"] for place in found]


def test_a_rule_says_how_bad_how_sure_and_what(project: Path) -> None:
    descriptors = {item["id"]: item for item in run_of(report(project))["tool"]["driver"]["rules"]}
    injection = descriptors["sql-injection"]
    assert injection["name"] == "SqlInjection"
    assert injection["defaultConfiguration"]["level"] == "error"
    assert injection["properties"] == {
        "tags": ["security", "external/cwe/cwe-089", "injection", "checklist/parameterized-queries", "checklist/4"],
        "precision": "high",
        "problem.severity": "error",
        "security-severity": "8.0",
    }
    assert "## Use instead" in injection["help"]["markdown"]
    assert descriptors["ignore-unused"]["defaultConfiguration"]["level"] == "note"


def test_a_rule_is_as_bad_as_its_worst_finding(project: Path) -> None:
    def said(*findings: Finding) -> str:
        one = rule("sql-injection", severity=Severity.CRITICAL, precision=Precision.MEDIUM)
        (described,) = run_of(report(project, rules=(one,), findings=findings))["tool"]["driver"]["rules"]
        number: str = described["properties"]["security-severity"]
        return number

    low, high = (replace(INJECTION, severity=severity) for severity in (Severity.LOW, Severity.HIGH))
    assert said() == "5.5"
    assert said(low) == "2.5"
    assert said(high, low) == said(low, high) == "8.0"


def test_a_name_is_never_the_id(project: Path) -> None:
    (descriptor,) = run_of(report(project, rules=(rule("ssrf"),), findings=()))["tool"]["driver"]["rules"]
    assert descriptor["name"] == "SsrfRule"


def test_an_endpoint_is_named_once(project: Path) -> None:
    finding = replace(OPEN, message="DELETE /admin/cache is open to all", related=())
    (result,) = run_of(report(project, findings=(finding,)))["results"]
    assert result["message"]["text"].count("DELETE /admin/cache") == 1


def test_every_severity_is_in_its_band(project: Path) -> None:
    rules = tuple(rule(f"rule-{severity.name.lower()}", severity=severity) for severity in Severity)
    found = run_of(report(project, rules=rules, findings=()))["tool"]["driver"]["rules"]
    numbers = [float(item["properties"]["security-severity"]) for item in found]
    assert numbers == sorted(numbers)
    assert 0 < numbers[0] < numbers[1] < 4.0 <= numbers[2] < 7.0 <= numbers[3] <= 8.9 < numbers[4] - 0.1


def test_a_trace_is_a_code_flow_in_its_order(project: Path) -> None:
    result = next(item for item in run_of(report(project))["results"] if item["ruleId"] == "sql-injection")
    (flow,) = result["codeFlows"]
    (thread,) = flow["threadFlows"]
    steps = [step["location"] for step in thread["locations"]]
    assert [step["message"]["text"] for step in steps] == [step.text for step in INJECTION.trace]
    assert steps[0]["physicalLocation"]["artifactLocation"]["uri"] == "app/api/orders.py"
    assert steps[0]["physicalLocation"]["region"]["snippet"]["text"] == "body: SearchIn"


def test_further_traces_are_code_flows_behind_the_first(project: Path) -> None:
    several = dataclasses.replace(INJECTION, further=(INJECTION.trace[1:],))
    (result,) = run_of(report(project, findings=(several,)))["results"]
    lengths = [len(flow["threadFlows"][0]["locations"]) for flow in result["codeFlows"]]
    assert lengths == [len(INJECTION.trace), len(INJECTION.trace) - 1]


def test_related_places_are_linked_from_the_message(project: Path) -> None:
    result = run_of(report(project))["results"][0]
    assert "[no dependencies here](1)" in result["message"]["text"]
    assert result["relatedLocations"][0]["id"] == 1


def test_the_message_begins_with_the_endpoint_and_has_reason_and_way_out(project: Path) -> None:
    text = run_of(report(project))["results"][0]["message"]["text"]
    assert text.startswith("DELETE /admin/cache: this endpoint has no authentication. Why: 40 of 41")
    assert "Fix: APIRouter(" in text


def test_scanned_text_cannot_make_a_link(project: Path) -> None:
    finding = replace(INJECTION, message="[click](http://evil) me", trace=(Step(INJECTION.location, "[a](1)"),))
    (result,) = run_of(report(project, findings=(finding,)))["results"]
    assert "\\[click\\](http://evil)" in result["message"]["text"]
    step = result["codeFlows"][0]["threadFlows"][0]["locations"][0]["location"]
    assert step["message"]["text"] == "\\[a\\](1)"


def test_both_fingerprints(project: Path) -> None:
    value = report(project)
    result = next(item for item in run_of(value)["results"] if item["ruleId"] == "sql-injection")
    finding = next(item for item in value.findings if item.rule == "sql-injection")
    assert result["partialFingerprints"] == {
        "backlintFinding/v1": finding.fingerprint,
        "primaryLocationLineHash": line_hashes(REPOSITORY)[5],
    }


def test_a_byte_order_mark_counts_for_githubs_hash_and_not_for_ours(project: Path) -> None:
    text = "\ufeff" + REPOSITORY
    (project / "app" / "repository.py").write_text(text, encoding="utf-8")
    result = next(item for item in run_of(report(project))["results"] if item["ruleId"] == "sql-injection")
    assert result["partialFingerprints"]["primaryLocationLineHash"] == line_hashes(text)[5]


def test_suppressed_findings_are_left_out(project: Path) -> None:
    assert len(run_of(report(project))["results"]) == 3


def test_gaps_are_notifications(project: Path) -> None:
    (invocation,) = run_of(report(project))["invocations"]
    texts = [item["message"]["text"] for item in invocation["toolExecutionNotifications"]]
    assert texts == ["syntax: invalid syntax", "engine: semgrep is not installed"]
    first, second = invocation["toolExecutionNotifications"]
    assert first["locations"][0]["physicalLocation"]["region"]["startLine"] == 3
    assert "locations" not in second


def test_paths_begin_at_the_repository(tmp_path: Path) -> None:
    root = tmp_path / "services" / "a b"
    write_project(root)
    (tmp_path / ".git").mkdir()
    run = run_of(report(root))
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "services/a%20b/app/api/admin.py",
        "uriBaseId": "%SRCROOT%",
    }
    assert run["automationDetails"]["id"] == "backlint/services/a b/"


def test_the_worst_are_kept_when_there_are_too_many(project: Path) -> None:
    mild = replace(INJECTION, severity=Severity.LOW, precision=Precision.MEDIUM, trace=())
    findings = (*(replace(mild, location=Location("a.py", n + 1)) for n in range(MAX_RESULTS)), OPEN, INJECTION)
    run = run_of(report(project, findings=findings, gaps=()))
    assert len(run["results"]) == MAX_RESULTS
    assert {item["ruleId"] for item in run["results"]} == {"sql-injection", "missing-authentication"}
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("2 findings")


def test_a_file_that_would_be_refused_for_its_size_loses_the_least_severe(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mild = replace(INJECTION, severity=Severity.LOW)
    findings = (*(replace(mild, location=Location("a.py", n + 1), anchor=f"{n}") for n in range(200)), OPEN)
    value = report(project, findings=findings, gaps=())
    monkeypatch.setattr(
        "backlint.reporters.sarif.MAX_BYTES", len(zlib.compress(render(value, Presentation()).encode())) // 2
    )
    run = run_of(value)
    assert 10 < len(run["results"]) < 200
    assert "missing-authentication" in {item["ruleId"] for item in run["results"]}
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith(f"{201 - len(run['results'])} findings")


def test_the_same_report_gives_the_same_bytes_and_no_absolute_path(project: Path) -> None:
    value = report(project)
    text = render(value, Presentation())
    assert text == render(value, Presentation(width=40, color=True, prefix="x/"))
    assert str(project) not in text


def test_what_is_hidden_is_there_on_demand_with_the_reason(project: Path) -> None:
    value = report(project)
    assert "suppressions" not in render(value, Presentation())
    (run,) = json.loads(render(value, Presentation(suppressed=True)))["runs"]
    assert len(run["results"]) == len(value.findings) + len(value.suppressed)
    said = [result["suppressions"] for result in run["results"]]
    assert [[]] * len(value.findings) == [one for one in said if not one]
    (inline,) = (one for suppressions in said for one in suppressions if one["kind"] == "inSource")
    assert inline["justification"] == "checked by the Enum"
    assert inline["location"]["physicalLocation"]["region"]["startLine"] == 5


def test_a_fix_has_a_description_and_its_edits(project: Path) -> None:
    result = next(item for item in run_of(report(project))["results"] if "fixes" in item)
    (fix,) = result["fixes"]
    assert fix["description"]["text"] == "Add the dependency to the router (this may change what the program does)."
    (replacement,) = fix["artifactChanges"][0]["replacements"]
    assert replacement["insertedContent"]["text"] == ", dependencies=[Depends(current_user)]"
    assert replacement["deletedRegion"] == {"startLine": 3, "startColumn": 35, "endLine": 3, "endColumn": 35}


def test_rules_are_there_even_without_any(project: Path) -> None:
    assert run_of(report(project, rules=(), findings=()))["tool"]["driver"]["rules"] == []
    assert len(RULES) == len(run_of(report(project))["tool"]["driver"]["rules"])
