"""`--config-from`: a change of people one does not know is judged by the settings of a revision that one does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from repositories import Repository

FAULTS = """\
import requests
import yaml

requests.get("https://a.test", verify=False, timeout=5)
yaml.load("a", Loader=yaml.Loader)
"""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def repository(tmp_path: Path, cache: Path) -> Repository:
    """Return a project whose change switches off whatever might be said of it."""
    found = Repository(tmp_path / "shop", cache)
    found.commit(
        **{
            "app.py": FAULTS,
            "services/door/door.py": FAULTS,
            "pyproject.toml": '[tool.backlint]\nignore = ["unsafe-deserialization"]\nbaseline = "known.toml"\n\n'
            '[tool.backlint.per-path-ignores]\n"services/gone.py" = ["tls-verify-disabled"]\n\n'
            '[tool.backlint.attest]\ncors = "the proxy, proxy.conf"\n',
            "services/gone.py": "",
            "proxy.conf": "",
            "known.toml": "",
        }
    )
    found.git("checkout", "-q", "-b", "change")
    found.git("rm", "-q", "services/gone.py")
    found.run("baseline", "--file", "known.toml", "--allow-new")
    found.commit(**{"pyproject.toml": '[tool.backlint]\nexclude = ["*"]\nselect = ["cors"]\nbaseline = "known.toml"\n'})
    return found


def rules(report: dict[str, object]) -> list[str]:
    return sorted({one["rule"] for one in report["findings"]})  # type: ignore[attr-defined]


def test_settings_and_baseline_are_those_of_the_revision(repository: Repository) -> None:
    assert repository.run("scan").returncode == 3  # all is left out
    assert rules(repository.scan("--config-from", "main")) == ["tls-verify-disabled"]
    assert rules(repository.scan("--config-from", "main", folder="services")) == ["tls-verify-disabled"]


def test_a_baseline_that_is_named_is_that_of_the_revision(repository: Repository) -> None:
    repository.write("other.toml", (repository.root / "known.toml").read_text())
    repository.run("baseline", "--file", "other.toml", "--allow-new", "--config", "/dev/null")
    arguments = ("scan", "--config-from", "main", "--baseline")
    known = repository.scan("--config-from", "main", "--baseline", "known.toml")
    assert rules(known) == ["tls-verify-disabled"]
    done = repository.run(*arguments, "other.toml")
    assert (done.returncode, done.stderr) == (2, "error: other.toml: no such baseline file at `main`\n")
    done = repository.run(*arguments, "../other.toml")
    assert done.returncode == 2
    assert "outside of the repository" in done.stderr


def test_what_is_in_force_is_shown_with_the_revision(repository: Repository) -> None:
    shown = repository.run("config", "--config-from", "main").stdout
    assert shown.startswith("settings: main:pyproject.toml\n")
    assert re.search(r'^ignore = \["unsafe-deserialization"\]  # main:pyproject\.toml:2$', shown, re.MULTILINE)
    assert 'attest = { "cors" = "the proxy, proxy.conf" }' in shown
    assert "/" not in shown.replace("https://", "").replace("services/gone.py", "").replace("main:", "")


def test_together_with_since_comments_of_the_change_are_told(repository: Repository) -> None:
    hidden = FAULTS.replace(
        "timeout=5)\n", "timeout=5)\nrequests.get('https://b.test', verify=False, timeout=5)"
        "  # backlint: ignore[tls-verify-disabled] -- trust me\n"
    )  # fmt: skip
    repository.commit(**{"app.py": hidden})
    report = repository.scan("--since", "main", "--config-from", "main")
    assert rules(report) == ["suppression-added"]


def test_a_revision_without_settings_has_the_defaults(repository: Repository) -> None:
    repository.git("checkout", "-q", "--orphan", "bare")
    repository.git("rm", "-q", "--cached", "pyproject.toml")
    (repository.root / "pyproject.toml").unlink()
    repository.commit()
    assert rules(repository.scan("--config-from", "bare")) == ["tls-verify-disabled", "unsafe-deserialization"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("scan", "--config-from", "nothing"), "no revision `nothing` in this repository"),
        (("scan", "--config-from", "--all"), "no revision `--all` in this repository"),
        (("scan", "--config-from", "main", "--config", "pyproject.toml"), "give one of them"),
        (("baseline", "--config-from", "main"), "a baseline is written for the project as it is"),
    ],
)
def test_what_does_not_go_is_one_line_and_exit_code_2(
    repository: Repository, arguments: tuple[str, ...], said: str
) -> None:
    done = repository.run(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not done.stdout


def test_outside_of_a_repository_it_says_so(tmp_path: Path, repository: Repository) -> None:
    (tmp_path / "loose").mkdir()
    (tmp_path / "loose" / "app.py").write_text(FAULTS)
    done = repository.run("scan", "--config-from", "main", folder="../loose")
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs a git repository" in done.stderr


def test_wrong_settings_of_the_revision_are_told_with_it(repository: Repository) -> None:
    repository.commit(**{"pyproject.toml": "[tool.backlint]\nselct = []\n"})
    done = repository.run("scan", "--config-from", "change")
    assert done.returncode == 2
    assert "error: at `change`: unknown key `selct`" in done.stderr
    assert "--> pyproject.toml:2" in done.stderr
