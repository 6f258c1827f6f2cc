"""The lines that another engine's findings stand on, each file read once."""

from __future__ import annotations

from pathlib import Path

from backlint.files import read_regular
from backlint.findings import Location

_MOST = 5_000_000
"""Bytes: more than any file that another engine is given."""


class Sources:
    """The text of the files of a project, as far as something was found in them."""

    def __init__(self, root: Path) -> None:
        """Nothing is read yet; paths are relative to `root`."""
        self._root = root
        self._files: dict[str, list[bytes]] = {}

    def column(self, path: str, line: int, byte_column: int) -> int:
        """Turn a column in bytes into one in code points; both count from 1."""
        return len(_decode(self._line(path, line)[: byte_column - 1])) + 1

    def expression(self, location: Location) -> str:
        """Return what stands at a location, in one line and at most 200 characters of it."""
        lines = [_decode(self._line(location.path, line)) for line in range(location.line, location.end_line + 1)]
        if not lines:
            return ""
        lines[-1] = lines[-1][: location.end_column - 1]
        lines[0] = lines[0][location.column - 1 :]
        return " ".join(" ".join(lines).split())[:200]

    def _line(self, path: str, line: int) -> bytes:
        if path not in self._files:
            try:
                self._files[path] = read_regular(self._root / path, _MOST).split(b"\n")
            except OSError:
                # It was removed since: what was found there stands, without its text.
                self._files[path] = []
        lines = self._files[path]
        return lines[line - 1] if 0 < line <= len(lines) else b""


def _decode(line: bytes) -> str:
    return line.decode("utf-8", "replace")
