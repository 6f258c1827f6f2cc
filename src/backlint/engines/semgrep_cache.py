"""What Semgrep said of a file, kept from one run to the next by the file's name and content, the rules and the program.

The name counts, for rules are for some places only. A file of which something went wrong is asked about again.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from backlint.engines.semgrep_answers import Answer, Result
from backlint.facts.cache import FactsCache

_DECODER = msgspec.msgpack.Decoder(tuple[Result, ...])


def _version_of(program: str) -> str:
    """Tell one program from another: by size, and by the version of the package that it belongs to, which is the same on
    every machine; by its place and time where it belongs to none.
    """
    status = Path(program).stat()
    package = Path(program).parent.parent
    if package.name == "semgrep":
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            return f"{importlib.metadata.version('semgrep')} {status.st_size}"
    return f"{program} {status.st_size} {status.st_mtime_ns}"


class Kept:
    """The results of files that did not change."""

    def __init__(self, cache: FactsCache | None, rules: Iterable[Path], program: str | None) -> None:
        """`rules` are the files of all rules that are run together, `program` is what runs them."""
        self._cache = cache if program is not None else None
        self._keys: dict[str, bytes] = {}
        digest = hashlib.blake2b(b"semgrep\0")
        if self._cache is not None and program is not None:
            digest.update(_version_of(program).encode("utf-8", "surrogateescape") + b"\0")
            for path in sorted(rules):
                content = path.read_bytes()
                digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
        self._version = digest.digest()

    def find(self, path: str, content: bytes) -> tuple[Result, ...] | None:
        """Return the results of a file whose content is this, None where they are not known."""
        if self._cache is None:
            return None
        named = path.encode("utf-8", "surrogateescape")
        material = hashlib.blake2b(self._version + named + b"\0" + content).digest()
        key = self._keys[path] = self._cache.key(material)
        kept = self._cache.get(key)
        try:
            return None if kept is None else _DECODER.decode(kept)
        except msgspec.DecodeError:
            return None

    def keep(self, answer: Answer, relative: Callable[[str], str]) -> None:
        """Keep what was said of the files that were looked at; an error of no file leaves all of them open."""
        troubled = {relative(error.path) if error.path else "" for error in answer.errors}
        if self._cache is None or "" in troubled:
            return
        seen: dict[str, list[Result]] = {relative(path): [] for path in answer.paths.scanned}
        for result in answer.results:
            seen.setdefault(relative(result.path), []).append(
                msgspec.structs.replace(result, path=relative(result.path))
            )
        rows = [
            (self._keys[path], msgspec.msgpack.encode(results))
            for path, results in seen.items()
            if path not in troubled and path in self._keys
        ]
        if rows:
            self._cache.put(rows)
