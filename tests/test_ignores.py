"""Where an ignore comment holds, and what counts as one."""

from __future__ import annotations

from datetime import date

import pytest

from backlint.facts.lower import lower_source
from backlint.findings import Location
from backlint.ignores import Ignore, of_module, of_text

TODAY = date(2026, 11, 22)


def python(source: str) -> tuple[Ignore, ...]:
    facts = lower_source(source.encode())
    assert facts.problem is None
    return of_module("app/a.py", facts)


def covered(source: str) -> list[int]:
    """Return the lines of a Python source at which its only comment hides a finding."""
    (ignore,) = python(source)
    return [line for line in range(1, source.count("\n") + 1) if ignore.covers(Location("app/a.py", line))]


def test_all_parts_of_a_comment_are_read() -> None:
    (ignore,) = python("x = f()  # backlint: ignore[a-rule, b-rule] -- internal port only; until=2027-03-01\n")
    assert ignore.rules == ("a-rule", "b-rule")
    assert ignore.reason == "internal port only"
    assert ignore.until == "2027-03-01"
    assert ignore.problem == ""
    assert ignore.location == Location("app/a.py", 1, 10, 1, 84)


@pytest.mark.parametrize(
    ("comment", "rules", "reason"),
    [
        ("# backlint: ignore[r] -- why", ("r",), "why"),
        ("#backlint:ignore[r]--why", ("r",), "why"),
        ("# noqa: S608  # backlint: ignore[r] -- why", ("r",), "why"),
        ("# backlint: ignore[r]", ("r",), ""),
        ("# backlint: ignore[r] because", ("r",), ""),
        ("# backlint: ignore[ r , s ] -- a -- b", ("r", "s"), "a -- b"),
    ],
)
def test_forms(comment: str, rules: tuple[str, ...], reason: str) -> None:
    (ignore,) = python(f"x = 1  {comment}\n")
    assert (ignore.rules, ignore.reason, ignore.problem) == (rules, reason, "")


@pytest.mark.parametrize(
    "comment",
    ["# backlint: ignore", "# backlint: ignore[] -- why", "# backlint: ignroe[r] -- why", "# backlint: public"],
)
def test_what_is_no_instruction_hides_nothing_and_says_why(comment: str) -> None:
    (ignore,) = python(f"x = 1  {comment}\n")
    assert ignore.rules == ()
    assert ignore.problem


@pytest.mark.parametrize(
    "source",
    [
        'x = "# backlint: ignore[r] -- why"\n',
        '"""\n# backlint: ignore[r] -- why\n"""\n',
        '# write "# backlint: ignore[r] -- why" to silence it\nx = 1\n',
    ],
)
def test_strings_and_prose_are_no_comments(source: str) -> None:
    assert python(source) == ()


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("a()\nx = f()  # backlint: ignore[r] -- w\nb()\n", [2]),
        ("x = f(\n    a,\n    b,  # backlint: ignore[r] -- w\n)\nb()\n", [1, 2, 3, 4]),
        ("x = f(\n    a,\n    b,\n)  # backlint: ignore[r] -- w\nb()\n", [1, 2, 3, 4]),
        ("x = f(\n    # backlint: ignore[r] -- w\n    a,\n)\nb()\n", [1, 2, 3, 4]),
        ("# backlint: ignore[r] -- w\nx = f(\n    a,\n)\nb()\n", [2, 3, 4]),
        ("# backlint: ignore[r] -- w\n# more words\nx = f()\nb()\n", [3]),
        ("# backlint: ignore[r] -- w\n\nx = f()\n", [2]),
        ("x = f(lambda a: (\n    a\n), 1)  # backlint: ignore[r] -- w\n", [1, 2, 3]),
        ("if f():  # backlint: ignore[r] -- w\n    g()\n", [1]),
        ("if (a and\n        f()):  # backlint: ignore[r] -- w\n    g()\n", [1, 2]),
        ("def f():\n    # backlint: ignore[r] -- w\n    g()\n    h()\n", [3]),
        ("@route('/')\n@guard\ndef f(\n    a,\n):  # backlint: ignore[r] -- w\n    g()\n", [1, 2, 3, 4, 5]),
        ("# backlint: ignore[r] -- w\n@route('/')\n@guard\ndef f(a):\n    g()\n", [2, 3, 4]),
        ("@route('/')\n# backlint: ignore[r] -- w\n@guard\ndef f(a):\n    g()\n", [1, 2, 3, 4]),
        ("class C(A):  # backlint: ignore[r] -- w\n    x = 1\n", [1]),
        ("class C(A):\n    x = 1  # backlint: ignore[r] -- w\n    y = 1\n", [2]),
        ("with f() as g:  # backlint: ignore[r] -- w\n    h()\n", [1]),
        ("for a in f():  # backlint: ignore[r] -- w\n    h()\n", [1]),
        ("try:\n    f()\nexcept A:  # backlint: ignore[r] -- w\n    h()\n", [3]),
        ("match f():  # backlint: ignore[r] -- w\n    case 1:\n        h()\n", [1]),
        ("match x:\n    case 1:\n        h()  # backlint: ignore[r] -- w\n", [3]),
        ("x = 1; y = f()  # backlint: ignore[r] -- w\n", [1]),
        ("# backlint: ignore-file[r] -- w\nx = 1\ny = 2\n", [1, 2, 3]),
        ("x = 1\n# backlint: ignore[r] -- w\n", []),
    ],
)
def test_a_comment_holds_for_its_statement(source: str, lines: list[int]) -> None:
    assert covered(source) == lines


