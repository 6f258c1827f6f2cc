"""Which module of the project a name means, given who asks.

Every file has one key: its likeliest dotted name, or its path with dots where another file has the same name. Absolute
names may be shared by files of different applications in one repository; the file that lies nearest to the importer is
meant. Relative imports follow the folders.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping


class ModuleIndex:
    """The modules of a project by name and by path."""

    def __init__(
        self, names: Mapping[str, tuple[str, ...]], is_library: Callable[[str], bool] = lambda _name: False
    ) -> None:
        """Index files by path; `names` are the dotted names of each, the likeliest first.

        A folder without an `__init__.py` is no package where a library has its name (`is_library`): Python takes a
        package of that kind only where it finds no other one.
        """
        firsts: dict[str, int] = defaultdict(int)
        for candidates in names.values():
            if candidates:
                firsts[candidates[0]] += 1
        self.key_of: dict[str, str] = {}
        self.path_of: dict[str, str] = {}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._packages: set[str] = set()
        for path in sorted(names):
            candidates = names[path]
            key = candidates[0] if candidates and firsts[candidates[0]] == 1 else _dotted(path)
            while key in self.path_of:
                key += "_"
            self.key_of[path] = key
            self.path_of[key] = path
            for name in dict.fromkeys((*candidates, key)):
                self._by_name[name].append(path)
                self._add_packages(name)
        tops = {name.partition(".")[0] for name in self._packages}
        hidden = {top for top in tops if top not in self._by_name and is_library(top)}
        self._packages -= {name for name in self._packages if name.partition(".")[0] in hidden}

    def _add_packages(self, name: str) -> None:
        while "." in name:
            name = name.rpartition(".")[0]
            self._packages.add(name)

    def find(self, name: str, importer: str = "") -> str | None:
        """Return the key of the module that an absolute name means in the file `importer`; None where it is none of
        the project's.
        """
        paths = [path for path in self._by_name.get(name, ()) if self._may_import(name, path, importer)]
        if not paths:
            return None
        # Inside of a package its own modules have no bare name; they answer to one only where a script is run there.
        return self.key_of[
            max(
                paths,
                key=lambda path: (
                    _is_above(_root_of(name, path), importer),
                    not self._in_package(name, path),
                    *_nearness(path, importer),
                ),
            )
        ]

    def _in_package(self, name: str, path: str) -> bool:
        root = _root_of(name, path)
        return root != "" and f"{root}/__init__.py" in self.key_of

    def _may_import(self, name: str, path: str, importer: str) -> bool:
        """Tell whether `import name` in the file `importer` can reach the file `path`.

        A bare name reaches a neighbour, or what lies in a folder above. A name of Python's own library is meant, unless
        the neighbour is a script's: a package's own module of that name is asked for relatively.
        """
        top = name.partition(".")[0]
        root = _root_of(name, path)
        above = _is_above(root, importer)
        if top in sys.stdlib_module_names:
            return above and importer != "" and f"{root}/__init__.py".lstrip("/") not in self.key_of
        if "." in name or not importer:
            return True
        return above or f"{root}/__init__.py" not in self.key_of

    def is_package(self, name: str) -> bool:
        """Tell whether modules of the project lie below this dotted name."""
        return name in self._packages

    def relative(self, importer: str, level: int, module: str) -> str:
        """Return the folder or file stem that `from ..module` means in the file `importer`, with slashes."""
        folders = importer.split("/")[:-1]
        up = level - 1
        folders = folders[: len(folders) - up] if up else folders
        return "/".join([*folders, *(module.split(".") if module else ())])

    def at(self, stem: str) -> str | None:
        """Return the key of the package `stem/__init__.py` or of the module `stem.py`."""
        # Of a package and a module with one name Python takes the package.
        for path in (f"{stem}/__init__.py" if stem else "__init__.py", f"{stem}.py", f"{stem}.pyi"):
            if path in self.key_of:
                return self.key_of[path]
        return None

    def child(self, key: str, name: str) -> str | None:
        """Return the key of a submodule of a package; a template that is run as a module has none."""
        folder, _, file = self.path_of.get(key, "").rpartition("/")
        if file != "__init__.py":
            return None
        return self.at(f"{folder}/{name}" if folder else name)


def _root_of(name: str, path: str) -> str:
    """Return the folder below which a file has this dotted name."""
    parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
    return "/".join(parts[: max(0, len(parts) - name.count(".") - 1)])


def _is_above(root: str, importer: str) -> bool:
    """Tell whether a folder is around a file, as those are from which a program is started."""
    return root == "" or importer.startswith(f"{root}/")


def _nearness(path: str, importer: str) -> tuple[int, int, bool, str]:
    """Return how near a file lies to its importer; of a package and a module beside it the package comes first."""
    is_package = path.endswith("/__init__.py")
    depth = path.count("/") - is_package
    shared = min(_shared_folders(path, importer), depth)
    return shared, -depth, is_package, path


def _dotted(path: str) -> str:
    stem = path.removesuffix(".py").removesuffix("/__init__")
    return stem.replace("/", ".")


def _shared_folders(path: str, other: str) -> int:
    count = 0
    for one, two in zip(path.split("/")[:-1], other.split("/")[:-1], strict=False):
        if one != two:
            break
        count += 1
    return count


def index(names: Mapping[str, tuple[str, ...]], wanted: Iterable[str]) -> ModuleIndex:
    """Index the wanted files only."""
    kept = set(wanted)
    return ModuleIndex({path: candidates for path, candidates in names.items() if path in kept})
