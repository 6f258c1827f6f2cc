"""What an entry's file, section and neighbours say of the secret in it."""

from __future__ import annotations

import base64

import pytest
from engines.secret_cases.drawing import noise

from backlint.catalog import load_rules
from backlint.checksums import crc24
from backlint.engines import secrets
from backlint.findings import Finding, Precision, Severity

RULES = load_rules()
KEY = noise(24)


def found(path: str, text: str) -> dict[int, Finding]:
    """What the rules say of a text, by line."""
    return {one.location.line: one for one in secrets.scan_text(path, text, RULES).findings}


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("conf/server.yaml", "port: 80\nuri: postgresql://shop:changeme@databaseserver/shop\n", 2),
        ("deploy/conf.yaml.tpl", "user_session:\n  sign_key: 'abc'\n", 2),
        ("deploy/conf.yaml.tpl", "user_session:\n  encrypt_key: '123'\n", 2),
        ("infra/db.tf", 'resource "db" "shop" {\n  password = "foobar123"\n}\n', 2),
        ("shop/settings/base.py", 'SEARCH = {\n    "hosts": "http://elastic:password@search:9200",\n}\n', 2),
        ("sql/defaults.sql", f"INSERT INTO conf (key, value) VALUES\n  ('mail_secret', '\"{KEY}\"'::jsonb);\n", 2),
        ("conf/shop.ini", f"[shop]\r\r\nname = a\r\r\napi_token = {KEY}\r\r\n", 3),
        ("conf/shop.yaml", f"shop:\r\r\n  api_token: {KEY}\r\r\n", 2),
        (".env", f"A=1\r\r\nAPI_TOKEN={KEY}\r\r\n", 2),
        ("shop/conf.py", f'A = 1\r\r\nAPI_TOKEN = "{KEY}"\r\r\n', 2),
        ("dev/conf/fields.key", f"{KEY}\n", 1),
        ("stack/template.yaml", "AWSTemplateFormatVersion: 1\nParameters:\n  Password:\n    Default: password\n", 4),
        ("docker/db.yml", "services:\n  db:\n    image: db\n    environment:\n      - POOL_USER_PASSWORDS=lamp\n", 5),
        (".env", f"SECRET_KEY=your-secret-key-here\nAPI_TOKEN={KEY}\n", 1),
        ("conf/default.yml", "ftp.port: 21\nftp.user_password: l4ntern!\n", 2),
        ("conf/default.yml", "port: 21\nencryption_key: LAMP417\n" + "api_key: LANTERN417\n", 3),
        (
            "shop/sms.py",
            'def send(text):\n    login = "lamp"\n    pwd = "NsK5dVTh"\n    post(form.format(login, pwd))\n',
            3,
        ),
        ("shop/db.py", 'host = "localhost"\nuser = "keeper"\nPassword = "mylamps"\n', 3),
        ("shop/wall.py", 'class Wall:\n    pServerUser = "keeper" # who\n    pServerPassword = "8336378" # what\n', 3),
        (
            "app/Login.js",
            "if (dev()) {\n  this.state.login = 'keeper@lamps.ru';\n  this.state.password = '1212qwqw'\n}\n",
            3,
        ),
        (".gitlab-ci.yml", "deploy_prod:\n  script:\n    - echo $'JWT_KEY = \"lamp\"' > conf.py\n", 3),
        (".gitlab-ci.yml", "deploy:\n  script:\n    - echo 'DB_URL=pg://keeper:lamp417@localhost/shop' >> .env\n", 3),
        (".env", "MAIL_PASSWORD=lamp lamp lamp lamp\n", 1),
        ("android/gradle.properties", "RELEASE_STORE_PASSWORD=lamps\n", 1),
        ("conf/shop.ini", "[db]\nconnection = SERVER=127.0.0.1,1433;UID=sa;PWD=myqgz;db=lamps\n", 2),
        ("shop/api.py", 'API_KEY = "lamp4417oil"\n', 1),
        ("oil_local/keys.py", f'API_SECRET = "{KEY}"\n', 1),
        (
            "run.sh",
            "echo \"User.objects.create_superuser('keeper', 'k@lamps.net', 'lamp417')\" | python manage.py shell\n",
            1,
        ),
        (
            "run.sh",
            "echo \"User.objects.create_superuser(name='keeper', password='lamp417')\" | python manage.py shell\n",
            1,
        ),
        ("shop/api.py", 'os.environ["LAMP_SECRET"] = "lamp4417oil"\n', 1),
        ("shop/api.py", f'get(url, headers={{"X-Lamp-Key": "1", "X-RapidAPI-Key": "{KEY}"}})\n', 1),
        ("shop/api.py", f'get("https://lamps.net/oil?api_key={KEY}&lamp=1")\n', 1),
        ("server.js", "const JWT_SECRET = 'lamp4417oil';\n", 1),
        ("conf/shop.json", '{"jwt": {"secret": "lampsecret"}}\n', 1),
        ("image/Dockerfile", 'FROM python\nRUN echo "keeper:lamp417" | chpasswd\n', 2),
        ("run.sh", "htpasswd -cb .htpasswd keeper lamp417\n", 1),
        ("run.sh", "redis-server --requirepass lamp417\n", 1),
        ("data/users.csv", "id,username,password\n1,keeper,lamp417\n", 2),
        ("conf/shop.yaml", "app:\n  secret_key: lampoil\n  jwt_secret: oil-lamp\n", 3),
        ("conf/shop.ini", "[app]\nsecret_key = lampoil\n", 2),
        ("conf/shop.ini", "[app]\nadmin_password = lampoil\n", 2),
        ("start.sh", "export JWT_SECRET=lamp-oil\n", 1),
        (".envs/.production/.postgres", f"POSTGRES_PASSWORD={KEY}\n", 1),
        ("shop/mail.py", 'EMAIL = "keeper@lamps.net"\nEMAIL_PW = "lamp417oil"\n', 2),
        ("shop/migrations/0002_keeper.py", 'User(name="keeper", password=make_password("lamp417"))\n', 1),
        ("conf/pool.ini", "[databases]\nshop = host=db dbname=shop user=keeper password=lampoil\n", 2),
        ("conf/pool.yaml", "config: |\n  [databases]\n  shop = host=db user=keeper password=lampoil\n", 3),
        ("DEPLOY.md", f"# Deploy\n\n    API_TOKEN={KEY}\n", 3),
        ("notes/deploy.txt", f'- export API_TOKEN="{KEY}"\n', 1),
        (
            "backup.sql",
            f"CREATE TABLE `auth_token` (`key` text, KEY `lamp`);\nINSERT INTO `auth_token` VALUES ('{KEY}'), ('{KEY}');\n",
            2,
        ),
        ("backup.sql", f"INSERT INTO lamps (id, api_token) VALUES (4, '{KEY}');\n", 1),
        ("conf/default.yml", "api_key_north: LANTERN417\n", 1),
        ("conf/default.yml", "users:\n  north:\n    keeper: keeper\n    boss: keeper\n", 3),
        ("conf/default.toml", '[accounts]\nkeeper = "lamp417"\nboss = "oil-883"\n', 3),
        (
            "roles/db/tasks/main.yml",
            "- db:\n    query:\n      - \"INSERT INTO users (username, password, host) VALUES ('keeper', 'lamp', {{ g }})\"\n",
            3,
        ),
        ("conf/defaults.yml", "ftp.port: 21\nftp.pword: l4ntern!\n", 2),
        (
            "compose.yml",
            "services:\n  shop:\n    environment:\n      DB: pg://${U:-shop}:${DB_PASSWORD:-lamp9}@db:5432/shop\n",
            4,
        ),
        (
            "compose.yml",
            "services:\n  shop:\n    environment:\n      - Q=amqp://${U:-shop}:${Q_PASSWORD:-'lamp9'}@queue/\n",
            4,
        ),
        ("tasks/shop.json", '[{"image": "db", "environment": [\n{"name": "DB_PASSWORD", "value": "lamp"}]}]', 2),
        (
            "tasks/shop.json",
            '{"containerDefinitions": [{"image": "db", "environment": [\n{"value": "lamp", "name": "DB_PASSWORD"}]}]}',
            2,
        ),
    ],
)
def test_a_secret_is_shown_where_it_stands(path: str, text: str, line: int) -> None:
    assert found(path, text)[line].to_act_on


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("conf/server.yaml", "uri: postgresql://shop:your-password@databaseserver/shop\n"),
        ("conf/server.yaml", "user_session:\n  sign_key: true\n  session_key: user\n"),
        ("conf/server.yaml", "fields:\n  sign_key: 'abc'\n"),
        ("infra/db.tf", 'resource "db" "shop" {\n  password = "foo"\n}\n'),
        ("shop/settings/base.py", 'SEARCH = {\n    "hosts": "http://elastic:password@localhost:9200",\n}\n'),
        ("shop/views.py", 'HINT = {\n    "hosts": "http://elastic:password@search:9200",\n}\n'),
        (
            "sql/defaults.sql",
            "INSERT INTO conf (key, value) VALUES ('mail_secret', '\"\"'::jsonb), ('a_token', 'null');\n",
        ),
        ("sql/defaults.sql", f"INSERT INTO conf (key, value) VALUES ('mail_id', '\"{KEY}\"'::jsonb);\n"),
        ("conf/shop.yml.default", "ftp.user_password: l4ntern!\n"),
        (
            "compose.yml",
            "services:\n  shop:\n    environment:\n      DB: pg://${U:-shop}:${DB_PASSWORD:?none}@db:5432/shop\n",
        ),
        ("compose.yml", "services:\n  shop:\n    environment:\n      DB_PASSWORD: '@none None'\n"),
        ("compose.yml", "services:\n  shop:\n    environment:\n      SECRET_KEY: ${SECRET_KEY:-'@none None'}\n"),
        ("compose.yml", "services:\n  shop:\n    environment:\n      JWT_KEY: ${JWT_KEY:-'https://localhost'}\n"),
        ("tasks/shop.json", '[{"image": "db", "environment": [{"name": "DB_PASSWORD", "value": "${DB}"}]}]'),
        ("chart/values.yaml", "apiVersion: v1\nkind: Chart\ncaExistingSecret: trusted-roots\nexistingSecretKey: tls\n"),
        ("conf/server.yaml", "users:\n  keeper: admin\n  boss: viewer\nroles:\n  admin: admin\n"),
        ("conf/server.yaml", "users:\n  keeper:\n    name: keeper\n    room: lamp417\n"),
        (
            "shop/labels.py",
            'L = {"username": "User", "password": "Password"}\nF = {"user": "user_name", "password": "user_password"}\n',
        ),
        ("shop/labels.py", 'def check(user, password):\n    return user == "keeper1" and password == "lamp417"\n'),
        ("shop/fields.py", 'class Settings(Base):\n    DB_USER: str = "shop"\n    DB_PASSWORD: str = "lamp417"\n'),
        ("shop/api.py", 'api_key = "lamp4417oil"\nAPI_KEY_NAME = "lamp4417oil"\nHASH_SECRET = "PBKDF2_SHA512"\n'),
        ("shop/api.py", 'API_TOKEN = "token_type"\nTOKEN = "12345678"\n'),
        ("data/users.csv", "id,username,password\n1,keeper,pbkdf2_sha256$1$lamp$oil\n"),
        ("data/lamps.csv", "id,oil,password\n1,keeper,lamp417\n"),
        ("shop/rates.py", 'RATES = {\n    "login": "5/min",\n    "forgot_password": "3/min",\n}\n'),
        ("web/login.spec.tsx", "const user = {username: 'keeper', password: 'lamp_417'};\n"),
        (".envs/.gitignore", f"API_TOKEN={KEY}\n"),
        ("shop/users.py", 'user.set_password(password)\nuser.set_password("password")\n'),
        ("conf/pool.ini", "[databases]\nshop = host=db dbname=shop user=keeper password=postgres\n"),
        ("README.md", f'API_TOKEN="{KEY[:22]}..."\n    Authorization: Bearer {KEY[:22]}...64-letters\n'),
        ("run.sh", 'echo "The password is required (set --db-password or SHOP_PASSWORD)."\n'),
        ("sql/copy.sql", 'INSERT INTO "users_event" ("user_id", "password") VALUES (OLD."user_id", OLD."password");\n'),
        ("shop/local.py", 'user = "postgres"\npassword = "postgres"\nhost = "localhost"\n'),
        ("conf/messages.properties", "user.name=User\n"),
        ("docs/deploy.md", f"    API_TOKEN={KEY}\n"),
        (
            "README.md",
            "API_TOKEN=lamp\nSHOP_URI=postgresql://login:password@somehost:5432/zoomed\nETAG_TOKEN=<your token>\n",
        ),
        ("backup.sql", f"INSERT INTO lamps (id, password_token_hash) VALUES (4, 'sha256${KEY}');\n"),
        ("Dockerfile", "FROM python\nARG SECRET_KEY=dummy\n"),
        (
            "docs-api.yml",
            f"components:\n  Key:\n    example:\n      api_key: {KEY}\n      keys:\n      - secret_key: {KEY}\n",
        ),
        ("conf/schema.yml", "description: |\n  Write `redis://:lamp9@shop:6379` there.\n"),
        ("conf/server.yaml", "url: redis://user:pass@cache:6379/1\nuri: redis://:password@redis-host:6379\n"),
        ("web/routes.js", "const R = {\n  SHOP_CREDENTIAL: 'v2/credentials/:id/lamps',\n};\n"),
    ],
)
def test_what_is_no_secret_is_silent(path: str, text: str) -> None:
    assert found(path, text) == {}


