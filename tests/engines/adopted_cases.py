"""The fixtures of the rules that Semgrep and ruff answer, run by both engines in one go."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from backlint.catalog import load_rules
from backlint.engines import ruff, semgrep
from backlint.engines.process import Outcome
from backlint.rule import PatternQuery, RuffQuery, Rule

FIXTURES = Path(__file__).parents[2] / "fixtures" / "rules"
PATTERNS = tuple(rule for rule in load_rules() if any(isinstance(query, PatternQuery) for query in rule.queries))
ADOPTED = tuple(rule for rule in load_rules() if all(isinstance(query, RuffQuery) for query in rule.queries))


def cases(rules: tuple[Rule, ...]) -> tuple[str, ...]:
    """The files of the rules' cases, relative to the folder of all fixtures."""
    folders = (FIXTURES / rule.id for rule in rules)
    files = (file for folder in folders for file in folder.rglob("*") if file.is_file())
    return tuple(sorted(file.relative_to(FIXTURES).as_posix() for file in files))


@lru_cache(maxsize=1)
def outcomes() -> tuple[Outcome, Outcome]:
    """What Semgrep says of the cases of its rules, and ruff of those of its codes."""
    patterns = semgrep.start(FIXTURES, cases(PATTERNS), PATTERNS)
    codes = ruff.start(FIXTURES, cases(ADOPTED), ADOPTED)
    return patterns.findings(), codes.findings()
