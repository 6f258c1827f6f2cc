"""By what names the modules of a project are imported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from pathlib import PurePosixPath

from backlint.files.kinds import kind_of
from backlint.files.records import Kind

_ROOT_MARKERS = frozenset({"manage.py", "pyproject.toml", "setup.py", "setup.cfg", "Pipfile", "alembic.ini", "wsgi.py"})
_STARTED = frozenset({"requirements.txt", "Dockerfile", "main.py", "manage.py", "app.py", "run.py", "server.py"})
"""Files by which a folder with an `__init__.py` is likely one in which the program is started as well: its packages are then
imported without its own name.
"""


def source_roots(paths: Iterable[str]) -> tuple[str, ...]:
    """The folders that modules may be imported from, sorted; "" is the project's root.

    They are the root, the folders that hold packages, those with a project file or a `manage.py`, and `src` in any of
    them.
    """
    known = list(paths)
    packages = packages_of(known)
    roots = {""} | {parent(folder) for folder in packages if parent(folder) not in packages}
    roots |= {parent(path) for path in known if PurePosixPath(path).name in _ROOT_MARKERS}
    roots -= packages
    folders = {parent(path) for path in known}
    folders |= {above for folder in folders for above in _above(folder)}
    roots |= {source for root in roots if (source := f"{root}/src".lstrip("/")) in folders - packages}
    return tuple(sorted(roots))


def module_names(paths: Iterable[str], root_name: str = "") -> dict[str, tuple[str, ...]]:
    """The dotted names by which each Python file or stub may be imported, the likeliest first.

    The first is that within its package, if it is in one: from below the topmost of the folders with an `__init__.py`
    around it. Then come those below each source root, the nearest first, then the bare name, by which a script imports
    what lies beside it, and last that within the project's own folder, whose name `root_name` is; where that folder
    is a package itself, it comes first. Two files may share a name: which is meant depends on who imports it.
    """
    all_paths = list(paths)
    known = [path for path in all_paths if kind_of(path) in (Kind.PYTHON, Kind.STUB)]
    packages = packages_of(all_paths)
    roots = frozenset(source_roots(all_paths)) | _started_in(all_paths, packages)
    is_package = any(path in ("__init__.py", "__init__.pyi") for path in known)
    names = {}
    for path in known:
        within = [f"{root_name}/{path}"] if root_name else []
        below = [path.removeprefix(f"{root}/") if root else path for root in _roots(path, packages, roots)]
        top = below[0].count("/") == path.count("/")
        ordered = within + below if is_package and top else below + within
        names[path] = _importable(ordered)
    return names


def _started_in(paths: Iterable[str], packages: AbstractSet[str]) -> frozenset[str]:
    """The topmost folders with an `__init__.py` in which the program is likely started."""
    holding = {parent(path) for path in paths if PurePosixPath(path).name in _STARTED}
    return frozenset(folder for folder in holding & packages if parent(folder) not in packages)


def _roots(path: str, packages: AbstractSet[str], roots: AbstractSet[str]) -> list[str]:
    """The folders that a file may be imported from, the likeliest first."""
    folder = parent(path)
    around = [above for above in (folder, *_above(folder)) if above in roots]
    if folder not in packages:
        return [*around, folder]
    top = folder
    while top in packages:
        top = parent(top)
    return [top, *around, folder]


def _importable(paths: Iterable[str]) -> tuple[str, ...]:
    names = list(dict.fromkeys(name for path in paths if (name := _dotted(path))))
    # A migration such as `0001_initial` is loaded by name, though no statement can import it.
    return tuple(name for name in names if all(part.isidentifier() for part in name.split("."))) or tuple(names[:1])


def packages_of(paths: Iterable[str]) -> frozenset[str]:
    """The folders below the root with an `__init__.py`."""
    made = ("__init__.py", "__init__.pyi")
    return frozenset(parent(path) for path in paths if PurePosixPath(path).name in made) - {""}


def parent(path: str) -> str:
    """Return the folder of a project path, "" for the root."""
    return path.rpartition("/")[0]


def _above(folder: str) -> Iterator[str]:
    """The folders around a folder, the nearest first."""
    while folder:
        folder = parent(folder)
        yield folder


def _dotted(path: str) -> str:
    """The dotted name of a module from its path below where it is imported from."""
    *folders, name = path.split("/")
    stem = name.rpartition(".")[0] or name
    return ".".join(folders if stem == "__init__" else [*folders, stem])
