import pytest
from frameworks.configured import facts_of, only

from backlint.concepts import SecretUse

FLASK = "from flask import Flask\napp = Flask(__name__)\n"
DJANGO = "ROOT_URLCONF = 'urls'\nINSTALLED_APPS = []\n"


@pytest.mark.parametrize(
    ("source", "purpose", "value", "name"),
    [
        ("import jwt\njwt.encode({}, 'k1')", "jwt-key", "k1", "key"),
        ("import hmac\nhmac.new(b'k2', b'x', 'sha256')", "signing-key", b"k2", "key"),
        (
            "from itsdangerous import URLSafeTimedSerializer\nURLSafeTimedSerializer('k3')",
            "signing-key",
            "k3",
            "secret_key",
        ),
        ("import psycopg2\npsycopg2.connect(host='db', password='k4')", "password", "k4", "password"),
        ("import pymysql\npymysql.connect('db', 'root', 'k5')", "password", "k5", ""),
        ("import smtplib\ns = smtplib.SMTP('mail')\ns.login('me', 'k6')", "password", "k6", "password"),
        ("from sqlalchemy import create_engine\ncreate_engine('postgresql://me:k7@db/shop')", "password", "k7", "url"),
        ("import redis\nredis.Redis.from_url('redis://:k8@cache:6379/0')", "password", "k8", "url"),
        ("import boto3\nboto3.client('s3', aws_secret_access_key='k9')", "api-key", "k9", "aws_secret_access_key"),
        ("from openai import OpenAI\nOpenAI(api_key='k10')", "api-key", "k10", "api_key"),
        ("import stripe\nstripe.api_key = 'k11'", "api-key", "k11", "api_key"),
        ("import requests\nrequests.get('https://x.example', auth=('me', 'k12'))", "password", "k12", "auth"),
        ("from cryptography.fernet import Fernet\nFernet(b'k13')", "encryption-key", b"k13", "key"),
        (FLASK + "app.secret_key = 'k14'", "session-key", "k14", "SECRET_KEY"),
        (FLASK + "app.config['SECRET_KEY'] = 'k15'", "session-key", "k15", "SECRET_KEY"),
        (FLASK + "app.config.from_mapping(JWT_SECRET_KEY='k16')", "jwt-key", "k16", "JWT_SECRET_KEY"),
        (
            FLASK + "app.config['SQLALCHEMY_DATABASE_URI'] = 'mysql://root:k17@db/shop'",
            "password",
            "k17",
            "SQLALCHEMY_DATABASE_URI",
        ),
        (
            (
                "from fastapi import FastAPI\nfrom starlette.middleware.sessions import SessionMiddleware\n"
                "app = FastAPI()\napp.add_middleware(SessionMiddleware, secret_key='k18')"
            ),
            "session-key",
            "k18",
            "secret_key",
        ),
    ],
)
def test_uses(source: str, purpose: str, value: object, name: str) -> None:
    fact = only(SecretUse, source)
    assert (fact.purpose, fact.value.value, fact.name) == (purpose, value, name)
    assert fact.value.location is not None


def test_an_address_without_a_password_is_no_secret() -> None:
    assert not facts_of(SecretUse, "from sqlalchemy import create_engine\ncreate_engine('sqlite:///shop.db')")


def test_one_literal_is_one_fact() -> None:
    fact = only(
        SecretUse,
        {
            "keys.py": "KEY = 'one key for everything'",
            "app.py": """
                import jwt, hmac
                from keys import KEY
                def make():
                    return jwt.encode({}, KEY)
                def read(token):
                    return jwt.decode(token, KEY, algorithms=["HS256"])
                def sign(text):
                    return hmac.new(KEY.encode(), text, "sha256")
            """,
        },
    )
    assert fact.purpose == "jwt-key"
    assert (fact.location.path, fact.location.line) == ("keys.py", 1)


def test_a_default_of_the_environment() -> None:
    fact = only(SecretUse, FLASK + "import os\napp.secret_key = os.environ.get('APP_SECRET', 'fallback')")
    assert fact.purpose == "session-key"
    assert fact.value.texts == ("fallback",)
    assert fact.value.environment == "APP_SECRET"
    assert not fact.value.complete


