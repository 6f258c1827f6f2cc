"""Drive the FastAPI shop that is first on the path through its test client, and print what it answered.

Usage: `PYTHONPATH=<application folder>:tests python -m apps.drive_fastapi <scratch folder>`
"""

import os
import sys
from importlib import import_module
from pathlib import Path

import jwt
from apps.document_store import document_store
from apps.observations import Answer, AuditEvents, inside_server, until_limited, write_answers
from fastapi.testclient import TestClient
from httpx import Response

SCRATCH = Path(sys.argv[1])
API = "/api/v1"
PASSWORD = "correct horse battery"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
UNION = "' UNION SELECT id, email, 0 FROM users WHERE '%'='"
OBJECT_YAML = "!!python/object/apply:builtins.list [[{product_id: 1, quantity: 1}]]"

answers: dict[str, Answer] = {}


def see(step: str, response: Response) -> Response:
    answers[step] = Answer(response.status_code, response.text, dict(response.headers))
    return response


def login(client: TestClient, email: str) -> dict[str, str]:
    tokens = see("login", client.post(f"{API}/auth/login", data={"username": email, "password": PASSWORD})).json()
    see("refresh", client.post(f"{API}/auth/refresh", json={"refresh_token": tokens["refresh_token"]}))
    see("refresh again", client.post(f"{API}/auth/refresh", json={"refresh_token": tokens["refresh_token"]}))
    forged = jwt.encode({"sub": "1", "type": "refresh"}, "f" * 32)
    see("refresh forged", client.post(f"{API}/auth/refresh", json={"refresh_token": forged}))
    return {"Authorization": f"Bearer {tokens['access_token']}"}


def register(client: TestClient, email: str) -> int:
    person = {"email": email, "display_name": "Somebody", "password": PASSWORD}
    user_id: int = see("register", client.post(f"{API}/auth/register", json=person)).json()["id"]
    return user_id


def customer(client: TestClient, user: dict[str, str], other_id: int, user_id: int) -> None:
    order = {"product_id": 1, "quantity": 2, "note": "<b>soon</b>"}
    see("order", client.post(f"{API}/orders", json=order, headers=user))
    see("order without schema", client.post(f"{API}/orders", json=order | {"quantity": -5}, headers=user))
    see("orders", client.get(f"{API}/orders", headers=user))
    see("receipt", client.get("/pages/orders/1/receipt", headers=user))
    see("payment", client.post(f"{API}/orders/1/payment", headers=user))
    orders = {"file": ("orders.yml", OBJECT_YAML, "application/yaml")}
    see("import", client.post(f"{API}/orders/import", files=orders, headers=user))
    see("search", client.get(f"{API}/search/products", params={"q": "kettle"}, headers=user))
    see("search injected", client.get(f"{API}/search/products", params={"q": UNION}, headers=user))
    strange = {"filter": '{"published": {"$ne": true}}', "product_id": "1"}
    see("reviews", client.get(f"{API}/search/reviews", params=strange, headers=user))
    see("search orders", client.get(f"{API}/search/orders", params={"q": "soon", "sort": "1; --"}, headers=user))
    see("me", client.get(f"{API}/users/me", headers=user))
    see("profile", client.get(f"{API}/users/{other_id}", headers=user))
    see("admin as customer", client.get(f"{API}/admin/users", headers=user))
    change = {"display_name": "Alice", "role": "support"}
    see("mass assignment", client.patch(f"{API}/users/me", json=change, headers=user))
    role = client.put(f"{API}/admin/users/{user_id}/role", json={"role": "admin"}, headers=user)
    see("role as customer", role)


