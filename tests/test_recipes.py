"""The action and the recipes of the README, run as far as this can be done without the hosts they are for."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt
from repositories import Repository

ROOT = Path(__file__).parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")

FAULT = 'import yaml\n\nyaml.load("::error::no command </details>", Loader=yaml.Loader)\n'


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def repository(tmp_path: Path, cache: Path) -> Repository:
    found = Repository(tmp_path / "shop", cache)
    found.commit(**{"app.py": FAULT})
    return found


def started(folder: Path) -> Path:
    """Put the command `backlint` of this checkout into a folder."""
    folder.mkdir(parents=True)
    command = folder / "backlint"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m backlint "$@"\n')
    command.chmod(0o755)
    return folder


class Job:
    """A job that uses the action: its steps run one after the other."""

    def __init__(self, repository: Repository, folder: Path, cache: Path, **inputs: str) -> None:
        self._inputs = {name: str(said.get("default", "")) for name, said in ACTION["inputs"].items()} | inputs
        started(folder / "backlint" / "bin")
        self._repository = repository
        self.output, self.summary = folder / "output", folder / "summary"
        self._environment = {
            **os.environ,
            "BACKLINT_CACHE_DIR": str(cache),
            "RUNNER_TEMP": str(folder),
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
        }

    def run(self, name: str) -> subprocess.CompletedProcess[str]:
        """Run a step as the runner does: its expressions become environment variables, the script is bash's."""
        step = next(step for step in ACTION["runs"]["steps"] if step.get("name") == name)
        values = {key: self._value(text) for key, text in step["env"].items()}
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=self._repository.root,
            env={**self._environment, **values},
            capture_output=True,
            text=True,
            check=False,
        )

    def _value(self, text: str) -> str:
        (where, name) = re.fullmatch(r"\$\{\{ (inputs|steps\.scan\.outputs)\.([\w-]+) \}\}", text).groups()  # type: ignore[union-attr]
        if where == "inputs":
            return self._inputs[name]
        outputs = dict(line.split("=", 1) for line in self.output.read_text().splitlines())
        return outputs[name]


@pytest.fixture
def job(repository: Repository, tmp_path: Path, cache: Path) -> Job:
    return Job(repository, tmp_path / "runner", cache)


def test_the_action_reports_writes_its_summary_and_fails_at_the_end(job: Job, repository: Repository) -> None:
    scan = job.run("Scan")
    assert scan.returncode == 0, scan.stderr
    assert "unsafe-deserialization" in scan.stdout
    token = re.match(r"::stop-commands::(\w{32})\n", scan.stdout)
    assert token, "lines of the project would be commands"
    assert "::error::" in scan.stdout
    assert scan.stdout.endswith(f"::{token[1]}::\n")
    summary = job.summary.read_text()
    assert summary.startswith("## backlint\n\nbacklint ")
    assert "| 1 | Security headers |" in summary
    assert "`unsafe-deserialization`" in summary
    shown, _, code = summary.partition("\n<details><summary>With code</summary>\n\n    backlint ")
    assert "::error::" not in shown
    assert '\n    3 | yaml.load("::error::no command </details>"' in code
    assert code.endswith("\n</details>\n")
    kinds = [token.type for token in MarkdownIt("commonmark", {"html": True}).enable("table").parse(summary)]
    assert kinds[-3:] == ["html_block", "code_block", "html_block"]
    assert kinds.count("html_block") == 2
    assert json.loads((repository.root / "backlint.sarif").read_text())["version"] == "2.1.0"
    assert job.run("Verdict").returncode == 1


