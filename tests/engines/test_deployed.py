"""Which secrets are shown where a project says what only developers start, and how production is started."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from backlint.configuration import Configuration, Persona, ScanRequest
from backlint.scan import scan

SHOP = """\
    services:
      shop:
        build: .
        volumes: [".:/srv"]
        environment:
          SHOP_PASSWORD: kettle-orbit-41
    """
MANIFEST = """\
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: shop
    """
ROLLED_OUT = """\
    jobs:
      image:
        steps:
          - uses: docker/build-push-action@v6
    """


def shown(folder: Path, files: dict[str, str], *rules: str) -> set[tuple[str, int]]:
    """Return where the regular persona is shown secrets: path and line."""
    (folder / "app.py").write_text("import os\n")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
    request = ScanRequest(
        configuration=Configuration(root=folder),
        paths=(folder,),
        persona=Persona.REGULAR,
        select=rules or ("docker-secret-hardcoded",),
        cache=False,
        today=date(2026, 1, 1),
    )
    return {(one.location.path, one.location.line) for one in scan(request).findings}


def test_what_mounts_the_source_may_be_all_that_is_deployed(tmp_path: Path) -> None:
    assert shown(tmp_path, {"compose.yml": SHOP}) == {("compose.yml", 6)}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("k8s/shop.yaml", MANIFEST),
        ("Procfile", "web: gunicorn app:app\n"),
        (".circleci/config.yml", "jobs:\n  image:\n    steps:\n      - run: docker push lamps/shop\n"),
        ("infra/main.tf", 'resource "lamp" "shop" {}\n'),
        (".github/workflows/release.yml", ROLLED_OUT),
        ("compose.prod.yml", "services:\n  shop:\n    image: shop:1\n"),
        ("deploy/compose.yml", "services:\n  shop:\n    build: ..\n"),
    ],
)
def test_where_production_is_started_otherwise_it_is_theirs_alone(tmp_path: Path, name: str, text: str) -> None:
    assert shown(tmp_path, {"compose.yml": SHOP, name: text}) == set()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("docs/k8s/shop.yaml", MANIFEST),
        ("compose.test.yml", "services:\n  shop:\n    build: .\n"),
        (".github/workflows/release.yml", f"{dedent(ROLLED_OUT)}      - run: ssh shop docker compose up -d\n"),
        ("lamps.yaml", "kind: Deployment\n"),
    ],
)
def test_what_starts_no_production_shows_nothing(tmp_path: Path, name: str, text: str) -> None:
    assert ("compose.yml", 6) in shown(tmp_path, {"compose.yml": SHOP, name: text})


def test_what_production_is_started_with_as_well_is_shown(tmp_path: Path) -> None:
    production = SHOP.replace(".:/srv", "data:/srv")
    found = shown(tmp_path, {"compose.yml": SHOP, "compose.prod.yml": production})
    assert found == {("compose.yml", 6), ("compose.prod.yml", 6)}


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ("SHOP_ENV: development", 7),
        ("DJANGO_SETTINGS_MODULE: shop.settings.local", 7),
        ("SHOP_ENV: production", 0),
        ("LAMP: development", 0),
    ],
)
def test_a_container_is_told_that_it_is_for_development(tmp_path: Path, told: str, line: int) -> None:
    text = f"{dedent(SHOP)}      {told}\n"
    assert shown(tmp_path, {"compose.yml": text}) == (set() if line else {("compose.yml", 6)})


@pytest.mark.parametrize("told", ["dev-password", "development_only", "insecure"])
def test_a_password_says_itself_what_it_is_for(tmp_path: Path, told: str) -> None:
    assert shown(tmp_path, {"compose.yml": SHOP.replace("kettle-orbit-41", told)}) == set()


def test_a_container_is_built_for_development(tmp_path: Path) -> None:
    text = SHOP.replace("build: .", "build: {context: ., dockerfile: Dockerfile-dev}")
    assert shown(tmp_path, {"compose.yml": text}) == set()


def test_what_is_started_for_checks_lives_for_minutes(tmp_path: Path) -> None:
    text = (
        "services:\n  shop:\n    build: .\n    environment:\n      SHOP_ENV: {}\n      SHOP_PASSWORD: kettle-orbit-41\n"
    )
    assert shown(tmp_path, {"compose.yml": text.format("CI")}) == set()
    assert shown(tmp_path, {"compose.yml": text.format("development")}) == {("compose.yml", 6)}


DATABASE = """\
    services:
      database:
        image: postgres:17
        environment:
          POSTGRES_PASSWORD: {}
    """


def test_services_beside_a_program_that_is_started_elsewhere(tmp_path: Path) -> None:
    files = {"compose.yml": DATABASE.format("shop"), "k8s/shop.yaml": MANIFEST}
    assert shown(tmp_path, files) == set()
    own = dedent(files["compose.yml"]) + "  shop:\n    image: lamps/shop:1\n"
    assert shown(tmp_path, files | {"compose.yml": own}) == {("compose.yml", 5)}
    # What was drawn may be the one that production has.
    files["compose.yml"] = DATABASE.format("q8x2vm4rtz7wk1ns9cd3")
    assert shown(tmp_path, files) == {("compose.yml", 5)}


SETTINGS = """\
    import os

    import psycopg2
    from flask import Flask

    app = Flask(__name__)


    @app.get("/")
    def lamps():
        return str(psycopg2.connect(host="database", user="shop", password=os.environ.get("DB_PASSWORD", "postgres")))
    """


@pytest.mark.parametrize(("told", "expected"), [("postgres", True), ("kettle-orbit-41", False)])
def test_a_poor_default_counts_where_a_service_is_started_with_it(tmp_path: Path, told: str, expected: bool) -> None:
    files = {"shop.py": SETTINGS, "compose.yml": DATABASE.format(told)}
    found = shown(tmp_path, files, "docker-secret-hardcoded", "env-insecure-default")
    assert found == {("compose.yml", 5), *([("shop.py", 11)] if expected else [])}


def test_an_account_for_everybody_to_look_around_is_for_review(tmp_path: Path) -> None:
    text = """\
        const DEMO_GUEST = { username: "ann", password: "lamp-orbit9" };
        const demoOwner = { username: "bob", password: "lamp-orbit9" };
        const STORE_OWNER = { username: "bob", password: "lamp-orbit9" };
        const DEMOLISHED = { username: "bob", password: "lamp-orbit9" };
        """
    assert shown(tmp_path, {"web/pay.ts": text}, "secret-hardcoded") == {("web/pay.ts", 3), ("web/pay.ts", 4)}


def test_what_one_container_is_told_holds_for_those_beside_it(tmp_path: Path) -> None:
    text = f"{dedent(SHOP)}      LAMP_PASSWORD: dev-only\n      LAMP_TOKEN: q8x2vm4rtz7wk1ns9cd3\n"
    # A token that was drawn may be that of another service.
    assert shown(tmp_path, {"compose.yml": text.replace("kettle-orbit-41", "admin")}) == {("compose.yml", 8)}


def test_what_an_image_is_built_with_and_was_not_drawn_is_gone_when_it_runs(tmp_path: Path) -> None:
    text = "FROM python\nARG SECRET_KEY=build-only\nARG SIGNING_KEY=q8x2vm4rtz7wk1ns9cd3\nENV SESSION_KEY=run-with-it\n"
    assert shown(tmp_path, {"Dockerfile": text}) == {("Dockerfile", 3), ("Dockerfile", 4)}


def test_passwords_in_settings_that_say_what_they_are_for(tmp_path: Path) -> None:
    text = "store:\n  host: lamps.example\n  user: shop\n  password: {}\n"
    assert shown(tmp_path, {"lamps.yaml": text.format("dev-password-7")}, "secret-hardcoded") == set()
    assert shown(tmp_path, {"lamps.yaml": text.format("kettle-orbit-41")}, "secret-hardcoded") == {("lamps.yaml", 4)}


@pytest.mark.parametrize("default", ["postgres", "12345", "ask for it in the shop", "dev-only", "lamps_password"])
def test_what_nobody_starts_a_service_with_is_for_review(tmp_path: Path, default: str) -> None:
    files = {"shop.py": SETTINGS.replace('"postgres"', f'"{default}"')}
    assert shown(tmp_path, files, "env-insecure-default") == set()


@pytest.mark.parametrize(("path", "expected"), [("envs/prod/.db.env", True), ("envs/.db.env", False)])
def test_what_is_for_development_by_its_name_alone_may_be_in_production(
    tmp_path: Path, path: str, expected: bool
) -> None:
    text = "POSTGRES_USER=develop\nPOSTGRES_PASSWORD=develop\n"
    assert bool(shown(tmp_path, {path: text}, "secret-hardcoded")) is expected


def test_tests_that_write_a_password_of_the_project_out_are_no_second_place(tmp_path: Path) -> None:
    files = {
        "lamps.yaml": "store:\n  host: lamps.example\n  user: shop\n  password: 7hKe29lampqZ04tw81mn\n",
        "tests/test_lamps.py": 'PASSWORD = "7hKe29lampqZ04tw81mn"\n',
        "docs/lamps.md": "The password is 7hKe29lampqZ04tw81mn.\n",
    }
    assert shown(tmp_path, files, "secret-hardcoded") == {("lamps.yaml", 4), ("docs/lamps.md", 1)}


def test_a_key_in_a_manifest_may_have_blanks(tmp_path: Path) -> None:
    text = "apiVersion: v1\nkind: Secret\ndata:\n  secretKey: bGFtcCEja2V0dGxlIG9yYml0Iz03MQ==\n  note: YSBsYW1wIGFuZCBhIGtldHRsZQ==\n"
    assert shown(tmp_path, {"k8s/secret.yaml": text}) == {("k8s/secret.yaml", 4)}


def test_a_file_of_variables_that_repeat_their_names(tmp_path: Path) -> None:
    text = "SECRET_KEY=SECRET_KEY\nMAIL_PASSWORD=password\n"
    assert shown(tmp_path, {"docker.env": text}, "secret-hardcoded") == set()
    told = f"{text}STORE_PASSWORD=kettle-orbit-41\n"
    assert ("docker.env", 3) in shown(tmp_path, {"docker.env": told}, "secret-hardcoded")


def test_an_image_whose_description_lies_in_a_folder_for_development(tmp_path: Path) -> None:
    text = SHOP.replace("build: .", "build: {context: ., dockerfile: docker/dev/Dockerfile}")
    assert shown(tmp_path, {"compose.yml": text}) == set()
