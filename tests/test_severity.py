"""How bad findings are called, by what the program shows: high is what somebody outside can make use of now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from engines.secret_cases.drawing import pem, sequence

from backlint.configuration import Configuration, Persona, ScanRequest
from backlint.findings import Precision, Severity, as_proven
from backlint.scan import scan


def severities(
    folder: Path, rule: str, called: Mapping[str, Severity] | None = None, /, **files: str
) -> dict[int, Severity]:
    """Write files (`app__py` is `app.py`), scan them by one rule, and return how bad what it finds is, by line.

    `called` is what the settings say of rules.
    """
    for name, text in files.items():
        path = folder / name.replace("__", ".")
        path.write_text(dedent(text))
    request = ScanRequest(
        configuration=Configuration(root=folder, severities=called or {}),
        paths=(folder,),
        persona=Persona.AUDIT,
        select=(rule,),
        cache=False,
        today=date(2026, 1, 1),
    )
    return {finding.location.line: finding.severity for finding in scan(request).findings}


@pytest.mark.parametrize("precision", Precision)
@pytest.mark.parametrize("severity", Severity)
def test_only_what_is_proven_is_grave(severity: Severity, precision: Precision) -> None:
    called = as_proven(severity, precision)
    assert called <= severity
    assert called == severity or (called is Severity.MEDIUM and precision <= Precision.MEDIUM)
    assert called <= Severity.MEDIUM or precision >= Precision.HIGH


@pytest.mark.parametrize(("called", "severity"), [(None, Severity.MEDIUM), (Severity.HIGH, Severity.HIGH)])
def test_a_team_may_call_grave_what_is_not_proven(tmp_path: Path, called: Severity | None, severity: Severity) -> None:
    program = """\
        from django.contrib.auth.models import User
        from django.http import HttpResponse
        from django.urls import path


        def register(request):
            User.objects.create(username=request.POST["name"], password=request.POST["password"])
            return HttpResponse(status=204)


        urlpatterns = [path("register", register)]
        """
    settings = {} if called is None else {"password-plaintext": called}
    assert set(severities(tmp_path, "password-plaintext", settings, app__py=program).values()) == {severity}


BROUGHT = """\
    import jwt
    from flask import Flask, request

    app = Flask(__name__)


    @app.get("/me")
    def me():
        return jwt.decode(request.headers["Authorization"], options={"verify_signature": False})["sub"]
    """
OWN = """\
    import jwt


    def lasts(kept):
        return jwt.decode(kept, options={"verify_signature": False})["exp"]
    """
ANSWERED = """\
    import httpx
    import jwt


    def sign_in(code):
        answer = httpx.post("https://id.example.com/token", data={"code": code}).json()
        return jwt.decode(answer["id_token"], options={"verify_signature": False})["sub"]
    """


HANDED_ON = """\
    import jwt
    from checks import check
    from flask import Flask, request

    app = Flask(__name__)


    @app.get("/me")
    def me():
        token = request.headers["Authorization"]
        issuer = jwt.decode(token, options={"verify_signature": False})["iss"]
        return check(token, issuer)["sub"]
    """


@pytest.mark.parametrize(
    ("program", "severity"),
    [
        (BROUGHT.replace('"], options', '"], "a key", options'), Severity.CRITICAL),
        # It may be looked into to find the key by which something else checks it.
        (BROUGHT, Severity.MEDIUM),
        (OWN, Severity.MEDIUM),
        (ANSWERED, Severity.LOW),
        (HANDED_ON, Severity.MEDIUM),
    ],
)
def test_a_token_that_is_believed_is_as_bad_as_who_brings_it(tmp_path: Path, program: str, severity: Severity) -> None:
    assert list(severities(tmp_path, "jwt-verification-disabled", app__py=program).values()) == [severity]


def test_a_token_behind_a_guard_decides_nothing(tmp_path: Path) -> None:
    (tmp_path / "guards.py").write_text(
        dedent("""\
        from functools import wraps

        from flask import abort, session


        def signed_in(view):
            @wraps(view)
            def wrapper():
                if "user" not in session:
                    abort(401)
                return view()

            return wrapper
        """)
    )
    program = BROUGHT.replace("from flask", "from guards import signed_in\n    from flask")
    program = program.replace("    def me", "    @signed_in\n    def me").replace('"], options', '"], "a key", options')
    assert list(severities(tmp_path, "jwt-verification-disabled", app__py=program).values()) == [Severity.MEDIUM]


COMPOSE = """\
    services:
      shop:
        build: .
        volumes:
          - {mounted}:/srv
          - ./lamp.pem:/etc/lamp.pem
        environment:
          SHOP_PASSWORD: 7hKe29lampqZ04tw81mn
    """


@pytest.mark.parametrize(
    ("mounted", "severity"),
    [(".", Severity.MEDIUM), ("$PWD/shop", Severity.MEDIUM), ("./data", Severity.HIGH), ("things", Severity.HIGH)],
)
def test_who_mounts_the_source_develops(tmp_path: Path, mounted: str, severity: Severity) -> None:
    for folder in ("shop", "data"):
        (tmp_path / folder).mkdir()
    (tmp_path / "shop" / "app.py").write_text("import os\n")
    (tmp_path / "data" / "lamps.csv").write_text("lamp\n")
    text = COMPOSE.format(mounted=mounted)
    assert list(severities(tmp_path, "docker-secret-hardcoded", compose__yml=text).values()) == [severity]


def test_a_word_on_a_machine_of_developers_is_low(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import os\n")
    text = dedent(COMPOSE.format(mounted=".")).replace("7hKe29lampqZ04tw81mn", "postgres")
    (tmp_path / "compose.yml").write_text(text)
    (tmp_path / "compose.production.yml").write_text(text.replace("- .:/srv", "- data:/srv"))
    request = ScanRequest(
        configuration=Configuration(root=tmp_path),
        paths=(tmp_path,),
        persona=Persona.REGULAR,
        select=("docker-secret-hardcoded",),
        cache=False,
        today=date(2026, 1, 1),
    )
    weighed = {finding.location.path: finding.severity for finding in scan(request).findings}
    assert weighed == {"compose.yml": Severity.LOW, "compose.production.yml": Severity.MEDIUM}


@pytest.mark.parametrize(("beside", "severity"), [("", Severity.MEDIUM), ("./lamp.pem", Severity.CRITICAL)])
def test_what_developers_hand_to_their_containers_is_theirs(tmp_path: Path, beside: str, severity: Severity) -> None:
    (tmp_path / "lamp.pem").write_text(pem(sequence(1200)))
    (tmp_path / "app.py").write_text("import os\n")
    deployed = f"services:\n  shop:\n    image: shop\n    volumes: [data:/data, '{beside or 'data'}:/etc/x.pem']\n"
    (tmp_path / "compose.production.yml").write_text(deployed)
    found = severities(tmp_path, "private-key", compose__yml=COMPOSE.format(mounted="."))
    assert list(found.values()) == [severity]


CALLED_NONE = """\
    # Not a real secret: this account sees nothing but
    # what developers put there.
    CLIENT = "lamp"
    HOOK = "https://hooks.slack.com/services/{}"
    """


def test_what_its_comment_calls_no_secret_is_less_severe(tmp_path: Path) -> None:
    hook = "T0KETTLE12/B0LAMP34567/" + "q7Zr2mKx9LwTb4VdYp8sNc3E"
    text = dedent(CALLED_NONE).format(hook)
    assert list(severities(tmp_path, "chat-token", app__py=text).values()) == [Severity.MEDIUM]
    told = text.replace("Not a real secret", "The way to the shop's room")
    assert list(severities(tmp_path, "chat-token", app__py=told).values()) == [Severity.HIGH]


@pytest.mark.parametrize(
    ("password", "severity"),
    [("lamp", Severity.MEDIUM), ("secret123", Severity.MEDIUM), ("7hKe29lampqZ04tw", Severity.HIGH)],
)
def test_a_word_was_no_secret_before(tmp_path: Path, password: str, severity: Severity) -> None:
    made = f"psql <<EOF\nCREATE USER shop WITH PASSWORD '{password}';\nEOF\n"
    assert list(severities(tmp_path, "secret-hardcoded", start__sh=made).values()) == [severity]


DESCRIBED = """\
    def notify(text):
        # The room's own.

        '''Send a text; as in {hook}, which the manual has.'''
        return send("{hook}", text)
    """


def test_what_a_docstring_shows_is_for_review(tmp_path: Path) -> None:
    hook = "https://hooks.slack.com/services/" + "T0KETTLE12/B0LAMP34567/" + "q7Zr2mKx9LwTb4VdYp8sNc3E"
    (tmp_path / "app.py").write_text(dedent(DESCRIBED).format(hook=hook))
    request = ScanRequest(
        configuration=Configuration(root=tmp_path), paths=(tmp_path,), cache=False, today=date(2026, 1, 1)
    )
    assert [one.location.line for one in scan(request).findings if one.rule == "chat-token"] == [5]


ASKED = """\
    from functools import wraps

    import requests
    from flask import Flask, abort, request, session

    app = Flask(__name__)


    def has(held, wanted):
        return any(one in held for one in wanted)


    def asks(*rights):
        def around(view):
            @wraps(view)
            def wrapper(*args, **kwargs):
                if "user" not in session:
                    abort(401)
                if not has(session["permissions"], rights):
                    abort(403)
                return view(*args, **kwargs)

            return wrapper

        return around


    @app.post("/fetched")
    @asks({right})
    def fetched():
        return requests.get(request.form["address"], timeout=1).text
    """


@pytest.mark.parametrize(
    ("right", "severity"), [("'readers'", Severity.HIGH), ("'server_administrator'", Severity.MEDIUM)]
)
def test_a_right_of_administrators_is_told_by_the_decorator(tmp_path: Path, right: str, severity: Severity) -> None:
    text = ASKED.replace("{right}", right)
    assert list(severities(tmp_path, "ssrf", app__py=text).values()) == [severity]


@pytest.mark.parametrize(
    ("method", "part", "severity"), [("get", "args", Severity.HIGH), ("post", "form", Severity.MEDIUM)]
)
def test_what_only_a_form_brings_into_a_page(tmp_path: Path, method: str, part: str, severity: Severity) -> None:
    text = f"""\
    from flask import Flask, request

    app = Flask(__name__)


    @app.{method}("/said")
    def said():
        return "<p>" + request.{part}["text"] + "</p>"
    """
    assert list(severities(tmp_path, "xss-reflected", app__py=text).values()) == [severity]


FETCHED = """\
    import re

    import requests
    from cerberus import Validator
    from flask import Flask, abort, request

    app = Flask(__name__)
    PATTERN = re.compile(load_pattern())


    @app.get("/plain")
    def plain():
        return requests.get(request.args["address"], timeout=1).text


    @app.get("/asked")
    def asked():
        if STRICT and not PATTERN.search(request.args["address"]):
            abort(400)
        return requests.get(request.args["address"], timeout=1).text


    @app.post("/schema")
    def schema():
        sent = request.get_json()
        if not Validator({"address": {"allowed": ["https://example.com"]}}).validate(sent):
            abort(400)
        return fetched(sent)


    def fetched(sent):
        return requests.get(sent["address"], timeout=1).text
    """


def test_what_the_program_asks_of_the_form_of_data_may_keep_harm_out(tmp_path: Path) -> None:
    found = severities(tmp_path, "ssrf", app__py=FETCHED)
    assert list(found.values()) == [Severity.HIGH, Severity.MEDIUM, Severity.MEDIUM], found


SIGNED = """\
    import requests
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
    from flask import Flask, abort, request

    app = Flask(__name__)
    KEY = load_pem_public_key(open("/run/key").read())


    @app.post("/called")
    def called():
        try:
            KEY.verify(request.headers["Signature"], request.get_data())
        except InvalidSignature:
            abort(403)
        return requests.get(request.get_json()["address"], timeout=1).text
    """


def test_a_signed_body_is_its_signers(tmp_path: Path) -> None:
    assert list(severities(tmp_path, "ssrf", app__py=SIGNED).values()) == [Severity.MEDIUM]


GUARDED = """\
    import requests
    from fastapi import Depends, FastAPI, HTTPException, Request
    from people import people

    app = FastAPI()


    def caller_of(request: Request):
        caller = people.get(request.cookies.get("session"))
        if caller is None:
            raise HTTPException(401)
        return caller


    def {name}(caller=Depends(caller_of)):
        if caller.mail not in MAILS:
            raise HTTPException(403)
        return caller


    @app.post("/fetched")
    def fetched(address: str, caller=Depends({name})):
        return requests.get(address, timeout=1).text
    """


@pytest.mark.parametrize(("name", "severity"), [("reader", Severity.HIGH), ("admin_of", Severity.MEDIUM)])
def test_a_guard_says_by_its_name_that_administrators_pass(tmp_path: Path, name: str, severity: Severity) -> None:
    assert list(severities(tmp_path, "ssrf", app__py=GUARDED.replace("{name}", name)).values()) == [severity]


SETTINGS = """\
    class Config:
        NAME = "shop"


    class {name}(Config):
        KEY = """


@pytest.mark.parametrize(("name", "shown"), [("TestConfig", False), ("ShopConfig", True)])
def test_keys_of_the_settings_of_tests_are_for_review(tmp_path: Path, name: str, shown: bool) -> None:
    text = dedent(SETTINGS).format(name=name) + '"""\\n' + pem(sequence(1200)) + '"""\n'
    (tmp_path / "config.py").write_text(text)
    request = ScanRequest(
        configuration=Configuration(root=tmp_path), paths=(tmp_path,), cache=False, today=date(2026, 1, 1)
    )
    assert bool([one for one in scan(request).findings if one.rule == "private-key"]) is shown


BUILT = """\
    from flask import Flask, request
    from flask_sqlalchemy import SQLAlchemy

    app = Flask(__name__)
    db = SQLAlchemy(app)


    class Sheet(db.Model):
        id = db.Column(db.Integer, primary_key=True)
        line_1 = db.Column(db.Integer)


    @app.post("/sheets/<int:id>")
    def change(id):
        sheet = Sheet.query.get_or_404(id)
        for line in request.get_json():
            setattr(sheet, {name}, 1)
        db.session.commit()
        return ""
    """


@pytest.mark.parametrize(
    ("name", "severity"), [("line['name']", Severity.HIGH), ("f\"line_{line['name']}\"", Severity.LOW)]
)
def test_a_field_that_the_program_names_in_part_is_one_of_a_few(tmp_path: Path, name: str, severity: Severity) -> None:
    found = severities(tmp_path, "mass-assignment", app__py=BUILT.replace("{name}", name))
    assert list(found.values()) == [severity]


@pytest.mark.parametrize(("name", "severity"), [("SECRET_KEY", Severity.HIGH), ("S3_SECRET_KEY", Severity.MEDIUM)])
def test_a_default_of_a_service_opens_nothing(tmp_path: Path, name: str, severity: Severity) -> None:
    (tmp_path / "app.py").write_text(
        dedent(f"""\
        import os

        from flask import Flask

        app = Flask(__name__)
        app.config["SECRET_KEY"] = os.environ.get("{name}", "lamps burn 1 night")
        """)
    )
    assert list(severities(tmp_path, "env-insecure-default").values()) == [severity]


def test_a_mount_may_have_a_default(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "docker").mkdir()
    (tmp_path / "shop" / "app.py").write_text("import os\n")
    (tmp_path / "docker" / "compose.yml").write_text(dedent(COMPOSE).replace("{mounted}", "${SHOP_BASE:-../}"))
    assert list(severities(tmp_path, "docker-secret-hardcoded").values()) == [Severity.MEDIUM]


@pytest.mark.parametrize(("name", "severity"), [("shop", Severity.CRITICAL), ("shop_dev", Severity.MEDIUM)])
def test_a_key_for_development_is_less_severe(tmp_path: Path, name: str, severity: Severity) -> None:
    (tmp_path / f"{name}.key").write_text(pem(sequence(1200)))
    (tmp_path / "app.py").write_text("import os\n")
    assert list(severities(tmp_path, "private-key").values()) == [severity]


@pytest.mark.parametrize(("started", "severity"), [("lamps", Severity.MEDIUM), ("hosted", Severity.HIGH)])
def test_settings_that_nothing_names_are_not_seen_to_be_in_force(
    tmp_path: Path, started: str, severity: Severity
) -> None:
    manage = """\
        import os

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lamps")
        """
    lamps = """\
        import os

        SECRET_KEY = os.environ["LAMPS_KEY"]
        DEBUG = False
        ROOT_URLCONF = "urls"
        INSTALLED_APPS = ["django.contrib.auth"]
        """
    (tmp_path / "Dockerfile").write_text(f"FROM python:3.12\nENV DJANGO_SETTINGS_MODULE={started}\nUSER lamps\n")
    files = {"manage__py": manage, "lamps__py": lamps, "hosted__py": "from lamps import *\n\nDEBUG = True\n"}
    assert list(severities(tmp_path, "debug-enabled", **files).values()) == [severity]


@pytest.mark.parametrize(
    ("own", "seen", "severity"),
    [
        ("FLAGS = True", 'session["seen"] = True', Severity.HIGH),
        ("FLAGS = True", "pass", Severity.MEDIUM),
        ('SECRET_KEY = os.environ["LAMPS_KEY"]', 'session["seen"] = True', Severity.MEDIUM),
    ],
)
def test_a_key_is_as_bad_as_what_it_signs_in_production(
    tmp_path: Path, own: str, seen: str, severity: Severity
) -> None:
    program = f"""\
        import os

        from flask import Flask, session


        class Config:
            SECRET_KEY = "lamps burn all night"


        class Development(Config):
            DEBUG = True


        class Production(Config):
            {own}


        def create_app(stage):
            app = Flask(__name__)
            app.config.from_object({{"development": Development, "production": Production}}[stage])

            @app.get("/lamps")
            def lamps():
                {seen}
                return {{}}

            return app
        """
    assert list(severities(tmp_path, "secret-hardcoded", app__py=program).values()) == [severity]


@pytest.mark.parametrize(
    ("served", "severity"), [("python shop.py", Severity.HIGH), ("gunicorn shop", Severity.MEDIUM)]
)
def test_what_stands_beside_the_program_that_is_served_may_be_a_stand_in(
    tmp_path: Path, served: str, severity: Severity
) -> None:
    aside = tmp_path / "images" / "mirror"
    aside.mkdir(parents=True)
    (aside / "app.py").write_text("from flask import Flask\n\napp = Flask(__name__)\napp.run(debug=True)\n")
    (aside / "Dockerfile").write_text('FROM python:3.12\nUSER lamps\nCMD ["python", "app.py"]\n')
    (tmp_path / "Dockerfile").write_text(f"FROM python:3.12\nUSER lamps\nCMD {served}\n")
    assert list(severities(tmp_path, "debug-enabled").values()) == [severity]
