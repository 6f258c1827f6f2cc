"""What must hold for every rule's page and card, and how rules are found and chosen. Their cases: `test_rules.py`."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from backlint import catalog
from backlint.catalog import CatalogError, UnknownRuleError, load_rules, pattern_rules, rulebook, selected
from backlint.rule import (
    AnalysisQuery,
    ApplicationQuery,
    EndpointQuery,
    FactQuery,
    FlowQuery,
    Item,
    PatternQuery,
    RuffQuery,
    Rule,
    SecretQuery,
)
from backlint.weaknesses import Weakness

RULES = load_rules()
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)

PLACEHOLDERS: dict[type, frozenset[str]] = {
    FlowQuery: frozenset({"source", "sink", "endpoint"}),
    FactQuery: frozenset({"callee"}),
    EndpointQuery: frozenset({"endpoint", "handler"}),
    ApplicationQuery: frozenset({"framework"}),
    SecretQuery: frozenset({"secret", "excerpt"}),
    PatternQuery: frozenset(),
    RuffQuery: frozenset(),
    AnalysisQuery: frozenset({"gap"}),
}
"""What an engine fills in by itself; a verdict's values come on top."""
ACCEPT = FlowQuery.__dataclass_fields__["judge"].default
"""The judge of a flow that says nothing more."""
JUDGED = (FactQuery, EndpointQuery, ApplicationQuery, AnalysisQuery)


def has(rule: Rule, *kinds: type) -> bool:
    return any(isinstance(query, kinds) for query in rule.queries)


# --- every rule


@each_rule
def test_the_page_has_its_parts(rule: Rule) -> None:
    headings = re.findall(r"^## (.+)$", rule.docs, re.MULTILINE)
    wanted = ["Why is this bad?", "Example", "Use instead"]
    known = ["Known formats"] if has(rule, SecretQuery) else []
    assert headings in ([*wanted, *known], [*wanted, "Limits", *known])
    assert all(part.strip() for part in re.split(r"^## .+$", rule.docs, flags=re.MULTILINE)[1:])
    assert rule.docs.count("```") >= 4 or has(rule, AnalysisQuery)
    assert not re.search(r"\b(ruleid|ok): ", rule.docs), "a marker of a case, which says nothing to a reader"


@each_rule
def test_the_card_is_filled_in(rule: Rule) -> None:
    assert rule.title
    assert not rule.title.endswith(".")
    assert (
        rule.message[0].islower()
        or rule.message[0] in "{`"
        or rule.message.split()[0].isupper()
        or has(rule, RuffQuery)
    )
    assert not rule.message.endswith(".")
    assert rule.remedy
    assert not rule.remedy.endswith(".")
    assert rule.item in set(Item)
    assert rule.weaknesses
    assert all(isinstance(weakness, Weakness) for weakness in rule.weaknesses)
    assert re.fullmatch(r"\d+\.\d+\.\d+", rule.since)
    assert all(reference.startswith("https://") for reference in rule.references)


@each_rule
def test_the_placeholders_of_the_message_are_known(rule: Rule) -> None:
    names = {name for _, name, _, _ in string.Formatter().parse(rule.message) if name is not None}
    assert "" not in names
    known = frozenset[str]().union(*(PLACEHOLDERS[type(query)] for query in rule.queries))
    if not has(rule, *JUDGED) and not any(isinstance(q, FlowQuery) and q.judge is not ACCEPT for q in rule.queries):
        assert names <= known


def test_ids_families_and_items_do_not_mean_two_things() -> None:
    ids = {rule.id for rule in RULES}
    assert len(ids) == len(RULES)
    assert not ids & {rule.family for rule in RULES}
    assert not ids & set(Item)


# --- finding them


def test_rules_come_from_both_folders() -> None:
    ids = [rule.id for rule in RULES]
    assert ids == sorted(ids)
    assert {"sql-injection", "tls-verify-disabled", "source-host-token", "docker-root-user"} <= set(ids)


