"""An earlier state of the project: which commit it is, and its files, taken from git without checking anything out."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from backlint.configuration import FILE_NAME, Configuration, UsageError, load, text_of_settings
from backlint.files.git import git
from backlint.nested import with_folders
from backlint.toml_text import NotToml, parse

DEFAULTS = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
"""What a change is usually made against, in the order in which it is looked for."""

_LARGEST = 20_000_000
"""Bytes of a file that is taken; what is larger is data, which no engine reads to its end."""

_AT_ONCE = 64_000_000
"""Bytes of files that are asked for together."""

_LINK = "120000"
_SUBMODULE = "160000"

_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


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


def named(root: Path, name: str, flag: str) -> Revision:
    """Return the commit that a revision names. Raises UsageError where there is no repository or no such revision."""
    prefix = _answer(root, "rev-parse", "--show-prefix")
    if prefix is None:
        raise UsageError(f"`{flag}` needs a git repository, and the project is in none")
    commit = _commit(root, name)
    if commit is None:
        raise UsageError(f"no revision `{_said(name)}` in this repository{_if_shallow(root)}")
    return Revision(name, commit, prefix)


def merge_base(root: Path, name: str) -> Revision:
    """Return the last commit that HEAD has in common with a revision; "" is the branch that changes are made against.

    Raises UsageError where there is no repository, no such revision, or no common commit.
    """
    if not name:
        name = next((one for one in DEFAULTS if _commit(root, one)), "HEAD")
        if name == "HEAD" and _answer(root, "rev-parse", "--show-prefix") is not None:
            raise UsageError(f"`--since` finds none of {', '.join(DEFAULTS)}: name the revision, as in `--since REV`")
    revision = named(root, name, "--since")
    base = _answer(root, "merge-base", "HEAD", revision.commit)
    if not base:
        raise UsageError(f"HEAD and `{_said(name)}` have no commit in common here{_if_shallow(root)}")
    return replace(revision, commit=base)


def _said(name: str) -> str:
    """Return a revision as it is told: of a commit's whole id, which looks like a key, the beginning."""
    return f"{name[:12]}…" if _ID.fullmatch(name) else name


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
    """Write the project of a revision, and the settings above it, into an empty folder whose path has no link.

    Nothing that the repository asks for when it is checked out happens: no filter, no hook, no line ends. Raises
    UsageError when git fails.
    """
    # The project's own folder keeps its name, since a program may be called by it.
    top = folder / (root.name if not revision.prefix else "top")
    place = top / revision.prefix
    place.mkdir(parents=True)
    # Settings are looked for upward to the repository's top.
    (top / ".git").mkdir()
    paths = _write(top, revision, _contents(root, _entries(root, revision)))
    return Checkout(place, tuple(paths))


def _write(top: Path, revision: Revision, contents: Iterable[tuple[str, str, bytes]]) -> list[str]:
    """Write files below a folder and return those of the project, relative to it."""
    paths = []
    links: list[tuple[Path, bytes]] = []
    for path, mode, content in contents:
        file = top / path
        if mode == _LINK:
            links.append((file, content))
        else:
            _put(file, content)
        if path.startswith(revision.prefix):
            paths.append(path.removeprefix(revision.prefix))
    # Last, so that nothing is written through one.
    for file, content in links:
        _link(file, content)
    return paths


def _put(file: Path, content: bytes) -> None:
    """Write a file. A tree that was made by hand may hold a file and a folder of one name; the first of them stays."""
    with suppress(FileExistsError, NotADirectoryError, IsADirectoryError):
        file.parent.mkdir(parents=True, exist_ok=True)
        if _is_plain(file):
            file.write_bytes(content)


def _link(file: Path, content: bytes) -> None:
    """Make a link, which is never followed out of the project; where a file already stands, or it leads to no name, none."""
    with suppress(OSError, ValueError):
        file.parent.mkdir(parents=True, exist_ok=True)
        if _is_plain(file):
            file.symlink_to(os.fsdecode(content))


def _is_plain(file: Path) -> bool:
    """Tell whether no folder above a file is a link, seen from where no link is made."""
    return file.parent.resolve() == file.parent and not file.is_symlink()


@dataclass(frozen=True, slots=True)
class _Entry:
    path: str
    mode: str
    object: str
    size: int