@pytest.mark.parametrize(
    ("until", "expired"),
    [("", False), ("2026-11-22", False), ("2026-11-21", True), ("2027-01-01", False), ("soon", True)],
)
def test_the_day_itself_still_counts_and_no_day_has_passed(until: str, expired: bool) -> None:
    suffix = f"; until={until}" if until else ""
    (ignore,) = python(f"x = 1  # backlint: ignore[r] -- why{suffix}\n")
    assert ignore.until == until
    assert ignore.expired(TODAY) is expired


@pytest.mark.parametrize(
    ("path", "text", "lines"),
    [
        ("compose.yaml", "a: 1\nb: 2  # backlint: ignore[r] -- w\nc: 3\n", [2]),
        ("compose.yaml", "# backlint: ignore[r] -- w\nb: 2\nc: 3\n", [2]),
        ("Dockerfile", "FROM a\n# backlint: ignore[r] -- w\nUSER root\n", [3]),
        (".env", "KEY=1 # backlint: ignore[r] -- w\nB=2\n", [1]),
        ("app.ini", "; backlint: ignore[r] -- w\na = 1\n", [2]),
        ("a.html", "<b>{{ x|safe }}</b> {# backlint: ignore[r] -- w #}\n<p>\n", [1]),
        ("a.html", "<!-- backlint: ignore[r] -- w -->\n{{ x|safe }}\n", [2]),
        ("a.html", "{#- backlint: ignore[r] -- w -#}\n<!-- backlint: ignore[s] -- w -->\n{{ x|safe }}\n", [3]),
        ("a.yaml", "a: 1\r\n# backlint: ignore[r] -- w\r\nb: 2\r\n", [3]),
    ],
)
def test_other_files(path: str, text: str, lines: list[int]) -> None:
    ignore = of_text(path, text)[0]
    assert (ignore.rules, ignore.reason) == (("r",), "w")
    assert [line for line in range(1, 5) if ignore.covers(Location(path, line))] == lines


def test_a_string_in_yaml_is_no_comment() -> None:
    assert of_text("a.yaml", 'a: "x # backlint: ignore[r] -- w"\n') == ()


def test_elsewhere_a_comment_inside_of_a_finding_counts() -> None:
    (ignore,) = of_text("a.yaml", "a:\n  b: 1  # backlint: ignore[r] -- w\n  c: 2\n")
    assert ignore.covers(Location("a.yaml", 1, 1, 3, 7))
    assert not ignore.covers(Location("a.yaml", 3, 1, 3, 7))
