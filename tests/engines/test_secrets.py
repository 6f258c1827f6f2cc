"""Known formats of secrets, entries of configuration files, and how little of either is told."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from engines.secret_cases import GITHUB, SECRETS, noise, pem, sequence

from backlint.catalog import load_rules
from backlint.engines import secrets
from backlint.engines.duplicates import deduplicate
from backlint.findings import Finding, Precision
from backlint.rule import SecretQuery

RULES = load_rules()
FORMATS = {rule.id for rule in RULES if any(isinstance(query, SecretQuery) for query in rule.queries)}
EXAMPLES = [(rule, text) for rule, cases in SECRETS.items() for text in cases.examples]
LOOKALIKES = [(rule, text) for rule, cases in SECRETS.items() for text in cases.lookalikes]


class Entry(NamedTuple):
    key: str
    value: str
    line: int = 1
    column: int = 1


def found(text: str, path: str = "shop/settings.py") -> tuple[Finding, ...]:
    return secrets.scan_text(path, text, RULES).findings


def judged(path: str, *entries: tuple[str, str]) -> dict[str, str]:
    """The rules' answers by key: the rule's id, and the precision where it is not HIGH."""
    answer = {}
    for finding in secrets.scan_entries(
        path, [Entry(key, value, number) for number, (key, value) in enumerate(entries, 1)], RULES
    ):
        precision = "" if finding.precision is Precision.HIGH else f" {finding.precision.name}"
        answer[entries[finding.location.line - 1][0]] = finding.rule + precision
    return answer


def test_every_format_has_cases() -> None:
    assert SECRETS.keys() == FORMATS


@pytest.mark.parametrize(("rule", "text"), EXAMPLES)
def test_a_true_example_is_found_once(rule: str, text: str) -> None:
    said = deduplicate(found(f"# first line\nvalue = 1  {text}\n"), RULES)
    assert [finding.rule for finding in said] == [rule]


@pytest.mark.parametrize(("rule", "text"), LOOKALIKES)
def test_a_lookalike_is_silent(rule: str, text: str) -> None:
    assert [finding.message for finding in found(f"value = {text}\n") if finding.rule == rule] == []


@pytest.mark.parametrize("text", [text for _, text in EXAMPLES])
def test_no_finding_holds_the_secret(text: str) -> None:
    for finding in found(text):
        place = finding.location
        lines = text.split("\n")[place.line - 1 : place.end_line]
        secret = lines[0][place.column - 1 :] if len(lines) > 1 else lines[0][place.column - 1 : place.end_column - 1]
        shown = f"{finding.message} {finding.why} {finding.anchor}"
        assert not any(secret[start : start + 5] in shown for start in range(len(secret) - 4))


def test_the_place_is_that_of_the_secret() -> None:
    (finding,) = found(f"a = 1\nclé = '{GITHUB}'\n")
    assert (finding.location.line, finding.location.column, finding.location.end_column) == (2, 8, 48)


def test_documents_tests_and_samples_are_believed_less() -> None:
    key = "sk_" + "live_" + noise(24)
    for path in ("tests/test_pay.py", "README.md", "config.example.ini", "docs/pay.py", ".env.sample"):
        assert [finding.precision for finding in found(key, path)] == [Precision.LOW], path
    assert [finding.precision for finding in found(key, "shop/pay.py")] == [Precision.HIGH]
    assert [finding.precision for finding in found(GITHUB, "tests/test_pay.py")] == [Precision.VERY_HIGH]


def test_what_is_too_large_is_a_gap() -> None:
    outcome = secrets.scan_text("dump.sql", "x\n" * (secrets.LARGEST_TEXT // 2) + GITHUB, RULES)
    assert outcome.findings == ()
    assert [gap.kind for gap in outcome.gaps] == ["budget"]


def test_a_line_of_data_is_a_gap() -> None:
    outcome = secrets.scan_text("bundle.js", "x " * secrets.LONGEST_LINE + GITHUB, RULES)
    assert outcome.findings == ()
    assert [(gap.kind, gap.line) for gap in outcome.gaps] == [("budget", 1)]


def test_a_list_of_secrets_ends() -> None:
    text = "\n".join("sk_" + "live_" + noise(24, seed=seed) for seed in range(secrets.MOST_FINDINGS + 20))
    outcome = secrets.scan_text("keys.txt", text, RULES)
    assert len(outcome.findings) == secrets.MOST_FINDINGS
    assert [gap.kind for gap in outcome.gaps] == ["budget"]


def test_one_key_of_a_service_account_is_one_finding() -> None:
    text = SECRETS["google-service-account"].examples[0]
    assert [finding.rule for finding in deduplicate(found(text), RULES)] == ["google-service-account"]
    assert [finding.rule for finding in found(pem(sequence(900)))] == ["private-key"]


def test_entries_of_a_dotenv() -> None:
    assert judged(
        ".env",
        ("DB_PASSWORD", "kettle-orbit-41"),
        ("SECRET_KEY", "supersecretkey"),
        ("API_TOKEN", "t0k-" + noise(20)),
        ("MAIL_PASSWORD", "changeme"),
        ("STRIPE_KEY", "${STRIPE}"),
        ("TOKEN_LIFETIME", "86400"),
        ("PASSWORD_FILE", "/run/secrets/db"),
        ("PUBLIC_KEY", noise(30)),
        ("SECRET_NAME", "shop/production/db"),
        ("DEBUG_TOKEN", "true"),
    ) == {"DB_PASSWORD": "secret-hardcoded", "SECRET_KEY": "secret-hardcoded", "API_TOKEN": "secret-hardcoded"}


def test_entries_of_other_configuration() -> None:
    assert judged(
        "config/production.yaml",
        ("database.password", "kettle-orbit-41"),
        ("auth.secret", noise(32)),
        ("auth.token", "access_token"),
        ("labels.password", "{{ password }}"),
        ("form.password", "Your new password"),
        ("limits.max_tokens", "4096"),
    ) == {"database.password": "secret-hardcoded MEDIUM", "auth.secret": "secret-hardcoded"}


def test_entries_of_containers() -> None:
    assert judged(
        "deploy/docker-compose.yml",
        ("services.db.environment.POSTGRES_PASSWORD", "postgres"),
        ("services.db.environment.POSTGRES_USER", "postgres"),
        ("services.api.environment.JWT_SECRET", "supersecret"),
        ("services.api.environment.API_KEY", "${API_KEY:?}"),
        ("services.api.environment.MAIL_PASSWORD", "${MAIL_PASSWORD:-orbit-41}"),
        ("services.api.environment.POSTGRES_PASSWORD_FILE", "/run/secrets/db"),
        ("services.api.environment.SESSION_SECRET", "${SESSION_SECRET:-change-me}"),
    ) == {
        "services.db.environment.POSTGRES_PASSWORD": "docker-secret-hardcoded",
        "services.api.environment.JWT_SECRET": "docker-secret-hardcoded",
        "services.api.environment.MAIL_PASSWORD": "docker-secret-hardcoded",
    }
    assert judged("docker-compose.ci.yml", ("services.db.environment.POSTGRES_PASSWORD", "postgres")) == {
        "services.db.environment.POSTGRES_PASSWORD": "docker-secret-hardcoded LOW"
    }


@pytest.mark.parametrize(
    "path", [".env.example", "tests/.env", "docs/config.yaml", "settings.sample.toml", "example.env"]
)
def test_entries_of_samples_are_silent(path: str) -> None:
    assert judged(path, ("DB_PASSWORD", "kettle-orbit-41")) == {}