def _entries(root: Path, revision: Revision, only: Collection[str] | None = None) -> Iterator[_Entry]:
    """Yield the files to take: those of the project (`only` those that are named), and settings, also those above."""
    done = git(root, "ls-tree", "-r", "-l", "-z", "--full-tree", revision.commit)
    if done is None or done.returncode:
        raise UsageError(f"git cannot list the files of `{revision.name}`{_if_shallow(root)}")
    above = {revision.prefix[: index + 1] for index, letter in enumerate(revision.prefix) if letter == "/"} | {""}
    for line in os.fsdecode(done.stdout).split("\0")[:-1]:
        facts, _, path = line.partition("\t")
        mode, _, object_id, size = facts.split()
        folder, slash, name = path.rpartition("/")
        inside = path.startswith(revision.prefix)
        settings = name in {FILE_NAME, "pyproject.toml"} and (inside or f"{folder}{slash}" in above)
        wanted = settings or (inside if only is None else path in only)
        # Git itself makes no tree with such names, but whoever writes one by hand does.
        named = not {"", ".", "..", ".git"} & set(path.split("/"))
        if wanted and named and mode != _SUBMODULE:
            if not size.isdigit():
                raise UsageError(f"git cannot read an earlier `{path}`; is this a partial clone?")
            if int(size) > _LARGEST:
                continue
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


# --- settings ---------------------------------------------------------------------------------------------------------


def settings_at(root: Path, name: str, folder: Path, baseline: Path | None = None) -> Configuration:
    """Return the settings that a revision has for the project at `root`, with its baseline and its models.

    These files are written to an empty folder, which has to stay as long as the settings are used. `baseline` is a file of
    the project that is to be used instead of the one that the settings name, as it was then. What the settings name need not
    be in the project any more. Raises UsageError as `load` does, and where there is no such revision.
    """
    revision = named(root, name, "--config-from")
    top = folder / "top"
    place = top / revision.prefix
    place.mkdir(parents=True)
    (top / ".git").mkdir()
    paths = _write(top, revision, _contents(root, _entries(root, revision, ())))
    _write(top, revision, _contents(root, _entries(root, revision, tuple(_named_in(top)))))
    try:
        found = with_folders(load(place, there=False), paths, there=False)
    except UsageError as error:
        raise UsageError(f"at `{name}`: {error}") from error
    if baseline is not None:
        path = _inside(root, revision, baseline)
        _write(top, revision, _contents(root, _entries(root, revision, (path,))))
        if not (top / path).is_file():
            raise UsageError(f"{baseline.name}: no such baseline file at `{name}`")
        found = replace(found, baseline=top / path)
    folders = tuple(_moved(one, root / one.prefix, name) for one in found.folders or ())
    return replace(_moved(found, root, name), folders=folders)


def _moved(settings: Configuration, root: Path, name: str) -> Configuration:
    """Return settings as those of the project as it is; what they name need not be there any more."""
    origin = settings.origin and replace(settings.origin, display=f"{name}:{settings.origin.display}")
    return replace(settings, root=root, endpoints_here=False, origin=origin)


def _named_in(top: Path) -> Iterator[str]:
    """Yield the files that settings name, from the repository's top."""
    for file in (found for name in (FILE_NAME, "pyproject.toml") for found in sorted(top.rglob(name))):
        if file.is_file() and not file.is_symlink():
            try:
                table = parse(text_of_settings(file))
            except (NotToml, UnicodeDecodeError, RecursionError, OSError):
                continue  # `load` says so
            tool = table.get("tool", {}) if file.name == "pyproject.toml" else {"backlint": table}
            ours = tool.get("backlint", {}) if isinstance(tool, dict) else {}
            if isinstance(ours, dict):
                models = ours.get("models", ())
                for one in (ours.get("baseline"), *(models if isinstance(models, list) else ())):
                    if isinstance(one, str):
                        yield os.path.normpath(os.path.join(file.parent.relative_to(top), one))  # noqa: PTH118


def _inside(root: Path, revision: Revision, file: Path) -> str:
    """Return the way to a file from the repository's top. Raises UsageError for one that is outside."""
    top = root.joinpath(*(".." for part in revision.prefix.split("/") if part)).resolve()
    path = Path(os.path.abspath(file))  # noqa: PTH100 -- it need not be there, and no link in it is followed
    if not path.is_relative_to(top):
        raise UsageError(f"{file}: is outside of the repository, so that `{revision.name}` has no such baseline")
    return path.relative_to(top).as_posix()
