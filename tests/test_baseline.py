"""The baseline counts, holds no line number, follows moved files, and says what is stale."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlint.baseline import Baseline, Entry, baseline_of, compare, read, render, updated
from backlint.configuration import Configuration, Persona, ScanRequest, UsageError
from backlint.findings import Finding, Location, Precision, Severity
from backlint.scan import scan


def finding(line: int, path: str = "app/a.py", anchor: str = "execute(q)") -> Finding:
    return Finding(
        rule="sql-injection",
        message="m",
        location=Location(path, line),
        severity=Severity.HIGH,
        precision=Precision.HIGH,
        scope="find",
        anchor=anchor,
    )


def test_it_hides_what_it_was_made_of() -> None:
    findings = [finding(3), finding(9), finding(5, "app/b.py")]
    comparison = compare(baseline_of(findings), findings)
    assert len(comparison.known) == 3
    assert comparison.new == ()
    assert comparison.stale.total == 0


def test_moved_lines_make_no_difference_and_are_not_in_the_file() -> None:
    assert render(baseline_of([finding(3)])) == render(baseline_of([finding(300)]))
    assert compare(baseline_of([finding(3)]), [finding(300)]).new == ()


def test_one_more_occurrence_is_new() -> None:
    comparison = compare(baseline_of([finding(3)]), [finding(3), finding(8)])
    assert [item.location.line for item in comparison.new] == [8]


def test_what_is_gone_is_stale() -> None:
    gone = finding(4, anchor="other")
    assert compare(baseline_of([finding(3), gone]), [finding(3)]).stale == baseline_of([gone])


def test_a_moved_file_is_recognised() -> None:
    comparison = compare(baseline_of([finding(3, "app/old.py")]), [finding(7, "app/new.py")])
    assert comparison.new == ()
    assert comparison.stale.total == 0


def test_a_copy_is_not_a_move() -> None:
    comparison = compare(baseline_of([finding(3)]), [finding(3), finding(3, "app/copy.py")])
    assert [item.location.path for item in comparison.new] == ["app/copy.py"]


def test_two_possible_origins_are_no_move() -> None:
    old = baseline_of([finding(1, "app/one.py"), finding(1, "app/two.py")])
    assert len(compare(old, [finding(1, "app/new.py")]).new) == 1


def test_updating_adds_and_prunes() -> None:
    old = baseline_of([finding(3), finding(4, anchor="gone")])
    now = [finding(3), finding(5, anchor="fresh")]
    update = updated(old, now)
    assert (update.baseline.total, update.added, update.removed) == (2, 1, 1)
    pruned = updated(old, now, prune=True)
    assert (pruned.baseline.total, pruned.added, pruned.removed) == (1, 0, 1)
    assert pruned.baseline == baseline_of([finding(3)])


def test_the_file_is_sorted_and_the_same_every_time() -> None:
    findings = [finding(3, "b.py"), finding(3, "a.py")]
    text = render(baseline_of(findings))
    assert text == render(baseline_of(reversed(findings)))
    lines = text.splitlines()[1:]
    assert lines == sorted(lines)


NAME = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=" "), min_size=1, max_size=8)


# A path and a scope (`block content` of a template) may hold anything.
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text("% 205-D", max_size=6)


@given(st.dictionaries(st.builds(Entry, NAME, ANY, ANY, NAME), st.integers(1, 9)))
def test_every_baseline_can_be_read_back(counts: dict[Entry, int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "baseline.toml")
        file.write_bytes(render(Baseline(counts)).encode())
        assert read(file, "baseline.toml").counts == counts


def test_reading_gives_what_was_written(tmp_path: Path) -> None:
    file = tmp_path / "baseline.toml"
    baseline = baseline_of([finding(3, "a folder/ü.py"), finding(3, "a folder/ü.py"), finding(9)])
    file.write_text(render(baseline), encoding="utf-8")
    assert read(file, "baseline.toml") == baseline


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not toml", "not a baseline"),
        ('"sql-injection app/a.py find 9f2c41d0" = "two"', "not a baseline entry"),
        ('"sql-injection app/a.py find 9f2c41d0" = 0', "not a baseline entry"),
        ('"too short" = 1', "not a baseline entry"),
        ("[tool.backlint]\n", "not a baseline entry"),
    ],
)
def test_what_is_no_baseline_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "baseline.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said) as caught:
        read(file, "some/baseline.toml")
    assert "some/baseline.toml" in str(caught.value)


def test_a_missing_baseline_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such baseline"):
        read(tmp_path / "none.toml", "none.toml")


def test_a_scan_shows_nothing_that_was_just_written(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent / "fixtures" / "apps" / "flask-vulnerable"
    request = ScanRequest(
        configuration=Configuration(root=root),
        paths=(root,),
        persona=Persona.AUDIT,
        today=date(2026, 1, 1),
        cache_directory=tmp_path / "cache",
    )
    first = scan(request)
    assert {finding.rule for finding in first.findings} >= {"xss-stored", "sql-injection", "docker-secret-hardcoded"}
    (tmp_path / "baseline.toml").write_text(render(baseline_of(first.findings)), encoding="utf-8")
    second = scan(replace(request, baseline=tmp_path / "baseline.toml"))
    assert second.findings == ()
    assert dict(second.statistics.extra)["baseline-stale"] == 0
