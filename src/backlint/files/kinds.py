"""What a file is made of and what it is for, as its name and place say."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from pathlib import PurePosixPath

from backlint.files.records import Kind, Role

_KINDS = {
    Kind.PYTHON: "py pyw wsgi",
    Kind.STUB: "pyi",
    Kind.NOTEBOOK: "ipynb",
    Kind.TEMPLATE: "html htm xhtml jinja jinja2 j2 djhtml mako",
    Kind.ENV: "env envrc flaskenv",
    Kind.INI: "ini cfg properties",
    Kind.TOML: "toml",
    Kind.YAML: "yaml yml",
    Kind.JSON: "json code-workspace",
    Kind.DOCKERFILE: "dockerfile containerfile",
    Kind.BINARY: "7z a avi avif bin bmp bz2 class db dll docx dylib eot exe gif gz ico jar jpeg jpg mmdb mo mov mp3 mp4 "
    "npy npz o odt ogg onnx otf parquet pdf pickle pkl png pptx pt pyc pyd pyo so sqlite sqlite3 tar tgz tif tiff ttf "
    "wasm wav webm webp whl woff woff2 xls xlsx xz zip zst",
}
_BY_SUFFIX = {suffix: kind for kind, suffixes in _KINDS.items() for suffix in suffixes.split()}
_BY_NAME = {
    "pipfile": Kind.TOML,
    "poetry.lock": Kind.TOML,
    "uv.lock": Kind.TOML,
    "pdm.lock": Kind.TOML,
    "pipfile.lock": Kind.JSON,
}


_ENVIRONMENT = re.compile(
    r"(?:^|/)\.envs/(?:\.[\w-]+/)?\.(?!git|keep)[\w-]+$|(?:^|/)env\.(?:prod\w*|dev\w*|local|staging)$"
)
"""Files of variables by their folder (`.envs/.production/.django`), and those that are called so without a dot."""


def kind_of(path: str) -> Kind:
    """The kind of a file by its name alone; what has no kind of its own is TEXT."""
    name = PurePosixPath(path).name.lower()
    if name in _BY_NAME:
        return _BY_NAME[name]
    stem, _, suffix = name.rpartition(".")
    if _ENVIRONMENT.search(path.lower()):
        return Kind.ENV
    if name.startswith(".env") and (len(name) == len(".env") or name[len(".env")] in ".-_"):
        return Kind.ENV
    if stem.split(".")[0] in {"dockerfile", "containerfile"} or (
        not stem and suffix in {"dockerfile", "containerfile"}
    ):
        return Kind.DOCKERFILE
    return _BY_SUFFIX.get(suffix, Kind.TEXT)


_ROLES = (
    (
        Role.TEST,
        re.compile(
            r"(?:^|/)(?:tests?|testing|__tests__|testdata|test[-_]data|e2e|[^/]+[-_]tests|tests[-_][^/]+|[^/]+-test|test-[^/]+)/"
            r"|(?:^|/)(?:unit|integration|functional|load)[-_]test/"
            r"|(?:^|/)settings/(?:tests?|testing)\.py$"
            r"|(?:^|/)(?:test_[^/]*|[^/]*_tests?|tests|conftest)\.pyi?$"
        ),
    ),
    (Role.MIGRATION, re.compile(r"(?:^|/)(?:migrations|south_migrations|alembic/versions)/")),
    (Role.DOCUMENTATION, re.compile(r"(?:^|/)(?:docs?|documentation|docs_src)/|\.(?:md|rst|adoc)$")),
    (Role.EXAMPLE, re.compile(r"(?:^|/)(?:examples?|samples?)/")),
    (
        Role.SCRIPT,
        re.compile(
            r"(?:^|/)(?:scripts?|bin|benchmarks?|\.github|\.gitlab|\.circleci|ci)/"
            r"|(?:^|/)(?:manage|setup|noxfile|fabfile)\.py$"
        ),
    ),
)


def role_of(path: str, packages: AbstractSet[str] = frozenset()) -> Role:
    """What a file is for, by its path relative to the project.

    `packages` are the folders with an `__init__.py`: one called `docs` within another is a part of the application.
    """
    for role, pattern in _ROLES:
        for match in pattern.finditer(path):
            folder = path[: match.end()].rpartition("/")[0]
            is_part = folder in packages and folder.rpartition("/")[0] in packages
            if role in (Role.TEST, Role.MIGRATION) or not is_part:
                return role
    return Role.APPLICATION
