"""Drive the Django shop that is first on the path through its test client, and print what it answered.

Usage: `PYTHONPATH=<application folder>:tests python -m apps.drive_django <scratch folder>`
"""

import json
import logging
import os
import pickle
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import django
import jwt
from apps.observations import Answer, AuditEvents, inside_server, until_limited, write_answers
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import URLPattern, URLResolver, get_resolver

SCRATCH = Path(sys.argv[1])
SHOP = "https://shop.example.com"
PASSWORD = "correct horse battery"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
UNION = "' UNION SELECT id, email, password, 0, 1 FROM accounts_user WHERE '%%'='"
SUBQUERY = "(SELECT 1 FROM nowhere)"

answers: dict[str, Answer] = {}


class Pickled:
    """An object that leaves a folder behind when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(SCRATCH / "unpickled"),)


class Visitor:
    """One browser: keeps its cookies and sends the CSRF token that the login page gave it."""

    def __init__(self) -> None:
        self.client = Client(
            enforce_csrf_checks=True, raise_request_exception=False, headers={"host": "shop.example.com"}
        )

    def get(self, step: str, path: str, query: Mapping[str, str] | None = None, **headers: str) -> HttpResponse:
        return self._see(step, self.client.get(path, query, secure=True, headers=headers))

    def post(self, step: str, path: str, form: Mapping[str, object], *, token: bool = True) -> HttpResponse:
        headers = {"referer": SHOP + "/"}
        if token:
            self.client.get("/accounts/login/", secure=True)
            headers["x-csrftoken"] = self.client.cookies["csrftoken"].value
        return self._see(step, self.client.post(path, form, secure=True, headers=headers))

    def send(self, step: str, method: str, path: str, body: object, bearer: str = "") -> HttpResponse:
        headers = {"authorization": f"Bearer {bearer}"} if bearer else {}
        response = self.client.generic(
            method, path, json.dumps(body), content_type="application/json", secure=True, headers=headers
        )
        return self._see(step, response)

    def _see(self, step: str, response: HttpResponse) -> HttpResponse:
        content = b"".join(response.streaming_content) if response.streaming else response.content
        headers = {name.lower(): value for name, value in response.items()}
        cookies = response.cookies.output(header="") if response.cookies else ""
        answers[step] = Answer(
            response.status_code, content.decode(errors="replace"), headers | {"set-cookie": cookies}
        )
        return response


def customer(alice: Visitor) -> None:
    names = {"email": "alice@example.com", "display_name": "Alice"}
    passwords = {"password": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}
    alice.post("register", "/accounts/register/", names | passwords)
    credentials = {"username": "alice@example.com", "password": PASSWORD}
    alice.post("login", "/accounts/login/", credentials | {"next_page": "https://evil.example/"})
    alice.get("profile", "/accounts/profile/")
    alice.post("forged profile", "/accounts/profile/update/", {"display_name": "Mallory"}, token=False)
    alice.get("admin as customer", "/admin/users/")
    alice.get("dashboard as customer", "/admin/")
    alice.post("role as customer", "/admin/users/1/role/", {})


def program(alice: Visitor) -> str:
    credentials = {"email": "alice@example.com", "password": PASSWORD}
    token: str = json.loads(alice.send("token", "POST", "/api/token/", credentials).content)["token"]
    answers["token claims"] = Answer(0, " ".join(jwt.decode(token, options={"verify_signature": False})))
    order = {"product": 1, "quantity": 2, "note": "<script>soon"}
    alice.send("order", "POST", "/api/orders/", order, token)
    alice.send("second order", "POST", "/api/orders/", order, token)
    alice.send("order without sense", "POST", "/api/orders/", order | {"quantity": -5}, token)
    alice.send("orders", "GET", "/api/orders/", None, token)
    alice.send("orders of nobody", "GET", "/api/orders/", None)
    alice.send("refund without reason", "POST", "/api/orders/2/refund/", {"reason": ["x" * 500]}, token)
    alice.send("mass assignment", "PATCH", "/api/profile/", {"display_name": "Alice", "is_staff": True}, token)
    alice.send("api profile", "GET", "/api/profile/", None, token)
    harmful = SimpleUploadedFile("export.orders", pickle.dumps(Pickled()))
    bearer = {"authorization": f"Bearer {token}"}
    response = alice.client.post("/api/orders/import/", {"file": harmful}, secure=True, headers=bearer)
    alice._see("import", response)
    answers["unpickled"] = Answer(0, str((SCRATCH / "unpickled").exists()))
    return token


def files(alice: Visitor) -> None:
    png = SimpleUploadedFile("cat.png", PNG, content_type="image/png")
    stored = json.loads(alice.post("upload", "/documents/upload/", {"title": "Cat", "file": png}).content)
    page = SimpleUploadedFile("page.html", b"<script>", content_type="text/html")
    alice.post("upload html", "/documents/upload/", {"title": "Page", "file": page})
    alice.get("documents", "/documents/")
    alice.get("download", "/documents/file/", {"name": stored["name"]})
    alice.get("download own", f"/documents/{stored['id']}/")
    (SCRATCH / "outside.txt").write_text("outside the folder")
    alice.get("download outside", "/documents/file/", {"name": "../outside.txt"})
    alice.get("describe", "/documents/describe/", {"name": stored["name"], "document": str(stored["id"])})
    alice.get("describe injected", "/documents/describe/", {"name": f"; touch {SCRATCH / 'injected'}"})
    answers["injected"] = Answer(0, str((SCRATCH / "injected").exists()))
    with inside_server() as url:
        alice.post("request forgery", "/documents/check-link/", {"url": url})


def stranger(nobody: Visitor) -> None:
    nobody.get("health", "/health/", origin="https://evil.example")
    nobody.get("order as nobody", "/orders/1/")
    nobody.get("search", "/products/", {"q": "kettle"})
    nobody.get("search injected", "/products/", {"q": UNION})
    nobody.get("cheapest", "/products/cheapest/", {"sort": "1; --"})
    nobody.get("no product", "/products/none/", {"q": "<script>"})
    nobody.get("spelling", "/products/spelling/", {"q": "<script>"})
    nobody.post("cancel as nobody", "/orders/1/cancel/", {})
    nobody.post("forgot", "/accounts/forgot/", {"email": "alice@example.com"})
    wrong = {"username": "alice@example.com", "email": "alice@example.com", "password": "wrong"}
    answers["wrong logins"] = until_limited(lambda: nobody.post("wrong login", "/accounts/login/", wrong).status_code)
    answers["wrong tokens"] = until_limited(
        lambda: nobody.send("wrong token", "POST", "/api/token/", wrong).status_code
    )


def pages(alice: Visitor) -> None:
    alice.get("order page", "/orders/1/")
    alice.get("order list", "/orders/", {"sort": "status"})
    alice.get("order list injected", "/orders/", {"sort": SUBQUERY})
    alice.get("order filter", "/orders/filter/", {"status": "new"})
    hasher = {"customer__password__startswith": "no such hash"}
    alice.get("order filter by hash", "/orders/filter/", hasher)
    alice.post("payment", "/orders/1/pay/", {})


def administrator(alice: Visitor) -> None:
    user = import_module("accounts.models").User.objects.get(email="alice@example.com")
    answers["stored hash"] = Answer(0, user.password)
    user.is_staff = True
    user.save()
    alice.get("dashboard", "/admin/")
    alice.get("admin users", "/admin/users/")
    alice.post("invite", "/admin/invitations/", {"email": "bob@example.com"})
    formula = {"price_cents": 100, "percent": 10, "formula": "__import__('os').getpid()"}
    alice.post("discount", "/admin/discounts/preview/", formula)
    answers["pid"] = Answer(0, str(os.getpid()))


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> Iterator[str]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        else:
            yield path


def main() -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "shop.settings",
        "SHOP_DATABASE": str(SCRATCH / "shop.db"),
        "SHOP_MEDIA_ROOT": str(SCRATCH / "media"),
        "SHOP_PAYMENT_URL": "http://127.0.0.1:9",
        "SHOP_CACHE_BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "SHOP_CACHE_LOCATION": "limits",
        "SHOP_SECRET_KEY": "s" * 50,
        "SHOP_TOKEN_KEY": "j" * 32,
    }
    (SCRATCH / "media").mkdir()
    django.setup()
    setup_test_environment()
    logging.getLogger("django").setLevel(logging.CRITICAL)
    call_command("migrate", verbosity=0)
    audit = AuditEvents("shop.audit")
    product = import_module("orders.models").Product
    product.objects.create(name="Blue kettle", description="Boils in *three* minutes", price_cents=2900)
    product.objects.create(name="Secret prototype", price_cents=99900, published=False)
    alice = Visitor()
    customer(alice)
    program(Visitor())
    files(alice)
    pages(alice)
    administrator(alice)
    stranger(Visitor())
    answers["routes"] = Answer(0, "\n".join(sorted(routes(get_resolver().url_patterns))))
    answers["audit"] = audit.answer()
    write_answers(answers)


if __name__ == "__main__":
    main()
