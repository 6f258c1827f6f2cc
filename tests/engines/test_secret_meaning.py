"""What a program does with a literal decides how sure a finding about it is, and where its uses are named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from engines.secret_cases.drawing import pem, sequence

from backlint.configuration import Configuration, Persona, ScanRequest
from backlint.findings import Finding, Precision
from backlint.scan import scan

DRAWN = "kz3pl0qv8m2n" + "7rt5xw1y4b6d9f"
RULES = ("secret-hardcoded", "jwt-secret-hardcoded", "jwt-secret-weak", "env-insecure-default")


def found_in(root: Path, files: Mapping[str, str], rules: tuple[str, ...] = RULES) -> dict[str, Finding]:
    """Scan a project of these files; the findings by place."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    request = ScanRequest(
        configuration=Configuration(root=root),
        paths=(root,),
        persona=Persona.AUDIT,
        select=rules,
        cache_directory=root / ".cache",
        cache=False,
        today=date(2026, 1, 1),
    )
    findings = scan(request).findings
    places = {f"{one.location.path}:{one.location.line}": one for one in findings}
    assert len(places) == len(findings), "one fault is one finding"
    return places


def test_a_constant_of_another_module_names_the_places_that_use_it(tmp_path: Path) -> None:
    found = found_in(
        tmp_path,
        {
            "shop/__init__.py": "",
            "shop/keys.py": f'KEY = "{DRAWN}"\nCACHE_PASSWORD = "quiet lamp"\n',
            "shop/tokens.py": "import jwt\nfrom shop.keys import KEY\n\n\ndef read(t):\n"
            '    return jwt.decode(t, KEY, algorithms=["HS256"])\n\n\ndef sign(u):\n    return jwt.encode({"sub": u}, KEY)\n',
            "shop/cache.py": "import redis\n\nfrom shop import keys\n\ncache = redis.Redis(password=keys.CACHE_PASSWORD)\n",
        },
    )
    assert set(found) == {"shop/keys.py:1", "shop/keys.py:2"}
    key, password = found["shop/keys.py:1"], found["shop/keys.py:2"]
    assert sorted((step.location.path, step.location.line) for step in key.related) == [
        ("shop/tokens.py", 6),
        ("shop/tokens.py", 10),
    ]
    assert [(step.location.path, step.text) for step in password.related] == [
        ("shop/cache.py", "redis.Redis is given it as a password")
    ]


def test_settings_that_production_replaces_are_believed_less(tmp_path: Path) -> None:
    found = found_in(
        tmp_path,
        {
            "manage.py": 'import os\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.production")\n',
            "config/__init__.py": "",
            "config/base.py": f'SECRET_KEY = "{DRAWN}"\nMAIL_TOKEN = "{DRAWN[::-1]}"\nINSTALLED_APPS = ["shop"]\nMIDDLEWARE = []\n',
            "config/production.py": 'import os\n\nfrom .base import *\n\nSECRET_KEY = os.environ["SECRET_KEY"]\n',
            "config/development.py": "from .base import *\n\nDEBUG = True\n",
        },
    )
    assert found["config/base.py:1"].precision is Precision.LOW
    assert found["config/base.py:2"].precision is Precision.MEDIUM


def test_a_base_that_production_inherits_is_a_finding(tmp_path: Path) -> None:
    found = found_in(
        tmp_path,
        {
            "manage.py": 'import os\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.production")\n',
            "config/__init__.py": "",
            "config/base.py": f'SECRET_KEY = "{DRAWN}"\nINSTALLED_APPS = ["shop"]\nMIDDLEWARE = []\n',
            "config/production.py": "from .base import *\n\nDEBUG = False\n",
        },
    )
    assert found["config/base.py:1"].precision is Precision.HIGH


def test_a_base_that_other_settings_of_production_replace_is_believed_less(tmp_path: Path) -> None:
    found = found_in(
        tmp_path,
        {
            "manage.py": 'import os\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.local")\n',
            "config/__init__.py": "",
            "config/base.py": f'SECRET_KEY = "{DRAWN}"\nINSTALLED_APPS = ["shop"]\nMIDDLEWARE = []\n',
            "config/local.py": "from .base import *\n\nDEBUG = True\n",
            "config/cloud.py": 'import os\n\nfrom .base import *\n\nSECRET_KEY = os.environ["SECRET_KEY"]\n',
            "config/pages.py": "from .base import *\n\nPAGES = True\n",
        },
    )
    assert found["config/base.py:1"].precision is Precision.LOW


def test_a_default_that_a_file_may_replace_is_shown(tmp_path: Path) -> None:
    found = found_in(
        tmp_path,
        {
            "shop/__init__.py": "",
            "shop/defaults.py": 'SECRET_KEY = "open sesame"\n',
            "shop/app.py": "import jwt\nfrom flask import Flask, current_app\n\napp = Flask(__name__)\n"
            'app.config.from_object("shop.defaults")\napp.config.from_envvar("SHOP_SETTINGS", silent=True)\n\n\n'
            'def sign(u):\n    return jwt.encode({"sub": u}, current_app.config["SECRET_KEY"])\n',
        },
    )
    assert [(place, one.to_act_on) for place, one in found.items()] == [("shop/defaults.py:1", True)]


