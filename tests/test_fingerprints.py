"""Fingerprints stay when lines move, and the one for code scanning is GitHub's to the digit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlint.findings import Finding, Location, Precision, Severity
from backlint.fingerprints import line_hashes, normalised, with_fingerprints

PROGRAM = "x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n"


def finding(line: int, anchor: str = "execute(query)", *, rule: str = "sql-injection", scope: str = "find") -> Finding:
    return Finding(
        rule=rule,
        message="the query is built from a parameter",
        location=Location("app/repository.py", line, 5, line, 20),
        severity=Severity.HIGH,
        precision=Precision.HIGH,
        scope=scope,
        anchor=anchor,
    )


# Vectors of github/codeql-action's own tests (src/fingerprints.test.ts).
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
        ),
    ],
)
def test_line_hashes_are_those_of_the_upload_action(text: str, expected: list[str]) -> None:
    assert list(line_hashes(text)) == expected


def test_line_hashes_of_a_longer_program() -> None:
    hashes = line_hashes(PROGRAM)
    assert len(hashes) == 8
    assert hashes[0] == "e54938cc54b302f1:1"
    assert hashes[7] == "c129715d7a2bc9a3:1"


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_make_no_difference(end: str) -> None:
    assert line_hashes(PROGRAM.replace("\n", end)) == line_hashes(PROGRAM)


def test_equal_windows_are_counted() -> None:
    hashes = line_hashes("\n" * 250)
    assert hashes[0].endswith(":1")
    assert hashes[1] == hashes[0].replace(":1", ":2")


@given(st.text(alphabet=st.sampled_from("ab \t\n\r\U0001f600é"), max_size=300))
def test_every_line_has_a_hash(text: str) -> None:
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    assert len(line_hashes(unified)) == unified.count("\n") + 1


def test_characters_beyond_the_first_plane_count_as_two_units() -> None:
    """A window of 100 units ends after 50 of them: the 51st character no longer matters to the first line's hash."""
    assert line_hashes("\U0001f600" * 50 + "a")[0] == line_hashes("\U0001f600" * 50 + "b")[0]
    assert line_hashes("\U0001f600" * 49 + "a")[0] != line_hashes("\U0001f600" * 49 + "b")[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [("f(a, b)", "f(a,b)"), ("f(\n    a,\n    b)", "f(a, b)"), ("  x  ", "x"), ("not  x", "not x")],
)
def test_layout_does_not_change_an_anchor(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


def test_a_space_between_words_matters() -> None:
    assert normalised("not x") != normalised("notx")


def test_a_fingerprint_stays_when_lines_move() -> None:
    (before,) = with_fingerprints([finding(10)])
    (after,) = with_fingerprints([finding(110)])
    assert before.fingerprint == after.fingerprint
    assert len(before.fingerprint) == 32


def test_equal_findings_are_numbered_in_their_order() -> None:
    first, second = with_fingerprints([finding(20), finding(10)])
    assert (first.location.line, second.location.line) == (10, 20)
    assert first.fingerprint != second.fingerprint
    assert with_fingerprints([finding(10)])[0].fingerprint == first.fingerprint


@pytest.mark.parametrize(
    "changed",
    [
        finding(10, rule="command-injection"),
        finding(10, scope="other"),
        finding(10, anchor="execute(other)"),
        replace(finding(10), location=Location("app/other.py", 10, 5, 10, 20)),
    ],
)
def test_rule_place_and_subject_are_part_of_it(changed: Finding) -> None:
    assert with_fingerprints([changed])[0].fingerprint != with_fingerprints([finding(10)])[0].fingerprint


def test_a_message_stands_in_for_a_missing_anchor() -> None:
    one, other = finding(10, anchor=""), replace(finding(10, anchor=""), message="another")
    assert with_fingerprints([one])[0].fingerprint != with_fingerprints([other])[0].fingerprint
