"""Every rule against every case of its own: what is reported is what the markers say, no more and no less.

A case is a file or a folder (a project) of `fixtures/rules/<id>/`, or a file beside a Semgrep rule; it is scanned by its own rule only, for the persona
that sees everything. The example of a rule's page must be found, and what it says to use instead must not.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from engines.adopted_cases import PATTERNS, beside, examples
from markers import disagreements, read_markers

from backlint.catalog import load_rules, rulebook
from backlint.configuration import Configuration, Persona, ScanRequest
from backlint.facts.cache import FactsCache
from backlint.facts.read import read_files
from backlint.findings import Finding
from backlint.rule import AnalysisQuery, Rule, SecretQuery
from backlint.scan import scan

FIXTURES = Path(__file__).parent.parent / "fixtures" / "rules"
CASES = sorted(
    case
    for case in FIXTURES.glob("*/*")
    if not case.name.endswith(".fixed.py") and not case.name.startswith(("__", "."))
)
RULES = tuple(
    rule
    for rule in load_rules()
    # Formats of secrets are put together in engines/secret_cases, so that no push protection fires here; rules about
    # the analysis itself are about comments and files that cannot be read, and have tests of their own.
    if not all(isinstance(query, SecretQuery | AnalysisQuery) for query in rule.queries)
)


def name_of(case: Path) -> str:
    return case.relative_to(FIXTURES).as_posix()


def report(project: Path, rule: str, cache: Path) -> Iterable[Finding]:
    """Scan a folder by one rule; a run in which something broke proves nothing."""
    request = ScanRequest(
        configuration=Configuration(root=project),
        paths=(project,),
        persona=Persona.AUDIT,
        select=(rule,),
        cache_directory=cache,
        today=date(2026, 1, 1),
    )
    found = scan(request)
    assert not [gap for gap in found.gaps if gap.kind == "internal"]
    (message,) = {one.message for one in RULES if one.id == rule}
    for name in re.findall(r"\{\w+\}", message):
        assert not [finding.message for finding in found.findings if name in finding.message], "a value is missing"
    assert not [one for one in found.findings if one.engine == "backlint" and not (one.why and one.remedy)]
    return found.findings


def copied(case: Path, folder: Path) -> Path:
    """Copy a case to a folder of its own, so that it is a project by itself."""
    project = folder / "project"
    if case.is_dir():
        return Path(shutil.copytree(case, project, ignore=shutil.ignore_patterns("*.fixed.py")))
    project.mkdir()
    shutil.copy(case, project)
    return project


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Read all cases and examples at once, so that no single scan has to start processes for its few files."""
    folder = tmp_path_factory.mktemp("examples")
    for number, (_, code) in enumerate(
        example for rule in RULES for heading in ("Example", "Use instead") for example in examples(rule, heading)
    ):
        (folder / f"{number}.py").write_text(code, encoding="utf-8")
    files = [(path.as_posix(), path) for parent in (FIXTURES, folder) for path in sorted(parent.rglob("*.py"))]
    held = tmp_path_factory.mktemp("cache")
    facts = FactsCache(held)
    read_files(files, cache=facts)
    facts.close()
    return held


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_rule_reports_what_its_case_says(case: Path, tmp_path: Path, cache: Path) -> None:
    rule = case.parent.name
    markers = read_markers(case)
    assert {marker.rule for marker in markers} <= {rule}, "a case is scanned by its own rule only"
    assert not disagreements(markers, report(copied(case, tmp_path), rule, cache))


BESIDE = [(rule.id, file, name) for rule in PATTERNS for file, name in beside(rule).items()]


@pytest.mark.parametrize(("rule", "case", "name"), BESIDE, ids=[case.name for _, case, _ in BESIDE])
def test_a_semgrep_rule_reports_what_the_case_beside_it_says(
    rule: str, case: Path, name: str, tmp_path: Path, cache: Path
) -> None:
    place = tmp_path / "project" / name
    place.parent.mkdir(parents=True)
    shutil.copy(case, place)
    markers = read_markers(tmp_path / "project")
    assert {marker.rule for marker in markers} == {rule}
    assert not disagreements(markers, report(tmp_path / "project", rule, cache))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_a_bad_case_and_a_good_one(rule: Rule) -> None:
    kinds = {marker.kind for folder in (FIXTURES / rule.id, *beside(rule)) for marker in read_markers(folder)}
    assert {"ruleid", "ok"} <= kinds


def test_every_case_belongs_to_a_rule() -> None:
    assert {case.parent.name for case in CASES} <= {rule.id for rule in RULES}
    ids = {rule.id for rule in PATTERNS}
    assert {file.name.partition(".")[0] for file in rulebook().rglob("*") if file.is_file()} == ids


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
@pytest.mark.parametrize(("heading", "reported"), [("Example", True), ("Use instead", False)], ids=["bad", "good"])
def test_the_examples_of_a_page_are_true(rule: Rule, heading: str, reported: bool, tmp_path: Path, cache: Path) -> None:
    files = examples(rule, heading)
    if not files:
        pytest.skip("an example that is no file")
    for name, code in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(code, encoding="utf-8")
    assert bool(report(tmp_path, rule.id, cache)) is reported
