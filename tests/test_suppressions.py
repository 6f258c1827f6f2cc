"""What is shown and what is hidden, and that whatever is hidden is kept with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from reporters.reports import INJECTION, LEAK, OPEN, RULES

from backlint.attestations import attested_scorecard
from backlint.baseline import baseline_of
from backlint.configuration import Configuration, PathIgnore, Persona, ScanRequest, UsageError, load
from backlint.findings import Finding, Location, Precision, Severity, Step
from backlint.ignores import Ignore
from backlint.report import Score, Standing
from backlint.rule import Item
from backlint.suppressions import Decision, check_names, decide, select_rules, shown

ROOT = Path("/project")


def request(**changes: object) -> ScanRequest:
    settings = {name: changes.pop(name) for name in list(changes) if hasattr(Configuration(root=ROOT), name)
                and name not in {"persona", "select", "ignore", "baseline", "jobs"}}  # fmt: skip
    configuration = Configuration(root=ROOT, **settings)  # type: ignore[arg-type]
    return ScanRequest(configuration=configuration, paths=(), today=date(2026, 11, 22), **changes)  # type: ignore[arg-type]


def ignoring(finding: Finding, *rules: str, **changes: object) -> Ignore:
    place = finding.location
    ignore = Ignore(
        location=Location(place.path, place.line, 60, place.line, 99),
        first=place.line,
        last=place.line,
        rules=rules or (finding.rule,),
        reason="checked by an Enum",
    )
    return replace(ignore, **changes)  # type: ignore[arg-type]


def rules_of(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.rule for finding in findings]


def decided(*ignores: Ignore, findings: tuple[Finding, ...] = (INJECTION, OPEN, LEAK), **changes: object) -> Decision:
    return decide(findings, ignores, RULES, request(**changes))


def test_without_anything_all_is_shown_sorted_and_with_fingerprints() -> None:
    decision = decided()
    assert rules_of(decision.findings) == ["missing-authentication", "sql-injection", "hardcoded-secret"]
    assert all(finding.fingerprint for finding in decision.findings)
    assert decision.suppressed == ()


def test_a_comment_hides_its_rule_with_its_reason() -> None:
    ignore = ignoring(INJECTION)
    decision = decided(ignore)
    assert rules_of(decision.findings) == ["missing-authentication", "hardcoded-secret"]
    (hidden,) = decision.suppressed
    assert hidden.suppression is not None
    assert hidden.suppression.kind == "inline"
    assert hidden.suppression.reason == "checked by an Enum"
    assert hidden.suppression.location == ignore.location


def test_a_comment_hides_no_other_rule() -> None:
    decision = decided(ignoring(INJECTION, "hardcoded-secret"))
    assert rules_of(decision.findings) == [
        "missing-authentication", "sql-injection", "ignore-unused", "hardcoded-secret",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "rule", "said"),
    [
        ({"rules": ("sql-injektion",)}, "ignore-unknown-rule", "did you mean `sql-injection`?"),
        ({"problem": "it names no rule"}, "ignore-unknown-rule", "it names no rule"),
        ({"reason": ""}, "ignore-without-reason", "no reason"),
        ({"until": "2026-11-21"}, "ignore-expired", "2026-11-21"),
        ({"until": "tomorrow"}, "ignore-expired", "tomorrow"),
    ],
)
def test_a_comment_that_hides_nothing_is_reported(changes: dict[str, object], rule: str, said: str) -> None:
    decision = decided(ignoring(INJECTION, **changes))  # type: ignore[arg-type]
    assert "sql-injection" in rules_of(decision.findings)
    (report,) = [finding for finding in decision.findings if finding.rule == rule]
    assert said in report.message
    assert report.severity is Severity.LOW
    assert report.fingerprint


def test_one_known_and_one_unknown_rule() -> None:
    decision = decided(ignoring(INJECTION, "sql-injection", "nothing-like-it"))
    assert "sql-injection" not in rules_of(decision.findings)
    assert "ignore-unknown-rule" in rules_of(decision.findings)
    assert "ignore-unused" not in rules_of(decision.findings)


def test_an_unused_comment_is_reported_only_where_its_rule_ran() -> None:
    ignore = ignoring(INJECTION, first=99, last=99)
    assert "ignore-unused" in rules_of(decided(ignore).findings)
    assert "ignore-unused" not in rules_of(decided(ignore, select=("guards", "analysis")).findings)
    ran = frozenset({"hardcoded-secret", "ignore-unused"})
    assert "ignore-unused" not in rules_of(decide((), (ignore,), RULES, request(), ran=ran).findings)


def test_a_comment_that_hides_what_the_persona_does_not_see_is_used() -> None:
    finding = replace(INJECTION, precision=Precision.LOW)
    decision = decided(ignoring(INJECTION), findings=(finding,))
    assert replace(decision, judged=()) == Decision(findings=(), suppressed=())
    assert rules_of(decision.judged) == ["sql-injection"]


@pytest.mark.parametrize(
    ("precision", "severity", "personas"),
    [
        (Precision.HIGH, Severity.HIGH, {Persona.REGULAR, Persona.REVIEW, Persona.AUDIT}),
        (Precision.MEDIUM, Severity.LOW, {Persona.REGULAR, Persona.REVIEW, Persona.AUDIT}),
        (Precision.LOW, Severity.CRITICAL, {Persona.REVIEW, Persona.AUDIT}),
        (Precision.VERY_HIGH, Severity.INFO, {Persona.AUDIT}),
    ],
)
def test_personas(precision: Precision, severity: Severity, personas: set[Persona]) -> None:
    finding = replace(INJECTION, precision=precision, severity=severity)
    assert {persona for persona in Persona if shown(finding, persona)} == personas


@pytest.mark.parametrize(
    ("select", "ignore", "found"),
    [
        ((), (), {"sql-injection", "missing-authentication", "hardcoded-secret"}),
        (("sql-injection",), (), {"sql-injection"}),
        (("guards",), (), {"missing-authentication"}),
        (("4", "jwt-and-secrets"), (), {"sql-injection", "hardcoded-secret"}),
        ((), ("injection", "6"), {"missing-authentication"}),
        (("injection",), ("sql-injection",), set()),
    ],
)
def test_selection(select: tuple[str, ...], ignore: tuple[str, ...], found: set[str]) -> None:
    assert set(rules_of(decided(select=select, ignore=ignore).findings)) == found


def test_a_name_that_selects_nothing_is_an_error() -> None:
    with pytest.raises(UsageError, match="did you mean sql-injection"):
        select_rules(RULES, request(select=("sql-injecton",)))


def test_severities_of_the_settings_hold() -> None:
    decision = decided(severities={"sql-injection": Severity.INFO})
    assert "sql-injection" not in rules_of(decision.findings)
    decision = decided(severities={"sql-injection": Severity.LOW}, persona=Persona.AUDIT)
    assert {item.rule: item.severity for item in decision.findings}["sql-injection"] is Severity.LOW


def test_ignores_by_path_name_their_pattern() -> None:
    decision = decided(
        per_path_ignores=(PathIgnore("app/repository.py", ("injection",)), PathIgnore("x/", ("guards",)))
    )
    assert "sql-injection" not in rules_of(decision.findings)
    (hidden,) = decision.suppressed
    assert hidden.suppression is not None
    assert hidden.suppression.kind == "configuration"
    assert "app/repository.py" in hidden.suppression.reason


def test_an_attestation_hides_what_is_missing_but_no_fault_in_code() -> None:
    decision = decided(attest={"guards": "the gateway", "4": "no SQL from outside"})
    assert rules_of(decision.findings) == ["sql-injection", "hardcoded-secret"]
    (hidden,) = decision.suppressed
    assert hidden.suppression is not None
    assert hidden.suppression.reason == "attested: the gateway"


def test_an_attested_item_shows_as_such_unless_something_speaks_against_it() -> None:
    configuration = Configuration(root=ROOT, attest={"2": "nginx", "parameterized-queries": "none"})
    scores = (
        Score(Item.RATE_LIMITS, Standing.UNKNOWN, "no limiter seen"),
        Score(Item.QUERIES, Standing.VIOLATED, "1 statement", findings=1),
        Score(Item.XSS, Standing.MET, "no HTML"),
    )
    assert attested_scorecard(scores, configuration) == (
        Score(Item.RATE_LIMITS, Standing.ATTESTED, "nginx"),
        *scores[1:],
    )


def test_the_baseline_hides_what_it_has_and_counts_what_is_stale() -> None:
    gone = replace(INJECTION, scope="removed")
    decision = decide((INJECTION, OPEN), (), RULES, request(), baseline=baseline_of((INJECTION, gone)))
    assert rules_of(decision.findings) == ["missing-authentication"]
    assert (decision.baselined, decision.stale) == (1, 1)
    assert [item.suppression.kind for item in decision.suppressed if item.suppression] == ["baseline"]


def test_what_was_not_run_is_not_stale() -> None:
    decision = decide((OPEN,), (), RULES, request(select=("guards",)), baseline=baseline_of((INJECTION,)))
    assert decision.stale == 0


def test_named_files_select_what_touches_them(tmp_path: Path) -> None:
    elsewhere = replace(
        LEAK, trace=(), related=(Step(Location("app/api/orders.py", 1), "used here"),), location=Location("a.py", 1)
    )
    (tmp_path / "app" / "api").mkdir(parents=True)
    file = tmp_path / "app" / "api" / "orders.py"
    file.touch()
    named = ScanRequest(configuration=Configuration(root=tmp_path), paths=(file,), today=date(2026, 11, 22))
    decision = decide((INJECTION, OPEN, LEAK, elsewhere), (), RULES, named)
    assert [(item.rule, item.location.path) for item in decision.findings] == [
        ("hardcoded-secret", "a.py"),
        ("sql-injection", "app/repository.py"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('select = ["cors",\n  "sql-injektion"]', 3, "did you mean `sql-injection`?"),
        ('ignore = ["11"]', 2, "no rule `11`"),
        ('[tool.backlint.severity]\nsql-injektion = "low"', 3, "did you mean `sql-injection`?"),
        ('[tool.backlint.attest]\nrate-limit = "nginx"', 3, "did you mean `rate-limits`?"),
        ('[tool.backlint.per-path-ignores]\n"*.py" = ["sekrets"]', 3, "did you mean `secrets`?"),
    ],
)
def test_a_wrong_name_in_the_settings_names_line_and_nearest(tmp_path: Path, text: str, line: int, said: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.backlint]\n{text}\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        check_names(RULES, load(tmp_path))
    assert f"pyproject.toml:{line}" in str(caught.value)
    assert said in str(caught.value)
