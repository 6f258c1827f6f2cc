import pytest
from frameworks.configured import facts_of, only

from backlint.concepts import LimiterDeclared

SLOWAPI = """
from fastapi import FastAPI, Request
from slowapi import Limiter
from slowapi.middleware import SlowAPIMiddleware
from slowapi.util import get_remote_address
app = FastAPI()
"""
FLASK = """
from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
app = Flask(__name__)
limiter = Limiter(get_remote_address, app=app)
"""


@pytest.mark.parametrize(
    ("head", "body", "effective"),
    [
        (
            SLOWAPI + "limiter = Limiter(key_func=get_remote_address)\n",
            "@app.post('/login')\n@limiter.limit('5/minute')",
            True,
        ),
        (
            SLOWAPI + "limiter = Limiter(key_func=get_remote_address)\n",
            "@limiter.limit('5/minute')\n@app.post('/login')",
            False,
        ),
        (FLASK, "@app.route('/login')\n@limiter.limit('5 per minute')", True),
        (FLASK, "@limiter.limit('5 per minute')\n@app.route('/login')", False),
    ],
)
def test_order_of_decorators(head: str, body: str, effective: bool) -> None:
    fact = only(LimiterDeclared, f"{head}{body}\ndef login(request):\n    return ''\n")
    assert fact.per_minute == 5
    assert (not fact.ineffective) is effective


def test_default_limits_need_their_middleware() -> None:
    source = SLOWAPI + "limiter = Limiter(key_func=get_remote_address, default_limits=['100/minute'])\n"
    fact = only(LimiterDeclared, source)
    assert "SlowAPIMiddleware" in fact.ineffective
    installed = only(LimiterDeclared, source + "app.add_middleware(SlowAPIMiddleware)\n")
    assert (installed.ineffective, installed.per_minute) == ("", 100)


def test_switched_off() -> None:
    source = SLOWAPI + "limiter = Limiter(key_func=get_remote_address, enabled=False)\n"
    assert only(LimiterDeclared, source).ineffective
    setting = only(LimiterDeclared, FLASK + "app.config['RATELIMIT_ENABLED'] = False")
    assert setting.ineffective == "RATELIMIT_ENABLED is False"


DJANGO = "ROOT_URLCONF = 'urls'\nINSTALLED_APPS = ['rest_framework']\n"
THROTTLE = "rest_framework.throttling.AnonRateThrottle"


@pytest.mark.parametrize(
    ("rates", "effective"),
    [
        ("", False),
        (", 'DEFAULT_THROTTLE_RATES': {'anon': None}", False),
        (", 'DEFAULT_THROTTLE_RATES': {'anon': '30/min'}", True),
    ],
)
def test_throttles_of_rest_framework(rates: str, effective: bool) -> None:
    settings = DJANGO + f"REST_FRAMEWORK = {{'DEFAULT_THROTTLE_CLASSES': ['{THROTTLE}']{rates}}}"
    fact = only(LimiterDeclared, {"settings.py": settings})
    assert (not fact.ineffective) is effective
    assert fact.per_minute == (30 if effective else None)


def test_scoped_throttle_without_a_scope() -> None:
    settings = (
        DJANGO + "REST_FRAMEWORK = {'DEFAULT_THROTTLE_CLASSES': ['rest_framework.throttling.ScopedRateThrottle']}"
    )
    assert only(LimiterDeclared, {"settings.py": settings}).ineffective
    views = "from rest_framework.views import APIView\nclass Login(APIView):\n    throttle_scope = 'login'"
    assert not only(LimiterDeclared, {"settings.py": settings, "views.py": views}).ineffective


def test_limits_that_are_not_known_have_no_rate() -> None:
    source = FLASK + "import lib\n@app.route('/login')\n@limiter.limit(lib.RATE)\ndef login():\n    return ''\n"
    assert only(LimiterDeclared, source).per_minute is None
    assert not facts_of(LimiterDeclared, source)[0].ineffective


@pytest.mark.parametrize(
    ("block", "body", "versions", "effective"),
    [
        (", block=False", "return None", {}, False),
        (", block=False", "return 429 if request.limited else 200", {}, True),
        (", block=False", "return 429 if getattr(request, 'limited', False) else 200", {}, True),
        ("", "return None", {"django_ratelimit": "4.1.0"}, True),
        ("", "return None", {"django_ratelimit": "3.0.1"}, False),
        ("", "return None", {}, True),
    ],
)
def test_django_ratelimit_that_only_takes_notes(
    block: str, body: str, versions: dict[str, str], effective: bool
) -> None:
    source = f"""
    from django_ratelimit.decorators import ratelimit
    @ratelimit(key="ip", rate="5/m"{block})
    def login(request):
        {body}
    """
    fact = only(LimiterDeclared, source, **versions)
    assert fact.per_minute == 5
    assert (not fact.ineffective) is effective


VIEW = """
from rest_framework.views import APIView
from rest_framework.throttling import AnonRateThrottle
class Own(AnonRateThrottle):
    rate = "5/min"
class Login(APIView):
    throttle_classes = [AnonRateThrottle]
class Register(APIView):
    throttle_classes = [Own]
"""


def test_throttles_that_views_name_need_a_rate() -> None:
    fact = only(LimiterDeclared, {"settings.py": DJANGO, "views.py": VIEW})
    assert fact.location.line == 7
    assert fact.ineffective
    rates = "REST_FRAMEWORK = {'DEFAULT_THROTTLE_RATES': {'anon': '5/min'}}"
    assert not facts_of(LimiterDeclared, {"settings.py": DJANGO + rates, "views.py": VIEW})
    assert not facts_of(LimiterDeclared, {"views.py": VIEW})
