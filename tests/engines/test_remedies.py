"""Where a secret belongs: told in the words of the project that it was found in."""

from __future__ import annotations

import pytest

from backlint import catalog
from backlint.engines.remedies import with_homes
from backlint.findings import Finding, Location, Precision, Severity
from backlint.frameworks.secret_homes import HOMES, home_of, place_of


@pytest.mark.parametrize(
    ("path", "uses", "said"),
    [
        ("shop/settings.py", {"django"}, '`os.environ["API_TOKEN"]` in the settings module'),
        ("shop/settings.py", {"django", "django-environ"}, '`env("API_TOKEN")` of django-environ'),
        ("app/main.py", {"fastapi"}, "a `BaseSettings` class of pydantic-settings"),
        ("app/main.py", {"fastapi", "pydantic-settings"}, "in the `BaseSettings` class"),
        ("app/__init__.py", {"flask"}, "`app.config.from_prefixed_env()` (`FLASK_API_TOKEN`)"),
        ("tool.py", set(), '`os.environ["API_TOKEN"]`'),
        ("compose.yaml", {"flask"}, "`${API_TOKEN:?}`"),
        ("docker-compose.prod.yml", set(), "`API_TOKEN_FILE`"),
        ("deploy/k8s/web.yaml", set(), "`secretKeyRef`"),
        ("charts/shop/values.yaml", set(), "`existingSecret`"),
        ("Dockerfile", set(), "--mount=type=secret"),
        (".github/workflows/test.yml", set(), "`${{ secrets.API_TOKEN }}`"),
        (".gitlab-ci.yml", set(), "CI/CD variable"),
        (".circleci/config.yml", set(), "secret store of the CI"),
        ("alembic.ini", set(), "set_main_option"),
        ("run.sh", set(), '`"${API_TOKEN:?}"`'),
        ("tests/test_shop.py", {"django"}, "`secrets.token_hex()`"),
    ],
)
def test_a_secret_belongs_where_the_project_keeps_such_things(path: str, uses: set[str], said: str) -> None:
    assert said in home_of(path, uses, "API_TOKEN")


@pytest.mark.parametrize("home", HOMES)
def test_every_home_is_told_of_some_file(home: object) -> None:
    paths = "a.py a.ipynb compose.yml k8s/a.yaml values.yaml Dockerfile .github/a.yml .gitlab-ci.yml .travis.yml .env"
    places = {place_of(path) for path in [*paths.split(), "alembic.ini", "a.ini", "a.sh", "tests/test_a.py", "a.txt"]}
    assert home.place in places  # type: ignore[attr-defined]


def test_only_findings_about_secrets_name_a_home() -> None:
    place = Location("app.py", 1)
    about = {"severity": Severity.HIGH, "precision": Precision.HIGH, "remedy": "do otherwise", "location": place}
    secret = Finding(rule="secret-hardcoded", message="MAIL_PASSWORD is written in the source", **about)  # type: ignore[arg-type]
    other = Finding(rule="sql-injection", message="a query", **about)  # type: ignore[arg-type]
    found = tuple(with_homes([secret, other], catalog.load_rules(), frozenset({"flask"})))
    assert "FLASK_MAIL_PASSWORD" in found[0].remedy
    assert found[0].remedy.startswith("do otherwise; here: ")
    assert found[1] == other
