"""One finding for one fault."""

from __future__ import annotations

from dataclasses import replace

from backlint.catalog import load_rules
from backlint.engines.duplicates import deduplicate, without_echoes
from backlint.findings import Finding, Gap, Location, Precision, Severity

RULES = load_rules()


def finding(
    rule: str, line: int, *, column: int = 1, end: tuple[int, int] = (0, 0), engine: str = "backlint"
) -> Finding:
    return Finding(
        rule=rule,
        message=f"{rule} by {engine}",
        location=Location("shop/orders.py", line, column, end[0] or line, end[1] or column + 10),
        severity=Severity.HIGH,
        precision=Precision.HIGH,
        engine=engine,
    )


def kept(*findings: Finding) -> list[tuple[str, str]]:
    return [(one.rule, one.engine) for one in deduplicate(findings, RULES)]


def test_the_engine_that_understands_most_wins() -> None:
    ours = finding("tls-verify-disabled", 7)
    theirs = finding("tls-verify-disabled", 7, column=3, engine="ruff")
    pattern = finding("tls-verify-disabled", 7, column=20, engine="semgrep")
    assert kept(theirs, ours, pattern) == [("tls-verify-disabled", "backlint")]
    assert kept(theirs, pattern) == [("tls-verify-disabled", "semgrep")]


def test_lines_that_overlap_are_enough_between_engines() -> None:
    ours = finding("unsafe-deserialization", 5, end=(9, 2))
    assert kept(ours, finding("unsafe-deserialization", 8, engine="ruff")) == [("unsafe-deserialization", "backlint")]
    assert len(kept(ours, finding("unsafe-deserialization", 10, engine="ruff"))) == 2


def test_rules_with_a_weakness_in_common_are_of_one_fault() -> None:
    assert kept(finding("ssh-host-key", 3, engine="ruff"), finding("tls-verify-disabled", 3)) == [
        ("tls-verify-disabled", "backlint")
    ]
    assert len(kept(finding("weak-hash", 3, engine="ruff"), finding("tls-verify-disabled", 3))) == 2


def test_one_engine_may_report_a_line_twice() -> None:
    first, second = finding("sql-injection", 3), finding("sql-injection", 3, column=40)
    assert len(kept(first, second)) == 2
    assert len(kept(first, replace(first))) == 1


def test_one_handler_under_two_paths_is_one_fault() -> None:
    first = finding("sql-injection", 3)
    assert len(kept(replace(first, endpoint="GET /a"), replace(first, endpoint="GET /b"))) == 1
    assert (
        len(kept(replace(first, endpoint="GET /a"), replace(first, location=Location("shop/orders.py", 4, 1, 4, 9))))
        == 2
    )


def test_of_two_rules_about_one_literal_the_more_precise_wins() -> None:
    known = replace(finding("source-host-token", 3, column=5), precision=Precision.VERY_HIGH)
    general = finding("secret-hardcoded", 3, column=3)
    assert kept(general, known) == [("source-host-token", "backlint")]
    assert len(kept(general, replace(known, location=Location("shop/orders.py", 3, 60, 3, 100)))) == 2


def test_other_files_are_other_faults() -> None:
    one = finding("weak-hash", 3, engine="ruff")
    assert len(kept(one, replace(one, location=Location("b.py", 3, 1, 3, 5)))) == 2


def test_the_order_does_not_matter() -> None:
    all_of_them = [
        finding("secret-hardcoded", 3),
        finding("source-host-token", 3, column=2),
        finding("weak-hash", 3, engine="ruff"),
        finding("weak-hash", 2, engine="semgrep"),
    ]
    assert deduplicate(all_of_them, RULES) == deduplicate(reversed(all_of_them), RULES)


def test_a_broken_file_is_one_gap() -> None:
    ours = Gap("a.py", 3, "syntax", "expected an indented block")
    theirs = Gap("a.py", 2, "engine", "ruff cannot parse it: Expected a statement")
    only_theirs = Gap("b.py", 2, "engine", "ruff cannot parse it: Expected a statement")
    failed = Gap("", 0, "engine", "Semgrep failed")
    nowhere = Gap("", 0, "unresolved", "a module is missing")
    gaps = [theirs, ours, only_theirs, failed, nowhere]
    assert without_echoes(gaps) == (failed, nowhere, ours, only_theirs)
