"""A project with a secret in every kind of file, put together here so that the repository holds none."""

from __future__ import annotations

import base64
import json
import random
import string
from pathlib import Path

_ALNUM = string.ascii_letters + string.digits


def _noise(length: int, seed: int, alphabet: str = _ALNUM) -> str:
    return "".join(random.Random(seed).choices(alphabet, k=length))


def _key(seed: int) -> str:
    data = b"\x30\x82" + (900).to_bytes(2, "big") + random.Random(seed).randbytes(900)
    text = base64.b64encode(data).decode()
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\n".join(("-----BEGIN RSA " + "PRIVATE KEY-----", *lines, "-----END RSA " + "PRIVATE KEY-----", ""))


VALUES = {
    "flask": _noise(40, 1),
    "dsn": _noise(16, 2),
    "connect": "K#" + _noise(14, 3),
    "positional": _noise(14, 4) + "!a",
    "jwt": _noise(24, 5),
    "weak": "zq7bra!x",
    "stripe": "sk_" + "live_" + _noise(24, 6),
    "github": "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17",
    "header": _noise(30, 7),
    "env": _noise(16, 8),
    "env_url": _noise(12, 9),
    "ini": _noise(14, 10),
    "alembic": _noise(14, 11),
    "toml": _noise(20, 12),
    "compose": "p/" + _noise(12, 13),
    "kubernetes": _noise(18, 14),
    "workflow": _noise(26, 15),
    "json": _noise(22, 16),
    "docker": _noise(20, 17),
    "shell": _noise(16, 18),
    "make": _noise(16, 19),
    "notebook": _noise(20, 20),
    "template": _noise(28, 21),
    "terraform": _noise(21, 22),
    "properties": _noise(17, 23),
    "systemd": _noise(19, 24),
    "ignored": _noise(23, 25),
    "default": _noise(27, 26),
    "logged": _noise(25, 27),
    "pgpass": _noise(15, 28),
    "sql": _noise(13, 29),
    "pyproject": _noise(24, 30),
    "bare": _noise(43, 33),
    "quoted": "it's \"" + _noise(12, 31),
}
KEYS = {"source": _key(40), "file": _key(41), "encrypted": _key(42).replace("RSA ", "ENCRYPTED ")}


def parts() -> dict[str, list[str]]:
    """Return what may not be said, by name: each value, and each line of a key."""
    lines = {
        f"key-{name}": [line for line in key.split("\n") if line and "-----" not in line] for name, key in KEYS.items()
    }
    return {name: [value] for name, value in VALUES.items()} | lines


def plant(root: Path) -> None:
    """Write the project."""
    for name, text in _files().items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


