from frameworks.configured import facts_of

from backlint.concepts import Setting

DJANGO = "ROOT_URLCONF = 'urls'\nINSTALLED_APPS = []\n"


def settings_of(files: dict[str, str] | str) -> dict[str, Setting]:
    found = facts_of(Setting, files)
    named = {setting.name: setting for setting in found}
    assert len(named) == len(found), found
    return named


def test_django_settings_that_are_bound() -> None:
    found = settings_of(
        {
            "settings.py": DJANGO
            + "import os\nALLOWED_HOSTS = ['*']\nSECURE_HSTS_SECONDS = int(os.environ.get('HSTS', '60'))"
        }
    )
    assert found["ALLOWED_HOSTS"].value.texts == ("*",)
    assert found["ALLOWED_HOSTS"].location.line == 4
    assert found["ALLOWED_HOSTS"].framework == "django"
    assert found["SECURE_HSTS_SECONDS"].value.numbers == (60,)
    assert found["SECURE_HSTS_SECONDS"].value.environment == "HSTS"
    assert not found["SECURE_HSTS_SECONDS"].value.complete
    assert "SESSION_COOKIE_SECURE" not in found


def test_a_module_with_capitals_is_no_settings_module() -> None:
    assert not facts_of(Setting, {"constants.py": "DEBUG = True\nSECRET_KEY = 'x'\nALLOWED_HOSTS = ['*']"})


def test_the_settings_module_that_the_entry_script_names() -> None:
    found = settings_of(
        {
            "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.conf')",
            "shop/__init__.py": "",
            "shop/conf.py": "X_FRAME_OPTIONS = 'ALLOWALL'",
        }
    )
    assert found["X_FRAME_OPTIONS"].value.value == "ALLOWALL"


def test_settings_that_are_configured_by_a_call() -> None:
    found = settings_of("from django.conf import settings\nsettings.configure(ALLOWED_HOSTS=['*'])")
    assert found["ALLOWED_HOSTS"].value.texts == ("*",)


def test_an_overridden_base_is_not_in_force() -> None:
    found = settings_of(
        {
            "conf/__init__.py": "",
            "conf/base.py": DJANGO + "X_FRAME_OPTIONS = 'ALLOWALL'\nSESSION_COOKIE_HTTPONLY = False",
            "conf/production.py": "from .base import *\nX_FRAME_OPTIONS = 'DENY'",
        }
    )
    assert found["X_FRAME_OPTIONS"].value.value == "DENY"
    assert found["X_FRAME_OPTIONS"].location.path == "conf/production.py"
    assert found["SESSION_COOKIE_HTTPONLY"].location.path == "conf/base.py"


def test_classes_of_django_configurations() -> None:
    facts = facts_of(
        Setting,
        """
        from configurations import Configuration
        class Base(Configuration):
            ALLOWED_HOSTS = ["*"]
            X_FRAME_OPTIONS = "ALLOWALL"
        class Dev(Base):
            DEBUG = True
        class Production(Base):
            ALLOWED_HOSTS = ["shop.example"]
        """,
    )
    found = {setting.name: setting.value.texts for setting in facts if setting.production}
    assert found == {"ALLOWED_HOSTS": ("shop.example",), "X_FRAME_OPTIONS": ("ALLOWALL",)}


def test_settings_replaced_from_an_unseen_place_stay_open() -> None:
    found = settings_of(
        {
            "settings.py": DJANGO
            + "from split_settings.tools import include\nX_FRAME_OPTIONS = 'DENY'\ninclude('extra.py')"
        }
    )
    assert found["X_FRAME_OPTIONS"].value.constants == ("DENY",)
    assert not found["X_FRAME_OPTIONS"].value.complete


def test_flask_settings() -> None:
    found = settings_of(
        """
        from flask import Flask
        app = Flask(__name__)
        app.config["MAX_CONTENT_LENGTH"] = 16 * 1024
        app.config.update({"WTF_CSRF_ENABLED": False}, TRUSTED_HOSTS=["*"])
        app.config["SESSION_COOKIE_SECURE"] = False
        """
    )
    assert found["MAX_CONTENT_LENGTH"].value.value == 16384
    assert found["WTF_CSRF_ENABLED"].value.value is False
    assert found["TRUSTED_HOSTS"].value.texts == ("*",)
    assert {setting.framework for setting in found.values()} == {"flask"}
    assert "SESSION_COOKIE_SECURE" not in found


def test_flask_setting_that_is_set_twice() -> None:
    found = settings_of(
        """
        from flask import Flask
        def create_app(test_config=None):
            app = Flask(__name__)
            app.config["WTF_CSRF_ENABLED"] = False
            app.config["WTF_CSRF_ENABLED"] = True
            return app
        app = create_app()
        """
    )
    assert found["WTF_CSRF_ENABLED"].value.value is True


def test_options_of_middleware_and_extensions() -> None:
    hosts = settings_of(
        "from fastapi import FastAPI\nfrom starlette.middleware.trustedhost import TrustedHostMiddleware\n"
        "app = FastAPI()\napp.add_middleware(TrustedHostMiddleware, allowed_hosts=['*'])"
    )
    assert hosts["allowed_hosts"].value.texts == ("*",)
    talisman = settings_of(
        "from flask import Flask\nfrom flask_talisman import Talisman\napp = Flask(__name__)\n"
        "Talisman(app, content_security_policy=None, strict_transport_security_max_age=60)"
    )
    assert talisman["strict_transport_security_max_age"].value.value == 60
    assert talisman["content_security_policy"].value.known
    assert "frame_options" not in talisman
