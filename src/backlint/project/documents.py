"""Which file of the project other than Python's a name means (a template, a description), given who asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping


class DocumentIndex:
    """The templates and descriptions of a project by the names under which programs ask for them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Index files by path; `texts` are what they hold."""
        self._texts = texts
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for path in sorted(texts):
            self._by_name[path.rpartition("/")[2]].append(path)

    def find(self, name: str, importer: str) -> str | None:
        """Return the path of the file that a name means in the file `importer`, None where it is none of the
        project's: of several the one that lies nearest, and in a folder of templates before another.
        """
        wanted = name.lstrip("./")
        paths = [path for path in self._by_name.get(wanted.rpartition("/")[2], ()) if f"/{path}".endswith(f"/{wanted}")]
        return max(paths, key=lambda path: _rank(path, wanted, importer), default=None)

    @property
    def texts(self) -> Mapping[str, str]:
        """The texts of all of them by path."""
        return self._texts

    def text(self, path: str) -> str:
        """Return what the file at a path holds."""
        return self._texts[path]


def _rank(path: str, name: str, importer: str) -> tuple[object, ...]:
    folder = path.removesuffix(name).rstrip("/")
    near = 0
    for one, other in zip(path.split("/"), importer.split("/"), strict=False):
        if one != other:
            break
        near += 1
    return near, folder.endswith("templates"), -len(path)