def test_a_pattern_rule_is_read_whole() -> None:
    (rule,) = (rule for rule in RULES if rule.id == "loguru-diagnose")
    assert rule.family == "audit"
    assert rule.item is Item.AUDIT
    assert rule.title == "Logged tracebacks show the values of variables"
    assert rule.docs.startswith("## Why is this bad?")
    assert [weakness.cwe for weakness in rule.weaknesses] == [532]
    assert rule.queries == (PatternQuery(file="audit/loguru-diagnose.yaml", languages=("python",), words=("loguru",)),)


def test_the_rulebook_of_an_installed_package_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rulebook() == Path(__file__).resolve().parents[1] / "rules"
    package = tmp_path / "site-packages" / "backlint"
    (package / "rulebook").mkdir(parents=True)
    monkeypatch.setattr(catalog, "__file__", str(package / "catalog.py"))
    assert rulebook() == package / "rulebook"
    (package / "rulebook").rmdir()
    with pytest.raises(CatalogError, match="rules are missing"):
        rulebook()


GOOD = (rulebook() / "audit" / "loguru-diagnose.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (GOOD.replace("- id: loguru-diagnose", "- id: other"), "the file's name is its id"),
        (GOOD.replace("severity: INFO", "severity: ERROR"), "severity low is INFO in Semgrep"),
        (GOOD.replace("precision: high", "precision: perfect"), "no such severity or precision: low, perfect"),
        (GOOD.replace("item: audit-logs", "item: logs"), "Invalid enum value 'logs'"),
        (GOOD.replace("CWE-532: Sensitive", "CWE-532: Private"), "is not among backlint.weaknesses"),
        (GOOD.replace("      remedy:", "      remedies:"), "unknown field `remedies`"),
        (GOOD.replace("      words: [loguru]\n", ""), "missing required field `words`"),
        (GOOD[GOOD.index("rules:") :], "leading comment"),
        (GOOD + "  broken", "loguru-diagnose.yaml"),
        ("", "loguru-diagnose.yaml"),
    ],
)
def test_a_broken_pattern_rule_is_refused_by_name(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "audit").mkdir()
    (tmp_path / "audit" / "loguru-diagnose.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=re.escape(complaint)) as caught:
        list(pattern_rules(tmp_path))
    assert "rules/audit/loguru-diagnose.yaml" in str(caught.value)


# --- choosing them


def ids(*select: str, ignore: tuple[str, ...] = ()) -> set[str]:
    return {rule.id for rule in selected(RULES, select, ignore)}


def test_all_rules_are_chosen_unless_some_are_named() -> None:
    assert ids() == {rule.id for rule in RULES}
    assert ids("weak-hash") == {"weak-hash"}
    assert ids("WEAK_HASH", "ssh-host-key") == {"weak-hash", "ssh-host-key"}


def test_a_family_an_item_and_its_number_choose_their_rules() -> None:
    assert ids("secrets") == {rule.id for rule in RULES if rule.family == "secrets"}
    assert ids("deployment") >= {"docker-root-user", "http-timeout-missing"}
    assert ids("9") == ids("xss") == ids("xss", "9")
    assert ids("4") == {rule.id for rule in RULES if rule.item is Item.QUERIES}


def test_ignored_rules_are_left_out() -> None:
    assert ids(ignore=("weak-hash", "secrets")) == {
        rule.id for rule in RULES if rule.id != "weak-hash" and rule.family != "secrets"
    }
    assert ids("cryptography", ignore=("cryptography",)) == set()


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("weak-hsah", "weak-hash"),
        ("sql_inject", "sql-injection"),
        ("secret", "secrets"),
        ("11", ""),
        ("0", ""),
        ("", ""),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(UnknownRuleError, match=re.escape(f"called {name!r}")) as caught:
        selected(RULES, [name])
    assert caught.value.nearest[:1] == ((nearest,) if nearest else ())
    with pytest.raises(UnknownRuleError):
        selected(RULES, ignore=[name])
