"""The hooks, run by the real pre-commit on real commits in a scratch repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APPLICATION = ROOT / "fixtures" / "apps" / "flask-hardened"

HOOK_FILES = ("src", "rules", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
"""What pre-commit needs of this checkout to build a hook."""

CONFIGURATION = """\
repos:
  - repo: {repository}
    rev: {revision}
    hooks:
      - id: backlint
      - id: backlint-project
"""

FAULT = """

@app.get("/lookup")
def lookup():
    connection = sqlite3.connect("shop.db")
    return {"rows": connection.execute("SELECT id FROM orders WHERE code = '" + request.args["code"] + "'").fetchall()}
"""

CLEAN = """

def lookup(code: str) -> list[tuple[int]]:
    connection = sqlite3.connect("shop.db")
    return connection.execute("SELECT id FROM orders WHERE code = ?", (code,)).fetchall()
"""


@dataclass(frozen=True, slots=True)
class Scratch:
    """A scratch repository and the variables that its commands run with."""

    folder: Path
    environment: dict[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the repository."""
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )

    def succeed(self, *command: str) -> str:
        """Run a command that must succeed and return what it printed."""
        result = self.run(*command)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def commit(self, message: str, *options: str) -> subprocess.CompletedProcess[str]:
        """Commit everything, through the hooks."""
        self.succeed("git", "add", "--all")
        return self.run("git", "commit", "--message", message, *options)


def make_repository(folder: Path, environment: dict[str, str]) -> Scratch:
    """Make a git repository of what stands in `folder`, with one commit."""
    scratch = Scratch(folder, environment)
    scratch.succeed("git", "init", "--quiet")
    result = scratch.commit("Begin", "--quiet")
    assert result.returncode == 0, result.stderr
    return scratch


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return variables under which nothing of the user's is read or written and nothing is downloaded.

    pre-commit builds its own environment and installs backlint in it. The dependencies of backlint are those that
    are installed for these tests: `sitecustomize` puts them last on the path, after all that pip installed. That the
    declared dependencies are the right ones is shown by test_packaging.py, and by CI, which installs them.
    """
    folder = tmp_path_factory.mktemp("environment")
    lent = sysconfig.get_path("purelib")
    (folder / "sitecustomize.py").write_text(f"import sys\nsys.path.append({lent!r})\n")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT", "PIP_"))}
    author = {f"GIT_{who}_{what}": "tests@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return {
        **kept,
        **author,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "PATH": f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_BUILD_ISOLATION": "0",
        "PIP_NO_DEPS": "1",
        "PIP_NO_INDEX": "1",
        "PRE_COMMIT_HOME": str(folder / "pre-commit"),
        "PYTHONPATH": str(folder),
        "BACKLINT_CACHE_DIR": str(folder / "cache"),
    }


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> str:
    """Return pre-commit's settings for the hooks of this checkout as it stands."""
    hooks = tmp_path_factory.mktemp("hooks")
    for name in HOOK_FILES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, hooks / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, hooks)
    revision = make_repository(hooks, environment).succeed("git", "rev-parse", "HEAD").strip()
    return CONFIGURATION.format(repository=hooks, revision=revision)


