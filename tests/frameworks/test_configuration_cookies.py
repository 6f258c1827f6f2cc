import pytest
from frameworks.configured import facts_of, only

from backlint.concepts import CookieSet

FLASK = "from flask import Flask, make_response, session\napp = Flask(__name__)\n"


def flags(fact: CookieSet) -> tuple[object, ...]:
    return tuple(
        reading.value if reading.known else "unread" for reading in (fact.secure, fact.http_only, fact.same_site)
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "from flask import make_response\nr = make_response('')\nr.set_cookie('session_id', 'v')",
            (False, False, None),
        ),
        (
            (
                "from flask import make_response\nr = make_response('')\n"
                "r.set_cookie('session_id', 'v', secure=True, httponly=True, samesite='Lax')"
            ),
            (True, True, "Lax"),
        ),
        (
            "from starlette.responses import JSONResponse\nr = JSONResponse({})\nr.set_cookie(key='session_id', value='v')",
            (False, False, "lax"),
        ),
        (
            (
                "from fastapi import Response\ndef login(response: Response):\n"
                "    response.set_cookie('session_id', 'v', httponly=True)"
            ),
            (False, True, "lax"),
        ),
        (
            "from django.http import JsonResponse\nr = JsonResponse({})\nr.set_cookie('session_id', 'v', secure=True)",
            (True, False, None),
        ),
        ("def login(response):\n    response.set_cookie('session_id', 'v')", (False, False, "unread")),
    ],
)
def test_cookies_that_handlers_set(source: str, expected: tuple[object, ...]) -> None:
    fact = only(CookieSet, source)
    assert flags(fact) == expected
    assert fact.sensitive
    assert fact.name.value == "session_id"


def test_flags_from_an_unknown_place_are_unread() -> None:
    source = "from flask import make_response\nimport lib\nr = make_response('')\nr.set_cookie('auth', 'v', secure=lib.SECURE, **lib.OPTIONS)"
    fact = only(CookieSet, source)
    assert flags(fact) == ("unread", "unread", "unread")


def test_theme_is_not_sensitive() -> None:
    assert not only(
        CookieSet, "from flask import make_response\nr = make_response('')\nr.set_cookie('theme', 'dark')"
    ).sensitive


@pytest.mark.parametrize("taken_back", ["'session', '', max_age=0", "'session', ''", "'session', 'x', expires=0"])
def test_a_cookie_that_is_taken_back_needs_no_flags(taken_back: str) -> None:
    assert not facts_of(
        CookieSet, f"from flask import make_response\nr = make_response('')\nr.set_cookie({taken_back})"
    )


def test_session_middleware() -> None:
    fact = only(
        CookieSet,
        "from fastapi import FastAPI\nfrom starlette.middleware.sessions import SessionMiddleware\napp = FastAPI()\n"
        "app.add_middleware(SessionMiddleware, secret_key='k', https_only=True, same_site='strict')",
    )
    assert flags(fact) == (True, True, "strict")
    assert fact.name.value == "session"
    assert fact.sensitive


def test_flask_session_counts_where_it_is_used() -> None:
    assert not facts_of(CookieSet, FLASK)
    used = FLASK + "@app.post('/login')\ndef login():\n    session['user'] = 1\n    return ''\n"
    assert flags(only(CookieSet, used)) == (False, True, None)
    secured = used + "app.config.update(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_SAMESITE='Lax')"
    assert flags(only(CookieSet, secured)) == (True, True, "Lax")
    unknown = used + "app.config.from_envvar('SHOP_SETTINGS')"
    assert flags(only(CookieSet, unknown)) == ("unread", "unread", "unread")


def test_talisman_makes_the_session_secure() -> None:
    source = FLASK + "from flask_talisman import Talisman\nTalisman(app)\ndef login():\n    session['user'] = 1\n"
    assert flags(only(CookieSet, source)) == (True, True, None)


def test_flask_jwt_cookies() -> None:
    source = (
        FLASK + "from flask_jwt_extended import set_access_cookies\napp.config['JWT_COOKIE_SAMESITE'] = 'Strict'\n"
        "def login(token):\n    r = make_response('')\n    set_access_cookies(r, token)\n    return r"
    )
    fact = only(CookieSet, source)
    assert flags(fact) == (False, True, "Strict")
    assert fact.name.value == "access_token_cookie"
