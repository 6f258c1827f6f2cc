"""Settings: everything known is read, everything else is one clear error with file, line and the nearest name."""

from __future__ import annotations

from pathlib import Path

import pytest

from backlint.catalog import load_rules
from backlint.configuration import (
    KEYS,
    Configuration,
    PathIgnore,
    Persona,
    UsageError,
    find_root,
    load,
    nearest,
)
from backlint.findings import Severity


def project(folder: Path, text: str, name: str = "pyproject.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def complaint(folder: Path, **arguments: Path) -> str:
    with pytest.raises(UsageError) as caught:
        load(folder, **arguments)
    return str(caught.value)


WHOLE = """\
[project]
name = "shop"

[tool.backlint]
exclude = ["legacy/", "*.generated.py"]
select = ["sql-injection", "cors"]
ignore = ["2"]
fail-on = "high"
persona = "review"
jobs = 2

[tool.backlint.per-path-ignores]
"scripts/*" = ["secrets"]

[tool.backlint.severity]
missing-rate-limit = "low"

[tool.backlint.attest]
rate-limits = "nginx limit_req 100r/m"
"""


def test_all_settings_are_read(tmp_path: Path) -> None:
    configuration = load(project(tmp_path, WHOLE))
    assert configuration.exclude == ("legacy/", "*.generated.py")
    assert configuration.select == ("sql-injection", "cors")
    assert configuration.ignore == ("2",)
    assert configuration.fail_on is Severity.HIGH
    assert configuration.persona is Persona.REVIEW
    assert configuration.jobs == 2
    assert configuration.per_path_ignores == (PathIgnore("scripts/*", ("secrets",)),)
    assert configuration.severities == {"missing-rate-limit": Severity.LOW}
    assert configuration.attest == {"rate-limits": "nginx limit_req 100r/m"}
    assert configuration.origin is not None
    assert configuration.origin.line_of(("fail-on",)) == 8
    assert configuration.origin.line_of(("severity", "missing-rate-limit")) == 16
    assert configuration.origin.line_of(("per-path-ignores", "scripts/*"), "secrets") == 13


def test_no_settings_are_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path) == Configuration(root=tmp_path)
    assert load(project(tmp_path, '[project]\nname = "shop"\n')) == Configuration(root=tmp_path)


def test_backlint_toml_holds_the_table_itself(tmp_path: Path) -> None:
    assert load(project(tmp_path, 'persona = "audit"\n', "backlint.toml")).persona is Persona.AUDIT


def test_two_places_for_settings_are_an_error(tmp_path: Path) -> None:
    project(tmp_path, "[tool.backlint]\njobs = 1\n")
    assert "both" in complaint(project(tmp_path, "jobs = 2\n", "backlint.toml"))


def test_settings_are_found_upward_as_far_as_the_repository(tmp_path: Path) -> None:
    top = project(tmp_path / "repository", "[tool.backlint]\njobs = 3\n")
    (top / ".git").mkdir()
    inner = top / "services" / "shop"
    inner.mkdir(parents=True)
    configuration = load(inner)
    assert configuration.jobs == 3
    assert configuration.origin is not None
    assert configuration.origin.display == "../../pyproject.toml"
    project(tmp_path, "[tool.backlint]\njobs = 9\n")
    (top / "pyproject.toml").unlink()
    assert load(inner).jobs is None


