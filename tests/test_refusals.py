"""What cannot be done is refused with one clear line and exit code 2, and nothing is written or overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import Repository

FAULT = 'import yaml\n\nyaml.load("a", Loader=yaml.Loader)\n'


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def repository(tmp_path: Path, cache: Path) -> Repository:
    found = Repository(tmp_path / "shop", cache)
    found.commit(**{"app.py": FAULT, "kept.txt": "mine\n"})
    return found


def contents(repository: Repository) -> dict[str, bytes]:
    files = (path for path in repository.root.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(repository.root).as_posix(): path.read_bytes() for path in files}


def refused(repository: Repository, *arguments: str) -> str:
    """Run a command that must be refused, and return the line that says why."""
    before = contents(repository)
    done = repository.run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert contents(repository) == before
    (line,) = done.stderr.splitlines()
    return line


DAMAGED = {
    "of another version": (
        b'# backlint baseline 2: findings\n"a b - c" = 1\n',
        "a baseline of version 2, which a newer",
    ),
    "cut off": (b'# backlint baseline 1: findings\n"unsafe-deserialization app.py - 0b', "not a baseline"),
    "in conflict": (b"# backlint baseline 1: x\n<<<<<<< ours\n", "not a baseline"),
    "no text": (b"\xff\xfe\x00", "not a baseline"),
    "other TOML": (b'[project]\nname = "shop"\n', "not a baseline entry: 'project'"),
    "a count that is none": (b'"unsafe-deserialization app.py - 1234" = 0\n', "not a baseline entry"),
    "a folder": (None, "Is a directory"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_baseline_that_cannot_be_read(name: str, repository: Repository) -> None:
    content, said = DAMAGED[name]
    file = repository.root / "known.toml"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    assert said in refused(repository, "scan", "--baseline", "known.toml")
    line = refused(repository, "baseline", "--file", "known.toml", "--allow-new")
    assert line.startswith("error: known.toml: ")


def test_a_baseline_that_is_not_there(repository: Repository) -> None:
    (repository.root / "known.toml").write_text("")
    line = refused(repository, "scan", "--baseline", "knwon.toml")
    assert line == "error: knwon.toml: no such file or directory; did you mean `known.toml`?"


@pytest.mark.parametrize("output", ["sarif=read-only.txt", "sarif=locked/x.sarif", "sarif=nowhere/x.sarif", "sarif=."])
def test_a_report_that_cannot_be_written(output: str, repository: Repository) -> None:
    (repository.root / "read-only.txt").write_text("mine\n")
    (repository.root / "read-only.txt").chmod(0o444)
    (repository.root / "locked").mkdir(mode=0o555)
    # The other report could be, and is not.
    line = refused(repository, "scan", "-o", "json=kept.txt", "-o", output)
    assert line.startswith("error: ")
    (repository.root / "locked").chmod(0o755)


def test_two_reports_for_one_file(repository: Repository) -> None:
    assert "one file" in refused(repository, "scan", "-o", "json=kept.txt", "-o", "sarif=./kept.txt")


@pytest.mark.parametrize("flag", ["--since", "--config-from"])
def test_a_revision_that_does_not_exist(flag: str, repository: Repository) -> None:
    assert refused(repository, "scan", flag, "nowhere") == "error: no revision `nowhere` in this repository"
    # A whole id looks like a key, and would be hidden like one.
    number = "43c2b9b22f223168bd8805d3fa414b8cef4bf062"
    assert refused(repository, "scan", flag, number) == "error: no revision `43c2b9b22f22…` in this repository"


def test_a_comment_with_a_rule_that_does_not_exist_hides_nothing_and_fails_the_run(repository: Repository) -> None:
    """It stands in the code that is looked at: whoever writes it must not be able to stop the report."""
    repository.write("app.py", FAULT.rstrip() + "  # backlint: ignore[unsafe-deserialisation] -- ours\n")
    done = repository.run("scan", "-o", "concise", "--select", "unsafe-deserialization,analysis")
    assert done.returncode == 1
    first, second = done.stdout.splitlines()
    assert first.startswith("app.py:3:23: unsafe-deserialization ")
    assert second.endswith("no rule is called `unsafe-deserialisation`, did you mean `unsafe-deserialization`?")
    assert repository.run("scan", "-q", "--select", "analysis").returncode == 1