def _files() -> dict[str, str]:
    v = VALUES
    encoded = base64.b64encode(v["kubernetes"].encode()).decode()
    return {
        "app.py": f'''import os
import sqlite3
import subprocess

import jwt
import psycopg2
import requests
from flask import Flask, request

app = Flask(__name__)
app.config["SECRET_KEY"] = "{v["flask"]}"
DSN = "postgresql://shop:{v["dsn"]}@db.shop.internal/shop"
DEFAULT = os.environ.get("SESSION_SECRET", "{v["default"]}")
KEY = """{KEYS["source"]}"""
STRIPE = "{v["stripe"]}"
QUOTED = {{"password": {v["quoted"]!r}}}


def connection(name):
    return psycopg2.connect(host="db", password="{v["connect"]}", dbname=name)


@app.route("/orders")
def orders():
    rows = psycopg2.connect(host="db", password="{v["connect"]}").cursor().execute("SELECT * FROM orders WHERE name = '" + request.args["name"] + "'")
    subprocess.run("mysqldump -u shop -p{v["shell"]} " + request.args["table"], shell=True)
    subprocess.run("curl -u shop:{v["positional"]} https://files.shop.example/" + request.args["file"], shell=True)
    requests.get("https://shop:{v["dsn"]}@api.shop.example/" + request.args["path"], verify=False)
    requests.get(request.args["url"], headers={{"Authorization": "Bearer {v["header"]}"}}, verify=False)
    app.logger.info("signing in with token={v["logged"]} as " + request.args["name"])
    return str(rows)


@app.route("/login", methods=["POST"])
def login():
    if request.form["password"] == "{v["weak"]}":
        return jwt.encode({{"sub": 1}}, "{v["jwt"]}", algorithm="HS256")
    token = "{v["ignored"]}"  # backlint: ignore[secret-hardcoded] -- it is {v["ignored"]} and harmless
    return token  # backlint: ignore[no-such-{v["ignored"]}] -- x


if __name__ == "__main__":
    app.run(debug=True, host="0.0.0.0")
''',
        "broken.py": f'PASSWORD = "{v["connect"]}"\ndef (:\n',
        ".env": f"DB_PASSWORD={v['env']}\nDATABASE_URL=postgres://shop:{v['env_url']}@db.shop.example/shop\nDEBUG=true\n",
        "shop.ini": f"[db]\npassword = {v['ini']}\n",
        "alembic.ini": f"[alembic]\nsqlalchemy.url = postgresql://shop:{v['alembic']}@db.shop.example/shop\n",
        "shop.toml": f'[mail]\napi_key = "{v["toml"]}"\n',
        "broken.toml": f'[mail]\napi_key = "{v["toml"]}\n',
        "compose.yaml": f"services:\n  db:\n    privileged: true\n    environment:\n      MYSQL_PASSWORD: {v['compose']}\n",
        "broken.yaml": f"password: {v['compose']}\n  x: *{v['toml']}\n",
        "secret.yaml": f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\ndata:\n  password: {encoded}\n",
        ".github/workflows/ci.yml": f"on: push\njobs:\n  a:\n    env:\n      API_TOKEN: {v['workflow']}\n"
        f"    steps:\n      - run: curl -H 'Authorization: Bearer {v['header']}' https://shop.example/\n",
        "settings.json": json.dumps({"api_key": v["json"], "url": f"https://shop:{v['dsn']}@shop.example/"}),
        "Dockerfile": f"FROM python:3.13\nENV API_KEY={v['docker']}\nRUN pip install --index-url https://u:{v['docker']}@pypi.shop.example/simple x\n",
        "deploy.sh": f"#!/bin/sh\nexport DB_PASSWORD={v['shell']}\nmysql -u root -p{v['shell']} shop\nsshpass -p {v['make']} ssh shop\n",
        "Makefile": f"deploy:\n\tPGPASSWORD={v['make']} psql -h db\n",
        "analysis.ipynb": json.dumps(
            {
                "cells": [
                    {"cell_type": "code", "source": [f'API_KEY = "{v["notebook"]}"\n'], "outputs": [], "metadata": {}}
                ],
                "metadata": {},
                "nbformat": 4,
                "nbformat_minor": 5,
            }
        ),
        "templates/index.html": f'<script>const apiKey = "{v["template"]}"; x = {{{{ name|safe }}}}</script>\n',
        "main.tf": f'resource "x" "y" {{\n  password = "{v["terraform"]}"\n}}\n',
        "shop.properties": f"db.password={v['properties']}\n",
        "shop.service": f'[Service]\nEnvironment="API_TOKEN={v["systemd"]}"\n',
        ".pgpass": f"db:5432:shop:shop:{v['pgpass']}\n",
        "seed.sql": f"INSERT INTO users (email, password) VALUES ('a@shop.example', '{v['sql']}');\n",
        "server.key": KEYS["file"],
        "conf/fernet.key": f"{v['bare']}\n",
        "old.pem": KEYS["encrypted"],
        "github.txt": f"token {v['github']}\n",
        "requirements.txt": "flask\npsycopg2\nrequests\npyjwt\n",
        "pyproject.toml": f'[project]\nname = "shop"\n\n[tool.backlint]\nfail-on = "low"\n\n'
        f'[tool.backlint.attest]\nrate-limits = "done by the proxy, token={v["pyproject"]}"\n',
    }
