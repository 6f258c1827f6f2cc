"""An earlier state of the project: which commit it is, and its files, taken from git without checking anything out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from backlint.configuration import FILE_NAME, UsageError
from backlint.files.git import git

DEFAULTS = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
"""What a change is usually made against, in the order in which it is looked for."""

_LARGEST = 20_000_000
"""Bytes of a file that is taken; what is larger is data, which no engine reads to its end."""

_AT_ONCE = 64_000_000
"""Bytes of files that are asked for together."""

_LINK = "120000"
_SUBMODULE = "160000"


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit to compare with: as it was named, its id, and the way from the repository's top to the project."""

    name: str
    commit: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Checkout:
    """The files of a revision in a folder: the project's root in it, and the project's files relative to that."""

    root: Path
    paths: tuple[str, ...]


def merge_base(root: Path, name: str) -> Revision:
    """Return the last commit that HEAD has in common with a revision; "" is the branch that changes are made against.

    Raises UsageError where there is no repository, no such revision, or no common commit.
    """
    prefix = _answer(root, "rev-parse", "--show-prefix")
    if prefix is None:
        raise UsageError("`--since` needs a git repository, and the project is in none")
    if not name:
        name = next((one for one in DEFAULTS if _commit(root, one)), "")
        if not name:
            raise UsageError(f"`--since` finds none of {', '.join(DEFAULTS)}: name the revision, as in `--since REV`")
    commit = _commit(root, name)
    if commit is None:
        raise UsageError(f"no revision `{name}` in this repository{_if_shallow(root)}")
    base = _answer(root, "merge-base", "HEAD", commit)
    if not base:
        raise UsageError(f"HEAD and `{name}` have no commit in common here{_if_shallow(root)}")
    return Revision(name, base, prefix)


def _commit(root: Path, name: str) -> str | None:
    return _answer(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")


def _if_shallow(root: Path) -> str:
    if _answer(root, "rev-parse", "--is-shallow-repository") != "true":
        return ""
    return "; the clone is shallow: fetch its history (`git fetch --unshallow`, in GitHub's checkout `fetch-depth: 0`)"


def _answer(root: Path, *arguments: str) -> str | None:
    done = git(root, *arguments)
    return os.fsdecode(done.stdout).removesuffix("\n") if done is not None and done.returncode == 0 else None


# --- files ------------------------------------------------------------------------------------------------------------


def check_out(revision: Revision, root: Path, folder: Path) -> Checkout:
    """Write the project of a revision, and the settings above it, into an empty folder.

    Nothing that the repository asks for when it is checked out happens: no filter, no hook, no line ends. Raises
    UsageError when git fails.
    """
    # The project's own folder keeps its name, since a program may be called by it.
    top = folder / (root.name if not revision.prefix else "top")
    place = top / revision.prefix
    place.mkdir(parents=True)
    # Settings are looked for upward to the repository's top.
    (top / ".git").mkdir()
    paths = []
    for path, mode, content in _contents(root, _entries(root, revision)):
        file = top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if mode == _LINK:
            file.symlink_to(os.fsdecode(content))
        else:
            file.write_bytes(content)
        if path.startswith(revision.prefix):
            paths.append(path.removeprefix(revision.prefix))
    return Checkout(place, tuple(paths))


@dataclass(frozen=True, slots=True)
class _Entry:
    path: str
    mode: str
    object: str
    size: int


def _entries(root: Path, revision: Revision) -> Iterator[_Entry]:
    """Yield the files to take: those of the project, and the settings in the folders above it."""
    done = git(root, "ls-tree", "-r", "-l", "-z", "--full-tree", revision.commit)
    if done is None or done.returncode:
        raise UsageError(f"git cannot list the files of `{revision.name}`{_if_shallow(root)}")
    above = {revision.prefix[: index + 1] for index, letter in enumerate(revision.prefix) if letter == "/"} | {""}
    for line in os.fsdecode(done.stdout).split("\0")[:-1]:
        facts, _, path = line.partition("\t")
        mode, _, object_id, size = facts.split()
        folder, slash, name = path.rpartition("/")
        wanted = path.startswith(revision.prefix) or (
            name in {FILE_NAME, "pyproject.toml"} and f"{folder}{slash}" in above
        )
        if wanted and mode != _SUBMODULE and int(size) <= _LARGEST:
            yield _Entry(path, mode, object_id, int(size))


def _contents(root: Path, entries: Iterable[_Entry]) -> Iterator[tuple[str, str, bytes]]:
    """Yield path, mode and content of each entry."""
    for group in _grouped(entries):
        done = git(root, "cat-file", "--batch", given="".join(f"{one.object}\n" for one in group).encode())
        if done is None or done.returncode:
            raise UsageError("git cannot read the files of an earlier commit; are they all here (no partial clone)?")
        output, position = memoryview(done.stdout), 0
        for one in group:
            # `ID blob SIZE`, a line end, the content, a line end; of an object that is not here `ID missing`.
            end = done.stdout.index(b"\n", position)
            if bytes(output[position:end]).split()[1:] != [b"blob", str(one.size).encode()]:
                raise UsageError(f"git cannot read an earlier `{one.path}`; is this a partial clone?")
            yield one.path, one.mode, bytes(output[end + 1 : end + 1 + one.size])
            position = end + one.size + 2


def _grouped(entries: Iterable[_Entry]) -> Iterator[list[_Entry]]:
    group: list[_Entry] = []
    size = 0
    for one in entries:
        if group and size + one.size > _AT_ONCE:
            yield group
            group, size = [], 0
        group.append(one)
        size += one.size
    if group:
        yield group
