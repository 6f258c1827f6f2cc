"""`--since`: what a change brings, on real repositories, by the command line."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from repositories import Repository

APPLICATION = """\
from fastapi import Depends, FastAPI, HTTPException, Request
import hashlib

app = FastAPI()


def current_user(request: Request):
    if request.headers.get("x-user") not in USERS:
        raise HTTPException(401)


@app.delete("/orders/{number}", dependencies=[Depends(current_user)])
def remove(number: int):
    ORDERS.delete_one({"number": number})


def digest(text):
    return hashlib.md5(text)
"""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def repository(tmp_path: Path, cache: Path) -> Repository:
    found = Repository(tmp_path / "shop", cache)
    found.commit(**{"app.py": APPLICATION})
    found.git("switch", "-q", "-c", "change")
    return found


def test_nothing_is_new_where_nothing_changed(repository: Repository) -> None:
    everything = repository.scan()["findings"]
    assert everything
    found = repository.scan("--since", "main")
    assert found["findings"] == []
    assert found["comparison"]["known"] >= len(everything)
    assert found["comparison"]["commit"] == repository.git("rev-parse", "main")
    assert [one["standing"] for one in found["scorecard"]] == [
        one["standing"] for one in repository.scan()["scorecard"]
    ]


def test_a_guard_that_was_taken_away_shows_though_its_endpoint_did_not_change(repository: Repository) -> None:
    text = APPLICATION.replace(
        '    if request.headers.get("x-user") not in USERS:\n        raise HTTPException(401)\n', "    return None\n"
    )
    repository.write("app.py", text)
    assert any(one.startswith("auth-missing app.py:") for one in repository.new())


def test_lines_that_move_and_files_that_are_renamed_bring_nothing(repository: Repository) -> None:
    repository.git("mv", "app.py", "shop.py")
    repository.write("shop.py", f"# one more line\n\n{APPLICATION}")
    assert repository.new() == []


def test_a_second_of_the_same_kind_is_new(repository: Repository) -> None:
    repository.write(
        "app.py", f"{APPLICATION}    return hashlib.md5(text)\n\n\ndef other(text):\n    return hashlib.md5(text)\n"
    )
    assert any(one.startswith("weak-hash app.py:") for one in repository.new("--persona", "audit"))


def test_it_is_the_commit_in_common_that_counts(repository: Repository) -> None:
    repository.commit(**{"more.py": "x = 1\n"})
    repository.git("switch", "-q", "main")
    repository.commit(**{"app.py": "from fastapi import FastAPI\n\napp = FastAPI()\n"})
    repository.git("switch", "-q", "change")
    assert repository.new() == []


def test_what_a_change_hides_is_told(repository: Repository) -> None:
    line = "    return hashlib.md5(text)  # backlint: ignore[weak-hash] -- later\n"
    repository.write("app.py", APPLICATION.replace("    return hashlib.md5(text)\n", line))
    found = repository.scan("--since", "main", "--persona", "audit")
    assert [(one["rule"], one["place"]["line"]) for one in found["findings"]] == [("suppression-added", 18)]
    assert "later" in found["findings"][0]["message"]
    assert [one["rule"] for one in found["suppressed"]] == ["weak-hash"]
    repository.commit()
    repository.git("branch", "-f", "main")
    found = repository.scan("--since", "main", "--persona", "audit")
    assert found["findings"] == found["suppressed"] == []


def test_settings_that_a_change_brings_are_told_at_their_line(repository: Repository) -> None:
    repository.write("pyproject.toml", '[tool.backlint]\nfail-on = "high"\nexclude = ["admin"]\n')
    found = repository.scan("--since", "main")["findings"]
    assert [(one["rule"], one["place"]["file"], one["place"]["line"]) for one in found] == [
        ("setting-changed", "pyproject.toml", 2),
        ("setting-changed", "pyproject.toml", 3),
    ]
    repository.commit()
    repository.git("branch", "-f", "main")
    assert repository.new() == []
    (repository.root / "pyproject.toml").unlink()
    assert repository.new() == ["setting-changed pyproject.toml:1"] * 2


def test_a_project_below_the_repositorys_top_is_compared_with_itself(tmp_path: Path, cache: Path) -> None:
    repository = Repository(tmp_path / "all", cache)
    settings = '[tool.backlint]\nexclude = ["old"]\n'
    repository.commit(**{"services/shop/app.py": APPLICATION, "other/app.py": APPLICATION, "pyproject.toml": settings})
    repository.write("services/shop/more.py", APPLICATION)
    repository.write("other/more.py", APPLICATION)
    found = repository.new("--persona", "audit", folder="services/shop")
    assert found
    assert {one.split()[1].split(":")[0] for one in found} == {"more.py"}


def test_what_is_tracked_though_it_is_ignored_was_there_before(repository: Repository) -> None:
    repository.commit(**{".gitignore": "kept.py\n", "kept.py": APPLICATION})
    repository.git("branch", "-f", "main")
    assert repository.new() == []


def test_nothing_of_the_repository_is_run_and_nothing_is_written(repository: Repository, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    for name in ("clean", "smudge", "process"):
        repository.git("config", f"filter.bad.{name}", f"touch {ran}; cat")
    repository.commit(**{".gitattributes": "*.py filter=bad\n", "link.py": "x = 1\n"})
    ran.unlink(missing_ok=True)
    outside = tmp_path / "outside.py"
    outside.write_text(APPLICATION)
    (repository.root / "away.py").symlink_to(outside)
    repository.commit()
    ran.unlink(missing_ok=True)
    repository.git("branch", "-f", "main")
    before = repository.git("status", "--porcelain"), sorted(path.name for path in (repository.root / ".git").iterdir())
    ran.unlink(missing_ok=True)
    assert repository.new() == []
    assert not ran.exists()
    assert before == (
        repository.git("status", "--porcelain"),
        sorted(path.name for path in (repository.root / ".git").iterdir()),
    )


def test_a_file_that_could_not_be_read_then_is_a_gap(repository: Repository) -> None:
    repository.commit(**{"broken.py": "def f(:\n"})
    repository.git("branch", "-f", "main")
    repository.write("broken.py", APPLICATION)
    found = repository.scan("--since", "main", "--persona", "audit")
    assert ("broken.py", "earlier") in [(gap["file"], gap["kind"]) for gap in found["gaps"]]
    assert "broken.py" in {one["place"]["file"] for one in found["findings"]}


# --- what cannot be compared ------------------------------------------------------------------------------------------


def test_a_revision_that_is_not_there_is_one_line_and_nothing_is_written(
    repository: Repository, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    for name in ("nowhere", "main:app.py", "@{upstream}"):
        done = repository.run("scan", f"--since={name}", "-o", f"json={report}")
        assert done.returncode == 2
        assert done.stderr.splitlines() == [f"error: no revision `{name}` in this repository"]
        assert not report.exists()


def test_a_shallow_clone_says_what_to_fetch(repository: Repository, tmp_path: Path, cache: Path) -> None:
    repository.commit(**{"more.py": "x = 1\n"})
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", "--no-single-branch", repository.root.as_uri(), tmp_path / "shallow"],
        check=True,
    )
    clone = Repository(tmp_path / "shallow", cache)
    done = clone.run("scan", "--since", "origin/main")
    assert done.returncode == 2
    assert "have no commit in common here; the clone is shallow: fetch its history" in done.stderr


def test_outside_of_a_repository_and_without_a_default_it_says_so(tmp_path: Path, cache: Path) -> None:
    repository = Repository(tmp_path / "lone", cache)
    repository.commit(**{"app.py": APPLICATION})
    repository.git("branch", "-m", "topic")
    assert "name the revision" in repository.run("scan", "--since").stderr
    repository.git("branch", "main")
    assert repository.scan("--since")["comparison"]["revision"] == "main"
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "app.py").write_text(APPLICATION)
    done = repository.run("scan", str(tmp_path / "plain"), "--since", "main")
    assert (done.returncode, "needs a git repository" in done.stderr) == (2, True)
