"""The fixture shops really start and answer: what is wrong in the vulnerable forms works there, and only there."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from apps.observations import Answer, read_answers

TESTS = Path(__file__).parents[1]
APPS = TESTS.parent / "fixtures" / "apps"
FRAMEWORKS = ("fastapi", "flask", "django")


@dataclass(frozen=True, slots=True)
class Shop:
    """What the two forms of one framework's shop answered to the same requests."""

    vulnerable: Mapping[str, Answer]
    hardened: Mapping[str, Answer]


def drive(framework: str, form: str, scratch: Path) -> dict[str, Answer]:
    """Start one shop in a fresh interpreter, so that modules of equal names never meet, and drive it."""
    scratch.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", f"apps.drive_{framework}", scratch],
        cwd=scratch,
        env={
            "PYTHONPATH": os.pathsep.join(map(str, (APPS / f"{framework}-{form}", TESTS))),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PATH": os.environ["PATH"],
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return read_answers(done.stdout)


@pytest.fixture(scope="module", params=FRAMEWORKS)
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    scratch = tmp_path_factory.mktemp(request.param)
    return Shop(
        vulnerable=drive(request.param, "vulnerable", scratch / "vulnerable"),
        hardened=drive(request.param, "hardened", scratch / "hardened"),
    )


def only(framework: str) -> pytest.MarkDecorator:
    """For tests that are about one framework's shop."""
    return pytest.mark.parametrize("shop", [framework], indirect=True)


def test_both_forms_have_the_same_endpoints(shop: Shop) -> None:
    assert shop.vulnerable["routes"] == shop.hardened["routes"]
    assert len(shop.hardened["routes"].text.splitlines()) >= 20


@pytest.mark.parametrize("form", ["vulnerable", "hardened"])
def test_daily_business_works(shop: Shop, form: str) -> None:
    answers: Mapping[str, Answer] = getattr(shop, form)
    business = (
        "health",
        "register",
        "login",
        "order",
        "api order",
        "orders",
        "upload",
        "download",
        "search",
        "payment",
    )
    statuses = {step: answers[step].status for step in business if step in answers}
    failed = {step: status for step, status in statuses.items() if status >= 400 and step != "payment"}
    assert failed == {}
    assert "Blue kettle" in answers["search"].text
    assert "Secret prototype" not in answers["search"].text


def test_search_injects_sql_in_the_vulnerable_form_only(shop: Shop) -> None:
    assert "alice@example.com" in shop.vulnerable["search injected"].text
    assert shop.hardened["search injected"].status == 200
    assert "alice@example.com" not in shop.hardened["search injected"].text


def test_hardened_login_is_limited(shop: Shop) -> None:
    assert shop.vulnerable["wrong logins"].text == " ".join(["401"] * 12)
    assert shop.hardened["wrong logins"].status == 429
    assert shop.hardened["wrong logins"].text.startswith("401")


def test_security_headers(shop: Shop) -> None:
    wanted = {"strict-transport-security", "content-security-policy", "x-content-type-options", "x-frame-options"}
    assert wanted & shop.vulnerable["health"].headers.keys() == set()
    assert wanted <= shop.hardened["health"].headers.keys()


def test_other_origins_are_allowed_in_the_vulnerable_form_only(shop: Shop) -> None:
    allowed = shop.vulnerable["health"].headers["access-control-allow-origin"]
    assert allowed in {"*", "https://evil.example"}
    assert "access-control-allow-origin" not in shop.hardened["health"].headers


def test_administration_is_refused_to_customers(shop: Shop) -> None:
    assert shop.hardened["admin as customer"].status == 403
    assert shop.hardened["role as customer"].status == 403
    assert shop.vulnerable["role as customer"].status in {200, 302}


def test_administration_works_for_administrators(shop: Shop) -> None:
    stored = shop.vulnerable["stored hash"].text.split("$")[0]
    assert shop.hardened["admin users"].status == 200
    assert "alice@example.com" in shop.hardened["admin users"].text
    assert "$" not in shop.hardened["admin users"].text
    assert f'"{stored}$' in shop.vulnerable["admin users"].text


def test_files_outside_the_folder_leak_in_the_vulnerable_form_only(shop: Shop) -> None:
    assert shop.vulnerable["download outside"].text == "outside the folder"
    assert shop.hardened["download outside"].status == 404


def test_uploads_are_restricted_in_the_hardened_form_only(shop: Shop) -> None:
    assert shop.vulnerable["upload html"].status == 201
    assert shop.hardened["upload html"].status in {400, 415}
    assert shop.hardened["upload"].status == 201


def test_request_forgery_reaches_the_inside_in_the_vulnerable_form_only(shop: Shop) -> None:
    assert shop.vulnerable["request forgery"].status == 200
    assert shop.hardened["request forgery"].status in {400, 422}


def test_audit_records_exist_in_the_hardened_form_only(shop: Shop) -> None:
    assert shop.vulnerable["audit"].text == ""
    events = set(shop.hardened["audit"].text.splitlines())
    assert {"user_created", "authn_login_success", "authn_login_fail", "authz_fail", "order_created"} <= events


@only("fastapi")
def test_fastapi_faults(shop: Shop) -> None:
    bad, good = shop.vulnerable, shop.hardened
    assert bad["stored hash"].text.startswith("$2b$08$")
    assert good["stored hash"].text.startswith("$2b$12$")
    assert '"role":"support"' in bad["mass assignment"].text
    assert (bad["order without schema"].status, good["order without schema"].status) == (201, 422)
    assert (bad["delete as nobody"].status, good["delete as nobody"].status) == (204, 401)
    assert (bad["refresh"].status, good["refresh"].status) == (200, 200)
    assert (bad["refresh again"].status, good["refresh again"].status) == (200, 401)
    assert (bad["refresh forged"].status, good["refresh forged"].status) == (200, 401)
    assert (bad["import"].status, good["import"].status) == (201, 422)
    assert "{'$ne': True}" in bad["reviews asked for"].text
    assert "$ne" not in good["reviews asked for"].text
    assert good["reviews asked for"].status == 1
    assert "ConnectError" in bad["payment"].text
    assert "ConnectError" not in good["payment"].text
    assert bad["go"].headers["location"] == "https://evil.example/"
    assert good["go"].headers["location"] == "/"
    assert bad["admin command"].text == '{"answer":"injected\\n"}'
    assert good["admin command"].status == 422
    assert bad["pid"].text in bad["admin formula"].text


@only("fastapi")
def test_fastapi_pages(shop: Shop) -> None:
    bad, good = shop.vulnerable, shop.hardened
    assert "<script>" in bad["welcome"].text
    assert "<b>soon</b>" in bad["receipt"].text
    assert "&lt;script&gt;" in good["welcome"].text
    assert "&lt;b&gt;soon&lt;/b&gt;" in good["receipt"].text
    assert "<script>" not in bad["goodbye"].text + good["goodbye"].text


@only("flask")
def test_flask_faults(shop: Shop) -> None:
    bad, good = shop.vulnerable, shop.hardened
    assert bad["stored hash"].text.startswith("pbkdf2:sha256:20000$")
    assert good["stored hash"].text.startswith("$argon2id$")
    assert len(bad["stored phone hash"].text) == 40
    assert "UNIQUE constraint" in bad["register twice"].text
    assert good["register twice"].status == 409
    assert (bad["forged rename"].status, good["forged rename"].status) == (302, 400)
    assert "Mallory" not in good["account renamed"].text
    assert bad["login"].headers["location"] == "https://evil.example/"
    assert good["login"].headers["location"] == "/products/"
    assert "Secure" in good["login"].headers["set-cookie"]
    assert (bad["customers as customer"].status, good["customers as customer"].status) == (200, 403)
    assert (bad["api order without schema"].status, good["api order without schema"].status) == (201, 422)
    assert (bad["unpickled"].text, good["unpickled"].text) == ("True", "False")
    assert (bad["injected"].text, good["injected"].text) == ("True", "False")
    assert "this.stars >= 1 || true" in bad["reviews asked for"].text
    assert "{'$gte': 1}" in good["reviews asked for"].text
    assert "no such table: nowhere" in bad["report injected"].text
    assert good["report injected"].status == 200
    assert "/auth/login" in good["cancel as nobody"].headers["location"]
    assert "/auth/login" not in bad["cancel as nobody"].headers["location"]


@only("flask")
def test_flask_pages(shop: Shop) -> None:
    bad, good = shop.vulnerable, shop.hardened
    assert "42" in bad["newsletter"].text
    assert "{{ 6 * 7 }}" in good["newsletter"].text
    assert "<script>" in bad["suggest"].text
    assert "<script>" not in good["suggest"].text + good["spelling"].text + bad["spelling"].text
    assert "<b>soon</b>" in bad["orders with note"].text
    assert "&lt;b&gt;soon&lt;/b&gt;" in good["orders with note"].text


@only("django")
def test_django_faults(shop: Shop) -> None:
    bad, good = shop.vulnerable, shop.hardened
    assert bad["stored hash"].text.startswith("md5$")
    assert good["stored hash"].text.startswith("argon2$")
    assert (bad["forged profile"].status, good["forged profile"].status) == (302, 403)
    assert '"is_staff":true' in bad["mass assignment"].text
    assert '"is_staff":false' in good["mass assignment"].text
    assert (bad["refund without reason"].status, good["refund without reason"].status) == (200, 400)
    assert (bad["token claims"].text, good["token claims"].text) == ("sub", "sub exp")
    assert good["wrong tokens"].status == 429
    assert bad["login"].headers["location"] == "https://evil.example/"
    assert good["login"].headers["location"] == "/products/"
    assert (bad["unpickled"].text, good["unpickled"].text) == ("True", "False")
    assert (bad["injected"].text, good["injected"].text) == ("True", "False")
    assert "no such table: nowhere" in bad["order list injected"].text
    assert good["order list injected"].status == 200
    assert '"orders": []' in bad["order filter by hash"].text
    assert good["order filter by hash"].text == good["order list"].text
    assert good["order filter"].status == 200
    assert "ConnectionError" in bad["payment"].text
    assert "ConnectionError" not in good["payment"].text
    assert "/accounts/login/" in good["cancel as nobody"].headers["location"]
    assert bad["cancel as nobody"].headers["location"] == "/products/"
    assert bad["pid"].text in bad["discount"].text


@only("django")
def test_django_pages(shop: Shop) -> None:
    bad, good = shop.vulnerable, shop.hardened
    assert "<script>" in bad["no product"].text
    assert "<script>soon" in bad["order page"].text
    assert "&lt;script&gt;" in good["no product"].text
    assert "&lt;script&gt;soon" in good["order page"].text
    assert "<script>" not in bad["spelling"].text + good["spelling"].text
