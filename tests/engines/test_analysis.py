"""Gaps become findings where a rule asks for it."""

from __future__ import annotations

import pytest

from backlint.catalog import load_rules
from backlint.engines.analysis import findings_of_gaps
from backlint.findings import Gap, Location, Severity


def test_a_file_that_was_not_read_is_a_finding() -> None:
    (finding,) = findings_of_gaps([Gap("app/legacy.py", 3, "syntax", "invalid syntax")], load_rules())
    assert finding.rule == "unreadable-file"
    assert finding.location == Location("app/legacy.py", 3)
    assert finding.severity is Severity.MEDIUM
    assert finding.message == "this file was not checked: invalid syntax"


@pytest.mark.parametrize(
    "kind",
    ["syntax", "python2", "encoding", "null-byte", "too-large", "too-deep", "timeout", "crash", "unreadable"],
)
def test_every_way_not_to_be_read_counts(kind: str) -> None:
    (finding,) = findings_of_gaps([Gap("a.py", 0, kind, "m")], load_rules())
    assert finding.location.line == 1


def test_what_was_read_and_not_understood_is_a_gap_only() -> None:
    gaps = [
        Gap("a.py", 3, "unresolved", "m"),
        Gap("", 0, "engine", "semgrep is not installed"),
        Gap("", 0, "syntax", "m"),
    ]
    assert findings_of_gaps(gaps, load_rules()) == ()


def test_one_file_is_reported_once() -> None:
    gaps = [Gap("a.py", 9, "syntax", "second"), Gap("a.py", 3, "syntax", "first"), Gap("b.py", 1, "syntax", "m")]
    assert [item.location for item in findings_of_gaps(gaps, load_rules())] == [
        Location("a.py", 3),
        Location("b.py", 1),
    ]
