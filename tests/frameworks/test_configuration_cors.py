from frameworks.configured import facts_of, only

from backlint.concepts import CorsPolicy

FASTAPI = """
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
app = FastAPI()
"""
FLASK = """
from flask import Flask
from flask_cors import CORS, cross_origin
app = Flask(__name__)
"""


def test_middleware_given_by_its_class() -> None:
    policy = only(
        CorsPolicy, FASTAPI + 'app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)'
    )
    assert policy.any_origin
    assert policy.credentials.value is True
    assert policy.reflects
    assert policy.location.line == 5


def test_middleware_in_a_list_of_middleware() -> None:
    policy = only(
        CorsPolicy,
        """
        from starlette.applications import Starlette
        from starlette.middleware import Middleware
        from starlette.middleware.cors import CORSMiddleware
        ORIGINS = ["https://shop.example"]
        app = Starlette(middleware=[Middleware(CORSMiddleware, allow_origins=ORIGINS)])
        """,
    )
    assert policy.origins.value == ("https://shop.example",)
    assert policy.credentials.value is False


def test_middleware_wrapped_around_the_application() -> None:
    policy = only(CorsPolicy, FASTAPI + 'app = CORSMiddleware(app, ["https://a.example", "null"])')
    assert policy.origins.value == ("https://a.example", "null")


def test_nothing_allowed_by_default() -> None:
    policy = only(CorsPolicy, FASTAPI + "app.add_middleware(CORSMiddleware)")
    assert policy.origins.value == ()
    assert policy.pattern.value is None


def test_unknown_origins_are_not_guessed() -> None:
    policy = only(
        CorsPolicy, FASTAPI + "import elsewhere\napp.add_middleware(CORSMiddleware, allow_origins=elsewhere.load())"
    )
    assert not policy.origins.constants
    assert not policy.origins.complete


def test_options_in_an_unknown_mapping_are_not_defaults() -> None:
    policy = only(CorsPolicy, FASTAPI + "import elsewhere\napp.add_middleware(CORSMiddleware, **elsewhere.options())")
    assert not policy.origins.complete
    assert not policy.credentials.complete


def test_options_in_a_known_mapping() -> None:
    policy = only(
        CorsPolicy,
        FASTAPI + 'options = {"allow_origins": ["*"], "allow_credentials": True}\n'
        "app.add_middleware(CORSMiddleware, **options)",
    )
    assert policy.any_origin
    assert policy.credentials.value is True


def test_starlette_patterns_match_whole_origins() -> None:
    pattern = r"https://.*\.shop\.example"
    policy = only(CorsPolicy, FASTAPI + f"app.add_middleware(CORSMiddleware, allow_origin_regex=r'{pattern}')")
    assert policy.pattern.value == f"{pattern}$"


def test_subclass_of_the_middleware() -> None:
    policy = only(
        CorsPolicy,
        FASTAPI + "class Ours(CORSMiddleware):\n    pass\napp.add_middleware(Ours, allow_origins=['*'])",
    )
    assert policy.any_origin


def test_flask_cors_is_open_by_default() -> None:
    policy = only(CorsPolicy, FLASK + "CORS(app)")
    assert policy.any_origin
    assert policy.credentials.value is False


def test_flask_cors_prepared_and_installed_later() -> None:
    policy = only(
        CorsPolicy,
        {
            "shop/__init__.py": """
                from flask import Flask
                from shop.extensions import cors
                def create_app():
                    app = Flask(__name__)
                    cors.init_app(app, origins=["https://shop.example"])
                    return app
            """,
            "shop/extensions.py": "from flask_cors import CORS\ncors = CORS(supports_credentials=True)",
        },
    )
    assert policy.origins.value == ("https://shop.example",)
    assert policy.credentials.value is True


def test_flask_cors_that_is_never_installed_says_nothing() -> None:
    assert not facts_of(CorsPolicy, FLASK + "cors = CORS()")