def test_the_environment_alone() -> None:
    fact = only(SecretUse, FLASK + "import os\napp.secret_key = os.environ['APP_SECRET']")
    assert fact.value.environment == "APP_SECRET"
    assert not fact.value.constants


def test_a_variable_that_announces_a_secret_need_not_be_used() -> None:
    fact = only(
        SecretUse, "import os\nTOKEN = os.getenv('PAYMENT_API_KEY', 'not so secret')\nPAGE = os.getenv('PAGE', 'x')"
    )
    assert (fact.purpose, fact.name, fact.value.environment) == ("api-key", "PAYMENT_API_KEY", "PAYMENT_API_KEY")


def test_fields_of_a_settings_class_are_variables() -> None:
    facts = facts_of(
        SecretUse,
        """
        from pydantic import Field, SecretStr
        from pydantic_settings import BaseSettings
        class Settings(BaseSettings):
            SECRET_KEY: str = "changethis"
            admin_password: str = Field("admin", validation_alias="ADMIN_PW")
            database_url: str = "postgresql://shop:letmein@db/shop"
            token_url: str = "/token"
            optional_credentials: str = "true"
            _default_password: str = "no field"
            api_key: SecretStr
            page_size: int = 20
        """,
    )
    assert {(fact.value.environment, fact.purpose, fact.value.texts) for fact in facts} == {
        ("SECRET_KEY", "signing-key", ("changethis",)),
        ("DATABASE_URL", "password", ("letmein",)),
    } | {(fact.value.environment, fact.purpose, fact.value.texts) for fact in facts if fact.name == "admin_password"}


def test_settings_through_the_configuration_of_flask() -> None:
    fact = only(
        SecretUse,
        FLASK
        + """
import jwt
class Config:
    JWT_KEY = "from the class"
app.config.from_object(Config)
def make():
    return jwt.encode({}, app.config["JWT_KEY"])
""",
    )
    assert (fact.purpose, fact.value.value) == ("jwt-key", "from the class")


def test_django_settings() -> None:
    facts = facts_of(
        SecretUse,
        {
            "settings.py": DJANGO
            + """
SECRET_KEY = "django-insecure-" + "x" * 40
EMAIL_HOST_PASSWORD = "mail"
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "PASSWORD": "db"}}
SIMPLE_JWT = {"SIGNING_KEY": "jwt"}
PASSWORD_RESET_TIMEOUT = 3600
""",
        },
    )
    assert {(fact.name, fact.purpose) for fact in facts} == {
        ("SECRET_KEY", "signing-key"),
        ("EMAIL_HOST_PASSWORD", "password"),
        ("PASSWORD", "password"),
        ("SIGNING_KEY", "jwt-key"),
    }


def test_the_key_of_django_in_a_call() -> None:
    fact = only(
        SecretUse,
        {
            "settings.py": DJANGO + "SECRET_KEY = 'in the settings'",
            "tokens.py": "import jwt\nfrom django.conf import settings\ndef make():\n    return jwt.encode({}, settings.SECRET_KEY)",
        },
    )
    assert (fact.purpose, fact.location.path) == ("jwt-key", "settings.py")


def test_secrets_of_tests_are_not_production() -> None:
    assert not only(SecretUse, {"tests/conftest.py": "import jwt\njwt.encode({}, 'k')"}).production


def test_one_application_does_not_replace_the_key_of_another() -> None:
    facts = facts_of(
        SecretUse,
        """
        from flask import Flask
        def create_shop():
            app = Flask("shop")
            app.config["SECRET_KEY"] = "key of the shop"
            return app
        def create_office():
            app = Flask("office")
            app.config["SECRET_KEY"] = "first key of the office"
            app.config["SECRET_KEY"] = "key of the office"
            return app
        shop, office = create_shop(), create_office()
        """,
    )
    assert {fact.value.value for fact in facts} == {"key of the shop", "key of the office"}


def test_a_variable_that_only_had_a_part_in_a_secret() -> None:
    fact = only(
        SecretUse,
        FLASK
        + """
import os
def find(folder):
    if not folder:
        return "constant"
    with open(folder + "/key") as file:
        return file.read()
app.secret_key = find(os.environ.get("DATA_DIR"))
""",
    )
    assert fact.value.texts == ("constant",)
    assert not fact.value.environment
    assert not fact.value.complete
