"""What is installed is what was written: the wheel, its rulebook, its dependencies and its command."""

from __future__ import annotations

import ast
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from backlint import __version__

ROOT = Path(__file__).parent.parent
APPLICATION = ROOT / "fixtures" / "apps" / "flask-vulnerable"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

NOT_IMPORTED = frozenset({"semgrep"})
"""The dependency that has no import statement: it is started as a program."""


@dataclass(frozen=True, slots=True)
class Installation:
    """A wheel, the source archive it came from, and a fresh environment that it is installed in."""

    archive: Path
    wheel: Path
    environment: Path

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.environment / "bin" / "python"

    @property
    def site_packages(self) -> Path:
        """Where the wheel was unpacked."""
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        return self.environment / "lib" / version / "site-packages"


def distribution_name(requirement: str) -> str:
    """Return the normalised name at the start of a requirement."""
    return re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower().replace("_", "-")


def lend_dependencies(site_packages: Path) -> None:
    """Let an environment use the dependencies that are installed for these tests, after everything of its own.

    A path file adds a folder and does not read that folder's own path files, so an editable backlint stays out.
    """
    (site_packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")


def third_party_imports(source: Path) -> set[str]:
    """Return the top-level packages that the files under `source` import when they run, but for the standard library."""
    found: set[str] = set()
    for file in source.rglob("*.py"):
        nodes: list[ast.AST] = [ast.parse(file.read_text(encoding="utf-8"))]
        while nodes:
            node = nodes.pop()
            if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
                nodes += node.orelse
                continue
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
            nodes += ast.iter_child_nodes(node)
    return found - sys.stdlib_module_names - {"backlint"}


def tracked(folder: Path) -> list[Path]:
    """Return the files under `folder` but for what Python leaves behind."""
    return [file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts]


def succeed(command: list[str]) -> None:
    """Run a command that must succeed; show what it said when it does not."""
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Build the source archive, the wheel from it, and install that in a fresh environment."""
    folder = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    succeed(build)
    installation = Installation(
        archive=next(folder.glob("*.tar.gz")), wheel=next(folder.glob("*.whl")), environment=folder / "environment"
    )
    venv.create(installation.environment, with_pip=False)
    pip = [sys.executable, "-m", "pip", "--python", str(installation.python), "install", "--no-deps", "--no-index"]
    succeed([*pip, str(installation.wheel)])
    lend_dependencies(installation.site_packages)
    return installation


def backlint(installed: Installation, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the installed command in `folder`, with a cache of its own and nothing of the checkout on the path."""
    inherited = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    tools = sysconfig.get_path("scripts")
    return subprocess.run(
        [str(installed.environment / "bin" / "backlint"), *arguments],
        cwd=folder,
        env={
            **inherited,
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "BACKLINT_CACHE_DIR": str(folder / "cache"),
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_the_wheel_holds_the_package_and_the_whole_rulebook(installed: Installation) -> None:
    names = set(zipfile.ZipFile(installed.wheel).namelist())
    rules = {f"backlint/rulebook/{file.relative_to(ROOT / 'rules').as_posix()}" for file in tracked(ROOT / "rules")}
    package = {file.relative_to(ROOT / "src").as_posix() for file in tracked(ROOT / "src")}
    assert rules
    assert rules | package <= names
    assert "backlint/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert {name.split("/")[0] for name in names} == {"backlint", f"backlint-{__version__}.dist-info"}


@pytest.mark.slow
def test_the_source_archive_holds_what_the_wheel_is_built_from(installed: Installation) -> None:
    with tarfile.open(installed.archive) as archive:
        top = {name.split("/")[1] for name in archive.getnames() if "/" in name}
    assert {"src", "rules", "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE"} <= top
    assert not top & {"fixtures", "tests", "benchmarks"}


@pytest.mark.slow
def test_the_installed_command_is_the_wheels_own(installed: Installation, tmp_path: Path) -> None:
    result = backlint(installed, "--version", folder=tmp_path)
    assert result.returncode == 0, result.stderr
    assert __version__ in result.stdout
    where = subprocess.run(
        [str(installed.python), "-c", "import backlint; print(backlint.__file__)"],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(installed.site_packages)


@pytest.mark.slow
def test_an_installed_wheel_scans_from_another_folder_with_all_three_engines(
    installed: Installation, tmp_path: Path
) -> None:
    shutil.copytree(APPLICATION, tmp_path / "shop")
    # What no view renders is Semgrep's matter alone.
    (tmp_path / "shop" / "shop" / "templates" / "loose.html").write_text("<p>{{ post.text|safe }}</p>\n")
    result = backlint(installed, "scan", "shop", "--output", "json", "--persona", "audit", folder=tmp_path)
    assert result.returncode == 1, result.stderr
    report = msgspec.json.decode(result.stdout)
    engines = {finding["engine"] for finding in report["findings"]}
    assert engines >= {"backlint", "semgrep"}, engines
    assert str(tmp_path) not in result.stdout


def test_every_import_is_declared_and_every_declared_dependency_is_used() -> None:
    declared = {distribution_name(requirement) for requirement in PROJECT["dependencies"]}
    providers = importlib.metadata.packages_distributions()
    imported = {
        distribution_name(provider)
        for top in third_party_imports(ROOT / "src")
        for provider in providers.get(top, [f"{top}: not installed"])
    }
    assert imported <= declared
    assert declared - imported == NOT_IMPORTED


def test_every_dependency_has_a_lower_and_an_upper_bound() -> None:
    """Only rich has no upper bound: it prints, and its major versions change often and little."""
    unbounded = {
        distribution_name(requirement)
        for requirement in PROJECT["dependencies"]
        if ">=" not in requirement or ",<" not in requirement
    }
    assert unbounded <= {"rich"}
