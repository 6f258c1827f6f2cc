"""Frames: what is underlined is what is meant, whatever the line holds and however narrow the terminal is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reporters.reports import report

from backlint.findings import Location
from backlint.reporters.frames import Mark, _cropped, frame, plain
from backlint.reporters.source import SourceView


def drawn(tmp_path: Path, text: str, *marks: Mark, width: int = 80) -> str:
    (tmp_path / "a.py").write_text(text, encoding="utf-8", newline="")
    return plain(frame(SourceView(report(tmp_path, findings=())), marks, width))


def mark(line: int, column: int, end: int, label: str = "", *, main: bool = False) -> Mark:
    return Mark(Location("a.py", line, column, line, end), label, main)


def test_a_span_and_its_label(tmp_path: Path) -> None:
    assert drawn(tmp_path, "x = f(y)\n", mark(1, 5, 9, "here", main=True)) == (
        "  |\n"
        "1 | x = f(y)\n"
        "  |     ^^^^ here\n"
        "  |\n"
    )  # fmt: skip


def test_a_tab_takes_four_columns_and_a_wide_character_two(tmp_path: Path) -> None:
    assert drawn(tmp_path, "\tx = '日本' + y\n", mark(1, 13, 14, "y", main=True)) == (
        "  |\n"
        "1 |     x = '日本' + y\n"
        "  |                  ^ y\n"
        "  |\n"
    )  # fmt: skip


def test_lines_in_between_are_shown_or_left_out(tmp_path: Path) -> None:
    text = "".join(f"line{number} = {number}\n" for number in range(1, 13))
    assert drawn(tmp_path, text, mark(1, 1, 6, "one"), mark(3, 1, 6, "three"), mark(12, 1, 7, main=True)) == (
        "   |\n"
        " 1 | line1 = 1\n"
        "   | ----- one\n"
        " 2 | line2 = 2\n"
        " 3 | line3 = 3\n"
        "   | ----- three\n"
        "...\n"
        "12 | line12 = 12\n"
        "   | ^^^^^^\n"
        "   |\n"
    )


def test_two_spans_of_one_line_share_it(tmp_path: Path) -> None:
    assert drawn(tmp_path, "f(a, b)\n", mark(1, 3, 4, "1. a"), mark(1, 1, 8, "2. f", main=True)) == (
        "  |\n"
        "1 | f(a, b)\n"
        "  |   - 1. a\n"
        "  | ^^^^^^^ 2. f\n"
        "  |\n"
    )  # fmt: skip


def test_going_back_begins_a_new_block(tmp_path: Path) -> None:
    text = drawn(tmp_path, "a = 1\nb = 2\n", mark(2, 1, 2), mark(1, 1, 2))
    assert text == "  |\n2 | b = 2\n  | -\n  |\n  ::: a.py:1\n  |\n1 | a = 1\n  | -\n  |\n"


def test_a_label_without_room_goes_below(tmp_path: Path) -> None:
    text = drawn(tmp_path, f"x = {'a' * 40}\n", mark(1, 5, 45, "words " * 10), width=60)
    assert all(len(line) <= 60 for line in text.splitlines())
    assert text.count("words") == 10


def test_a_long_line_is_cut_around_the_span(tmp_path: Path) -> None:
    text = drawn(tmp_path, "a" * 300 + "SPAN" + "b" * 300 + "\n", mark(1, 301, 305, main=True), width=60)
    source, underline = text.splitlines()[1:3]
    assert len(source) <= 60
    assert source[4] == source[-1] == "…"
    assert source[underline.index("^") : underline.rindex("^") + 1] == "SPAN"


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=120),
    st.integers(0, 130),
    st.integers(0, 130),
    st.integers(30, 90),
)
def test_no_line_is_wider_than_its_room(text: str, start: int, length: int, room: int) -> None:
    found = _cropped(text, Location("a.py", 1, start + 1, 1, start + length + 1), room)
    widths = 2 * len(found.text)
    assert found.end <= max(room, found.start + 1)
    assert 0 <= found.start < found.end
    assert all(character.isprintable() for character in found.text)
    assert widths == 0 or len(found.text) <= room + 12


@pytest.mark.parametrize("end_line", [1, 3])
def test_a_span_of_several_lines_is_underlined_to_the_end_of_the_first(tmp_path: Path, end_line: int) -> None:
    place = Location("a.py", 1, 5, end_line, 2 if end_line > 1 else 7)
    text = drawn(tmp_path, "x = f(\n  1,\n)\n", Mark(place, "", main=True))
    assert "  |     ^^\n" in text


def test_a_line_that_is_gone_leaves_its_label(tmp_path: Path) -> None:
    assert drawn(tmp_path, "x = 1\n", mark(9, 1, 2, main=True)) == "  |\n"
    assert "deleted" in drawn(tmp_path, "x = 1\n", mark(9, 1, 2, "deleted"))
