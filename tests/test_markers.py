"""The markers of fixtures: what parses, what they are about, and when they complain."""

from pathlib import Path

import pytest
from markers import MarkerError, disagreements, read_endpoint_markers, read_markers

from backlint.findings import Finding, Location, Precision, Severity


def write(folder: Path, text: str, name: str = "case.py") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def finding(line: int, rule: str = "weak-hash", path: str = "case.py") -> Finding:
    return Finding(
        rule=rule, message="m", location=Location(path, line), severity=Severity.HIGH, precision=Precision.HIGH
    )


def test_stacked_markers_are_about_the_same_line(tmp_path: Path) -> None:
    file = write(tmp_path, "# ruleid: a-b, c\n# ok: d\nx = 1\n")
    assert [(m.kind, m.rule, m.line) for m in read_markers(file)] == [
        ("ruleid", "a-b", 3),
        ("ruleid", "c", 3),
        ("ok", "d", 3),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page.html", "<!-- ruleid: a -->\n<p>{{ x }}</p>\n"),
        ("page.j2", "{# ruleid: a #}\n{{ x }}\n"),
        ("compose.yml", "  # ruleid: a\n  x: y\n"),
        (".env", "# ruleid: a\nX=y\n"),
    ],
)
def test_every_kind_of_file_has_its_comment(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, text, name)
    assert [(m.path, m.line, m.rule) for m in read_markers(tmp_path)] == [(name, 2, "a")]


@pytest.mark.parametrize(
    "text",
    [
        "# ruleid a\nx = 1\n",
        "#ruleid: a\nx = 1\n",
        "# rule-id: a\nx = 1\n",
        "# ruleid: a b\nx = 1\n",
        "# ruleid: A\nx = 1\n",
        "# ok, that is fine\nx = 1\n",
        "x = 1  # ruleid: a\n",
        "# TODOok: a\nx = 1\n",
        "{# ruleid: a\nx = 1\n",
        "# endpoint: /orders\nx = 1\n",
        "# endpoint: GET /orders authentication=maybe\nx = 1\n",
        "# ruleid: a\n",
        "# ruleid: a\n\nx = 1\n",
        "# ruleid: a\n# a comment\nx = 1\n",
    ],
)
def test_what_looks_like_a_marker_and_is_none_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(MarkerError, match=r"case\.py:1"):
        read_markers(write(tmp_path, text))


def test_comments_that_only_mention_rules_are_no_markers(tmp_path: Path) -> None:
    assert read_markers(write(tmp_path, "# the rule id is looked up; okay\nx = 1\n")) == ()


def test_an_endpoint_and_its_states(tmp_path: Path) -> None:
    file = write(tmp_path, "# endpoint: GET,POST /a/{id} authentication=yes rate-limit=unknown\ndef view(): ...\n")
    (marker,) = read_endpoint_markers(file)
    assert (marker.methods, marker.route, marker.line) == (("GET", "POST"), "/a/{id}", 2)
    assert marker.states == {"authentication": "yes", "rate-limit": "unknown"}
    assert read_markers(file) == ()


@pytest.mark.parametrize(
    ("kind", "reported", "agrees"),
    [
        ("ruleid", True, True),
        ("ruleid", False, False),
        ("ok", True, False),
        ("ok", False, True),
        ("todoruleid", True, False),
        ("todoruleid", False, True),
        ("todook", True, True),
        ("todook", False, False),
    ],
)
def test_a_marker_and_what_is_found(tmp_path: Path, kind: str, reported: bool, agrees: bool) -> None:
    markers = read_markers(write(tmp_path, f"# {kind}: weak-hash\nx = 1\n"))
    assert (not disagreements(markers, [finding(2)] if reported else [])) is agrees


def test_a_finding_without_a_marker_is_a_disagreement() -> None:
    (problem,) = disagreements((), [finding(7)])
    assert problem.startswith("case.py:7: weak-hash: is reported and no marker says so")
