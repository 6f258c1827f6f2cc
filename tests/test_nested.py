"""Several applications in one repository, each with settings of its own: what they say holds in their folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import Repository

SHOP = """\
import requests
from flask import Flask

app = Flask(__name__)


@app.post("/rates")
def rates():
    return {"rates": requests.get("https://rates.test", verify=False, timeout=5).json()}
"""

SETTINGS = """\
[tool.backlint]
ignore = ["rate-limits"]
fail-on = "critical"
exclude = ["scripts/"]

[tool.backlint.severity]
tls-verify-disabled = "info"

[tool.backlint.per-path-ignores]
"old/**" = ["unsafe-deserialization"]

[tool.backlint.attest]
security-headers = "the proxy sets them"

[tool.backlint.endpoints]
public = ["POST /rates"]
"""

YAML = "import yaml\n\nyaml.load('a', Loader=yaml.Loader)\n"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def repository(tmp_path: Path, cache: Path) -> Repository:
    """Return a repository with two applications that are the same, of which one has settings."""
    found = Repository(tmp_path / "works", cache)
    files = {
        f"services/{name}/{path}": text
        for name in ("door", "shop")
        for path, text in {
            f"{name}/app.py": SHOP,
            "old/old.py": YAML,
            "scripts/once.py": YAML,
            "pyproject.toml": "[project]\nname = 'a'\n",
        }.items()
    }
    found.commit(**{**files, "services/shop/pyproject.toml": SETTINGS, "pyproject.toml": "[tool.backlint]\n"})
    return found


def told(repository: Repository, *arguments: str, folder: str = ".") -> dict[str, list[str]]:
    """Return the rules that are reported of each application."""
    found: dict[str, list[str]] = {"door": [], "shop": []}
    for one in repository.scan("--persona", "audit", *arguments, folder=folder)["findings"]:
        name = "shop" if folder.endswith("shop") else one["place"]["file"].split("/")[1]
        found[name].append(f"{one['rule']} {one['severity']}")
    return {name: sorted(rules) for name, rules in found.items()}


def test_settings_hold_in_their_folder_and_nowhere_else(repository: Repository) -> None:
    found = told(repository)
    names = {name: {rule.split()[0] for rule in rules} for name, rules in found.items()}
    assert {"rate-limit-missing", "security-headers-missing", "unsafe-deserialization"} <= names["door"]
    assert not {"rate-limit-missing", "security-headers-missing", "unsafe-deserialization"} & names["shop"]
    assert "tls-verify-disabled medium" in found["door"]
    assert "tls-verify-disabled info" in found["shop"]


def test_an_application_is_judged_alike_by_itself_and_with_the_others(repository: Repository) -> None:
    assert told(repository)["shop"] == told(repository, folder="services/shop")["shop"]


def test_flags_stand_before_all_settings(repository: Repository) -> None:
    found = told(repository, "--select", "rate-limits,unsafe-deserialization", "--ignore", "unsafe-deserialization")
    assert {rule.split()[0] for rule in found["door"]} == {"rate-limit-missing"}
    assert not found["shop"]


def test_each_has_the_severity_that_fails_it(repository: Repository) -> None:
    only = ("scan", "--select", "tls-verify-disabled,unsafe-deserialization", "-q")
    assert repository.run(*only).returncode == 1
    repository.git("rm", "-rq", "services/door")
    assert repository.run(*only).returncode == 0
    assert repository.run(*only, "--fail-on", "info", "--persona", "audit").returncode == 1


def test_the_scorecard_is_attested_where_all_applications_are(repository: Repository) -> None:
    def standing() -> str:
        scores = repository.scan()["scorecard"]
        return str(next(one["standing"] for one in scores if one["item"] == "security-headers"))

    assert standing() == "violated"
    repository.git("rm", "-rq", "services/door")
    assert standing() == "attested"


def test_public_endpoints_are_those_of_the_folder(repository: Repository) -> None:
    (repository.root / "services/door/door/app.py").write_text(SHOP.replace("rates", "state"))
    (repository.root / "services/shop/shop/app.py").write_text(SHOP.replace("rates", "state"))
    (repository.root / "services/shop/pyproject.toml").write_text(
        '[tool.backlint.endpoints]\npublic = ["POST /state"]\n'
    )
    lines = repository.run("endpoints", "--unprotected").stdout.splitlines()
    (door,) = (line for line in lines if "door/app.py" in line and "/state" in line)
    (shop,) = (line for line in lines if "shop/app.py" in line and "/state" in line)
    assert "by design" not in door
    assert "public by design" in shop


def test_baselines_of_folders_count(repository: Repository) -> None:
    done = repository.run("baseline", folder="services/door")
    assert done.returncode == 0, done.stderr
    (repository.root / "services/door/pyproject.toml").write_text(
        '[tool.backlint]\nbaseline = "backlint-baseline.toml"\n'
    )
    only = ("--select", "tls-verify-disabled")
    assert told(repository, *only)["door"] == []
    assert told(repository, *only, "--baseline", "services/door/backlint-baseline.toml")["door"] != []


def test_config_shows_what_holds_where(repository: Repository) -> None:
    shown = repository.run("config").stdout
    assert "in services/shop/: services/shop/pyproject.toml" in shown
    assert 'fail-on = "critical"  # services/shop/pyproject.toml:3' in shown
    assert "services/door" not in shown


def test_wrong_settings_of_a_folder_are_told_with_their_place(repository: Repository) -> None:
    (repository.root / "services/shop/pyproject.toml").write_text("[tool.backlint]\nignor = []\n")
    for command in ("scan", "config"):
        done = repository.run(command)
        assert done.returncode == 2
        assert "did you mean `ignore`?" in done.stderr
        assert "--> services/shop/pyproject.toml:2" in done.stderr
    (repository.root / "services/shop/pyproject.toml").write_text('[tool.backlint]\nignore = ["xs"]\n')
    done = repository.run("scan")
    assert done.returncode == 2
    assert "--> services/shop/pyproject.toml:2" in done.stderr


def test_a_change_of_the_settings_of_a_folder_is_told(repository: Repository) -> None:
    repository.git("checkout", "-q", "-b", "change")
    repository.commit(**{"services/door/pyproject.toml": '[tool.backlint]\nignore = ["cryptography"]\n'})
    found = repository.new()
    assert "setting-changed services/door/pyproject.toml:2" in found
    assert [one for one in found if one.startswith("suppression-added")] == []
    assert repository.new("--config-from", "main") == []


def test_what_a_change_brings_and_writes_into_the_baseline_is_told(repository: Repository) -> None:
    settings = '[tool.backlint]\nbaseline = "known.toml"\n'
    repository.commit(**{"pyproject.toml": settings, "known.toml": ""})
    repository.git("checkout", "-q", "-b", "change")
    repository.commit(**{"services/door/door/more.py": YAML})
    assert repository.run("baseline", "--allow-new").returncode == 0
    repository.commit()
    assert repository.new() == ["suppression-added services/door/door/more.py:3"]


def test_what_is_attested_in_a_folder_is_listed_with_it(repository: Repository) -> None:
    shown = repository.run("ignores").stdout
    assert "in services/shop/ attested: security-headers: the proxy sets them" in shown
    assert "in services/shop/ declared public: POST /rates" in shown
