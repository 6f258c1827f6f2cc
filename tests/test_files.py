from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlint.files import FileSet, Kind, Role, find_files, kind_of, module_names, role_of, source_roots
from backlint.files import search as search_module
from backlint.project.modules import ModuleIndex


def _make(root: Path, *paths: str) -> None:
    for path in paths:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("x = 1\n")


def _git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


def _plain(root: Path) -> None:
    """Leave the folder as it is: no repository."""


def _repository(root: Path) -> None:
    _git(root, "init", "-q")


def _paths(found: FileSet) -> list[str]:
    return [file.path for file in found.files]


both = pytest.mark.parametrize("prepare", [_plain, _repository], ids=["folder", "repository"])


@both
def test_what_is_ignored_is_left_out(tmp_path: Path, prepare: Callable[[Path], None]) -> None:
    prepare(tmp_path)
    _make(tmp_path, "app/a.py", "app/local.py", "app/keep.py", "logs/x.txt", "deep/er/skip.py", "deep/er/stay.py")
    (tmp_path / ".gitignore").write_text("logs/\nlocal.py\nk*.py\n/deep/er/*.py\n")
    (tmp_path / "app" / ".gitignore").write_text("!keep.py\n")
    (tmp_path / "deep" / "er" / ".gitignore").write_text("!stay.py\n")
    paths = [path for path in _paths(find_files(tmp_path)) if path.endswith((".py", ".txt"))]
    assert paths == ["app/a.py", "app/keep.py", "deep/er/stay.py"]


def test_in_a_repository_tracked_files_count_though_ignored_and_deleted_ones_do_not(tmp_path: Path) -> None:
    _repository(tmp_path)
    _make(tmp_path, "tracked.py", "deleted.py", "new.py", "ignored.py")
    _git(tmp_path, "add", "tracked.py", "deleted.py")
    (tmp_path / "deleted.py").unlink()
    (tmp_path / ".gitignore").write_text("tracked.py\nignored.py\n")
    assert _paths(find_files(tmp_path)) == [".gitignore", "new.py", "tracked.py"]


def test_a_part_of_a_repository_is_a_project(tmp_path: Path) -> None:
    _repository(tmp_path)
    _make(tmp_path, "backend/a.py", "frontend/b.js")
    assert _paths(find_files(tmp_path / "backend")) == ["a.py"]


def test_a_folder_that_the_repository_ignores_is_still_read_when_asked_for(tmp_path: Path) -> None:
    _repository(tmp_path)
    _make(tmp_path, "scratch/a.py")
    (tmp_path / ".gitignore").write_text("scratch/\n")
    assert _paths(find_files(tmp_path / "scratch")) == ["a.py"]


def test_repositories_within_are_read(tmp_path: Path) -> None:
    _repository(tmp_path)
    _make(tmp_path, "a.py", "inner/b.py", "inner/c.txt")
    _repository(tmp_path / "inner")
    (tmp_path / "inner" / ".gitignore").write_text("*.txt\n")
    _git(tmp_path / "inner", "add", ".")
    _git(tmp_path / "inner", "commit", "-qm", "inner")
    assert _paths(find_files(tmp_path)) == ["a.py", "inner/.gitignore", "inner/b.py"]
    _git(tmp_path, "add", ".")
    assert "inner/b.py" in _paths(find_files(tmp_path))


def test_a_submodule_that_was_not_checked_out_has_no_files(tmp_path: Path) -> None:
    _repository(tmp_path)
    _make(tmp_path, "a.py")
    _git(tmp_path, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},shared")
    (tmp_path / "shared").mkdir()
    assert _paths(find_files(tmp_path)) == ["a.py"]


def test_a_repository_starts_no_program_of_its_own(tmp_path: Path) -> None:
    _repository(tmp_path)
    _make(tmp_path, "a.py")
    witness = tmp_path / "executed"
    program = tmp_path / ".git" / "program"
    program.write_text(f"#!/bin/sh\ntouch {witness}\n")
    program.chmod(0o755)
    _git(tmp_path, "config", "core.fsmonitor", str(program))
    assert _paths(find_files(tmp_path)) == ["a.py"]
    assert not witness.exists()


