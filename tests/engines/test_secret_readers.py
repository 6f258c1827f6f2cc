"""Secrets in every kind of file that has a way of its own to hold one."""

from __future__ import annotations

import base64
import json
import textwrap
import time

import pytest
from engines.secret_cases.drawing import noise

from backlint.catalog import load_rules
from backlint.engines import secrets

RULES = load_rules()
KEY = noise(24)
WORD = "kettle-orbit-41"
TOLD = {"secret-hardcoded", "docker-secret-hardcoded"}


def found(path: str, text: str) -> list[str]:
    """What stands at each place of a secret, in the order of the file."""
    text = textwrap.dedent(text).lstrip("\n")
    lines = text.split("\n")
    places = sorted({one.location for one in secrets.scan_text(path, text, RULES).findings if one.rule in TOLD})
    return [lines[place.line - 1][place.column - 1 : place.end_column - 1] for place in places]


CASES = {
    "deploy.sh": f"""
        export DB_PASSWORD={WORD}
        API_TOKEN="{KEY}" ./run
        mysql -h db -u root -p{WORD} shop
        mysqldump --user=root --password='{WORD}' shop
        sshpass -p {WORD} ssh shop
        curl -s -u shop:{WORD} https://api.shop.example/
        curl -H "Authorization: Bearer {KEY}" -H 'X-Api-Key: {KEY}' https://api.shop.example/
        docker login -u shop -p {WORD} registry.shop.example
        redis-cli -h cache -a {WORD} ping
        openssl rsa -in a.pem -passin pass:{WORD}
        """,
    "Check.ps1": f"""
        $env:DB_PASSWORD = '{WORD}'
        Write-Host "DB_PASSWORD=$env:DB_PASSWORD"
        Write-Host "API_TOKEN=$Env:API_TOKEN and %API_TOKEN%"
        """,
    "Makefile": f"DB_PASSWORD := {WORD}\ndump:\n\tPGPASSWORD={WORD}2 pg_dump shop\n",
    ".github/workflows/ci.yml": f"""
        jobs:
          a:
            env:
              API_TOKEN: {KEY}
            steps:
              - run: curl -u shop:{WORD} https://api.shop.example/
        """,
    "Dockerfile": f"FROM x\nARG API_TOKEN={KEY}\nRUN curl -H 'Authorization: token {KEY}' https://api.shop.example/\n",
    ".netrc": f"machine api.shop.example login shop password {WORD}\n",
    ".pgpass": f"# host:port:database:user:password\ndb:5432:shop:shop:{WORD}\n",
    ".npmrc": f"registry=https://npm.shop.example/\n//npm.shop.example/:_authToken={KEY}\n",
    ".pypirc": f"[pypi]\nusername = shop\npassword = {WORD}\n",
    ".my.cnf": f"[client]\nuser=shop\npassword={WORD}\n",
    "main.tf": f"""
        resource "aws_db_instance" "shop" {{
          password = "{WORD}"
          username = "shop"
          token    = var.token
        }}
        variable "db_password" {{
          type    = string
          default = "{WORD}2"
        }}
        """,
    "prod.tfvars": f'db_password = "{WORD}"\n',
    "shop.properties": f"db.password={WORD}\n",
    "redis.conf": f"requirepass {WORD}\nmasterauth-password {WORD}2\nport 6379\n",
    "shop.service": f'[Service]\nEnvironment="API_TOKEN={KEY}" "PORT=80"\n',
    "nginx.conf": f'proxy_set_header Authorization "Basic {KEY}";\nproxy_pass http://127.0.0.1:8001;\n',
    "config.yaml.tpl": f"db:\n  password: {WORD}\n  user: {{{{ user }}}}\n{{% if x %}}\n  token: {{{{ token }}}}\n{{% endif %}}\n",
    "analysis.ipynb": json.dumps({"cells": [{"cell_type": "code", "source": [f'API_KEY = "{KEY}"\n']}]}, indent=1),
    "templates/pay.html": f'<script>const payment_secret = "{KEY}"; const label_token = "pay now";</script>\n',
}
CASES |= {
    "conf/fernet.key": f"{KEY}\n",
    "docker/db/pool.yml": f"services:\n  db:\n    image: db\n    environment:\n      - POOL_PASSWORD={WORD}\n",
    "stack.yaml": f"Parameters:\n  DBPassword:\n    Type: String\n    Default: {WORD}\n",
}
EXPECTED = {
    "conf/fernet.key": [KEY],
    "deploy.sh": [WORD, KEY, WORD, WORD, WORD, WORD, KEY, KEY, WORD, WORD, WORD],
    "Makefile": [WORD, f"{WORD}2"],
    ".github/workflows/ci.yml": [KEY, WORD],
    "Dockerfile": [KEY, KEY],
    "main.tf": [WORD, f"{WORD}2"],
    "redis.conf": [f"{WORD}2"],
    ".npmrc": [KEY],
    "shop.service": [KEY],
    "nginx.conf": [KEY],
    "analysis.ipynb": [KEY],
    "templates/pay.html": [KEY],
}


