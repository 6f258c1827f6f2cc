"""Imports point down: what import-linter sees, and what it cannot see because a package is walked at run time."""

from __future__ import annotations

import ast
import graphlib
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "backlint"

RULES_MAY_IMPORT = frozenset(
    "rule concepts weaknesses findings secrecy placeholder stages formats checksums fixes rules".split()
)
"""What a file in `rules/` may import of backlint; `rules` itself for what the rules of one family share."""

LOADERS = frozenset({"importlib", "importlib.import_module", "pkgutil", "runpy"})
"""Imports by which a module can load others without naming them in an import statement."""


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the checkout at `tree`."""
    command = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    return subprocess.run(
        [sys.executable, "-c", command],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def modules_loaded_by(statement: str) -> frozenset[str]:
    """Return the parts of backlint that a fresh interpreter has loaded after `statement`."""
    report = "print(*sorted(name for name in sys.modules if name.startswith('backlint.')), sep='\\n')"
    result = subprocess.run(
        [sys.executable, "-c", f"import sys, importlib, pkgutil\n{statement}\n{report}"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    return frozenset(name.split(".")[1] for name in result.stdout.split())


def walk(package: str) -> str:
    """Return code that imports every module under `backlint.<package>`."""
    return (
        f"import backlint.{package} as package\n"
        "for found in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "    importlib.import_module(found.name)"
    )


def imports_of(file: Path) -> set[str]:
    """Return the dotted names that a file imports, wherever in it the import stands."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of the package and its contracts that a test may spoil."""
    shutil.copytree(SOURCE, tmp_path / "src" / "backlint", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_import_points_down() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("rules/spoiled/rule.py", "backlint.frameworks"),
        ("rules/spoiled/rule.py", "backlint.execution"),
        ("rules/spoiled/rule.py", "backlint.facts.model"),
        ("frameworks/spoiled.py", "backlint.rules"),
        ("frameworks/spoiled.py", "backlint.rule"),
        ("execution/spoiled.py", "backlint.frameworks"),
        ("facts/spoiled.py", "backlint.project"),
        ("reporters/spoiled.py", "backlint.engines"),
        ("spoiled.py", "backlint.findings"),
    ],
)
def test_the_contracts_notice_what_is_forbidden(checkout: Path, module: str, imported: str) -> None:
    spoiled = checkout / "src" / "backlint" / module
    spoiled.parent.mkdir(exist_ok=True)
    spoiled.with_name("__init__.py").touch()
    spoiled.write_text(f"import {imported}\n")
    result = lint_imports(checkout)
    assert result.returncode != 0, result.stdout
    assert "spoiled" in result.stdout


@pytest.mark.parametrize(
    "file", sorted((SOURCE / "rules").rglob("*.py")), ids=lambda file: str(file.relative_to(SOURCE))
)
def test_a_rule_imports_the_standard_library_and_the_shared_words(file: Path) -> None:
    for name in imports_of(file):
        top, _, rest = name.partition(".")
        if top == "backlint":
            assert rest.partition(".")[0] in RULES_MAY_IMPORT, name
        else:
            assert top in sys.stdlib_module_names, name


@pytest.mark.parametrize(
    ("package", "unwanted"),
    [
        ("rules", {"frameworks", "execution", "project", "facts", "engines", "reporters"}),
        ("frameworks", {"rules", "rule", "engines", "reporters"}),
        ("execution", {"frameworks", "rules", "rule", "engines", "reporters"}),
        ("project", {"execution", "frameworks", "rules", "rule", "engines", "reporters"}),
        ("facts", {"project", "execution", "frameworks", "rules", "rule", "engines", "reporters"}),
    ],
)
def test_walking_a_package_loads_nothing_above_it(package: str, unwanted: set[str]) -> None:
    loaded = modules_loaded_by(walk(package))
    assert package in loaded
    assert not loaded & unwanted


def test_whoever_loads_modules_by_name_loads_its_own_or_stands_above_them() -> None:
    """Such an import escapes import-linter: the catalogue loads the rules, and `frameworks` its own modules."""
    found = {str(file.relative_to(SOURCE)) for file in SOURCE.rglob("*.py") if imports_of(file) & LOADERS}
    assert found
    assert not {name for name in found if name != "catalog.py" and not name.startswith("frameworks/")}


def test_a_cached_run_needs_neither_libcst_nor_rich() -> None:
    """`import libcst` costs half a second; nothing but lowering and fixing needs it."""
    statement = (
        "import backlint.cli\nassert 'libcst' not in sys.modules, 'libcst'\nassert 'rich' not in sys.modules, 'rich'"
    )
    modules_loaded_by(statement)


def test_no_layer_is_excused() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert settings["contracts"]
    assert not [contract["id"] for contract in settings["contracts"] if "ignore_imports" in contract]


def imported_when_loaded(file: Path, modules: frozenset[str]) -> set[str]:
    """Return the modules of backlint that a file imports as soon as it is loaded: not later, in a function."""
    found: set[str] = set()
    nodes: list[ast.AST] = [ast.parse(file.read_text(encoding="utf-8"))]
    while nodes:
        node = nodes.pop()
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                continue
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                nodes += node.orelse
                continue
            case ast.Import():
                found |= {alias.name for alias in node.names}
            case ast.ImportFrom():
                names = {f"{node.module}.{alias.name}" for alias in node.names}
                found |= names & modules
                if names - modules:
                    found.add(node.module or "")
        nodes += ast.iter_child_nodes(node)
    return found & modules


def test_no_module_needs_itself_to_be_loaded() -> None:
    """A cycle works or not depending on which of its modules is imported first."""
    files = {
        ".".join(file.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__"): file
        for file in SOURCE.rglob("*.py")
    }
    modules = frozenset(files)
    assert len(modules) > 100
    graph = {module: imported_when_loaded(file, modules) for module, file in files.items()}
    order = tuple(graphlib.TopologicalSorter(graph).static_order())
    assert len(order) == len(modules)


def test_the_search_for_cycles_finds_one(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import c\nfrom b import name\n"
    )
    (tmp_path / "b.py").write_text("def late():\n    import c\ntry:\n    import a\nexcept ImportError:\n    pass\n")
    modules = frozenset({"a", "b", "c"})
    graph = {name: imported_when_loaded(tmp_path / f"{name}.py", modules) for name in ("a", "b")}
    assert graph == {"a": {"b"}, "b": {"a"}}
    with pytest.raises(graphlib.CycleError):
        tuple(graphlib.TopologicalSorter(graph).static_order())
