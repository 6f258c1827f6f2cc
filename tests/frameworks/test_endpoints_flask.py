"""Flask itself is the judge: its URL map holds the routes that we see, and a stranger is refused where we say so."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from frameworks.understood import endpoints_of, routes_of
from markers import read_endpoint_markers

FIXTURES = Path(__file__).parents[2] / "fixtures"
CASES = {
    "functions": "functions:app",
    "blueprints": "wsgi:app",
    "class_views": "class_views:app",
    "guards": "guards:app",
    "hooks": "hooks:app",
    "wrappers": "wrappers:app",
    "plugins": "wsgi:app",
    "current_application": "wsgi:app",
    "folder_of_parts": "wsgi:app",
    "login_extension": "login_extension:app",
    "token_extension": "token_extension:app",
    "rate_limits": "rate_limits:app",
    "default_limits": "default_limits:app",
    "admin_views": "admin_views:app",
    "builder_views": "builder_views:app",
    "classful_views": "classful_views:app",
    "records": "records:app",
    "settings_decide": "settings_decide:app",
    "remembered_answers": "remembered_answers:app",
    "unfinished_classes": "unfinished_classes:app",
    "roles": "roles:app",
    "restful_api": "restful_api:app",
    "restx_api": "wsgi:app",
    "smorest_api": "smorest_api:app",
    "parsed_arguments": "parsed_arguments:app",
}
NEEDS = {
    "login_extension": ("flask_login",),
    "token_extension": ("flask_jwt_extended", "flask_httpauth"),
    "rate_limits": ("flask_limiter",),
    "default_limits": ("flask_limiter", "flask_wtf"),
    "admin_views": ("flask_admin",),
    "builder_views": ("flask_appbuilder",),
    "classful_views": ("flask_classful",),
    "records": ("flask_wtf",),
    "settings_decide": ("flask_restful",),
    "remembered_answers": ("flask_httpauth",),
    "restful_api": ("flask_restful",),
    "restx_api": ("flask_restx",),
    "smorest_api": ("flask_smorest",),
    "parsed_arguments": ("webargs",),
}
REFUSALS = {302, 401, 403}


def ask_flask(folder: Path, application: str, scratch: Path, *options: str) -> list[dict[str, object]]:
    """Import an application in a fresh interpreter and return what it says of its routes."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("flask_oracle.py")), application, *options],
        cwd=scratch,
        env={
            "PYTHONPATH": str(folder),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PATH": os.environ["PATH"],
            "SHOP_SECRET_KEY": "made up for this test",
            "SHOP_API_TOKEN_KEY": "made up for this test as well",
            "SHOP_ADMIN_PASSWORD": "never used here",
            "SHOP_DATABASE": str(scratch / "shop.sqlite3"),
            "SHOP_UPLOAD_FOLDER": str(scratch),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def of_case(name: str, scratch: Path) -> list[dict[str, object]]:
    missing = [package for package in NEEDS.get(name, ()) if find_spec(package) is None]
    if missing:
        pytest.skip(f"not installed here: {', '.join(missing)}")
    path = FIXTURES / "frameworks" / "flask" / name
    return ask_flask(path if path.is_dir() else path.parent, CASES[name], scratch)


def test_every_case_is_asked() -> None:
    cases = {path.stem for path in (FIXTURES / "frameworks" / "flask").iterdir() if not path.name.startswith("__")}
    assert cases == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_the_markers_tell_the_truth(name: str, tmp_path: Path) -> None:
    """Markers are held against Flask, and our reading against the markers: see `test_endpoints`."""
    path = FIXTURES / "frameworks" / "flask" / name
    markers = read_endpoint_markers(path if path.is_dir() else path.with_suffix(".py"))
    said = {(method, marker.route): marker.states for marker in markers for method in marker.methods}
    answers = of_case(name, tmp_path)
    assert {(str(answer["method"]), str(answer["path"])) for answer in answers} == set(said)
    for answer in answers:
        state = said[str(answer["method"]), str(answer["path"])].get("authentication")
        if state is not None:
            assert (answer["status"] in REFUSALS) is (state == "yes"), answer


@pytest.mark.parametrize("form", ["vulnerable", "hardened"])
def test_the_shops_have_the_routes_that_we_see(form: str, tmp_path: Path) -> None:
    folder = FIXTURES / "apps" / f"flask-{form}"
    answers = ask_flask(folder, "shop:create_app", tmp_path, "--routes-only")
    assert len(answers) > 30
    assert routes_of(endpoints_of(folder)) == {(str(one["method"]), str(one["path"])) for one in answers}