@pytest.mark.parametrize("path", CASES)
def test_a_secret_is_found_where_it_stands(path: str) -> None:
    assert found(path, CASES[path]) == EXPECTED.get(path, [WORD])


@pytest.mark.parametrize("path", CASES)
def test_what_names_another_place_is_silent(path: str) -> None:
    for other in ("${SECRET}", "$SECRET", "changeme", "<your-secret>", "{{ secret }}"):
        text = CASES[path].replace(f"{WORD}2", other).replace(WORD, other).replace(KEY, other)
        # A container or a stack starts with the password that it is given, whatever that asks for.
        starts = ("services:" in text or "Parameters:" in text) and other == "changeme"
        assert found(path, text) == ([other] if starts else []), other


def test_a_manifest_of_secrets_is_decoded() -> None:
    def encoded(text: str) -> str:
        return base64.b64encode(text.encode()).decode()

    text = f"""
        apiVersion: v1
        kind: Secret
        metadata:
          name: shop
        data:
          password: {encoded(WORD)}
          username: {encoded("shop")}
          session: {encoded(KEY)}
          placeholder: {encoded("changeme")}
          BROKER: {encoded("redis://broker:6379/0")}
        stringData:
          mail-token: {KEY}
        """
    assert found("k8s/secret.yaml", text) == [encoded(WORD), encoded(KEY), KEY]


def test_the_login_of_a_registry_and_the_key_of_a_client() -> None:
    login = base64.b64encode(f"shop:{WORD}".encode()).decode()
    assert found(".docker/config.json", json.dumps({"auths": {"registry.shop.example": {"auth": login}}})) == [login]
    key = base64.b64encode(b"-----BEGIN RSA " + b"PRIVATE KEY-----\n" + KEY.encode() * 9).decode()
    assert found("kubeconfig.yaml", f"users:\n- user:\n    client-key-data: {key}\n") == [key]


def test_compose_is_known_by_what_stands_in_it() -> None:
    said = secrets.scan_text("docker/db/pool.yml", CASES["docker/db/pool.yml"], RULES).findings
    assert [one.rule for one in said] == ["docker-secret-hardcoded"]


def test_ordinary_commands_are_silent() -> None:
    text = """
        #!/bin/sh
        set -e
        tar -xzpf archive.tar && mkdir -p deep/folder
        mysql -u root -p shop < dump.sql
        curl -u "$USER:$PASSWORD" https://api.shop.example/
        curl -H "Authorization: Bearer $(cat token)" https://api.shop.example/
        docker run -p 8080:80 -u 1000:1000 shop
        PASSWORD=$(pwgen 20 1)
        read -s -p "Password: " PASSWORD
        gcloud auth print-access-token --token-format=full
        if [ -z "$API_TOKEN" ]; then exit 1; fi
        """
    assert found("deploy.sh", text) == []


@pytest.mark.parametrize("path", CASES)
def test_hostile_text_takes_no_time(path: str) -> None:
    for piece in ("a", "a=", "mysql -", " -u a:", '"', "password ", "\\", "a:1:", "authorization: ", 'variable "'):
        text = f"password token\n{piece * (200_000 // len(piece))}\n"
        started = time.process_time()
        secrets.scan_text(path, text, RULES)
        assert time.process_time() - started < 4, piece