def files(client: TestClient, user: dict[str, str]) -> None:
    png = {"file": ("cat.png", PNG, "image/png")}
    upload = see("upload", client.post(f"{API}/uploads", files=png, headers=user)).json()
    page = {"file": ("page.html", b"<script>", "text/html")}
    see("upload html", client.post(f"{API}/uploads", files=page, headers=user))
    see("download", client.get(f"{API}/uploads/file", params={"name": upload["stored_name"]}, headers=user))
    (SCRATCH / "outside.txt").write_text("outside the folder")
    see("download outside", client.get(f"{API}/uploads/file", params={"name": "../outside.txt"}, headers=user))
    see("download own", client.get(f"{API}/uploads/{upload['id']}", headers=user))
    with inside_server() as url:
        see("request forgery", client.post(f"{API}/uploads/from-url", json={"url": url}, headers=user))


def stranger(client: TestClient, other_id: int) -> None:
    see("health", client.get("/health", headers={"Origin": "https://evil.example"}))
    see("orders of nobody", client.get(f"{API}/orders"))
    see("welcome", client.get("/pages/welcome", params={"name": "<script>"}))
    see("goodbye", client.get("/pages/goodbye", params={"name": "<script>"}))
    see("go", client.get("/pages/go", params={"next": "https://evil.example/"}, follow_redirects=False))
    see("webhook unsigned", client.post(f"{API}/payments/webhook", json={}, headers={"X-Payment-Signature": "0"}))
    see("reset", client.post(f"{API}/auth/password-reset", json={"email": "alice@example.com"}))
    see("delete as nobody", client.delete(f"{API}/users/{other_id}"))
    wrong = {"username": "alice@example.com", "password": "wrong"}
    answers["wrong logins"] = until_limited(lambda: client.post(f"{API}/auth/login", data=wrong).status_code)


def administrator(client: TestClient, admin: dict[str, str]) -> None:
    models, database = import_module("app.models"), import_module("app.database")
    with database.SessionLocal() as session:
        user = session.get(models.User, 1)
        answers["stored hash"] = Answer(0, user.password_hash)
        user.role = "admin"
        session.commit()
    see("admin users", client.get(f"{API}/admin/users", headers=admin))
    see("admin statistics", client.get(f"{API}/admin/statistics", headers=admin))
    see("admin lookup", client.get(f"{API}/admin/lookup", params={"host": "localhost"}, headers=admin))
    see("admin command", client.get(f"{API}/admin/lookup", params={"host": "x; echo in''jected"}, headers=admin))
    formula = {"price_cents": 100, "percent": 10, "formula": "__import__('os').getpid()"}
    see("admin formula", client.post(f"{API}/admin/discounts/preview", json=formula, headers=admin))
    answers["pid"] = Answer(0, str(os.getpid()))


def main() -> None:
    os.environ |= {
        "SHOP_DATABASE_URL": f"sqlite:///{SCRATCH / 'shop.db'}",
        "SHOP_UPLOAD_DIR": str(SCRATCH / "uploads"),
        "SHOP_PAYMENT_URL": "http://127.0.0.1:9",
        "SHOP_PAYMENT_API_KEY": "t" * 32,
        "SHOP_JWT_SECRET": "j" * 32,
        "SHOP_WEBHOOK_SECRET": "w" * 32,
    }
    audit = AuditEvents("shop.audit")
    with document_store() as (url, asked):
        os.environ["SHOP_REVIEWS_URL"] = url
        app = import_module("app.main").app
        drive(TestClient(app, base_url="https://shop.example.com", raise_server_exceptions=False))
        import_module("app.reviews").client.close()
    answers["reviews asked for"] = Answer(len(asked), str(asked))
    routes = [f"{method.upper()} {path}" for path, item in app.openapi()["paths"].items() for method in item]
    answers["routes"] = Answer(len(routes), "\n".join(sorted(routes)))
    answers["audit"] = audit.answer()
    write_answers(answers)


def drive(shop: TestClient) -> None:
    with shop as client:
        alice_id, bob_id = register(client, "alice@example.com"), register(client, "bob@example.com")
        alice = login(client, "alice@example.com")
        customer(client, alice, bob_id, alice_id)
        files(client, alice)
        administrator(client, alice)
        stranger(client, bob_id)


if __name__ == "__main__":
    main()
