"""Which files belong to a project."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pathspec

from backlint.files.git import git
from backlint.files.kinds import kind_of, role_of
from backlint.files.modules import packages_of, parent
from backlint.files.reading import read_regular
from backlint.files.records import FileSet, Kind, LeftOut, ProjectFile, Role


def find_files(root: Path, exclude: Sequence[str] = (), listed: Iterable[str] | None = None) -> FileSet:
    """Find the files of the project in a folder.

    In a git work tree they are the tracked files and those not ignored, elsewhere all that no `.gitignore` in the
    folder ignores; in both, without virtual environments, installed packages, vendored code and build output.
    `exclude` are further patterns, as in a `.gitignore` at the root; raises ValueError for one that cannot be read.
    `listed` are the paths of the project's files where the caller knows them.
    Links are not followed: what they lead to inside the root is found there, and one that leads out is a gap.
    """
    spec = pathspec.GitIgnoreSpec.from_lines(exclude)
    found = _Finding(root.resolve(), spec)
    known: Mapping[str, bool | None] | None = _listed_by_git(found) if listed is None else dict.fromkeys(listed, True)
    for path in _walk(found) if known is None else known:
        found.add(path, tracked=None if known is None else known[path])
    packages = packages_of(found.files)
    files = tuple(replace(found.files[path], role=role_of(path, packages)) for path in sorted(found.files))
    return FileSet(found.root, files, tuple(sorted(found.left_out.values())))


# --- what is left out ---------------------------------------------------------------------------------------------

_FOLDERS = {
    "node_modules": "installed packages",
    "bower_components": "installed packages",
    "site-packages": "installed packages",
    "dist-packages": "installed packages",
    "__pypackages__": "installed packages",
    ".eggs": "installed packages",
    ".tox": "virtual environments",
    ".nox": "virtual environments",
    "_vendor": "vendored code",
    "_vendored": "vendored code",
}
_PERHAPS_VENDORED = frozenset({"vendor", "vendored", "third_party", "third-party"})
# What nobody would miss is not even named.
_UNNAMED = frozenset({"__pycache__", ".git", ".hg", ".svn", ".mypy_cache", ".pytest_cache", ".ruff_cache"})
_BUILD_OUTPUT = ("build", "dist")
_BUILT = ("pyproject.toml", "setup.py", "setup.cfg", "package.json")
_OUTSIDE = "it links to a place outside the project"


@dataclass(slots=True)
class _Finding:
    """A search that goes on; paths are relative, with slashes."""

    root: Path
    exclude: pathspec.GitIgnoreSpec
    files: dict[str, ProjectFile] = field(default_factory=dict)
    left_out: dict[str, LeftOut] = field(default_factory=dict)
    _entered: dict[str, bool] = field(default_factory=lambda: {"": True})

    def leave_out(self, path: str, reason: str, *, is_gap: bool = True) -> None:
        shown = path.encode("utf-8", "backslashreplace").decode() if _is_undecodable(path) else path
        self.left_out.setdefault(path, LeftOut(shown, reason, is_gap))

    def enters(self, folder: str) -> bool:
        """Whether a folder is looked into; notes one that is not."""
        known = self._entered.get(folder)
        if known is None:
            known = self._entered[folder] = self.enters(parent(folder)) and self._enters(folder)
        return known

    def _enters(self, folder: str) -> bool:
        if folder.rpartition("/")[2] in _UNNAMED:
            return False
        if (self.root / folder).is_symlink():
            # Git still lists what was below the folder that stood here.
            self._add_link(folder)
            return False
        reason = _folder_reason(self.root / folder)
        if reason is None and self.exclude.match_file(f"{folder}/"):
            reason = "excluded"
        if reason is not None:
            self.leave_out(folder, reason, is_gap=False)
        return reason is None

    def add(self, path: str, *, tracked: bool | None = None) -> None:
        """Add a file, if it is one that belongs to the project; `tracked` tells whether git tracks it."""
        if not self.enters(parent(path)):
            return
        if self.exclude.patterns and self.exclude.match_file(path):
            self.leave_out(path, "excluded", is_gap=False)
            return
        if _is_undecodable(path):
            self.leave_out(path, "its name is not UTF-8")
            return
        # A Path for each of thousands of files costs more than to look at them.
        place = f"{self.root}/{path}"
        try:
            status = os.lstat(place)
        except FileNotFoundError:
            # Git still lists what was deleted and not yet committed.
            return
        except OSError as error:
            self.leave_out(path, _told(error))
            return
        if stat.S_ISREG(status.st_mode):
            self.files[path] = ProjectFile(path, _kind(place, status), Role.APPLICATION, status.st_size, tracked)
        elif stat.S_ISLNK(status.st_mode):
            self._add_link(path)
        elif not stat.S_ISDIR(status.st_mode):
            self.leave_out(path, "it is not a regular file")

    def _add_link(self, path: str) -> None:
        try:
            target = (self.root / path).resolve(strict=True)
        except (OSError, RuntimeError) as error:
            # Until Python 3.13 a loop is a RuntimeError.
            # There is nothing behind a dangling link that could have been read.
            dangling = isinstance(error, FileNotFoundError)
            self.leave_out(path, "it links to nothing" if dangling else "it links in a loop", is_gap=not dangling)
            return
        inside = target.is_relative_to(self.root)
        self.leave_out(path, "it links to another place in the project" if inside else _OUTSIDE, is_gap=not inside)


def _is_undecodable(path: str) -> bool:
    return not path.isascii() and any("\udc80" <= character <= "\udcff" for character in path)


def _told(error: OSError) -> str:
    return f"it cannot be read: {error.strerror or error}"


def _folder_reason(folder: Path) -> str | None:
    """Why a folder is not part of the project, or None."""
    name = folder.name
    if name in _FOLDERS:
        return _FOLDERS[name]
    if name.endswith(".egg-info"):
        return "installed packages"
    if _has(folder, "pyvenv.cfg") or _has(folder, "conda-meta"):
        return "a virtual environment"
    if name in _BUILD_OUTPUT and not _has(folder, "__init__.py") and any(_has(folder.parent, made) for made in _BUILT):
        return "build output"
    # A package of this name with modules of its own is about vendors, such as a shop's, or configures what others have made.
    if name in _PERHAPS_VENDORED and not (_has(folder, "__init__.py") and _has_modules(folder)):
        return "vendored code"
    return None


def _has(folder: Path, name: str) -> bool:
    return os.path.lexists(folder / name)


def _has_modules(folder: Path) -> bool:
    try:
        return any(path.suffix == ".py" and path.name != "__init__.py" for path in folder.iterdir())
    except OSError:
        return False


# --- how files are found --------------------------------------------------------------------------------------------

_UNTRACKED = "?"
_UNOPENED = re.compile(r"^warning: could not open directory '(.+?)/?': (.+)$", re.MULTILINE)


def _listed_by_git(found: _Finding, below: str = "") -> dict[str, bool | None] | None:
    """The files that git does not ignore, and (True) those that it tracks; None when it knows of none.

    The repository is not trusted: no program that its configuration names is started.
    """
    done = git(found.root / below, "ls-files", "-t", "-z", "--cached", "--others", "--exclude-standard")
    if done is None or done.returncode or not done.stdout:
        return None
    prefix = f"{below}/" if below else ""
    if done.stderr:
        _note_unopened(found, below, os.fsdecode(done.stderr))
    paths: dict[str, bool | None] = {}
    listed = os.fsdecode(done.stdout).split("\0")[:-1]
    # A letter and a space stand before each name.
    if below and [line[2:] for line in listed] == ["./"]:
        # The folder of a submodule that was not checked out is still an entry of the repository around it.
        return None
    for line in listed:
        letter, name = line[0], line[2:]
        path = prefix + name.rstrip("/")
        # A submodule or a repository within: git lists only its folder.
        if name.endswith("/") or _is_folder(f"{found.root}/{path}"):
            if found.enters(path):
                inner = _listed_by_git(found, path)
                paths.update(dict.fromkeys(_walk(found, path)) if inner is None else inner)
        else:
            paths[path] = paths.get(path, False) or letter != _UNTRACKED
    return paths


def _is_folder(place: str) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(place).st_mode)
    except OSError:
        return False


def _note_unopened(found: _Finding, below: str, warnings: str) -> None:
    """Note the folders that git could not open; it names them from the top of the repository."""
    done = git(found.root / below, "rev-parse", "--show-prefix")
    top = os.fsdecode(done.stdout).rstrip("\n") if done is not None else ""
    prefix = f"{below}/" if below else ""
    for folder, reason in _UNOPENED.findall(warnings):
        found.leave_out(prefix + folder.removeprefix(top), f"it cannot be read: {reason}")


def _walk(found: _Finding, below: str = "") -> Iterator[str]:
    """All files that no `.gitignore` ignores."""
    folders: list[tuple[str, tuple[tuple[str, pathspec.GitIgnoreSpec], ...]]] = [(below, ())]
    while folders:
        folder, ignores = folders.pop()
        try:
            with os.scandir(found.root / folder) as scanned:
                entries = sorted(scanned, key=lambda entry: entry.name)
        except OSError as error:
            found.leave_out(folder or ".", _told(error))
            continue
        ignores = (*ignores, *_gitignore(found, folder))
        prefix = f"{folder}/" if folder else ""
        for entry in entries:
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                if not _is_ignored(f"{path}/", ignores) and found.enters(path):
                    folders.append((path, ignores))
            elif not _is_ignored(path, ignores):
                yield path


def _gitignore(found: _Finding, folder: str) -> Iterator[tuple[str, pathspec.GitIgnoreSpec]]:
    place = found.root / folder / ".gitignore"
    try:
        if place.is_symlink() or not place.is_file():
            return
        lines = place.read_text(encoding="utf-8", errors="replace").splitlines()
        yield (f"{folder}/" if folder else ""), pathspec.GitIgnoreSpec.from_lines(lines)
    except (OSError, ValueError) as error:
        # Then more is looked at, not less.
        found.leave_out(f"{folder}/.gitignore".lstrip("/"), f"it is not obeyed: {error}")


def _is_ignored(path: str, ignores: Iterable[tuple[str, pathspec.GitIgnoreSpec]]) -> bool:
    """Whether the nearest `.gitignore` with a word on a path ignores it."""
    ignored = False
    for prefix, spec in ignores:
        verdict = spec.check_file(path.removeprefix(prefix)).include
        if verdict is not None:
            ignored = verdict
    return ignored


_SHEBANG = re.compile(rb"#!.*\bpython")


def _kind(place: str, status: os.stat_result) -> Kind:
    """The kind of a file; one without a suffix that may be executed is asked for its first line."""
    name = place.rpartition("/")[2]
    kind = kind_of(name)
    if kind is not Kind.TEXT or "." in name or not status.st_mode & 0o111:
        return kind
    try:
        return Kind.PYTHON if _SHEBANG.match(read_regular(place, 200)) else kind
    except OSError:
        # Whoever reads it will say so.
        return kind
