"""ruff as an engine: adopted codes only, what it must not obey, and what happens when it fails."""

from __future__ import annotations

from pathlib import Path

import pytest
import ruff as ruff_package
from engines.adopted_cases import ADOPTED, FIXTURES, outcomes
from markers import disagreements, read_markers

from backlint.catalog import load_rules
from backlint.engines import ruff
from backlint.findings import Precision, Severity
from backlint.rule import Rule

UNSAFE = "import requests\n\nrequests.get('https://a.test', verify=False, timeout=1)  # noqa: S501\n"


@pytest.mark.parametrize("rule", ADOPTED, ids=lambda rule: rule.id)
def test_a_rule_says_what_its_cases_say(rule: Rule) -> None:
    found = [finding for finding in outcomes()[1].findings if finding.location.path.startswith(f"{rule.id}/")]
    markers = [marker for marker in read_markers(FIXTURES) if marker.path.startswith(f"{rule.id}/")]
    own = [finding for finding in found if finding.rule == rule.id]
    assert disagreements([marker for marker in markers if marker.rule == rule.id], own) == []


def test_a_code_has_one_rule() -> None:
    codes = ruff.adopted(load_rules())
    assert codes["S501"].rule.id == "tls-verify-disabled"
    assert codes["S324"].rule.id == "weak-hash"
    # Not adopted: what fires on names, on style, or where our own engine does better (the checklist's section 12).
    assert not {"S101", "S104", "S105", "S106", "S107", "S110", "S112", "S311", "S603", "S607", "S608"} & codes.keys()


def test_a_code_whose_rule_asks_our_engine_too_is_worth_less() -> None:
    codes = ruff.adopted(load_rules())
    for code in ("S302", "S201"):
        assert (codes[code].severity, codes[code].precision) == (Severity.MEDIUM, Precision.LOW)
    # The loader is named in the call itself, whatever the data is.
    assert (codes["S506"].severity, codes["S506"].precision) == (Severity.MEDIUM, Precision.MEDIUM)
    assert (codes["S501"].severity, codes["S501"].precision) == (Severity.MEDIUM, Precision.HIGH)


def test_the_project_cannot_switch_it_off(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(UNSAFE, encoding="utf-8")
    (tmp_path / "@b.py").write_text(f"# ruff: noqa\n{UNSAFE}", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]\nextend-exclude = ['*.py']\n", encoding="utf-8")
    outcome = ruff.start(tmp_path, ["@b.py", "a.py", "pyproject.toml"], load_rules()).findings()
    assert [(finding.location.path, finding.rule, finding.code) for finding in outcome.findings] == [
        ("@b.py", "tls-verify-disabled", "S501"),
        ("a.py", "tls-verify-disabled", "S501"),
    ]
    assert outcome.gaps == ()
    assert outcome.findings[1].anchor == "verify=False"


def test_new_syntax_is_read(tmp_path: Path) -> None:
    text = "match 1:\n    case 1:\n        type A = int\n" + UNSAFE
    (tmp_path / "a.py").write_text(text, encoding="utf-8")
    outcome = ruff.start(tmp_path, ["a.py"], load_rules()).findings()
    assert len(outcome.findings) == 1
    assert outcome.gaps == ()


def test_a_file_that_does_not_parse_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "old.py").write_text("print 'x'\n", encoding="utf-8")
    (gap,) = ruff.start(tmp_path, ["old.py"], load_rules()).findings().gaps
    assert (gap.path, gap.line, gap.kind) == ("old.py", 1, "engine")


def test_a_missing_ruff_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise FileNotFoundError

    monkeypatch.setattr(ruff_package, "find_ruff_bin", missing)
    outcome = ruff.start(tmp_path, ["a.py"], load_rules()).findings()
    assert [(gap.kind, gap.message) for gap in outcome.gaps] == [
        ("engine", "ruff failed, and its codes were not run: it is not installed")
    ]


def test_nothing_to_do_is_nothing(tmp_path: Path) -> None:
    assert ruff.start(tmp_path, ["README.md"], load_rules()).findings() == ((), ())
    assert ruff.start(tmp_path, ["a.py"], ()).findings() == ((), ())


def test_a_file_of_which_it_dies_costs_that_file_only(tmp_path: Path) -> None:
    (tmp_path / "deep.py").write_text("x = " + "[" * 20_000 + "]" * 20_000 + "\n")
    names = [f"m{number}.py" for number in range(5)]
    for name in names:
        (tmp_path / name).write_text("import tempfile\n\nx = tempfile.mktemp()\n")
    outcome = ruff.start(tmp_path, [*names[:3], "deep.py", *names[3:]], load_rules()).findings()
    assert [finding.location.path for finding in outcome.findings] == names
    assert [(gap.path, gap.kind, gap.message) for gap in outcome.gaps] == [("deep.py", "engine", "ruff died of it")]