@pytest.mark.parametrize(
    "line",
    [
        'URL = os.environ.get("BROKER_URL", "amqp://guest:guest@localhost//")',
        'User.objects.create(name="a", password="5f4dcc3b5aa765d61d8327deb882cf99")',
        f'RESPONSES = {{"responses": {{200: {{"example": {{"access_token": "{DRAWN}"}}}}}}}}',
    ],
)
def test_what_opens_little_is_believed_less(tmp_path: Path, line: str) -> None:
    model = "from django.db import models\n\n\nclass User(models.Model):\n    name = models.TextField()\n    password = models.TextField()\n\n\n"
    found = found_in(tmp_path, {"shop/models.py": f"import os\n{model}{line}\n"})
    assert [one.precision for one in found.values()] == [Precision.LOW]


@pytest.mark.parametrize(
    "line",
    [
        'URL = os.environ.get("BROKER_URL", "amqp://shop:quiet-lamp@mq.example.net//")',
        'User.objects.create(name="a", password="quiet lamp")',
        f'ANSWER = {{"access_token": "{DRAWN}"}}',
    ],
)
def test_what_opens_something_is_shown(tmp_path: Path, line: str) -> None:
    model = "from django.db import models\n\n\nclass User(models.Model):\n    name = models.TextField()\n    password = models.TextField()\n\n\n"
    found = found_in(tmp_path, {"shop/models.py": f"import os\n{model}{line}\n"})
    assert [one.to_act_on for one in found.values()] == [True]


def test_a_private_key_that_is_a_default_is_one_finding(tmp_path: Path) -> None:
    key = pem(sequence(1200), "RSA ").replace("\n", "\\n")
    found = found_in(
        tmp_path,
        {"shop/keys.py": f'import os\n\nSIGNING_KEY = os.environ.get("SIGNING_KEY", "{key}")\n'},
        rules=(*RULES, "private-key"),
    )
    assert list(found) == ["shop/keys.py:3"]


def test_the_hash_of_an_account_that_the_program_makes_is_shown_as_less_sure(tmp_path: Path) -> None:
    model = "from django.db import models\n\n\nclass User(models.Model):\n    password = models.TextField()\n\n\n"
    line = 'User.objects.create(password="pbkdf2_sha256$720000$c2FsdA$aGFzaA==")\n'
    found = found_in(tmp_path, {"shop/models.py": model + line})
    assert [one.precision for one in found.values()] == [Precision.MEDIUM]


@pytest.mark.parametrize(
    "path", ["shop/settings/docker_compose.py", "devproject/settings.py", "development/shop_config.py"]
)
def test_a_default_in_settings_of_development_is_for_review(tmp_path: Path, path: str) -> None:
    found = found_in(tmp_path, {path: 'import os\n\nSECRET_KEY = os.environ.get("SECRET_KEY", "quiet-lamp")\n'})
    assert {one.precision for one in found.values()} == {Precision.LOW}


def test_who_runs_a_script_that_makes_people_knows_their_passwords(tmp_path: Path) -> None:
    model = "from django.db import models\n\n\nclass User(models.Model):\n    name = models.TextField()\n    password = models.TextField()\n"
    script = 'from shop.models import User\n\nUser.objects.create(name="a", password="quiet lamp")\n'
    found = found_in(tmp_path, {"shop/models.py": model, "shop/__init__.py": "", "shop/make_random_people.py": script})
    assert {one.precision for one in found.values()} == {Precision.LOW}


def test_a_key_between_services_of_one_project_is_one_where_a_framework_reads_it_too(tmp_path: Path) -> None:
    found = found_in(
        tmp_path,
        {
            "shop/__init__.py": "",
            "shop/config.py": "import os\n\n\nclass Config:\n"
            '    LABELS_API_HOST = os.environ.get("LABELS_API_HOST", "http://localhost:6013")\n'
            '    LABELS_API_KEY = os.environ.get("LABELS_API_KEY", "our-secret-key")\n',
            "shop/app.py": "from flask import Flask\n\nfrom shop.config import Config\n\n"
            "app = Flask(__name__)\napp.config.from_object(Config)\n",
        },
    )
    assert list(found) == ["shop/config.py:6"]
    assert found["shop/config.py:6"].to_act_on


def test_values_of_settings_that_only_build_an_image_are_for_review(tmp_path: Path) -> None:
    text = (
        "from configurations import Configuration, values\n\n\nclass Base(Configuration):\n"
        '    ROOT_URLCONF = "shop.urls"\n    INSTALLED_APPS = []\n\n\nclass Build(Base):\n'
        '    SECRET_KEY = values.Value("quiet lamp")\n\n\nclass Production(Base):\n'
        '    SECRET_KEY = values.Value("kettle and lamp")\n'
    )
    found = found_in(tmp_path, {"shop/settings.py": text})
    assert {place: one.precision is Precision.LOW for place, one in found.items()} == {
        "shop/settings.py:10": True,
        "shop/settings.py:14": False,
    }
