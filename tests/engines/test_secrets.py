"""Known formats of secrets, entries of configuration files, and how little of either is told."""

from __future__ import annotations

import textwrap

import pytest
from engines.secret_cases import EXAMPLES
from engines.secret_cases.drawing import GITHUB, drawing, noise, pem, sequence, service_account

from backlint.catalog import load_rules
from backlint.engines import secret_formats, secrets
from backlint.engines.duplicates import deduplicate
from backlint.findings import Finding, Precision

RULES = load_rules()


def found(text: str, path: str = "shop/settings.py") -> tuple[Finding, ...]:
    return secrets.scan_text(path, text, RULES).findings


def judged(path: str, text: str) -> dict[str, str]:
    """The rules' answers by line: the rule's id, and the precision where it is not HIGH."""
    lines = textwrap.dedent(text).strip("\n").split("\n")
    answer = {}
    for finding in secrets.scan_text(path, "\n".join(lines), RULES).findings:
        precision = "" if finding.precision is Precision.HIGH else f" {finding.precision.name}"
        answer[lines[finding.location.line - 1].strip()] = finding.rule + precision
    return answer


@pytest.mark.parametrize("rule", sorted(EXAMPLES))
def test_no_finding_holds_the_secret(rule: str) -> None:
    for name, example in EXAMPLES[rule]:
        no_finding_holds(example(drawing()), name)


def no_finding_holds(text: str, name: str) -> None:
    for finding in found(text):
        place = finding.location
        lines = text.split("\n")[place.line - 1 : place.end_line]
        secret = lines[0][place.column - 1 :] if len(lines) > 1 else lines[0][place.column - 1 : place.end_column - 1]
        # The name of the format may be in the prefix of its tokens.
        shown = f"{finding.message} {finding.why} {finding.anchor}".replace(name, "")
        assert not any(secret[start : start + 5] in shown for start in range(len(secret) - 4))


def test_the_place_is_that_of_the_secret() -> None:
    (finding,) = found(f"a = 1\nclé = '{GITHUB}'\n")
    assert (finding.location.line, finding.location.column, finding.location.end_column) == (2, 8, 48)


def test_documents_tests_and_samples_are_believed_less() -> None:
    key = "sk_" + "live_" + noise(24)
    for path in (
        "tests/test_pay.py",
        "docs/pay.md",
        "config.example.ini",
        "docs/pay.py",
        ".env.sample",
        "tests/README.md",
    ):
        assert [finding.precision for finding in found(key, path)] == [Precision.LOW], path
    # What developers write for themselves holds what they have.
    assert [finding.precision for finding in found(key, "README.md")] == [Precision.MEDIUM]
    assert [finding.precision for finding in found(key, "shop/pay.py")] == [Precision.HIGH]
    assert [finding.precision for finding in found(GITHUB, "tests/test_pay.py")] == [Precision.VERY_HIGH]


def test_a_drawn_password_at_a_public_host_is_believed_in_tests_too() -> None:
    password = noise(24)
    for host, precision in (
        ("junction.proxy.shop.net:4711", Precision.MEDIUM),
        ("db.internal", Precision.LOW),
        ("db.shop.lan", Precision.LOW),
        ("10.0.0.7", Precision.LOW),
    ):
        address = f"postgresql://keeper:{password}@{host}/shop"
        assert [one.precision for one in found(address, "tests/test_db.py")] == [precision], host
    assert [one.precision for one in found("postgresql://keeper:lamp417@db.shop.net/shop", "tests/test_db.py")] == [
        Precision.LOW
    ]


@pytest.mark.parametrize("before", ['placeholder: "', "example: '", '"example": "', 'placeholder="', "examples = ["])
def test_what_is_shown_as_an_example_is_believed_less(before: str) -> None:
    key = "sk_" + "live_" + noise(24)
    expected = Precision.HIGH if before.endswith("[") else Precision.LOW
    assert [one.precision for one in found(before + key, "shop/form.tsx")] == [expected]