def test_the_environment_of_a_hook_does_not_mislead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other").mkdir()
    _repository(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    _make(tmp_path / "project", "a.py")
    assert _paths(find_files(tmp_path / "project")) == ["a.py"]


@both
def test_what_is_not_the_projects_own_code_is_left_out(tmp_path: Path, prepare: Callable[[Path], None]) -> None:
    prepare(tmp_path)
    _make(
        tmp_path,
        "pyproject.toml",
        "app/a.py",
        "environment/pyvenv.cfg",
        "environment/lib/b.py",
        "lib/site-packages/c.py",
        "web/node_modules/d.py",
        "app/_vendor/e.py",
        "vendor/lib/f.py",
        "third_party/g.py",
        "build/lib/h.py",
        "dist/i.py",
        "app/__pycache__/j.py",
    )
    found = find_files(tmp_path)
    assert _paths(found) == ["app/a.py", "pyproject.toml"]
    assert [(item.path, item.reason) for item in found.left_out] == [
        ("app/_vendor", "vendored code"),
        ("build", "build output"),
        ("dist", "build output"),
        ("environment", "a virtual environment"),
        ("lib/site-packages", "installed packages"),
        ("third_party", "vendored code"),
        ("vendor", "vendored code"),
        ("web/node_modules", "installed packages"),
    ]
    assert found.gaps == ()


def test_a_shop_may_have_vendors_and_builds(tmp_path: Path) -> None:
    own = [
        "build/runner.py",
        "third_party/__init__.py",
        "third_party/mail.py",
        "vendor/__init__.py",
        "vendor/models.py",
    ]
    _make(tmp_path, *(f"shop/{name}" for name in own))
    assert _paths(find_files(tmp_path)) == [f"shop/{name}" for name in own]


@both
def test_what_the_user_excludes_is_left_out(tmp_path: Path, prepare: Callable[[Path], None]) -> None:
    prepare(tmp_path)
    _make(tmp_path, "a.py", "legacy/b.py", "legacy/keep.py", "app/gen_c.py")
    found = find_files(tmp_path, exclude=["/legacy/", "gen_*.py"])
    assert _paths(found) == ["a.py"]
    assert [item.path for item in found.left_out] == ["app/gen_c.py", "legacy"]


@both
def test_links_are_not_followed_and_those_that_lead_out_are_gaps(
    tmp_path: Path, prepare: Callable[[Path], None]
) -> None:
    root = tmp_path / "project"
    _make(tmp_path, "outside/secret.py")
    _make(root, "a.py", "folder/b.py")
    prepare(root)
    (root / "out.py").symlink_to(tmp_path / "outside" / "secret.py")
    (root / "out").symlink_to(tmp_path / "outside")
    (root / "in.py").symlink_to("a.py")
    (root / "loop").symlink_to("loop")
    (root / "folder" / "up").symlink_to("..")
    (root / "nothing.py").symlink_to("absent.py")
    found = find_files(root)
    assert _paths(found) == ["a.py", "folder/b.py"]
    assert [(item.path, item.reason) for item in found.gaps] == [
        ("loop", "it links in a loop"),
        ("out", "it links to a place outside the project"),
        ("out.py", "it links to a place outside the project"),
    ]
    by_design = [(item.path, item.reason) for item in found.left_out if not item.is_gap]
    assert by_design == [
        ("folder/up", "it links to another place in the project"),
        ("in.py", "it links to another place in the project"),
        ("nothing.py", "it links to nothing"),
    ]


@both
def test_what_is_no_regular_file_is_a_gap(tmp_path: Path, prepare: Callable[[Path], None]) -> None:
    prepare(tmp_path)
    _make(tmp_path, "a.py")
    os.mkfifo(tmp_path / "pipe.py")
    _git_lists_pipes = prepare is _repository
    found = find_files(tmp_path)
    assert _paths(found) == ["a.py"]
    # Git does not list it, since it could not track it.
    assert [item.path for item in found.gaps] == ([] if _git_lists_pipes else ["pipe.py"])


def test_a_folder_that_cannot_be_opened_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _make(tmp_path, "a.py", "locked/b.py")
    scandir = os.scandir

    # Root may open everything, so permissions cannot show it here.
    def refuse(path: Path) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(search_module.os, "scandir", refuse)
    found = find_files(tmp_path)
    assert _paths(found) == ["a.py"]
    assert [(item.path, item.reason) for item in found.gaps] == [("locked", "it cannot be read: Permission denied")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_folder_that_git_cannot_open_is_a_gap(tmp_path: Path) -> None:
    _repository(tmp_path)
    root = tmp_path / "backend"
    _make(root, "a.py", "locked/b.py")
    (root / "locked").chmod(0)
    found = find_files(root)
    (root / "locked").chmod(0o700)
    assert [(item.path, item.reason) for item in found.gaps] == [("locked", "it cannot be read: Permission denied")]


def test_what_git_says_of_folders_it_cannot_open_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Its words for it, since root may open everything.
    _repository(tmp_path)
    root = tmp_path / "backend"
    _make(root, "a.py", "locked/b.py")
    run = subprocess.run

    def warn(command: list[str], **options: object) -> subprocess.CompletedProcess[bytes]:
        done = run(command, **options)  # type: ignore[call-overload]
        if "ls-files" in command:
            done.stderr = b"warning: could not open directory 'backend/locked/': Permission denied\n"
        return done

    monkeypatch.setattr(subprocess, "run", warn)
    assert [(item.path, item.reason) for item in find_files(root).gaps] == [
        ("locked", "it cannot be read: Permission denied")
    ]


@both
def test_a_name_that_is_not_utf8_is_a_gap_and_can_be_shown(tmp_path: Path, prepare: Callable[[Path], None]) -> None:
    prepare(tmp_path)
    _make(tmp_path, "a.py", "ä.py")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xff.py")).write_text("")
    found = find_files(tmp_path)
    assert _paths(found) == ["a.py", "ä.py"]
    assert [item.path for item in found.gaps] == ["b\\udcff.py"]


def test_an_empty_folder_has_no_files(tmp_path: Path) -> None:
    assert find_files(tmp_path) == FileSet(tmp_path, (), ())


def test_without_git_the_folder_is_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _repository(tmp_path)
    _make(tmp_path, "a.py", "b.py")
    (tmp_path / ".gitignore").write_text("b.py\n")
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    assert _paths(find_files(tmp_path)) == [".gitignore", "a.py"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a.py", Kind.PYTHON),
        ("app.wsgi", Kind.PYTHON),
        ("a.pyi", Kind.STUB),
        ("a.ipynb", Kind.NOTEBOOK),
        ("templates/a.HTML", Kind.TEMPLATE),
        ("a.html.j2", Kind.TEMPLATE),
        (".env", Kind.ENV),
        (".env.example", Kind.ENV),
        ("production.env", Kind.ENV),
        (".flaskenv", Kind.ENV),
        (".environment", Kind.TEXT),
        ("setup.cfg", Kind.INI),
        ("Pipfile", Kind.TOML),
        ("poetry.lock", Kind.TOML),
        ("Pipfile.lock", Kind.JSON),
        ("compose.yml", Kind.YAML),
        ("Dockerfile", Kind.DOCKERFILE),
        ("Dockerfile.prod", Kind.DOCKERFILE),
        ("web.dockerfile", Kind.DOCKERFILE),
        ("dockerfiles.md", Kind.TEXT),
        ("requirements.txt", Kind.TEXT),
        ("logo.png", Kind.BINARY),
        ("Makefile", Kind.TEXT),
    ],
)
def test_the_kind_of_a_file(path: str, kind: Kind) -> None:
    assert kind_of(path) is kind


def test_a_script_without_a_suffix_says_in_its_first_line_that_it_is_python(tmp_path: Path) -> None:
    for name, first in {"serve": "#!/usr/bin/env python3", "run": "#!/bin/sh"}.items():
        (tmp_path / name).write_text(f"{first}\n")
        (tmp_path / name).chmod(0o755)
    assert {file.path: file.kind for file in find_files(tmp_path).files} == {"serve": Kind.PYTHON, "run": Kind.TEXT}


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("app/views.py", Role.APPLICATION),
        ("app/management/commands/send.py", Role.APPLICATION),
        ("app/contest/views.py", Role.APPLICATION),
        ("app/latest.py", Role.APPLICATION),
        ("tests/helpers.py", Role.TEST),
        ("app/test_views.py", Role.TEST),
        ("app/views_test.py", Role.TEST),
        ("app/tests.py", Role.TEST),
        ("conftest.py", Role.TEST),
        ("integration_tests/a.py", Role.TEST),
        ("app/migrations/0001_initial.py", Role.MIGRATION),
        ("alembic/versions/abc.py", Role.MIGRATION),
        ("docs/conf.py", Role.DOCUMENTATION),
        ("README.md", Role.DOCUMENTATION),
        ("examples/a.py", Role.EXAMPLE),
        ("scripts/seed.py", Role.SCRIPT),
        ("manage.py", Role.SCRIPT),
    ],
)
def test_the_role_of_a_file(path: str, role: Role) -> None:
    assert role_of(path) is role