def test_an_unknown_key_names_the_line_and_the_nearest(tmp_path: Path) -> None:
    text = complaint(project(tmp_path, '[project]\nname = "x"\n\n[tool.backlint]\nselct = ["cors"]\n'))
    assert text == (
        "unknown key `selct` in [tool.backlint]\n"
        " --> pyproject.toml:5\n"
        "  |\n"
        '5 | selct = ["cors"]\n'
        "  | ^^^^^ did you mean `select`?"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('persona = "regulr"', "`persona`: must be one of regular, review, audit"),
        ('persona = "regulr"', "did you mean `regular`?"),
        ('fail-on = "hi"', "must be one of info, low, medium, high, critical"),
        ('select = "cors"', "`select`: expected `array`, got `str`"),
        ("select = [1]", "`select`: expected `str`, got `int`"),
        ("jobs = 0", "`jobs`: expected `int` >= 1"),
        ("jobs = 1000000", "`jobs`: expected `int` <= 64"),
        ('[tool.backlint.severity]\nx = "hihg"', "did you mean `high`?"),
        ('[tool.backlint.attest]\ncors = ""', "`attest`"),
        ('baseline = "none.toml"', "`baseline`: no such file `none.toml`"),
        ('[tool.backlint.per-path-ignores]\n"app/nosuch.py" = ["cors"]', "no such path `app/nosuch.py`"),
    ],
)
def test_a_wrong_value_is_an_error_that_says_what_is_allowed(tmp_path: Path, text: str, said: str) -> None:
    found = complaint(project(tmp_path, f"[tool.backlint]\n{text}\n"))
    assert said in found
    assert "pyproject.toml:" in found


def test_a_misspelt_path_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "legacy.py").touch()
    text = '[tool.backlint.per-path-ignores]\n"app/legcy.py" = ["cors"]\n'
    assert "did you mean `legacy.py`?" in complaint(project(tmp_path, text))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[tool.backlint\n", "not valid TOML"),
        (b"[tool.backlint]\nselect = [\xff]\n", "not valid UTF-8"),
        (b"x = " + b"[" * 5000, "pyproject.toml: "),
        (b"tool = 3\n[tool.backlint]\n", "not valid TOML"),
        (b"[tool]\nbacklint = 3\n", "must be a table"),
    ],
)
def test_a_broken_pyproject_is_one_line_that_names_it(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "pyproject.toml").write_bytes(content)
    found = complaint(tmp_path)
    assert said in found
    assert found.startswith("pyproject.toml: ")
    assert "\n" not in found


def test_a_file_of_settings_can_be_named(tmp_path: Path) -> None:
    project(tmp_path / "settings", "jobs = 5\n", "strict.toml")
    project(tmp_path / "shop", "[tool.backlint]\njobs = 1\n")
    assert load(tmp_path / "shop", tmp_path / "settings" / "strict.toml").jobs == 5
    assert "no such configuration file" in complaint(tmp_path, file=tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("pattern", "below"),
    [
        ("*.py", ("*.py",)),
        ("legacy/", ("legacy/",)),
        ("/services/shop/legacy/", ("/legacy/",)),
        ("services/*/legacy", ("/legacy",)),
        ("services/other/legacy", ()),
        ("services", ("/**",)),
        ("services/shop", ("/**",)),
        ("**/tests", ("/**/tests",)),
        ("!/services/shop/keep.py", ("!/keep.py",)),
    ],
)
def test_patterns_are_made_relative_to_the_project(tmp_path: Path, pattern: str, below: tuple[str, ...]) -> None:
    project(tmp_path, f'[tool.backlint]\nexclude = ["{pattern}"]\n')
    inner = tmp_path / "services" / "shop"
    inner.mkdir(parents=True)
    assert load(inner).exclude == below


def test_the_root_of_a_folder_is_itself_and_of_a_file_its_project(tmp_path: Path) -> None:
    shop = project(tmp_path / "shop", "")
    (shop / "app").mkdir()
    for name in ("a.py", "b.py"):
        (shop / "app" / name).touch()
    assert find_root((shop / "app",)) == shop / "app"
    assert find_root((shop / "app" / "a.py",)) == shop
    assert find_root((shop / "app" / "a.py", shop / "app" / "b.py")) == shop
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "one.py").touch()
    (tmp_path / ".git").mkdir()
    assert find_root((shop / "app" / "a.py", tmp_path / "bare" / "one.py")) == tmp_path


def test_nearest_says_nothing_when_nothing_is_like_it() -> None:
    assert nearest("zzz", KEYS) == ""
    assert nearest("atest", KEYS) == "attest"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("sql-injecton", "sql-injection"),
        ("csrf", "csrf-disabled"),
        ("cors", "cors-any-origin"),
        ("bcrypt", "bcrypt-rounds"),
        ("xyzzy", ""),
    ],
)
def test_the_name_that_was_meant(said: str, meant: str) -> None:
    assert nearest(said, [rule.id for rule in load_rules()]) == meant
