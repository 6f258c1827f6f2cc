"""Drive the Flask shop that is first on the path through its test client, and print what it answered.

Usage: `PYTHONPATH=<application folder>:tests python -m apps.drive_flask <scratch folder>`
"""

import base64
import io
import os
import pickle
import re
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import jwt
from apps.document_store import document_store
from apps.observations import Answer, AuditEvents, inside_server, until_limited, write_answers
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

SCRATCH = Path(sys.argv[1])
PASSWORD = "correct horse battery"
ADMIN_PASSWORD = "the first administrator"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
SHOP = "https://shop.example.com"
UNION = "' UNION SELECT id, email, password_hash, 0 FROM users WHERE '%'='"

answers: dict[str, Answer] = {}


class Visitor:
    """One browser: keeps its cookies and sends the page's CSRF token when the page has one."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, step: str, path: str, *, query: Mapping[str, str] | None = None) -> TestResponse:
        return self._see(step, self.client.get(path, base_url=SHOP, query_string=query))

    def post(
        self, step: str, path: str, form: Mapping[str, object] | None = None, *, token: bool = True
    ) -> TestResponse:
        page = self.client.get("/auth/login", base_url=SHOP).text if token else ""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        fields = dict(form or {}) | ({"csrf_token": found[1]} if found else {})
        return self._see(step, self.client.post(path, base_url=SHOP, data=fields, headers={"Referer": SHOP + "/"}))

    def _see(self, step: str, response: TestResponse) -> TestResponse:
        headers = {name.lower(): value for name, value in response.headers}
        answers[step] = Answer(response.status_code, response.get_data().decode(errors="replace"), headers)
        return response


class Pickled:
    """An object that leaves a file behind when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(SCRATCH / "unpickled"),)


def customer(alice: Visitor) -> None:
    person = {"email": "alice@example.com", "display_name": "Alice", "password": PASSWORD}
    alice.post("register", "/auth/register", person)
    alice.post("register twice", "/auth/register", person)
    credentials = {"email": "alice@example.com", "password": PASSWORD, "remember": "true"}
    alice.post("login", "/auth/login", credentials | {"next_page": "https://evil.example/"})
    alice.get("account", "/account/")
    alice.post("rename", "/account/", {"display_name": "Alice <b>"})
    alice.post("forged rename", "/account/", {"display_name": "Mallory"}, token=False)
    alice.get("account renamed", "/account/")
    alice.post("phone password", "/account/phone", {"phone_password": "open sesame"})
    with inside_server() as url:
        alice.post("request forgery", "/account/webhook", {"url": url})
    alice.get("orders", "/orders/")
    alice.post("payment", "/orders/1/payment")
    alice.get("admin as customer", "/admin/users")
    alice.get("customers as customer", "/admin/reports/customers")
    alice.post("role as customer", "/admin/users/2/role", {"role": "support"})


def files(alice: Visitor) -> None:
    stored = alice.post("upload", "/files/", {"file": (io.BytesIO(PNG), "cat.png", "image/png")}).get_json()
    alice.post("upload html", "/files/", {"file": (io.BytesIO(b"<script>"), "page.html", "text/html")})
    alice.get("download", f"/files/{stored['name']}")
    (SCRATCH / "outside.txt").write_text("outside the folder")
    alice.get("download outside", "/files/..%2Foutside.txt")
    alice.post("cart", "/cart/1")
    alice.client.set_cookie(
        "cart", base64.urlsafe_b64encode(pickle.dumps(Pickled())).decode(), domain="shop.example.com"
    )
    alice.get("cart unpickled", "/cart/")
    answers["unpickled"] = Answer(0, str((SCRATCH / "unpickled").exists()))