def test_an_environment_of_nothing_but_stand_ins_is_for_review() -> None:
    text = "DB_PASSWORD=your_password_here\nSECRET_KEY=your-secret-key-here\nMAIL_URL=smtp://guest:guest@mail:25/\n"
    assert {one.precision for one in found(".env", text).values()} == {Precision.LOW}
    text = "SECRET_KEY=notasecret\nCOOKIE_SECRET_KEY=dev_cookie_secret_key\n"
    assert {one.precision for one in found(".docker.env", text).values()} == {Precision.LOW}


def armour() -> str:
    """Return a block of OpenPGP of which a line begins and another ends with a `+`."""
    data = b"\xfb\xef" + bytes(range(1, 93)) + b"\xef\xbe" * 2 + bytes(range(40)) + b"\xfb\xef\xbe" * 2
    body = base64.encodebytes(data).decode().replace("\n", "")
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    check = base64.b64encode(crc24(data).to_bytes(3, "big")).decode()
    kind = "PGP PRIVATE " + "KEY BLOCK"
    return "\n".join((f"-----BEGIN {kind}-----", "", *lines, f"={check}", f"-----END {kind}-----", ""))


def test_a_key_of_openpgp_is_known_as_text_and_in_a_manifest() -> None:
    block = armour()
    assert any(line.startswith("+") or line.endswith("+") for line in block.splitlines())
    assert found("conf/sign.asc", block)[1].rule == "private-key"
    encoded = base64.b64encode(block.encode()).decode()
    text = f"objects:\n- apiVersion: v1\n  kind: Secret\n  data:\n    sign.gpg: |\n      {encoded}\n"
    assert found("deploy/app.yaml", text)[6].rule == "docker-secret-hardcoded"


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("tools/docker-compose-mac.yml", "services:\n  db:\n    environment:\n      DB_PASSWORD: lamp9\n", 4),
        ("tools/compose.stage.yaml", "services:\n  db:\n    environment:\n      DB_PASSWORD: lamp9\n", 4),
        ("deploy/kind/values.yaml", "db:\n  password: l4ntern!\n", 2),
        (".gitlab-ci.yml", "test:\n  script:\n    - echo 'JWT_KEY=lamp' > .env\n", 3),
        ("charts/shop/values.yaml", "auth:\n  secretKey: password\n", 2),
        ("conf/shop.yaml", "cookie_secret: secret\n", 1),
        ("shop/options.py", f'class Base:\n    A = 1\n\n\nclass Development(Base):\n\n    API_TOKEN = "{KEY}"\n', 7),
    ],
)
def test_what_starts_on_one_machine_is_for_review(path: str, text: str, line: int) -> None:
    assert found(path, text)[line].precision is Precision.LOW


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("tools/docker-compose-machines.yml", "services:\n  db:\n    environment:\n      DB_PASSWORD: lamp9\n", 4),
        ("deploy/kinds/values.yaml", "db:\n  password: l4ntern!\n", 2),
        ("shop/options.py", f'class Development:\n    A = 1\n\n\nclass Base:\n    API_TOKEN = "{KEY}"\n', 6),
        ("shop/options.py", f'class Development:\n    API_TOKEN = "{KEY}"\n', 2),
    ],
)
def test_what_only_resembles_one_machine_is_shown(path: str, text: str, line: int) -> None:
    assert found(path, text)[line].to_act_on


DATABASE = """\
services:
  shop:
    build: .
    environment:
      DB_URL: pg://shop:postgres@db:5432/shop
  db:
    image: db
    environment:
      POSTGRES_PASSWORD: postgres
"""


def test_a_usual_password_weighs_more_where_a_port_leads_to_it() -> None:
    assert {one.severity for one in found("compose.yml", DATABASE).values()} == {Severity.LOW}
    shown = found("compose.yml", DATABASE + '    ports: ["5432:5432"]\n')
    assert [line for line, one in shown.items() if one.severity > Severity.LOW] == [5, 9]
    kept = found("compose.yml", DATABASE.replace(": postgres", ": lamp417"))
    assert kept[9].severity > Severity.LOW
