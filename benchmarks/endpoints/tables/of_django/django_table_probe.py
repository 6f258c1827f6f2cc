"""Asks the running application: tables in memory, one request of a stranger to each method of each path."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.test.utils import setup_test_environment

# ruff: noqa: SLF001 -- `_meta` is what Django documents, and connections are opened anew

SECONDS = 5
REFUSED = {401, 403}


class TooSlow(Exception):  # noqa: N818 -- it is a signal, not a mistake
    """An answer took too long."""


def _ring(*_: object) -> None:
    raise TooSlow


@contextlib.contextmanager
def limited(seconds: int) -> Iterator[None]:
    """End what takes longer."""
    before = signal.signal(signal.SIGALRM, _ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def prepare() -> bool:
    """Take a database and a cache in memory, with a table for each model; tell whether that is possible."""
    from django.core.cache import caches

    local = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    for alias in settings.CACHES:
        caches.settings[alias] = dict(local, LOCATION=alias)
    databases = {
        alias: {
            **held,
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ":memory:",
            "OPTIONS": {},
            "ATOMIC_REQUESTS": False,
        }
        for alias, held in settings.DATABASES.items()
    }
    for held in databases.values():
        held["TEST"] = {"NAME": None}
    settings.DATABASES = databases
    connections.settings = connections.configure_settings(databases)
    for alias in databases:
        with contextlib.suppress(AttributeError):
            delattr(connections._connections, alias)
    setup_test_environment()
    settings.ALLOWED_HOSTS = ["*"]
    settings.CELERY_TASK_ALWAYS_EAGER = False
    return _tables()


def _tables() -> bool:
    made = 0
    for model in apps.get_models():
        if not model._meta.managed or model._meta.proxy:
            continue
        model._meta.indexes = []
        model._meta.constraints = []
        try:
            connection.disable_constraint_checking()
            with connection.schema_editor() as editor:
                editor.create_model(model)
            made += 1
        except Exception as error:  # noqa: BLE001 -- a table that SQLite does not have costs the answers that need it
            print(f"no table for {model._meta.label}: {error}"[:200], file=sys.stderr)
    return made > 0


def ask(method: str, path: str, client: Client | None = None) -> tuple[int, str] | None:
    """Return the status and the place to which the answer to a stranger's request redirects; None without an answer."""
    try:
        with limited(SECONDS):
            client = client or Client(raise_request_exception=False)
            answer: Any = client.generic(method, path, secure=True)
            return answer.status_code, answer.headers.get("Location", "")
    except (Exception, SystemExit) as error:  # noqa: BLE001 -- what the application does then is its own affair
        print(f"no answer to {method} {path}: {type(error).__name__} {error}"[:200], file=sys.stderr)
        return None


def refused(answer: tuple[int, str]) -> bool | None:
    """Tell whether an answer says that a stranger is not let in; None when it says neither."""
    status, location = answer
    if status in REFUSED:
        return True
    if 300 <= status < 400:
        wanted = str(settings.LOGIN_URL or "login")
        path = location.partition("?")[0]
        if "next=" in location or wanted.strip("/") in path or any(word in path for word in ("login", "signin")):
            return True
        return None
    if 200 <= status < 300:
        return False
    return None


def somebody() -> Client | None:
    """Return a client of somebody who is signed in and has no rights; None when users cannot be made like that."""
    from django.contrib.auth import get_user_model

    model = get_user_model()
    values = dict.fromkeys([*getattr(model, "REQUIRED_FIELDS", ()), model.USERNAME_FIELD], "someone@example.org")
    try:
        with limited(SECONDS):
            user = model(is_active=True, **values)
            user.set_unusable_password()
            user.save()
            client = Client(raise_request_exception=False)
            client.force_login(user)
    except Exception as error:  # noqa: BLE001 -- then only strangers are asked for
        print(f"nobody can be signed in: {type(error).__name__} {error}"[:200], file=sys.stderr)
        return None
    return client