def test_flask_cors_by_settings() -> None:
    policy = only(
        CorsPolicy,
        FLASK + 'app.config["CORS_ORIGINS"] = ["https://a.example"]\n'
        "app.config.update(CORS_SUPPORTS_CREDENTIALS=True)\nCORS(app)",
    )
    assert policy.origins.value == ("https://a.example",)
    assert policy.credentials.value is True


def test_flask_cors_by_resource() -> None:
    policies = facts_of(
        CorsPolicy,
        FLASK
        + 'CORS(app, supports_credentials=True, resources={r"/a/*": {"origins": "*"}, "/b": {"origins": ["https://b.example"]}})',
    )
    assert [policy.origins.value for policy in policies] == ["*", ("https://b.example",)]
    assert all(policy.credentials.value is True for policy in policies)


def test_flask_cors_takes_some_origins_for_patterns() -> None:
    policy = only(CorsPolicy, FLASK + r'CORS(app, origins=["https://a.example", r"https://.*\.b\.example"])')
    assert policy.pattern.value == (r"https://.*\.b\.example",)


def test_flask_cors_sending_a_bare_wildcard_echoes_nobody() -> None:
    policy = only(CorsPolicy, FLASK + "CORS(app, supports_credentials=True, send_wildcard=True)")
    assert not policy.reflects


def test_cross_origin_decorator() -> None:
    policy = only(
        CorsPolicy,
        FLASK + '@app.get("/")\n@cross_origin(origins=["https://a.example"])\ndef index():\n    return ""',
    )
    assert policy.origins.value == ("https://a.example",)


DJANGO = """
INSTALLED_APPS = ["corsheaders", "django.contrib.auth"]
ROOT_URLCONF = "urls"
"""


def test_django_settings_do_nothing_without_the_middleware() -> None:
    assert not facts_of(CorsPolicy, {"settings.py": DJANGO + "CORS_ALLOW_ALL_ORIGINS = True"})


def test_django_settings() -> None:
    policy = only(
        CorsPolicy,
        {
            "settings.py": DJANGO
            + 'MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware"]\n'
            + "CORS_ORIGIN_ALLOW_ALL = True\nCORS_ALLOW_CREDENTIALS = True"
        },
    )
    assert policy.any_origin
    assert policy.credentials.value is True
    assert (policy.location.path, policy.location.line) == ("settings.py", 5)


def test_django_list_of_origins() -> None:
    policy = only(
        CorsPolicy,
        {
            "settings.py": DJANGO
            + 'MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware"]\nCORS_ALLOWED_ORIGINS = ["https://a.example"]\n'
            + r'CORS_ALLOWED_ORIGIN_REGEXES = [r"^https://\w+\.a\.example"]'
        },
    )
    assert policy.origins.value == ("https://a.example",)
    assert policy.pattern.texts == (r"^https://\w+\.a\.example",)
    assert not policy.any_origin


def test_headers_written_by_hand() -> None:
    policy = only(
        CorsPolicy,
        FLASK
        + "@app.after_request\ndef open_up(response):\n"
        + '    response.headers["Access-Control-Allow-Origin"] = "*"\n'
        + '    response.headers["Access-Control-Allow-Credentials"] = "true"\n    return response',
    )
    assert policy.any_origin
    assert policy.credentials.value is True
    assert not policy.reflects


def test_headers_given_to_a_response() -> None:
    policy = only(
        CorsPolicy,
        FASTAPI
        + "from fastapi.responses import JSONResponse\n@app.get('/')\ndef index():\n"
        + '    return JSONResponse({}, headers={"access-control-allow-origin": "https://a.example"})',
    )
    assert policy.origins.value == "https://a.example"
    assert policy.credentials.value is False


def test_compiled_patterns() -> None:
    policy = only(CorsPolicy, FLASK + r"import re" + "\n" + r'CORS(app, origins=[re.compile(r"https://a\.example")])')
    assert policy.pattern.texts == (r"https://a\.example",)