def test_what_is_too_large_is_a_gap() -> None:
    outcome = secrets.scan_text("dump.sql", "x\n" * (secrets.LARGEST_TEXT // 2) + GITHUB, RULES)
    assert outcome.findings == ()
    assert [gap.kind for gap in outcome.gaps] == ["budget"]


def test_what_stands_in_a_line_of_data_is_believed_less() -> None:
    key = "sk_" + "live_" + noise(24)
    outcome = secrets.scan_text("bundle.js", "x " * secret_formats.LONGEST_LINE + key, RULES)
    assert [(one.rule, one.precision) for one in outcome.findings] == [("payment-key", Precision.LOW)]
    assert outcome.gaps == ()


def test_a_list_of_secrets_ends() -> None:
    text = "\n".join("sk_" + "live_" + noise(24, seed=seed) for seed in range(secret_formats.MOST_FINDINGS + 20))
    outcome = secrets.scan_text("keys.txt", text, RULES)
    assert len(outcome.findings) == secret_formats.MOST_FINDINGS
    assert [gap.kind for gap in outcome.gaps] == ["budget"]


def test_one_key_of_a_service_account_is_one_finding() -> None:
    text = service_account()
    assert [finding.rule for finding in deduplicate(found(text), RULES)] == ["cloud-key"]
    assert [finding.rule for finding in found(pem(sequence(900)))] == ["private-key"]


def test_entries_of_a_dotenv() -> None:
    text = f"""
    DB_PASSWORD=kettle-orbit-41
    SECRET_KEY="supersecretkey"
    export API_TOKEN=t0k-{noise(20)}
    MAIL_PASSWORD=changeme
    STRIPE_KEY=${{STRIPE}}
    TOKEN_LIFETIME=86400
    PASSWORD_FILE=/run/secrets/db
    PUBLIC_KEY={noise(30)}
    SECRET_NAME=shop/production/db
    DEBUG_TOKEN=true
    """
    assert judged(".env", text) == {
        "DB_PASSWORD=kettle-orbit-41": "secret-hardcoded",
        'SECRET_KEY="supersecretkey"': "secret-hardcoded",
        f"export API_TOKEN=t0k-{noise(20)}": "secret-hardcoded",
    }
    assert set(judged(".env.development", text).values()) == {"secret-hardcoded LOW"}


def test_entries_of_other_configuration() -> None:
    text = f"""
    database:
      password: kettle-orbit-41
      user: shop
    auth:
      secret: {noise(32)}
      token: access_token
    labels:
      password: "{{{{ password }}}}"
    form:
      password: Passwort
      new_password: Your new password
    limits: {{max_tokens: 4096}}
    """
    assert judged("config/production.yaml", text) == {
        "password: kettle-orbit-41": "secret-hardcoded MEDIUM",
        f"secret: {noise(32)}": "secret-hardcoded",
        "token: access_token": "secret-hardcoded LOW",
        "password: Passwort": "secret-hardcoded LOW",
    }
    assert judged("shop.ini", f"[db]\npassword = kettle-orbit-41\ntoken = {noise(30)}\n") == {
        "password = kettle-orbit-41": "secret-hardcoded MEDIUM",
        f"token = {noise(30)}": "secret-hardcoded",
    }
    assert judged("shop.toml", '[db]\npassword = "kettle-orbit-41"\n') == {
        'password = "kettle-orbit-41"': "secret-hardcoded MEDIUM"
    }
    assert (
        judged("locale/cs.json", '{"password": "Heslo zapomenuté", "reset_password": "Obnovit", "token": "Žeton"}')
        == {}
    )


COMPOSE = """
services:
  db:
    ports: ["5432:5432"]
    environment:
      POSTGRES_PASSWORD: postgres
      POSTGRES_USER: postgres
  reports:
    network_mode: host
    environment:
      - MYSQL_ROOT_PASSWORD=root
      - MYSQL_USER=root
    command: [mysqld, --password]
  api:
    environment:
      JWT_SECRET: supersecret
      API_KEY: ${API_KEY:?}
      MAIL_PASSWORD: ${MAIL_PASSWORD:-orbit-41}
      POSTGRES_PASSWORD_FILE: /run/secrets/db
      SESSION_SECRET: ${SESSION_SECRET:-change-me}
"""
MANIFEST = """
apiVersion: apps/v1
kind: Deployment
spec:
  env:
    - name: DB_PASSWORD
      value: kettle-orbit-41
    - name: DB_HOST
      value: db.internal
    - name: API_TOKEN
      valueFrom: {secretKeyRef: {name: api, key: token}}
"""
DOCKERFILE = """
FROM python:3.13
ARG MAIL_PASSWORD
ARG REGISTRY_TOKEN=q8x2vm4rtz7wk1ns9cd3
ENV DB_PASSWORD kettle-orbit-41
ENV PORT=8000 SECRET_KEY=$SECRET_KEY
"""


def test_entries_of_containers() -> None:
    expected = {
        "POSTGRES_PASSWORD: postgres": "docker-secret-hardcoded",
        "- MYSQL_ROOT_PASSWORD=root": "docker-secret-hardcoded",
        "JWT_SECRET: supersecret": "docker-secret-hardcoded",
        "MAIL_PASSWORD: ${MAIL_PASSWORD:-orbit-41}": "docker-secret-hardcoded",
        # Whatever it says, it signs sessions.
        "SESSION_SECRET: ${SESSION_SECRET:-change-me}": "docker-secret-hardcoded",
    }
    assert judged("deploy/docker-compose.yml", COMPOSE) == expected
    assert judged("docker-compose.ci.yml", COMPOSE) == {line: f"{rule} LOW" for line, rule in expected.items()}
    assert judged("deploy/api.yaml", MANIFEST) == {"value: kettle-orbit-41": "docker-secret-hardcoded"}
    assert judged("docker/Dockerfile.prod", DOCKERFILE) == {
        "ARG REGISTRY_TOKEN=q8x2vm4rtz7wk1ns9cd3": "docker-secret-hardcoded",
        "ENV DB_PASSWORD kettle-orbit-41": "docker-secret-hardcoded",
    }


@pytest.mark.parametrize(
    "path", [".env.example", "tests/.env", "docs/config.env", "settings.sample.env", "example.env"]
)
def test_entries_of_samples_are_silent(path: str) -> None:
    assert judged(path, "DB_PASSWORD=kettle-orbit-41") == {}


@pytest.mark.parametrize("path", ["ui/pnpm-lock.yaml", "poetry.lock", "ui/package-lock.json"])
def test_names_of_packages_are_no_names_of_secrets(path: str) -> None:
    entry = (
        "'@acme/password': 5.1.0-beta.20260301\n"
        if path.endswith("yaml")
        else '"@acme/password": "5.1.0-beta.20260301"\n'
    )
    assert not found(entry, path)


def test_what_a_documentation_shows_is_believed_less() -> None:
    text = '''
    def export():
        """Give the key.

            {"passphrase": "kettle-orbit-41-Wq8x2vm4rt"}
        """
        return {"passphrase": "kettle-orbit-42-Wq8x2vm4rt"}
    '''
    assert judged("shop/keys.py", text) == {
        '{"passphrase": "kettle-orbit-41-Wq8x2vm4rt"}': "secret-hardcoded LOW",
        'return {"passphrase": "kettle-orbit-42-Wq8x2vm4rt"}': "secret-hardcoded MEDIUM",
    }


def test_a_file_that_cannot_be_read_is_a_gap() -> None:
    outcome = secrets.scan_text("deploy/api.yaml", "password: kettle-orbit-41\nother: [\n", RULES)
    assert [(gap.path, gap.kind) for gap in outcome.gaps] == [("deploy/api.yaml", "configuration")]
    assert [finding.location.line for finding in outcome.findings] == [1]  # its lines are read all the same
    # Nobody expects a parser to take what is filled in later.
    assert secrets.scan_text("deploy/api.yaml", "password: {{ .Values.password }\n  - [\n", RULES).gaps == ()
    assert secrets.scan_text("deploy/api.yaml", "image: {{ .Values.image }\n  - [\n", RULES).gaps == ()


def test_json_with_comments_is_searched() -> None:
    text = '{\n// ours\n"api_key": "' + noise(32) + '"\n}'
    outcome = secrets.scan_text("client/config.json", text, RULES)
    assert [(finding.rule, finding.location.line) for finding in outcome.findings] == [("secret-hardcoded", 3)]
    assert outcome.gaps == ()


def test_an_entry_of_a_known_format_is_one_finding() -> None:
    said = deduplicate(found(f"GITHUB_TOKEN={GITHUB}\n", ".env"), RULES)
    assert [finding.rule for finding in said] == ["source-host-token"]
