"""Which secrets are sought in the rest of a project, and what becomes of what is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from backlint.engines.copies import MOST_PLACES, is_unlike_others, with_copies
from backlint.files import find_files
from backlint.findings import Finding, Location, Precision, Severity

TEXT = "57LampKettle"


def finding(path: str, line: int, column: int, width: int, precision: Precision = Precision.HIGH) -> Finding:
    return Finding(
        rule="told",
        message="a secret",
        location=Location(path, line, column, line, column + width),
        severity=Severity.HIGH,
        precision=precision,
        remedy="",
    )


@pytest.mark.parametrize("value", [TEXT, "kettle-orbit-41", "q8x2vm4rtz7wk1ns9cd3"])
def test_what_nobody_else_writes(value: str) -> None:
    assert is_unlike_others(value)


@pytest.mark.parametrize("value", ["admin123", "password", "lamp", "changeme-now1", "My-Own-Lamp", "a b C1 d2 E3"])
def test_what_anybody_writes(value: str) -> None:
    assert not is_unlike_others(value)


def test_a_copy_is_told_once_and_what_was_unsure_is_sure(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "shop.py").write_text(f'A = "{TEXT}"\n')
    (tmp_path / "tests" / "test_shop.py").write_text(f'B = "{TEXT}"\nC = "{TEXT}s"\nD = ("{TEXT}", "{TEXT}")\n')
    first = finding("shop.py", 1, 6, len(TEXT))
    unsure = finding("tests/test_shop.py", 1, 6, len(TEXT), Precision.LOW)
    told = with_copies([first, unsure], find_files(tmp_path), {"told"})
    assert [(one.location.path, one.location.line, one.to_act_on) for one in told] == [
        ("shop.py", 1, True),
        ("tests/test_shop.py", 1, True),
        ("tests/test_shop.py", 3, True),
    ]
    assert all(TEXT not in one.message for one in told)
    # What a service has given out stays as bad as it is there; what tests write out as well is theirs.
    assert [one.severity for one in told] == [Severity.HIGH, Severity.MEDIUM, Severity.MEDIUM]
    told = with_copies([first], find_files(tmp_path), {"told"}, {"told"})
    assert {one.severity for one in told} == {Severity.MEDIUM}


def test_what_is_unsure_has_no_copies(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(f'A = "{TEXT}"\n')
    (tmp_path / "README.md").write_text(f"{TEXT}\n")
    unsure = [finding("shop.py", 1, 6, len(TEXT), Precision.LOW)]
    assert with_copies(unsure, find_files(tmp_path), {"told"}) == unsure
    sure = [finding("shop.py", 1, 6, len(TEXT))]
    assert with_copies(sure, find_files(tmp_path), {"other"}) == sure


def test_a_list_of_copies_ends(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(f'A = "{TEXT}"\n')
    (tmp_path / "README.md").write_text(f"{TEXT}\n" * 100)
    told = with_copies([finding("shop.py", 1, 6, len(TEXT))], find_files(tmp_path), {"told"})
    assert len(told) == 1 + MOST_PLACES