def test_a_package_called_docs_within_the_application_is_a_part_of_it(tmp_path: Path) -> None:
    _make(
        tmp_path, "app/__init__.py", "app/docs/__init__.py", "app/docs/views.py", "docs/conf.py", "scripts/__init__.py"
    )
    roles = {file.path: file.role for file in find_files(tmp_path).files}
    assert roles["app/docs/views.py"] is Role.APPLICATION
    assert roles["docs/conf.py"] is Role.DOCUMENTATION
    assert roles["scripts/__init__.py"] is Role.SCRIPT


def test_modules_are_named_from_below_their_topmost_package() -> None:
    names = module_names(["src/app/__init__.py", "src/app/api/__init__.py", "src/app/api/users.py"])
    assert names["src/app/api/users.py"] == ("app.api.users", "src.app.api.users", "users")
    assert names["src/app/api/__init__.py"][0] == "app.api"


def test_a_nested_project_is_a_source_root() -> None:
    paths = ["backend/manage.py", "backend/shop/__init__.py", "backend/shop/urls.py", "backend/apps/cart/views.py"]
    assert source_roots(paths) == ("", "backend")
    names = module_names(paths)
    assert names["backend/shop/urls.py"][0] == "shop.urls"
    assert names["backend/apps/cart/views.py"][:2] == ("apps.cart.views", "backend.apps.cart.views")


