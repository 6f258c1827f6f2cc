"""Settings of folders: in a repository of several applications each has its own, which hold for what lies in its folder.

The nearest settings count, and nothing is inherited from those above, so that a finding is judged alike whether the
application is scanned by itself or with the others. What concerns a run as a whole (`persona`, `jobs`) is that of the folder
which is scanned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from backlint.configuration import FILE_NAME, Configuration, load_here
from backlint.files import FileSet, find_files

_NAMES = (FILE_NAME, "pyproject.toml")


def with_folders(configuration: Configuration, paths: Iterable[str], *, there: bool = True) -> Configuration:
    """Return settings with those that stand in folders below them, unless they have them already.

    `paths` are the project's files, relative to its root; `there` tells that all of them are there, and not settings only.
    Raises UsageError for settings that are wrong, as `load` does.
    """
    if configuration.folders is not None:
        return configuration
    folders = sorted({path.rpartition("/")[0] for path in paths if "/" in path and path.rpartition("/")[2] in _NAMES})
    found = [one for folder in folders if (one := load_here(configuration.root, folder, there=there)) is not None]
    # The deepest first, which is the nearest.
    return replace(configuration, folders=tuple(sorted(found, key=lambda one: (-len(one.prefix), one.prefix))))


def files_of(configuration: Configuration) -> FileSet:
    """Return the project's files. Raises UsageError for a pattern of `exclude` that is none."""
    try:
        return find_files(configuration.root, configuration.exclude)
    except ValueError as error:
        raise configuration.complain(str(error), ("exclude",)) from error


def in_force(configuration: Configuration) -> Configuration:
    """Return a project's settings with those of its folders. Raises UsageError for wrong ones."""
    return with_folders(configuration, (file.path for file in files_of(configuration).files))


def each(configuration: Configuration) -> Iterator[Configuration]:
    """Yield settings, and those of folders below, by the folders' names."""
    yield configuration
    yield from sorted(configuration.folders or (), key=lambda one: one.prefix)


def at(configuration: Configuration, path: str) -> Configuration:
    """Return the nearest settings of a file; its path is relative to the project's root."""
    return next((one for one in configuration.folders or () if path.startswith(one.prefix)), configuration)
