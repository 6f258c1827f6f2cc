"""What a fix changes, as it is shown: in a frame of the terminal and on the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from reporters.reports import LEAK, OPEN, SECRET, rendered, report, write_project

from backlint.catalog import load_rules
from backlint.findings import Edit, Fix, Location
from backlint.fixing import MOST_READ, for_people
from backlint.reporters.edits import hunks
from backlint.reporters.presentation import Presentation
from backlint.reporters.source import SourceView
from backlint.reporters.terminal import render

LINES = "one = 1\ntwo = 2\nthree = 3\nfour = 4\nfive = 5\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_project(tmp_path)
    (tmp_path / "numbers.py").write_text(LINES, encoding="utf-8")
    return tmp_path


def shown(
    project: Path, *edits: tuple[int, int, int, int, str], path: str = "numbers.py"
) -> list[tuple[int, str, str]]:
    fix = Fix("", safe=True, edits=tuple(Edit(Location(path, *place), text) for *place, text in edits))
    found = hunks(fix, SourceView(report(project)))
    return [(hunk.line, "|".join(hunk.before), "|".join(hunk.after)) for hunk in found]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([(2, 7, 2, 8, "20")], [(2, "two = 2", "two = 20")]),
        # Several edits of one line are one change, those of lines apart are several.
        ([(2, 7, 2, 8, "20"), (2, 1, 2, 4, "zwei")], [(2, "two = 2", "zwei = 20")]),
        ([(4, 8, 4, 9, "40"), (2, 7, 2, 8, "20")], [(2, "two = 2", "two = 20"), (4, "four = 4", "four = 40")]),
        # Lines that are put in, and taken away.
        ([(1, 1, 1, 1, "import os\n")], [(1, "", "import os")]),
        ([(3, 1, 4, 1, "")], [(3, "three = 3", "")]),
        ([(6, 1, 6, 1, "six = 6\n")], [(6, "", "six = 6")]),
        # A span of several lines.
        ([(2, 7, 4, 9, "(\n    0\n)")], [(2, "two = 2|three = 3|four = 4", "two = (|    0|)")]),
        # What cannot be shown is not shown in part.
        ([(2, 7, 2, 8, "20"), (90, 1, 90, 2, "x")], []),
    ],
)
def test_a_fix_shows_the_lines_that_it_changes(
    project: Path, edits: list[tuple[int, int, int, int, str]], expected: list[tuple[int, str, str]]
) -> None:
    assert shown(project, *edits) == expected


def test_secrets_are_hidden_before_and_after(project: Path) -> None:
    found = shown(project, (4, 1, 4, 11, f"KEY = '{SECRET}'"), path="app/settings.py")
    assert SECRET not in str(found)
    assert found[0][1].startswith('STRIPE_KEY = "sk_l')


def test_a_very_long_change_is_left_to_the_patch(project: Path) -> None:
    assert shown(project, (2, 1, 2, 1, "x\n" * 30)) == []


def test_the_terminal_shows_it_below_what_can_be_done(project: Path) -> None:
    text = rendered("text", report(project, findings=(OPEN,)))
    assert (
        "  = edit: Add the dependency to the router: --fix --unsafe-fixes\n"
        '3 - router = APIRouter(prefix="/admin")\n'
        '3 + router = APIRouter(prefix="/admin", dependencies=[Depends(current_user)])\n'
        "  = help: "
    ) in text


@pytest.mark.parametrize("width", [48, 60, 80])
def test_the_change_stays_in_sight_where_there_is_little_room(project: Path, width: int) -> None:
    lines = render(report(project, findings=(OPEN,)), Presentation(width=width)).splitlines()
    (added,) = [line for line in lines if line.startswith("3 + ")]
    assert len(added) <= width
    assert "depend" in added


def test_how_many_can_be_fixed_is_counted(project: Path) -> None:
    assert OPEN.fix
    safe = replace(LEAK, fix=replace(OPEN.fix, safe=True))
    for findings, told in (
        ((OPEN, safe), "\n1 can be fixed by --fix, 1 more by --fix --unsafe-fixes\n"),
        ((OPEN,), "\n1 can be fixed by --fix --unsafe-fixes\n"),
        ((safe,), "\n1 can be fixed by --fix\n"),
    ):
        assert told in rendered("text", report(project, findings=findings))
    assert "can be fixed" not in rendered("text", report(project, findings=(LEAK,)))


def test_where_many_files_had_to_be_read_again_only_their_number_is_told(project: Path) -> None:
    call = "yaml.load(text, Loader=yaml.UnsafeLoader)"
    (loading,) = (one for one in load_rules() if one.id == "unsafe-deserialization")
    found = []
    for number in range(MOST_READ + 1):
        (project / f"n{number}.py").write_text(f"import yaml\n\n{call}\n", encoding="utf-8")
        place = Location(f"n{number}.py", 3, 1, 3, 1 + len(call))
        found.append(replace(LEAK, rule=loading.id, message="m", why="", location=place, anchor=str(number)))
    some, all_of_them = (report(project, findings=tuple(found[:n]), rules=(loading,)) for n in (3, len(found)))
    text = rendered("text", for_people(some))
    assert text.count("3 + yaml.safe_load(text)\n") == 3
    assert "\n3 can be fixed by --fix\n" in text
    text = rendered("text", for_people(all_of_them))
    assert "safe_load(text)" not in text
    assert "\n31 of a kind that can be fixed: backlint scan --diff-fixes --unsafe-fixes\n" in text
    assert for_people(report(project)) == report(project)


def test_the_page_shows_it_and_text_of_the_program_stays_text(project: Path) -> None:
    (project / "app/api/admin.py").write_text('\n\nrouter = "</code><script>x</script>"  # aaaaaa\n', encoding="utf-8")
    text = rendered("html", report(project, findings=(OPEN,)))
    assert "<code>--fix --unsafe-fixes</code>" in text
    assert '<span class="line gone"><span class="no">3 -</span>' in text
    assert text.count("<script>") == 1
