"""No secret is shown whole and no control character reaches a terminal."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reporters.reports import GAPS, INJECTION, LEAK, SECRET, report, write_project

from backlint import reporters
from backlint.findings import Finding, Location, Precision, Severity, Step
from backlint.redaction import redact
from backlint.reporters.presentation import Presentation
from backlint.reporters.source import SourceView, escaped


def shown(tmp_path: Path, text: str, *places: Location, path: str = "settings.py", trace: int = 0) -> list[str]:
    """Return the lines of a file as shown when secrets are found at these places; the last `trace` are steps."""
    (tmp_path / path).write_text(text, encoding="utf-8", newline="")
    mains = places[: len(places) - trace] if trace else places
    steps = tuple(Step(place, "read here") for place in places[len(mains) :])
    findings = tuple(replace(LEAK, location=place, trace=steps) for place in mains)
    view = SourceView(report(tmp_path, findings=findings))
    return [view.line(path, number) or "" for number in range(1, text.count("\n") + 1)]


@given(st.text(max_size=200))
def test_at_most_four_characters_and_a_quarter_are_shown(secret: str) -> None:
    result = redact(secret)
    assert len(result) == len(secret)
    kept = min(4, len(secret) // 4)
    assert result[:kept] == secret[:kept]
    assert set(result[kept:]) <= {"•", "\n", "\r"}


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        # the literal with its quotes, the text in it, the name before it, the whole statement
        ('KEY = "abcdefghijkl"\n', Location("settings.py", 1, 7, 1, 21), 'KEY = "abc•••••••••"'),
        ('KEY = "abcdefghijkl"\n', Location("settings.py", 1, 8, 1, 20), 'KEY = "abc•••••••••"'),
        ('KEY = "abcdefghijkl"\n', Location("settings.py", 1, 1, 1, 4), 'KEY = "abc•••••••••"'),
        ('KEY = "abcdefghijkl"\n', Location("settings.py", 1, 1, 1, 21), 'KEY = "abc•••••••••"'),
        ('KEY = "abcdefghijkl"\n', Location("settings.py", 1), 'KEY = "abc•••••••••"'),
        (
            "url = 'x://host?code=abcdefgh&b=1'\n",
            Location("settings.py", 1, 22, 1, 30),
            "url = 'x://host?code=ab••••••&b=1'",
        ),
        ('c["SECRET_KEY"] = "hunter22"\n', Location("settings.py", 1, 1, 1, 29), 'c["SECRET_KEY"] = "hu••••••"'),
        ('os.getenv("KEY", "hunter22")\n', Location("settings.py", 1, 1, 1, 29), 'os.getenv("KEY", "hu••••••")'),
        ('x = {"password": "hunter22"}\n', Location("settings.py", 1, 5, 1, 29), 'x = {"password": "hu••••••"}'),
        ("# password: hunter22\n", Location("settings.py", 1, 13, 1, 21), "# password: hu••••••"),
    ],
)
def test_python_literals(tmp_path: Path, text: str, place: Location, expected: str) -> None:
    assert shown(tmp_path, text, place) == [expected]


@pytest.mark.parametrize(
    ("place"),
    [Location(".env", 1, 5, 1, 17), Location(".env", 1, 1, 1, 4), Location(".env", 1, 1, 1, 17), Location(".env", 1)],
)
def test_a_file_without_quotes(tmp_path: Path, place: Location) -> None:
    (line,) = shown(tmp_path, "KEY=abcdefghijkl\n", place, path=".env")
    assert "defghijkl" not in line


def test_a_secret_of_several_lines(tmp_path: Path) -> None:
    text = 'KEY = """-----BEGIN KEY-----\nMIIEowIBAAKCAQEA\nabcdefghijklmnop\n"""\n'
    for place in (Location("settings.py", 1, 7, 4, 4), Location("settings.py", 1, 10, 3, 17)):
        lines = shown(tmp_path, text, place)
        assert lines[1] == "•" * 16
        assert lines[2] == "•" * 16


def test_a_line_inside_of_a_long_literal(tmp_path: Path) -> None:
    lines = shown(tmp_path, 'KEYS = """\nabcdefghijklmnop\n"""\n', Location("settings.py", 2, 1, 2, 17))
    assert lines[1] == "abcd" + "•" * 12


def test_a_name_on_the_way_of_a_secret_is_none(tmp_path: Path) -> None:
    text = 'KEY = "abcdefghijkl"\njwt.encode(claims, KEY)\n'
    place, step = Location("settings.py", 1, 7, 1, 21), Location("settings.py", 2, 20, 2, 23)
    assert shown(tmp_path, text, place, step, trace=1) == ['KEY = "abc•••••••••"', "jwt.encode(claims, KEY)"]


def test_the_same_secret_is_hidden_wherever_it_stands(tmp_path: Path) -> None:
    text = 'KEY = "abcdefghijkl"\n# the key is abcdefghijkl\n'
    lines = shown(tmp_path, text, Location("settings.py", 1, 7, 1, 21))
    assert lines[1] == "# the key is abc•••••••••"


def test_a_finding_of_another_rule_does_not_show_it(tmp_path: Path) -> None:
    (tmp_path / "settings.py").write_text('connect(KEY="abcdefghijkl", sql=f"{x}")\n', encoding="utf-8")
    secret = replace(LEAK, location=Location("settings.py", 1, 13, 1, 27))
    other = replace(INJECTION, location=Location("settings.py", 1, 1, 1, 40), trace=(), why="passes abcdefghijkl")
    text = reporters.load("text")(report(tmp_path, findings=(other,), suppressed=(secret,)), Presentation())
    assert "abcdefghijkl" not in text
    assert 'connect(KEY="abc•••••••••", sql=f"{x}")' in text


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a.py", 'PASSWORD = "Zx81kQpl09mm"'),
        ("a.py", 'connect(user="me", password="Zx81kQpl09mm")'),
        ("a.py", 'c["DB_PASSWORD"] = "Zx81kQpl09mm"'),
        ("a.py", 'API_KEY: str = "Zx81kQpl09mm"'),
        ("a.py", 'x = {"secret": "Zx81kQpl09mm"}'),
        ("a.py", 'url = "https://me:Zx81kQpl09mm@mail.internal/"'),
        (".env", "export DB_PASSWORD=Zx81kQpl09mm"),
        ("a.yaml", "  - API_KEY: Zx81kQpl09mm"),
    ],
)
def test_a_secret_that_no_finding_shown_points_at_is_hidden_too(tmp_path: Path, path: str, line: str) -> None:
    """Its rule may not have been selected; the line of another finding does not give it away."""
    (tmp_path / path).write_text(line + "\n", encoding="utf-8")
    finding = replace(INJECTION, location=Location(path, 1), trace=(), why=f"it says {line}" if path == "a.py" else "")
    for name in reporters.FORMATS:
        text = reporters.load(name)(report(tmp_path, findings=(finding,)), Presentation())
        assert "Zx81kQpl09mm" not in text, name


@pytest.mark.parametrize(
    "line",
    [
        'password = request.form["password"]',
        'token_url = "/auth/token"',
        'KEY = os.environ["SECRET_KEY"]',
        'password: str = "${DB}"',
    ],
)
def test_what_only_speaks_of_secrets_is_shown(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.py").write_text(line + "\n", encoding="utf-8")
    assert SourceView(report(tmp_path, findings=())).line("a.py", 1) == line


@pytest.mark.parametrize(
    "line", ["a" * 3900, "a:" * 1900, "a" + " " * 3900, "password" * 480, '"' * 3900, "a" * 10_000_000]
)
def test_a_hostile_line_takes_no_time(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.py").write_text(line + "\n", encoding="utf-8")
    started = time.process_time()
    SourceView(report(tmp_path, findings=())).line("a.py", 1)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("name", reporters.FORMATS)
def test_no_format_prints_a_secret(tmp_path: Path, name: str) -> None:
    write_project(tmp_path)
    text = reporters.load(name)(report(tmp_path), Presentation())
    assert SECRET not in text
    assert not any(SECRET[start : start + 5] in text for start in range(1, len(SECRET) - 5))


HOSTILE = "a\x1b[31mb\x07\u202ec\u200bd\u2028e\x9bf\ud800\x00\r"


def test_control_characters_are_escaped() -> None:
    assert escaped(HOSTILE) == "a\\x1b[31mb\\x07\\u202ec\\u200bd\\u2028e\\x9bf\\ud800\\x00\\r"
    assert escaped("grüße · 日本\u00a0x") == "grüße · 日本 x"


@pytest.mark.parametrize("name", reporters.FORMATS)
def test_scanned_text_cannot_speak_to_the_terminal(tmp_path: Path, name: str) -> None:
    path = "app/\x1b[2Jevil\n::error::x.py"
    (tmp_path / "app").mkdir()
    (tmp_path / path).write_text(f"x = 1  # {HOSTILE}\n".encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
    finding = Finding(
        rule="sql-injection",
        message=f"message {HOSTILE}",
        location=Location(path, 1, 1, 1, 6),
        severity=Severity.HIGH,
        precision=Precision.HIGH,
        why=f"why {HOSTILE}",
        endpoint=f"GET /{HOSTILE}",
        trace=(Step(Location(path, 1, 1, 1, 2), f"one {HOSTILE}"), Step(Location(path, 1, 1, 1, 6), HOSTILE)),
    )
    gaps = (replace(GAPS[0], path=path, message=HOSTILE),)
    text = reporters.load(name)(report(tmp_path, findings=(finding,), gaps=gaps), Presentation())
    text.encode("utf-8")
    assert not {"\x1b", "\x07", "\x9b", "\u202e", "\u200b", "\x00", "\r"} & set(text)
    if name == "github":
        assert not any(line.startswith("::error::") for line in text.split("\n"))


def test_a_path_outside_of_the_project_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "outside.py").write_text("x = 1\n")
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "link.py").symlink_to(tmp_path / "outside.py")
    view = SourceView(report(tmp_path / "inside", findings=()))
    assert view.line("../outside.py", 1) is None
    assert view.line("link.py", 1) is None


def test_links_in_a_circle_and_impossible_names_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.py").symlink_to(tmp_path / "b.py")
    (tmp_path / "b.py").symlink_to(tmp_path / "a.py")
    (tmp_path / "folder").mkdir()
    view = SourceView(report(tmp_path, findings=()))
    for path in ("a.py", "nul\0.py", "x" * 300, "folder", "gone.py"):
        assert view.line(path, 1) is None


def test_a_file_in_another_encoding_is_decoded_as_it_says(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes("# coding: latin-1\nx = 'é'\n".encode("latin-1"))
    assert SourceView(report(tmp_path, findings=())).line("a.py", 2) == "x = 'é'"


def test_a_form_feed_ends_no_line(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"a = 1\n\x0cb = 2\r\nc = 3\rd = 4\n")
    view = SourceView(report(tmp_path, findings=()))
    assert [view.line("a.py", number) for number in (2, 3, 4, 9)] == ["\x0cb = 2", "c = 3", "d = 4", None]
