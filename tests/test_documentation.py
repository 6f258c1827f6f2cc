"""What the documents say is so: help texts, tables, sample runs, paths, links and notes."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import generated
import pytest
import yaml

from backlint import __version__, cli
from backlint.catalog import load_rules
from backlint.configuration import load
from backlint.reporters import FORMATS
from backlint.suppressions import check_names

ROOT = Path(__file__).parent.parent
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")), *DECISIONS]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
TOP_LEVEL = {path.name for path in ROOT.iterdir()}


def paths_named_in(text: str) -> set[str]:
    """Return what stands in backticks and begins with a folder or file of this checkout."""
    quoted = re.findall(r"`([^`\s]+)`", text)
    return {path for path in quoted if path.split("/")[0] in TOP_LEVEL and ("/" in path or "." in path)}


def name_of(document: Path) -> str:
    return str(document.relative_to(ROOT))


def test_the_schema_of_the_report_is_that_of_the_records() -> None:
    assert generated.SCHEMA.read_text(encoding="utf-8") == generated.report_schema()


@pytest.mark.parametrize("name", sorted(generated.PARTS))
def test_a_generated_part_of_the_readme_is_what_the_program_says(name: str) -> None:
    """When this fails: `poe docs`, and read what changed."""
    parts = generated.parts_of(README)
    assert set(parts) == set(generated.PARTS)
    assert parts[name] == generated.PARTS[name]()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_path_in_a_document_exists(document: Path) -> None:
    missing = [
        path
        for path in sorted(paths_named_in(document.read_text(encoding="utf-8")))
        if not any(ROOT.glob(re.sub(r"<[^>]+>", "*", path).rstrip("/")))
    ]
    assert not missing


def test_the_contributing_guide_names_paths_for_all_three_recipes() -> None:
    """The test above holds nothing if the paths are not recognised as such."""
    paths = paths_named_in((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    folders = {"/".join(path.split("/")[:3]) for path in paths}
    assert folders >= {
        "src/backlint/rules",
        "src/backlint/frameworks",
        "src/backlint/reporters",
        "src/backlint/scan.py",
    }


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", document.read_text(encoding="utf-8"))
    assert not [target for target in targets if not (document.parent / target).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_no_document_knows_the_machine_it_was_written_on(document: Path) -> None:
    assert not re.findall(r"(?:/work/|/root/|/home/\w+/|/tmp/)\S*", document.read_text(encoding="utf-8"))


def test_decisions_are_numbered_without_gaps_and_have_one_form() -> None:
    assert [int(file.name[:4]) for file in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    for file in DECISIONS:
        text = file.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(file.name[:4])}. "), file.name
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Choice", "Price"], file.name
        assert len(text.splitlines()) <= 30, f"{file.name}: a note is short"


def test_every_runtime_dependency_has_its_reason() -> None:
    notes = "\n".join(file.read_text(encoding="utf-8") for file in DECISIONS)
    requirements = tomllib.loads(PYPROJECT)["project"]["dependencies"]
    names = {re.split(r"[<>=!~ ]", requirement)[0] for requirement in requirements}
    assert not [name for name in names if f"`{name}`" not in notes]


def test_every_ignored_lint_rule_has_its_reason() -> None:
    lines = PYPROJECT.split("[tool.ruff.lint]")[1].split("[tool.ruff.lint.flake8-annotations]")[0].splitlines()
    codes = [line for line in lines if re.match(r'\s*"[A-Z]+\d*",', line)]
    assert len(codes) > 10
    assert not [line for line in codes if not re.search(r"# \S+", line)]


def test_the_changelog_leads_with_what_is_unreleased_or_released() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased" or headings[0].startswith(__version__)


def test_ci_runs_the_readmes_test_command() -> None:
    """`.ci/run` takes the command from the README; a README without one is an error, not a green run."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    awk = re.search(r"awk '([^']+)'", script)
    assert awk
    found = subprocess.run(["awk", awk[1], str(ROOT / "README.md")], capture_output=True, text=True, check=True).stdout
    assert found.strip().endswith("poe check")
    assert "pip install" in found
    tasks = tomllib.loads(PYPROJECT)["tool"]["poe"]["tasks"]
    assert tasks["check"]["sequence"][-1] == "test"
    assert tasks["test"]["cmd"].startswith("pytest")


def test_the_action_pins_what_it_uses_and_pastes_no_input_into_a_script() -> None:
    steps = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]
    uses = [step["uses"] for step in steps if "uses" in step]
    assert uses
    assert not [name for name in uses if not re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40}", name)]
    assert not [step["name"] for step in steps if "${{" in step.get("run", "")]


def test_both_hooks_start_an_existing_command_once() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["backlint", "backlint-project"]
    for hook in hooks:
        assert hook["require_serial"], "two processes would read the same project twice"
        assert hook["entry"].split()[:2] == ["backlint", "scan"]
    assert hooks[1]["pass_filenames"] is False
    assert hooks[1]["always_run"] is True, "a commit that deletes a guard stages no file"


def test_the_settings_in_the_readme_are_settings(tmp_path: Path) -> None:
    block = re.search(r"```toml\n(.*?)```", README, re.DOTALL)
    assert block
    (tmp_path / "pyproject.toml").write_text(block[1])
    configuration = load(tmp_path)
    check_names(load_rules(), configuration)
    assert configuration.exclude
    assert configuration.attest


def test_the_page_of_features_names_what_there_is() -> None:
    text = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
    flags = {name for command in cli.program.commands.values() for one in command.params for name in one.opts}
    said = set(re.findall(r"`(--[a-z-]+)`", text))
    assert said
    assert not said - flags
    commands = set(re.findall(r"`backlint ([a-z]+)", text))
    assert not commands - cli.program.commands.keys()
    assert commands >= {"endpoints", "checklist", "explain", "baseline", "config"}


def test_the_exit_codes_in_the_readme_are_those_of_the_program() -> None:
    codes = [int(code) for code in re.findall(r"^\| (\d) \|", README, re.MULTILINE)]
    assert codes == [cli.SUCCESS, cli.FINDINGS, cli.USAGE, cli.NOTHING, cli.INTERNAL]


def test_every_format_for_programs_says_what_it_is_held_against() -> None:
    text = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
    table = text.partition("| format | held against |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `([a-z]+)` \| \S", table, re.MULTILINE)) == set(FORMATS) - {"text", "concise"}
