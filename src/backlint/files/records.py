"""What is known of a project's files."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """What a file is made of, as its name says."""

    PYTHON = "python"
    STUB = "stub"
    NOTEBOOK = "notebook"
    TEMPLATE = "template"
    ENV = "env"
    INI = "ini"
    TOML = "toml"
    YAML = "yaml"
    JSON = "json"
    DOCKERFILE = "dockerfile"
    TEXT = "text"
    BINARY = "binary"


class Role(StrEnum):
    """What a file is for, as its place says: only the first is run by those who use the application."""

    APPLICATION = "application"
    TEST = "test"
    MIGRATION = "migration"
    SCRIPT = "script"
    EXAMPLE = "example"
    DOCUMENTATION = "documentation"


@dataclass(frozen=True, slots=True, order=True)
class ProjectFile:
    """A file; `path` is relative to the project's root, with slashes, and `size` in bytes.

    `tracked` tells whether git tracks it: None where the project is in no work tree of git.
    """

    path: str
    kind: Kind
    role: Role
    size: int
    tracked: bool | None = None


@dataclass(frozen=True, slots=True, order=True)
class LeftOut:
    """A file or folder that is not looked at, and why; `is_gap` when that is not by design."""

    path: str
    reason: str
    is_gap: bool


@dataclass(frozen=True, slots=True)
class FileSet:
    """The files of a project and what was left out, each sorted by path."""

    root: Path
    files: tuple[ProjectFile, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def gaps(self) -> tuple[LeftOut, ...]:
        """What could not be looked at and should have been."""
        return tuple(item for item in self.left_out if item.is_gap)

    def reason(self, path: str) -> str:
        """Return why a path that is none of the files is not looked at: what is said of it, or of a folder above."""
        above = [path[:end] for end in (*(n for n, sign in enumerate(path) if sign == "/"), len(path))]
        reasons = {item.path: item.reason for item in self.left_out}
        return next((reasons[one] for one in above if one in reasons), "git ignores it")
