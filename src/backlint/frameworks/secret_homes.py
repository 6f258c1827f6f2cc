"""Where a secret belongs instead of the file in which it was found: by the kind of the file, and by what the project uses.

The first row that fits is told. The names and calls are those of each library's documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from pathlib import PurePosixPath

import msgspec

from backlint.files import Kind, Role, kind_of, role_of

_PYTHON, _NOTEBOOK, _COMPOSE, _MANIFEST, _CHART, _IMAGE = "python", "notebook", "compose", "manifest", "chart", "image"
_GITHUB, _GITLAB, _PIPELINE, _DOTENV, _ALEMBIC, _INI, _SHELL = (
    *("github", "gitlab", "pipeline", "dotenv", "alembic", "ini", "shell"),
)
_TEST, _OTHER = "test", "other"


class Home(msgspec.Struct, frozen=True):
    """Where a secret of one kind of file belongs, in a project that uses one of these libraries (none named: in any).

    `{name}` in `text` stands for the variable.
    """

    place: str
    text: str
    uses: tuple[str, ...] = ()


HOMES = (
    Home(_TEST, "make it up while the tests run (`secrets.token_hex()`), or take it from the environment of the tests"),
    Home(
        _PYTHON,
        "a field without a default in the `BaseSettings` class (`SecretStr`; its variable is `{name}`)",
        ("pydantic-settings",),
    ),
    Home(_PYTHON, '`env("{name}")` of django-environ, without a default', ("django-environ",)),
    Home(_PYTHON, '`env.str("{name}")` of environs, without a default', ("environs",)),
    Home(_PYTHON, '`config("{name}")` of decouple, without a default', ("python-decouple",)),
    Home(_PYTHON, "`.secrets.toml` that git ignores, or a `DYNACONF_` variable", ("dynaconf",)),
    Home(_PYTHON, '`os.environ["{name}"]` in the settings module', ("django",)),
    Home(
        _PYTHON,
        'the environment, by `app.config.from_prefixed_env()` (`FLASK_{name}`) or `os.environ["{name}"]`',
        ("flask", "quart"),
    ),
    Home(
        _PYTHON,
        "a field without a default in a `BaseSettings` class of pydantic-settings (`SecretStr`; its variable is `{name}`)",
        ("fastapi", "litestar", "django-ninja"),
    ),
    Home(_PYTHON, '`Config()("{name}", cast=Secret)` of starlette.config, without a default', ("starlette",)),
    Home(_PYTHON, '`os.environ["{name}"]`'),
    Home(_NOTEBOOK, '`os.environ["{name}"]` or `getpass.getpass()`; the outputs of the cells may hold it too'),
    Home(
        _COMPOSE,
        "under `secrets:`, which the service reads from `/run/secrets` (`{name}_FILE`), or `${{{name}:?}}` from a file that "
        "git ignores",
    ),
    Home(
        _MANIFEST, "a Secret that the cluster gets from elsewhere (External Secrets, Sealed Secrets), by `secretKeyRef`"
    ),
    Home(_CHART, "a Secret that exists already (`existingSecret`), or a values file that git ignores or SOPS encrypts"),
    Home(_IMAGE, "given when the container starts; what the build needs comes by `RUN --mount=type=secret`"),
    Home(
        _GITHUB, "the repository's or environment's secrets: `${{{{ secrets.{name} }}}}`; a throw-away one may be drawn"
    ),
    Home(_GITLAB, "a masked and protected CI/CD variable of the project"),
    Home(_PIPELINE, "the secret store of the CI, which gives it to the job as a variable"),
    Home(_DOTENV, "a `.env` that git ignores (`git rm --cached`), with names alone in `.env.example`"),
    Home(
        _ALEMBIC,
        'alembic\'s `env.py`: `config.set_main_option("sqlalchemy.url", os.environ["DATABASE_URL"])`',
    ),
    Home(_INI, "the environment, which the program reads after the file"),
    Home(_SHELL, '`"${{{name}:?}}"` of the environment that the script is started in'),
    Home(_OTHER, "the environment, or a secret store"),
)

_CHART_FILE = re.compile(r"(?:^|/)(?:charts?|helm)/|(?:^|/)values[^/]*\.ya?ml$", re.IGNORECASE)
_MANIFEST_FILE = re.compile(
    r"(?:^|[/._-])(?:k8s|kube|kubernetes|manifests?|kustomiz\w*|openshift|deployment|statefulset|configmap)(?:[/._-]|$)",
    re.IGNORECASE,
)
_PIPELINES = re.compile(
    r"(?:^|/)(?:\.circleci/|\.buildkite/|\.woodpecker|azure-pipelines|bitbucket-pipelines|jenkinsfile|\.travis\.ya?ml|"
    r"\.drone\.ya?ml|appveyor\.ya?ml|cloudbuild\.ya?ml)",
    re.IGNORECASE,
)
_BY_KIND = {
    Kind.PYTHON: _PYTHON,
    Kind.NOTEBOOK: _NOTEBOOK,
    Kind.DOCKERFILE: _IMAGE,
    Kind.ENV: _DOTENV,
    Kind.INI: _INI,
}


def place_of(path: str) -> str:
    """Return which kind of place a file is for secrets, as its path says."""
    name, kind = PurePosixPath(path).name.lower(), kind_of(path)
    if role_of(path) is Role.TEST:
        return _TEST
    if path.startswith((".github/", ".gitea/", ".forgejo/")):
        return _GITHUB
    if ".gitlab-ci" in name:
        return _GITLAB
    if _PIPELINES.search(path):
        return _PIPELINE
    if "alembic" in name and kind is Kind.INI:
        return _ALEMBIC
    if kind is Kind.YAML:
        if "compose" in name:
            return _COMPOSE
        return _CHART if _CHART_FILE.search(path) else _MANIFEST if _MANIFEST_FILE.search(path) else _OTHER
    if name.endswith((".sh", ".bash", ".zsh", ".fish")):
        return _SHELL
    return _BY_KIND.get(kind, _OTHER)


def home_of(path: str, uses: AbstractSet[str], name: str) -> str:
    """Return where a secret found in this file belongs, in a project with these libraries; `name` is that of its variable."""
    place = place_of(path)
    fitting: Iterable[Home] = (
        row for row in HOMES if row.place == place and (not row.uses or not uses.isdisjoint(row.uses))
    )
    return next((row.text.format(name=name) for row in fitting), "")
