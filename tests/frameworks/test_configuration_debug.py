import pytest
from frameworks.configured import facts_of, only

from backlint.concepts import DebugSwitch, State

FLASK = "from flask import Flask\napp = Flask(__name__)\n"
MAIN = "if __name__ == '__main__':\n    app.run(debug=True)\n"


@pytest.mark.parametrize(
    "source",
    [
        "from fastapi import FastAPI\napp = FastAPI(debug=True)",
        "from starlette.applications import Starlette\napp = Starlette(True)",
        FLASK + "app.debug = True",
        FLASK + "app.config['DEBUG'] = True",
        FLASK + "app.run('0.0.0.0', 80, True)",
        FLASK + "class Config:\n    DEBUG = True\napp.config.from_object(Config)",
        FLASK + "class Config:\n    DEBUG = True\napp.config.from_object('app.Config')",
        FLASK + "from werkzeug.serving import run_simple\nrun_simple('', 80, app, use_debugger=True)",
    ],
)
def test_switches(source: str) -> None:
    fact = only(DebugSwitch, source)
    assert fact.value.value is True
    assert fact.production


def test_a_switch_that_is_not_given_is_none() -> None:
    assert not facts_of(DebugSwitch, FLASK + "app.run()")


def test_a_script_is_production_when_nothing_else_starts_the_application() -> None:
    assert only(DebugSwitch, FLASK + MAIN).production


@pytest.mark.parametrize(
    ("files", "versions"),
    [
        ({"app.py": FLASK + MAIN, "wsgi.py": "from app import app"}, {}),
        ({"app.py": FLASK + MAIN}, {"gunicorn": "23.0.0"}),
        ({"app.py": FLASK + MAIN, "serve.py": "import waitress\nfrom app import app\nwaitress.serve(app)"}, {}),
    ],
)
def test_a_script_beside_a_server_is_for_development(files: dict[str, str], versions: dict[str, str]) -> None:
    fact = only(DebugSwitch, files, **versions)
    assert fact.value.value is True
    assert not fact.production


def test_a_script_that_nothing_is_seen_to_run_may_start_the_application() -> None:
    factory = "from flask import Flask\ndef create_app():\n    return Flask(__name__)\napp = create_app()\n"
    fact = only(DebugSwitch, factory + MAIN)
    assert (fact.production, fact.started) == (True, State.UNKNOWN)


def test_configurations_by_environment() -> None:
    facts = facts_of(
        DebugSwitch,
        FLASK
        + """
import os
class Config:
    DEBUG = False
class DevelopmentConfig(Config):
    DEBUG = True
class ProductionConfig(Config):
    pass
known = {"development": DevelopmentConfig, "production": ProductionConfig}
app.config.from_object(known[os.environ["MODE"]])
""",
    )
    assert [fact.value.value for fact in facts if fact.production] == [False]


def test_the_environment_decides() -> None:
    fact = only(
        DebugSwitch, "import os\nfrom fastapi import FastAPI\napp = FastAPI(debug=os.environ.get('DEBUG', True))"
    )
    assert fact.value.may_be(True)
    assert fact.value.environment == "DEBUG"


DJANGO = "ROOT_URLCONF = 'urls'\nINSTALLED_APPS = []\n"


def test_django() -> None:
    fact = only(DebugSwitch, {"settings.py": DJANGO + "DEBUG = True"})
    assert (fact.value.value, fact.production, fact.location.line) == (True, True, 3)


def test_django_settings_of_several_environments() -> None:
    facts = facts_of(
        DebugSwitch,
        {
            "config/__init__.py": "",
            "config/base.py": DJANGO + "DEBUG = True",
            "config/dev.py": "from config.base import *\nDEBUG = True",
            "config/production.py": "from .base import *\nDEBUG = False\nSECURE_HSTS_SECONDS = 60",
        },
    )
    assert [(fact.location.path, fact.value.value) for fact in facts if fact.production] == [
        ("config/production.py", False)
    ]


def test_base_settings_are_in_force_where_only_development_overrides_them() -> None:
    facts = facts_of(
        DebugSwitch,
        {
            "config/__init__.py": "",
            "config/base.py": DJANGO + "DEBUG = True",
            "config/dev.py": "from config.base import *\nALLOWED_HOSTS = ['*']",
        },
    )
    assert [(fact.location.path, fact.value.value) for fact in facts if fact.production] == [("config/base.py", True)]
