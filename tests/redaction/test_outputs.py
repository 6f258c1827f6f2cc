"""Nothing that a run writes holds more of a secret than may be shown: every format, command, error and log."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from redaction.planted import VALUES, parts, plant

from backlint import reporters
from backlint.cli import main


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("planted") / "shop"
    root.mkdir()
    plant(root)
    return root


def _too_much(said: str, value: str) -> str:
    """Return a part of a value that was said and is longer than may be: four characters, or a quarter of the value."""
    length = min(4, len(value) // 4) + 1
    # Of a short value some characters in a row are in any text; those that begin it are what an excerpt shows.
    length = max(length, 5)
    pieces = (value[start : start + length] for start in range(len(value) - length + 1))
    return next((piece for piece in pieces if piece in said and piece not in _HARMLESS), "")


def _spelled(value: str) -> Iterator[str]:
    yield value
    for start in range(3):
        # As a part of a longer text that was encoded, whatever stands before it.
        text = base64.b64encode(b"x" * start + value.encode()).decode()
        yield text[4:-4] if len(text) > 16 else text


def leaks(said: str) -> dict[str, str]:
    """Return what was said of each planted value that may not be."""
    found = {}
    for name, values in parts().items():
        for value in values:
            for way in _spelled(value):
                for text in (said, unquote(said)):
                    piece = _too_much(text, way)
                    if piece:
                        found[name] = piece
    return found


_HARMLESS = {"sk_li", "k_liv", "_live", "live_"}
"""What the format of a key begins with: the rules' own pages say it."""


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    main(arguments)
    captured = capsys.readouterr()
    return captured.out + captured.err


def test_the_values_are_planted(project: Path) -> None:
    text = "".join(path.read_text() for path in sorted(project.rglob("*")) if path.is_file())
    assert leaks(text).keys() == parts().keys()


@pytest.mark.parametrize("select", [(), ("--select", "sql-injection,command-injection,ssrf,tls-verify-disabled")])
def test_no_format_says_one(
    select: tuple[str, ...], project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = [f"{name}={tmp_path / name}" for name in reporters.FORMATS]
    flags = [flag for output in outputs for flag in ("-o", output)]
    assert leaks(run(capsys, "scan", str(project), *flags, "-v", "--persona", "audit", *select)) == {}
    for name in reporters.FORMATS:
        said = (tmp_path / name).read_text(encoding="utf-8")
        assert len(said) > 500
        assert leaks(said) == {}, name


@pytest.mark.parametrize(
    "arguments",
    [
        ("scan", "-vv"),
        ("scan", "--persona", "review", "-o", "concise"),
        ("endpoints", "--why"),
        ("endpoints", "-o", "json"),
        ("endpoints", "-o", "markdown"),
        ("checklist",),
        ("checklist", "-o", "json"),
        ("checklist", "-o", "markdown"),
        ("ignores",),
        ("config",),
    ],
)
def test_a_command_says_none(arguments: tuple[str, ...], project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command, *rest = arguments
    said = run(capsys, command, str(project), *rest)
    assert said
    assert leaks(said) == {}


def test_a_baseline_says_none(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "baseline.toml"
    said = run(capsys, "baseline", str(project), "--file", str(file), "--allow-new")
    text = file.read_text()
    assert text.count("\n") > 20
    assert leaks(said + text) == {}


@pytest.mark.parametrize(
    "settings",
    [
        'fail-on = "{value}"',
        'select = ["{value}"]',
        'baseline = "token={value}"',
        'password = "{value}"',
        "fail-on = {value}",
        '[tool.backlint.attest]\n"{value}" = "x"',
        '[tool.backlint.endpoints]\nauthentication = ["api_key={value}"]',
    ],
)
def test_an_error_about_settings_says_none(settings: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    value = VALUES["pyproject"]
    (tmp_path / "app.py").write_text("x = 1\n")
    (tmp_path / "pyproject.toml").write_text(f"[tool.backlint]\n{settings.format(value=value)}\n")
    said = run(capsys, "scan", str(tmp_path), "-vv")
    assert "error: " in said
    assert leaks(said) == {}


def test_an_internal_error_says_none(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError(f"cannot read {VALUES['env']!r} of password={VALUES['weak']} in {VALUES['flask']}")

    monkeypatch.setattr("backlint.scan.scan", fail)
    said = run(capsys, "scan", str(project), "-vv", "--no-cache")
    assert "ValueError" in said
    assert leaks(said) == {}


def test_what_is_kept_is_for_its_owner_alone(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "shop"
    shutil.copytree(project, copy)
    folder = tmp_path / "kept"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BACKLINT_CACHE_DIR", str(folder))
        first = run(capsys, "scan", str(copy), "-o", "concise")
        second = run(capsys, "scan", str(copy), "-o", "concise")
    assert first == second
    for path in folder.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0 or path.name == "CACHEDIR.TAG", path