def program(visitor: Visitor) -> None:
    client = visitor.client
    credentials = {"email": "alice@example.com", "password": PASSWORD}
    token = client.post("/api/v1/token", base_url=SHOP, json=credentials).get_json()["token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    answers["token claims"] = Answer(0, str(claims["exp"]))
    bearer = {"Authorization": f"Bearer {token}"}
    for step, quantity in (("api order", 2), ("api order without schema", -5)):
        order = {"product_id": 1, "quantity": quantity, "note": "<b>soon</b>"}
        visitor._see(step, client.post("/api/v1/orders/", base_url=SHOP, json=order, headers=bearer))
    visitor._see("api read", client.get("/api/v1/orders/1", base_url=SHOP, headers=bearer))
    visitor._see("api read as nobody", client.get("/api/v1/orders/1", base_url=SHOP))


def administrator(admin: Visitor) -> None:
    admin.post("login admin", "/auth/login", {"email": "admin@example.com", "password": ADMIN_PASSWORD})
    admin.get("admin", "/admin/")
    admin.get("admin users", "/admin/users")
    admin.get("report injected", "/admin/reports/orders", query={"sort": "(SELECT 1 FROM nowhere)"})
    admin.get("report", "/admin/reports/products", query={"direction": "down"})
    admin.post("newsletter", "/admin/newsletter/preview", {"body": "Dear [name]: {{ 6 * 7 }}"})
    (SCRATCH / "uploads" / "invoices").mkdir()
    admin.post("backup", "/admin/backup", {"folder": "invoices"})
    admin.post("backup injected", "/admin/backup", {"folder": f"invoices; touch {SCRATCH / 'injected'}"})
    answers["injected"] = Answer(0, str((SCRATCH / "injected").exists()))


def stranger(nobody: Visitor) -> None:
    nobody._see("health", nobody.client.get("/health", base_url=SHOP, headers={"Origin": "https://evil.example"}))
    nobody.get("orders as nobody", "/orders/")
    nobody.post("cancel as nobody", "/orders/1/cancel")
    nobody.get("search", "/products/", query={"q": "kettle"})
    nobody.get("search injected", "/products/", query={"q": UNION})
    nobody.get("reviews", "/reviews/1", query={"stars": "1 || true"})
    nobody.get("compare", "/products/compare?id=1&id=2&id=3")
    nobody.get("second page", "/products/page", query={"number": "1"})
    nobody.get("suggest", "/products/suggest", query={"q": "<script>"})
    nobody.get("spelling", "/products/spelling", query={"q": "<script>"})
    nobody.get("no page", "/nothing")
    wrong = {"email": "alice@example.com", "password": "wrong"}
    answers["wrong logins"] = until_limited(lambda: nobody.post("wrong login", "/auth/login", wrong).status_code)


def drive(app: Flask) -> None:
    alice = Visitor(app.test_client())
    customer(alice)
    files(alice)
    program(Visitor(app.test_client()))
    alice.get("orders with note", "/orders/")
    administrator(Visitor(app.test_client()))
    stranger(Visitor(app.test_client()))


def main() -> None:
    os.environ |= {
        "SHOP_DATABASE": str(SCRATCH / "shop.db"),
        "SHOP_UPLOAD_FOLDER": str(SCRATCH / "uploads"),
        "SHOP_SECRET_KEY": "s" * 32,
        "SHOP_API_TOKEN_KEY": "j" * 32,
        "SHOP_ADMIN_PASSWORD": ADMIN_PASSWORD,
    }
    (SCRATCH / "uploads").mkdir()
    audit = AuditEvents("shop.audit")
    app = import_module("wsgi").app
    app.config["PROPAGATE_EXCEPTIONS"] = False
    database = import_module("shop.db")
    with app.app_context():
        database.init_db()
    with document_store() as (url, asked):
        app.config["REVIEWS_URL"] = url
        drive(app)
        app.extensions["reviews"].database.client.close()
    answers["reviews asked for"] = Answer(len(asked), str(asked))
    with app.app_context():
        row = database.get_db().execute("SELECT password_hash, phone_password_hash FROM users WHERE id = 2").fetchone()
    answers["stored hash"] = Answer(0, row["password_hash"])
    answers["stored phone hash"] = Answer(0, row["phone_password_hash"])
    routes = [f"{method} {rule}" for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}]
    answers["routes"] = Answer(len(routes), "\n".join(sorted(routes)))
    answers["audit"] = audit.answer()
    write_answers(answers)


if __name__ == "__main__":
    main()