def installed(folder: Path, settings: str, environment: dict[str, str]) -> Scratch:
    """Make a repository of a folder whose commits go through the hooks."""
    (folder / ".pre-commit-config.yaml").write_text(settings)
    scratch = make_repository(folder, environment)
    scratch.succeed(sys.executable, "-m", "pre_commit", "install", "--install-hooks")
    return scratch


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, settings: str, environment: dict[str, str]) -> Scratch:
    """Return a repository that holds a hardened application."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(APPLICATION, folder, dirs_exist_ok=True)
    return installed(folder, settings, environment)


pytestmark = pytest.mark.slow


def test_a_commit_that_adds_a_fault_is_refused_and_a_clean_one_passes(project: Scratch) -> None:
    before = project.succeed("git", "rev-parse", "HEAD")
    lookup = project.folder / "lookup.py"
    lookup.write_text("import sqlite3\n\nfrom flask import Flask, request\n\napp = Flask(__name__)\n" + FAULT)
    refused = project.commit("Look up orders")
    assert refused.returncode != 0
    assert "sql-injection" in refused.stdout + refused.stderr
    assert "lookup.py" in refused.stdout + refused.stderr
    assert project.succeed("git", "rev-parse", "HEAD") == before

    lookup.write_text("import sqlite3\n" + CLEAN)
    passed = project.commit("Look up orders")
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert "Passed" in passed.stdout + passed.stderr
    assert project.succeed("git", "rev-parse", "HEAD") != before


def test_a_commit_that_touches_nothing_a_backend_is_made_of_runs_no_hook(project: Scratch) -> None:
    (project.folder / "NOTES.md").write_text("# Notes\n")
    result = project.commit("Notes")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "Skipped" in result.stdout + result.stderr


def test_the_project_hook_judges_everything_also_when_nothing_is_staged(project: Scratch) -> None:
    command = (sys.executable, "-m", "pre_commit", "run", "--hook-stage", "manual", "backlint-project")
    assert "Passed" in project.succeed(*command)
    fault = project.folder / "report.py"
    fault.write_text("import sqlite3\n\nfrom flask import Flask, request\n\napp = Flask(__name__)\n" + FAULT)
    project.succeed("git", "add", "report.py")
    result = project.run(*command)
    assert result.returncode != 0
    assert "report.py" in result.stdout
    project.succeed("git", "rm", "--cached", "--quiet", "report.py")
    fault.unlink()


def test_what_is_staged_is_judged_and_not_what_stands_beside_it(project: Scratch) -> None:
    beginning = "import sqlite3\n\nfrom flask import Flask, request\n\napp = Flask(__name__)\n"
    stock = project.folder / "stock.py"
    # The fault is staged, and put right in the working tree only.
    stock.write_text(beginning + FAULT)
    project.succeed("git", "add", "stock.py")
    stock.write_text(beginning + CLEAN)
    refused = project.run("git", "commit", "--message", "Stock")
    assert refused.returncode != 0
    assert "sql-injection" in refused.stdout + refused.stderr
    assert stock.read_text() == beginning + CLEAN

    # What is right is staged, and the fault stands in the working tree, and in a file that is not added.
    project.succeed("git", "add", "stock.py")
    stock.write_text(beginning + FAULT)
    (project.folder / "unadded.py").write_text(beginning + FAULT)
    passed = project.run("git", "commit", "--message", "Stock")
    assert passed.returncode == 0, passed.stdout + passed.stderr
    command = (sys.executable, "-m", "pre_commit", "run", "--hook-stage", "manual", "--all-files", "backlint-project")
    project.succeed("git", "checkout", "--quiet", "stock.py")
    assert "Passed" in project.succeed(*command)
    (project.folder / "unadded.py").unlink()


def test_the_project_hook_runs_where_files_are_only_deleted(project: Scratch) -> None:
    lines = (project.folder / "stock.py").read_text()
    project.succeed("git", "rm", "--quiet", "stock.py")
    command = (sys.executable, "-m", "pre_commit", "run", "--hook-stage", "manual", "backlint-project")
    assert "Passed" in project.succeed(*command)
    (project.folder / "stock.py").write_text(lines)
    project.succeed("git", "add", "stock.py")


def test_each_application_of_a_repository_is_judged_by_its_own_settings(
    tmp_path: Path, settings: str, environment: dict[str, str]
) -> None:
    """Both when its files are committed alone and when those of several are; the first time and from the cache."""
    folder = tmp_path / "works"
    told = {"door": "", "shop": '\n[tool.backlint.per-path-ignores]\n"new*.py" = ["sql-injection"]\n'}
    for name, more in told.items():
        (folder / "services" / name).mkdir(parents=True)
        text = f'[tool.backlint]\nselect = ["sql-injection"]\n{more}'
        (folder / "services" / name / "pyproject.toml").write_text(text)
    fresh = {**environment, "BACKLINT_CACHE_DIR": str(tmp_path / "cache")}
    scratch = installed(folder, settings, fresh)

    def commit(number: int, *names: str) -> tuple[int, str]:
        for name in names:
            beginning = "import sqlite3\n\nfrom flask import Flask, request\n\napp = Flask(__name__)\n"
            (folder / "services" / name / f"new{number}.py").write_text(beginning + FAULT)
        done = scratch.commit("New")
        scratch.succeed("git", "reset", "--quiet", "--hard", "HEAD")
        return done.returncode, done.stdout + done.stderr

    for number in range(2):
        code, said = commit(number, "door", "shop")
        assert code != 0
        assert f"services/door/new{number}.py" in said
        assert f"services/shop/new{number}.py" not in said
        assert commit(number, "door")[0] != 0
        assert commit(number, "shop")[0] == 0
