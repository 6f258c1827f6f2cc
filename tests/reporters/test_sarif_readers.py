"""SARIF, read by programs that others have written: a validator of its structure, a tool that people use, Microsoft's own.

SARIF_MULTITOOL may name the program `Sarif.Multitool` of the npm package `@microsoft/sarif-multitool-linux`, which is a
hundred megabytes.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sarif import loader
from sarif_pydantic import Sarif

from backlint.report import Report
from backlint.reporters.presentation import Presentation
from backlint.reporters.sarif import render

MULTITOOL = os.environ.get("SARIF_MULTITOOL", "")

KNOWN = {
    "SARIF2005": "backlint has no home page yet",
    "SARIF2002": "messages by number: code scanning refuses them",
    "SARIF2003": "the commit: git's answer is none of the report's",
    "SARIF2006": "addresses that cannot be reached without a network",
    "SARIF2009": "our ids are words",
    "SARIF2011": "a finding that is a whole line has no more context",
}
"""What the Multitool remarks, and why it stays so."""


@pytest.fixture(scope="module")
def log(found: Report) -> dict[str, Any]:
    return dict(json.loads(render(found, Presentation())))


def emptied(value: Any) -> Any:
    """Return JSON without what says nothing: null, empty lists and records, and the standard's default of `enabled`."""
    if isinstance(value, dict):
        kept = {key: emptied(item) for key, item in value.items() if (key, item) != ("enabled", True)}
        return {key: item for key, item in kept.items() if item not in (None, [], {})}
    return [emptied(item) for item in value] if isinstance(value, list) else value


def test_models_of_the_standard_take_all_of_it(log: dict[str, Any]) -> None:
    """A key that the standard does not have, or a value of another type, would be lost or refused."""
    read = Sarif.model_validate_json(json.dumps(log))
    again = json.loads(read.model_dump_json(by_alias=True, exclude_none=True))
    assert emptied(again) == emptied(log)


def test_the_report_has_all_that_is_read_here(log: dict[str, Any]) -> None:
    results = log["runs"][0]["results"]
    for part in ("codeFlows", "relatedLocations", "fixes", "partialFingerprints"):
        assert [result for result in results if part in result], part
    engines = {result["properties"]["engine"] for result in results}
    assert engines >= {"backlint", "semgrep"}


def test_a_tool_that_people_use_counts_and_lists_the_same(found: Report, tmp_path: Path) -> None:
    file = tmp_path / "backlint.sarif"
    file.write_text(render(found, Presentation()), encoding="utf-8")
    read = loader.load_sarif_file(str(file))
    assert read.get_distinct_tool_names() == ["backlint"]
    records = read.get_records()
    assert Counter(record["Code"] for record in records) == Counter(finding.rule for finding in found.findings)
    places = {(record["Location"].rpartition("flask-vulnerable/")[2], record["Line"]) for record in records}
    assert places == {(finding.location.path, finding.location.line) for finding in found.findings}
    levels = {"error": (3, 4), "warning": (2,), "note": (0, 1)}
    told = read.get_report()
    for level, severities in levels.items():
        count = sum(finding.severity in severities for finding in found.findings)
        assert told.get_issue_count_for_severity(level) == count


@pytest.mark.skipif(not MULTITOOL, reason="SARIF_MULTITOOL does not say where it is")
def test_the_multitool_finds_no_fault(found: Report, tmp_path: Path) -> None:
    file, answer = tmp_path / "backlint.sarif", tmp_path / "answer.sarif"
    file.write_text(render(found, Presentation()), encoding="utf-8")
    command = (MULTITOOL, "validate", str(file), "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note")
    subprocess.run([*command, "--output", str(answer)], check=False, capture_output=True, timeout=120)
    results = json.loads(answer.read_text(encoding="utf-8-sig"))["runs"][0].get("results", [])
    assert {result["ruleId"] for result in results} <= KNOWN.keys()
