"""What is known of a public application that endpoints are compared on: `applications/<name>.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "applications"


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """An application at a commit.

    `framework` names the reader of its run-time table (`tables/<framework>.py`). `requirements` are arguments of
    `pip install`, run in the checkout; `python` is the version that it needs, where not any that backlint has serves. `path` is what backlint is given, `exclude` are patterns of files that are no
    part of the application that is loaded. What the reader needs besides (`load`, `guards`) it takes from the file.
    """

    name: str
    file: Path
    repository: str
    commit: str
    framework: str
    requirements: Sequence[str]
    python: str = ""
    path: str = "."
    exclude: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


def read(name: str) -> Application:
    """Return the application of a name.

    Raises:
        FileNotFoundError: there is none of that name.
        KeyError: a key that must stand in the file does not.
    """
    file = FOLDER / f"{name}.toml"
    with file.open("rb") as opened:
        said = tomllib.load(opened)
    return Application(
        name=name,
        file=file,
        repository=said["repository"],
        commit=said["commit"],
        framework=said["framework"],
        requirements=said["requirements"],
        python=said.get("python", ""),
        path=said.get("path", "."),
        exclude=said.get("exclude", ()),
        environment=said.get("environment", {}),
    )


def every() -> list[str]:
    """Return the names of all applications, sorted."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))