def test_modules_beside_a_script_have_bare_names_too() -> None:
    names = module_names(["good/server.py", "good/library.py", "bad/library.py"])
    assert names["good/library.py"] == ("good.library", "library")
    assert names["bad/library.py"] == ("bad.library", "library")


def test_a_project_that_is_a_package_itself_is_named_by_its_folder() -> None:
    names = module_names(["__init__.py", "models.py", "api/__init__.py", "api/users.py"], root_name="shop")
    assert names["models.py"] == ("shop.models", "models")
    assert names["api/users.py"][0] == "shop.api.users"
    assert names["__init__.py"] == ("shop",)
    assert module_names(["main.py"], root_name="shop")["main.py"] == ("main", "shop.main")


def test_a_package_in_which_the_program_is_started_gives_names_without_its_own() -> None:
    names = module_names(
        ["src/__init__.py", "src/requirements.txt", "src/shop/__init__.py", "src/shop/routes/users.py"]
    )
    assert names["src/shop/routes/users.py"] == ("shop.routes.users", "src.shop.routes.users", "users")
    names = module_names(["app/__init__.py", "app/main.py", "app/routers/__init__.py", "app/routers/items.py"])
    assert names["app/routers/items.py"] == ("app.routers.items", "routers.items", "items")
    names = module_names(["lib/__init__.py", "lib/redis/__init__.py", "lib/redis/client.py"])
    assert names["lib/redis/client.py"] == ("lib.redis.client", "client")


def test_a_bare_name_means_what_lies_around_its_importer_before_what_lies_below() -> None:
    paths = ["src/manage.py", "src/account/__init__.py", "src/account/router.py", "src/account/models/account.py"]
    index = ModuleIndex(module_names(paths))
    assert index.path_of[index.find("account", "src/account/router.py") or ""] == "src/account/__init__.py"
    assert index.path_of[index.find("account", "src/account/models/other.py") or ""] == "src/account/models/account.py"


def test_a_module_that_no_statement_can_import_has_a_name_too() -> None:
    names = module_names(["app/__init__.py", "app/migrations/__init__.py", "app/migrations/0001_initial.py"])
    assert names["app/migrations/0001_initial.py"] == ("app.migrations.0001_initial",)


_PART = st.sampled_from(["a", "b", "src", "tests", "x-y", "__init__", "manage"])
_TREE = st.lists(st.lists(_PART, min_size=1, max_size=4).map(lambda parts: "/".join(parts) + ".py"), unique=True)


@given(_TREE, st.randoms())
def test_names_do_not_depend_on_the_order_of_files(paths: list[str], random: object) -> None:
    shuffled = sorted(paths, key=lambda _: random.random())  # type: ignore[attr-defined]
    names = module_names(paths, "project")
    assert module_names(shuffled, "project") == names
    assert set(names) == set(paths)
    assert all(names.values())
