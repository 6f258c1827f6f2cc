"""What stands beside a secret says what it is: a host, a person, a table's columns, a manifest, a command."""

from __future__ import annotations

import base64
import time

import pytest
from engines.secret_cases.drawing import noise

from backlint.catalog import load_rules
from backlint.engines import secrets
from backlint.findings import Finding

RULES = load_rules()
TOLD = {"secret-hardcoded", "docker-secret-hardcoded", "login-hardcoded"}
KEY = noise(24)
HEX = "7d81c0e2b45f96a37d81c0e2b45f96a3"


def found(path: str, text: str) -> dict[int, Finding]:
    """What the rules say of a text, by line."""
    return {one.location.line: one for one in secrets.scan_text(path, text, RULES).findings if one.rule in TOLD}


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


TABLE = "CREATE TABLE `people` (\n  id int, -- first\n  name varchar(9), `password` varchar(40), PRIMARY KEY (id)\n);\n"
MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  servers.json: |\n    {\n      "


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("server/db.js", "connect({\n  host: 'localhost',\n  user: 'root',\n  password: 'lamp',\n});\n", 4),
        ("server/db.ts", "const shop = {\n  password: 'lamp',\n  host: process.env.HOST,\n};\n", 2),
        ("web/enter.ts", "send({\n  username: 'ann',\n  password: 'lamp41',\n});\n", 3),
        ("shop/values.yaml", "run: >\n  python manage.py createsuperuser --email a@shop.example --password lamp\n", 2),
        ("deploy/start.sh", f"# java -jar agent.jar -url https://ci.shop.example -secret {HEX}\n", 1),
        ("shop/feed.py", f'A = 1\nAPI_KEY_BERLIN = "{KEY}"\n', 2),
        ("shop/feed.py", f'row = {{\n    "api_key": given.api_key or "{KEY}",\n}}\n', 2),
        ("web/feed.js", f"const api_secret = process.env.API_SECRET || '{KEY}';\n", 1),
        ("db/people.sql", f"{TABLE}INSERT INTO people VALUES (1, 'ann', 'kettle;9');\n", 5),
        (
            "shop/upgrade.py",
            "ADD = '''\nINSERT INTO people (name, password, since)\nVALUES ('ann', 'lamp', now()::timestamp(0))'''\n",
            3,
        ),
        ("db/roles.sql", "CREATE USER 'ann'@'localhost' IDENTIFIED BY 'lamp';\n", 1),
        ("db/roles.sql", "CREATE USER 'ann'@'localhost' IDENTIFIED BY 'password';\n", 1),
        ("db/people.sql", 'INSERT INTO people (e_mail, password) VALUES\n  ("a@shop.example", "password");\n', 2),
        ("db/roles.sql", "SELECT 1;\nCREATE ROLE ann WITH LOGIN PASSWORD 'lamp' CREATEDB;\n", 2),
        ("db/init.sh", "psql <<E\nALTER USER ann WITH ENCRYPTED PASSWORD 'lamp41';\nE\n", 2),
        ("db/keep.sh", 'DB_PASSWORD="${DATABASE_PASSWORD:-lamp_orbit41}"\n', 1),
        ("conf/api.env", f'A=1\nCONN_URL="mysql://ann:lamp%40%4041@db:3306/shop"\nAPI_TOKEN={KEY}\n', 2),
        ("roles/db/main.yml", "- user:\n    name: keeper\n    host: '%'\n    password: lamp\n", 4),
        ("conf/keeper.cnf", "[client]\nuser=keeper\npassword=keeper\n", 3),
        ("conf/shop.json", '{"db": {"host": "db.shop.example", "port": 5432,\n"password": "lamp"}}\n', 2),
        ("k8s/shop.yaml", f'{MANIFEST}"Password": "lamp"\n    }}\n', 8),
        ("k8s/shop.yaml", f"kind: Secret\napiVersion: v1\ndata:\n  signing: {encoded(KEY)}\n", 4),
        ("shop/feed.py", f"A = 1\nheaders = {{'Cookie': 'lang=en; SESSDATA={KEY}%2C41; theme=1'}}\n", 2),
    ],
)
def test_a_secret_is_shown_for_what_stands_beside_it(path: str, text: str, line: int) -> None:
    assert found(path, text)[line].to_act_on


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("web/words.js", "export const words = { username: 'Benutzer', password: 'Passwort' };\n"),
        ("web/enter.ts", "const sent = { username: '', password: '' };\nconst asked = { user, password };\n"),
        ("web/enter.ts", "const a = { user: 'ann' };\nconst b = { password: 'lamp41' };\n"),
        ("shop/chain.py", f'TOKEN_GOLD = "0x{HEX}{HEX[:8]}"\nGOLD_TOKEN = "0x{HEX}{HEX[:8]}"\n'),
        ("shop/feed.py", f'API_KEY_FINGERPRINT = "{KEY}"\nAPI_KEY_ID = "{KEY}"\n'),
        ("db/people.sql", f"{TABLE}INSERT INTO goods VALUES (1, 'lamp', 'kettle');\n"),
        (
            "k8s/shop.yaml",
            "apiVersion: v1\nkind: Ingress\nmetadata:\n  annotations:\n    shop.example/auth-secret: shop-logins\n",
        ),
        (
            "k8s/shop.yaml",
            f"apiVersion: v1\nkind: Secret\ndata:\n  DB_NAME: {encoded('shop')}\n  DB: {encoded('shop_db')}\n",
        ),
        ("k8s/shop.yaml", "apiVersion: v1\nkind: Secret\n# kubectl create secret --docker-password=your-password\n"),
        (
            "db/roles.sql",
            "CREATE USER ann PASSWORD NULL;\nCREATE USER bob IDENTIFIED BY '*94BDCEBE19083CE2A1F959FD02F964C7AF4CFC29';\n",
        ),
        ("db/init.sh", "psql -c \"CREATE USER ann WITH PASSWORD '$DB_PASSWORD'\"\n"),
        ("db/keep.sh", 'DB_PASSWORD="${DATABASE_PASSWORD:-}"\nDB_PASSWORD="${DATABASE_PASSWORD:-$OTHER}"\n'),
        ("conf/api.env", "DB_URL=mysql://%(DB_USER)s:%(DB_PASS)s@db/shop\n"),
        ("shop/upgrade.py", "ADD = \"INSERT INTO people (name, password) VALUES ('%s', '{word}')\"\n"),
        ("shop/upgrade.py", "# to add one: INSERT INTO people (name, password) VALUES ('ann', 'lamp')\n"),
        ("shop/feed.py", "headers = {'USER-TOKEN': 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9'}\n"),
        ("manifest.yml", 'env:\n  CLIENT_SECRET: \'{"shop": ["((shop_secret))"]}\'\n'),
        ("shop/feed.py", f"headers = {{'Cookie': 'csrftoken={KEY}; theme=1'}}\n"),
    ],
)
def test_what_stands_beside_it_says_that_it_is_none(path: str, text: str) -> None:
    assert found(path, text) == {}


@pytest.mark.parametrize(
    "piece",
    [
        "create user a password ",
        "grant a ",
        "set password for a=",
        "{host:'a',",
        "password: 'a1',",
        "}",
        "{",
        "cookie: 'a;",
        "cookie='sess=",
        "insert into a (",
        "create table a (",
    ],
)
def test_hostile_neighbours_take_no_time(piece: str) -> None:
    text = "insert into a values ('x');\npassword: 'a1'\n" + piece * (200_000 // len(piece))
    started = time.process_time()
    for path in ("a.js", "a.sql", "a.py"):
        secrets.scan_text(path, text, RULES)
    assert time.process_time() - started < 4


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("words/de.yml", "login:\n  user: Benutzer\n  host: Rechner\n  password: Passwort\n"),
        ("words/en.json", '{"username": "Username", "server": "Server", "password": "Password"}\n'),
        ("words/en.yml", "password: Password\nadmin:\n  user: admin\n"),
        (
            "words/us.json",
            '{"user": "User", "admin-user": "admin", "current-password": "Current Password", "password": "Password"}',
        ),
    ],
)
def test_the_labels_of_a_form_are_for_review(path: str, text: str) -> None:
    assert not any(one.to_act_on for one in found(path, text).values())
