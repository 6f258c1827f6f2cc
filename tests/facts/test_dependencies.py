from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlint.facts.dependencies import is_dependency_file, normalised, read_versions


def _versions(**files: str) -> dict[str, str | None]:
    names = {"pyproject": "pyproject.toml", "poetry": "poetry.lock", "requirements": "requirements.txt"}
    return read_versions({names.get(name, name): content.encode() for name, content in files.items()})


def test_requirements() -> None:
    text = (
        "# comment\n-r other.txt\n--index-url https://example.org/simple\nDjango==4.2.1 # pinned\n"
        "djangorestframework[auth] ~= 3.14 ; python_version > '3'\nPyJWT>=2,<3\nrequests>=2\nflask\n"
        "bcrypt==4.0.1 \\\n    --hash=sha256:abc\nlocal @ https://example.org/local.whl\n./vendored\n-e git+https://example.org/x\n"
        "zope.interface===6\nold (>=1.0,<2.0)\nwild==2.*\n"
    )
    assert _versions(requirements=text) == {
        "bcrypt": "4.0.1",
        "django": "4.2.1",
        "djangorestframework": "3.14",
        "flask": None,
        "local": None,
        "old": "1.0",
        "pyjwt": "2",
        "requests": None,
        "wild": "2",
        "zope-interface": "6",
    }


def test_pyproject() -> None:
    text = """
[project]
dependencies = ["fastapi>=0.110", "SQLAlchemy>=2.0,<3.0"]
[project.optional-dependencies]
argon = ["argon2-cffi==23.1.0"]
[dependency-groups]
dev = ["pytest~=8.0", {include-group = "other"}]
[tool.poetry.dependencies]
python = "^3.11"
flask = "^3.0.2"
passlib = {version = "1.7.4", extras = ["bcrypt"]}
own = {path = "../own"}
[tool.poetry.group.dev.dependencies]
black = "*"
"""
    assert _versions(pyproject=text) == {
        "argon2-cffi": "23.1.0",
        "black": None,
        "fastapi": None,
        "flask": "3.0.2",
        "own": None,
        "passlib": "1.7.4",
        "pytest": "8.0",
        "sqlalchemy": "2.0",
    }


def test_a_lock_file_knows_better() -> None:
    lock = '[[package]]\nname = "Flask"\nversion = "3.0.3"\n[[package]]\nname = "own"\nsource = { virtual = "." }\n'
    pyproject = '[project]\ndependencies = ["flask>=2", "bcrypt==4.1.0"]\n'
    for name in ("poetry.lock", "uv.lock", "pdm.lock"):
        assert _versions(**{name: lock, "pyproject": pyproject}) == {"bcrypt": "4.1.0", "flask": "3.0.3"}
    assert _versions(**{"pylock.toml": lock.replace("[[package]]", "[[packages]]")}) == {"flask": "3.0.3"}


def test_pipenv() -> None:
    pipfile = '[packages]\nflask = "*"\ndjango = {version = "==5.0"}\n[dev-packages]\npytest = "~=8.1"\n'
    lock = json.dumps({"_meta": {}, "default": {"flask": {"version": "==3.0.0"}}, "develop": {"x": {"path": "."}}})
    assert _versions(Pipfile=pipfile, **{"Pipfile.lock": lock}) == {
        "django": "5.0",
        "flask": "3.0.0",
        "pytest": "8.1",
        "x": None,
    }


def test_setup_cfg() -> None:
    text = "[options]\ninstall_requires =\n    flask==2.3.2\n    click\n[options.extras_require]\nsafe = bcrypt>=4,<5\n"
    assert _versions(**{"setup.cfg": text}) == {"bcrypt": "4", "click": None, "flask": "2.3.2"}


def test_files_that_disagree_leave_it_open() -> None:
    files = {"a/requirements.txt": b"flask==2.0\nbcrypt==4.0", "b/requirements.txt": b"flask==3.0\nbcrypt"}
    assert read_versions(files) == {"bcrypt": "4.0", "flask": None}


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("requirements.txt", True),
        ("backend/requirements-dev.txt", True),
        ("dev-requirements.in", True),
        ("requirements/base.txt", True),
        ("constraints.txt", True),
        ("backend/pyproject.toml", True),
        ("uv.lock", True),
        ("docs/notes.txt", False),
        ("app/requirements.py", False),
        ("package-lock.json", False),
    ],
)
def test_which_files_say_it(path: str, known: bool) -> None:
    assert is_dependency_file(path) is known


_FILES = st.sampled_from(["requirements.txt", "pyproject.toml", "Pipfile", "Pipfile.lock", "poetry.lock", "setup.cfg"])


@given(st.dictionaries(_FILES, st.binary(max_size=80)))
def test_no_content_raises(files: dict[str, bytes]) -> None:
    read_versions(files)


@pytest.mark.parametrize("content", ["[]", "1", '{"default": 1}', '{"default": {"a": []}}', "[" * 100_000])
def test_a_lock_file_of_another_shape_says_nothing(content: str) -> None:
    assert read_versions({"Pipfile.lock": content.encode()}) in ({}, {"a": None})


@given(st.permutations(["a==1", "b>=1,<2", "c", "a==1", "b~=1.5"]))
def test_the_order_of_lines_and_files_does_not_matter(lines: list[str]) -> None:
    together = read_versions({"requirements.txt": "\n".join(lines).encode()})
    apart = read_versions({f"requirements-{number}.txt": line.encode() for number, line in enumerate(lines)})
    assert together == apart == {"a": "1", "b": None, "c": None}


def test_names_are_compared_as_the_index_does() -> None:
    assert normalised("Flask_SQLAlchemy.Ext--x") == "flask-sqlalchemy-ext-x"
