"""Which libraries a project uses and in which version, from its requirement and lock files.

Nothing is installed or looked up: what those files do not say is not known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from backlint.facts.text import read_entries
from backlint.files import Kind
from backlint.toml_text import parse

# How much a file's word counts: what is installed, what is asked for.
_LOCKED, _ASKED = 0, 1

_Requirement = tuple[str, str]

# PEP 508: a name, extras, then a specifier; what follows `;` says when, and `@` where from.
_LINE = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*\(?([^;@#)]*)")
_CLAUSE = re.compile(r"\s*(===|==|~=|>=|<=|!=|[<>^~=]?)\s*v?(\d[\w.+!*-]*)\s*")
_REQUIREMENTS = re.compile(r"(?:^|[-_.])(?:requirements?|constraints?)(?:[-_.][^/]*)?\.(?:txt|in)$", re.IGNORECASE)


def normalised(name: str) -> str:
    """The name of a distribution as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def is_dependency_file(path: str) -> bool:
    """Whether a file, by its path, may say something of the libraries that are used."""
    return _reader(path) is not None


def read_versions(files: Mapping[str, bytes]) -> dict[str, str | None]:
    """The libraries that these files (path to content) name, normalised and sorted, with their versions.

    A version is what a lock file or an `==` says, or the lowest that a specifier allows where it allows no other major
    version (`~=4.2`, `^4.2`, `>=4.2,<5`). It is None where that is not said, or where two files of the same weight
    say different things. A file that cannot be parsed says nothing; who reports on files says so.
    """
    said: dict[str, dict[int, set[str | None]]] = {}
    for path, content in files.items():
        known = _reader(path)
        if known is None:
            continue
        weight, read = known
        for name, specifier in _read(read, content):
            said.setdefault(normalised(name), {}).setdefault(weight, set()).add(_version(specifier))
    return {name: _agreed(said[name]) for name in sorted(said)}


def _agreed(said: Mapping[int, set[str | None]]) -> str | None:
    for weight in sorted(said):
        versions = said[weight] - {None}
        if versions:
            return versions.pop() if len(versions) == 1 else None
    return None


def _version(specifier: str) -> str | None:
    """The version that a specifier means, or None where it leaves the major version open."""
    clauses = [(match[1], match[2]) for match in map(_CLAUSE.fullmatch, specifier.split(",")) if match]
    exact = [version for operator, version in clauses if operator in {"==", "===", ""} and "*" not in version]
    if exact:
        return exact[0]
    lowest = [version for operator, version in clauses if operator in {"~=", "^", "~", ">=", ">", "=", "==", ""}]
    if not lowest:
        return None
    bounds = [version for operator, version in clauses if operator == "<"]
    closed = any(operator in {"~=", "^", "~", "=", "==", ""} for operator, _ in clauses)
    if closed or any(_within_major(lowest[0], bound) for bound in bounds):
        return lowest[0].removesuffix("*").rstrip(".")
    return None


def _within_major(low: str, high: str) -> bool:
    """Whether `>=low,<high` holds one major version only."""
    first, second = _numbers(low), _numbers(high)
    return second[0] == first[0] or (second[0] == first[0] + 1 and not any(second[1:]))


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"[0-9]{1,9}", version)] or [0]


# --- the files --------------------------------------------------------------------------------------------------------

_Read = Callable[[str], Iterator[_Requirement]]


def _read(read: _Read, content: bytes) -> list[_Requirement]:
    try:
        return list(read(content.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        return []


def _reader(path: str) -> tuple[int, _Read] | None:
    name = PurePosixPath(path).name.lower()
    folder = PurePosixPath(path).parent.name.lower()
    if _REQUIREMENTS.search(name) or (folder == "requirements" and name.endswith((".txt", ".in"))):
        return _ASKED, _requirements
    return _READERS.get(name)


def _line(line: str) -> Iterator[_Requirement]:
    match = _LINE.match(line)
    if match is not None:
        yield match[1], match[2].strip()


def _requirements(text: str) -> Iterator[_Requirement]:
    for line in re.sub(r"\\\r?\n", " ", text).splitlines():
        # Options, and what comes from elsewhere without a name.
        if not line.lstrip().startswith(("-", "#", ".", "/")) and "://" not in line.partition("@")[0]:
            yield from _line(re.split(r"\s+(?:#|--)", line)[0])


def _setup_cfg(text: str) -> Iterator[_Requirement]:
    for entry in read_entries(Kind.INI, text.encode()).entries:
        if entry.key == "options.install_requires" or entry.key.startswith("options.extras_require."):
            for line in entry.value.splitlines():
                yield from _line(line)


def _pyproject(text: str) -> Iterator[_Requirement]:
    table = _Table(parse(text))
    lists = [table.at("project").strings("dependencies")]
    for group in (table.at("project", "optional-dependencies"), table.at("dependency-groups")):
        lists += [group.strings(name) for name in group.names]
    for line in (line for lines in lists for line in lines):
        yield from _line(line)
    poetry = table.at("tool", "poetry")
    groups = poetry.at("group")
    tables = [poetry.at("dependencies"), poetry.at("dev-dependencies")]
    for dependencies in (*tables, *(groups.at(name, "dependencies") for name in groups.names)):
        yield from dependencies.requirements()


def _pipfile(text: str) -> Iterator[_Requirement]:
    table = _Table(parse(text))
    yield from table.at("packages").requirements()
    yield from table.at("dev-packages").requirements()


def _pipfile_lock(text: str) -> Iterator[_Requirement]:
    table = _Table(json.loads(text))
    yield from table.at("default").requirements()
    yield from table.at("develop").requirements()


def _locked_packages(text: str) -> Iterator[_Requirement]:
    """`[[package]]` of poetry, uv and pdm, and `[[packages]]` of PEP 751."""
    table = _Table(parse(text))
    for package in (*table.tables("package"), *table.tables("packages")):
        name, version = package.text("name"), package.text("version")
        if name and version:
            yield name, f"=={version}"


_READERS: Mapping[str, tuple[int, _Read]] = {
    "pyproject.toml": (_ASKED, _pyproject),
    "setup.cfg": (_ASKED, _setup_cfg),
    "pipfile": (_ASKED, _pipfile),
    "pipfile.lock": (_LOCKED, _pipfile_lock),
    "poetry.lock": (_LOCKED, _locked_packages),
    "uv.lock": (_LOCKED, _locked_packages),
    "pdm.lock": (_LOCKED, _locked_packages),
    "pylock.toml": (_LOCKED, _locked_packages),
}


class _Table:
    """A table of a parsed file, whatever it holds: what is not there, or is something else, is empty."""

    def __init__(self, value: object) -> None:
        self._values: Mapping[object, object] = value if isinstance(value, dict) else {}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in self._values if isinstance(name, str))

    def at(self, *names: str) -> _Table:
        table = self
        for name in names:
            table = _Table(table._values.get(name))
        return table

    def text(self, name: str) -> str:
        value = self._values.get(name)
        return value if isinstance(value, str) else ""

    def strings(self, name: str) -> list[str]:
        return [item for item in self._items(name) if isinstance(item, str)]

    def tables(self, name: str) -> list[_Table]:
        return [_Table(item) for item in self._items(name)]

    def _items(self, name: str) -> Iterable[object]:
        value = self._values.get(name)
        return value if isinstance(value, list) else ()

    def requirements(self) -> Iterator[_Requirement]:
        """Names with a specifier, or with a table that has one as its `version`."""
        for name in self.names:
            if name != "python":
                yield name, self.text(name) or self.at(name).text("version")
