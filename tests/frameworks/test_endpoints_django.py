"""Django itself is the judge: its resolver holds the routes that we see, and a stranger is refused where we say so."""

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
    "functions": "site_of.settings.production",
    "class_views": "settings",
    "middleware": "settings",
    "rest_api": "settings",
    "rest_authenticators": "settings",
    "shapes": "settings",
    "registered": "settings",
    "ninja_api": "settings",
}
NEEDS = {"ninja_api": ("ninja",), "functions": ("django_ratelimit",), "rest_api": ("rest_framework",)} | {
    "rest_authenticators": ("rest_framework",)
}
REFUSALS = {302, 401, 403}
NOT_ALLOWED = 405


def ask_django(folder: Path, settings: str, scratch: Path, *asked: str) -> list[dict[str, object]]:
    """Start a project in a fresh interpreter and return what it says of its routes and how it answers requests."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("django_oracle.py")), settings, *asked],
        cwd=scratch,
        env={
            "PYTHONPATH": str(folder),
            "PYTHONDONTWRITEBYTECODE": "1",
            "DJANGO_SETTINGS_MODULE": settings,
            "PATH": os.environ["PATH"],
            "SHOP_SECRET_KEY": "made up for this test",
            "SHOP_TOKEN_KEY": "made up for this test as well",
            "SHOP_DATABASE": str(scratch / "shop.sqlite3"),
            "SHOP_CACHE_BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "SHOP_CACHE_LOCATION": "here",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_case_is_asked() -> None:
    assert {path.name for path in (FIXTURES / "frameworks" / "django").iterdir()} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_the_markers_tell_the_truth(name: str, tmp_path: Path) -> None:
    """Markers are held against Django, and our reading against the markers: see `test_endpoints`."""
    missing = [package for package in NEEDS.get(name, ()) if find_spec(package) is None]
    if missing:
        pytest.skip(f"not installed here: {', '.join(missing)}")
    folder = FIXTURES / "frameworks" / "django" / name
    markers = read_endpoint_markers(folder)
    said = {(method, marker.route): marker.states for marker in markers for method in marker.methods}
    answers = ask_django(folder, CASES[name], tmp_path, *(word for key in sorted(said) for word in key))
    assert {one["path"] for one in answers if "status" not in one} == {path for _, path in said}
    for answer in answers:
        if "status" not in answer:
            continue
        assert answer["status"] != NOT_ALLOWED, answer
        state = said[str(answer["method"]), str(answer["path"])].get("authentication")
        # What a setting decides is one way here and may be another elsewhere.
        if state not in {None, "unknown"}:
            assert (answer["status"] in REFUSALS) is (state == "yes"), answer


@pytest.mark.parametrize("form", ["vulnerable", "hardened"])
def test_the_shops_have_the_routes_that_we_see(form: str, tmp_path: Path) -> None:
    folder = FIXTURES / "apps" / f"django-{form}"
    seen = endpoints_of(folder)
    answers = ask_django(folder, "shop.settings", tmp_path)
    paths = {str(one["path"]) for one in answers}
    assert len(paths) > 25
    assert {path for _, path in routes_of(seen)} == paths