def test_what_the_action_is_given_reaches_the_command(repository: Repository, tmp_path: Path, cache: Path) -> None:
    repository.commit(**{"backlint.toml": 'ignore = ["unsafe-deserialization"]\n'})
    inputs = {"args": "--select unsafe-deserialization --since HEAD~1", "sarif-file": "out.sarif", "fail-on": "high"}
    job = Job(repository, tmp_path / "second", cache, **inputs)
    assert job.run("Scan").returncode == 0
    assert (repository.root / "out.sarif").is_file()
    assert job.run("Verdict").returncode == 0

    inputs = {"args": "--select analysis,unsafe-deserialization", "config-from": "HEAD~1", "fail-on": "medium"}
    job = Job(repository, tmp_path / "third", cache, **inputs)
    assert "unsafe-deserialization" in job.run("Scan").stdout
    assert job.run("Verdict").returncode == 1


def test_the_action_annotates_where_there_is_no_code_scanning(
    repository: Repository, tmp_path: Path, cache: Path
) -> None:
    job = Job(repository, tmp_path / "second", cache, **{"args": "-o github", "upload-sarif": "false"})
    annotations, _, report = job.run("Scan").stdout.partition("::stop-commands::")
    assert "::warning title=backlint unsafe-deserialization,file=app.py,line=3," in annotations
    assert "warning[unsafe-deserialization]" in report


def test_a_wrong_input_of_the_action_fails_it_and_uploads_nothing(
    repository: Repository, tmp_path: Path, cache: Path
) -> None:
    job = Job(repository, tmp_path / "second", cache, **{"config-from": "$(touch pasted); nowhere"})
    scan = job.run("Scan")
    assert "no revision" in scan.stderr
    assert job.run("Verdict").returncode == 2
    assert not (repository.root / "backlint.sarif").exists()
    assert not (repository.root / "pasted").exists()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_inputs_of_the_readmes_workflow_are_the_actions() -> None:
    workflows = [block for block in blocks("yaml") if "OWNER/backlint" in block and "uses:" in block]
    assert len(workflows) == 2
    for block in workflows:
        document = yaml.safe_load(block)
        steps: list[dict[str, Any]] = document if isinstance(document, list) else document["jobs"]["backlint"]["steps"]
        (step,) = (step for step in steps if "backlint" in step["uses"])
        assert step["with"].keys() <= ACTION["inputs"].keys()


@pytest.mark.parametrize(
    ("schema", "part"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", "name: backlint"),
        ("vendor.gitlab-ci", "gl-sast-report.json"),
    ],
)
def test_the_action_and_the_recipes_are_what_their_hosts_read(schema: str, part: str, tmp_path: Path) -> None:
    """By the schemas that `check-jsonschema` brings."""
    file = ROOT / part
    if not file.is_file():
        (block,) = (block for block in blocks("yaml") if part in block and "upload-sarif" not in block)
        file = tmp_path / "recipe.yml"
        file.write_text(block, encoding="utf-8")
    command = (sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_hooks_and_their_recipe_are_what_pre_commit_reads(tmp_path: Path) -> None:
    (block,) = (block for block in blocks("yaml") if "hooks:" in block)
    (tmp_path / "config.yaml").write_text(block, encoding="utf-8")
    for kind, file in (("manifest", ROOT / ".pre-commit-hooks.yaml"), ("config", tmp_path / "config.yaml")):
        command = (sys.executable, "-m", "pre_commit", f"validate-{kind}", str(file))
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    assert {hook["id"] for hook in yaml.safe_load(block)["repos"][0]["hooks"]} == hooks


def test_gitlabs_recipe_writes_what_it_uploads(repository: Repository, tmp_path: Path, cache: Path) -> None:
    (block,) = (block for block in blocks("yaml") if "gl-sast-report.json" in block)
    job = yaml.safe_load(block)["backlint"]
    lines = [line for line in job["script"] if "pip install" not in line]
    path = f"{started(tmp_path / 'bin')}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-ec", "\n".join(lines)],
        cwd=repository.root,
        env={**os.environ, "PATH": path, "BACKLINT_CACHE_DIR": str(cache)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    uploaded = (*job["artifacts"]["paths"], *job["artifacts"]["reports"].values())
    assert len(uploaded) == 4
    for name in uploaded:
        assert (repository.root / name).stat().st_size > 100, name
