"""What a command wrote, kept from one run to the next: where nothing has changed, the same is written again.

A report follows from the command, the settings, the files and this tool, and from nothing else. What all of these say
together is the key, so that a hit is what a fresh run would write; files count by their contents. Nothing of the tool
but this needs to be loaded then.

What is kept has gone through the redaction already, like everything that leaves a run.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from backlint import __version__
from backlint.configuration import ScanRequest, UsageError, repository_top
from backlint.facts.cache import FactsCache
from backlint.files import FileSet, Kind, find_files, read_regular
from backlint.findings import INTERNAL, Gap
from backlint.nested import each, with_folders

_LARGE = 5_000_000
"""Bytes: of a file beyond this the size and the times are compared, not the content."""

_PROGRAMS = ("git", "ruff", "semgrep-core")
"""What is started, where it is found on the path."""

_ENGINES = frozenset({INTERNAL, "engine", "timeout", "crash"})
"""Kinds of gap that may not be there the next time."""

_HOUSE = Path(__file__).resolve().parent


class Text(msgspec.Struct, frozen=True, array_like=True):
    """What goes to a file, or ("") to standard output; `for_people` says how the latter is encoded."""

    file: str
    text: str
    for_people: bool


class Written(msgspec.Struct, frozen=True, array_like=True):
    """All that a command wrote: its exit code, the texts in their order, and the lines for standard error."""

    code: int
    texts: tuple[Text, ...]
    told: tuple[str, ...] = ()


_DECODER = msgspec.msgpack.Decoder(Written)

_Stamp = tuple[int, int, int, int]


def once(request: ScanRequest, words: Iterable[object], run: Callable[[], tuple[Written, Iterable[Gap]]]) -> Written:
    """Return what a command writes: what it wrote when everything was as it is now, or else what `run` gives.

    `words` are all that the texts depend on beside the request: formats, widths, names of files. `run` says as well what
    could not be looked at; where that may have been chance, nothing is kept.
    """
    if not request.cache or request.since is not None:
        return run()[0]
    state = _state(request, words)
    if state is None:
        return run()[0]
    cache = FactsCache(request.cache_directory)
    try:
        key = cache.key(state.digest)
        written = _known(cache.get(key))
        if written is not None:
            return written
        written, gaps = run()
        if not any(gap.kind in _ENGINES for gap in gaps) and state.holds():
            cache.put([(key, msgspec.msgpack.encode(written))])
        return written
    finally:
        cache.close()


def _known(kept: bytes | None) -> Written | None:
    try:
        return None if kept is None else _DECODER.decode(kept)
    except msgspec.DecodeError:
        return None


class _State:
    """A digest of all that an answer depends on, and the stamps of the files that were read for it."""

    def __init__(self, digest: bytes, stamps: dict[str, _Stamp]) -> None:
        self.digest = digest
        self._stamps = stamps

    def holds(self) -> bool:
        """Tell whether no file was written to since: what was read later is what the digest says."""
        return all(_stamp(path) == stamp for path, stamp in self._stamps.items())


def _state(request: ScanRequest, words: Iterable[object]) -> _State | None:
    """Return the state of now; None where it cannot be told: a run will say why."""
    stamps: dict[str, _Stamp] = {}
    configuration = request.configuration
    digest = hashlib.blake2b(b"written\0")
    try:
        files = find_files(configuration.root, configuration.exclude)
        # Some reports name files from the repository's top.
        asked = (replace(request, progress=None, jobs=None), tuple(words), __version__, sys.version)
        digest.update(
            repr((asked, tuple(_tool()), repository_top(configuration.root))).encode("utf-8", "surrogateescape")
        )
        named = with_folders(configuration, (file.path for file in files.files))
        for one in each(named):
            for path in (*(path for path, _ in one.models), *filter(None, [one.baseline, request.baseline])):
                digest.update(_content(str(path), stamps))
        for part in _contents(files, stamps):
            digest.update(part)
    except (OSError, ValueError, UsageError):
        return None
    return _State(digest.digest(), stamps)


def _contents(files: FileSet, stamps: dict[str, _Stamp]) -> Iterator[bytes]:
    root = f"{files.root}{os.sep}"
    yield repr(files.left_out).encode("utf-8", "surrogateescape")
    for file in files.files:
        yield f"\0{file.path}\0{file.kind}\0{file.role}\0{file.tracked}\0".encode("utf-8", "surrogateescape")
        yield str(file.size).encode() if file.kind is Kind.BINARY else _content(root + file.path, stamps)


def _content(path: str, stamps: dict[str, _Stamp]) -> bytes:
    """Return a digest of a file's content, or of the stamp of a large one."""
    stamp = stamps[path] = _stamp(path)
    if stamp[0] > _LARGE:
        return repr(stamp).encode()
    return hashlib.blake2b(read_regular(path, _LARGE + 1), digest_size=32).digest()


def _stamp(path: str) -> _Stamp:
    try:
        status = os.stat(path, follow_symlinks=False)  # noqa: PTH116 -- of thousands of files; a Path costs more
    except FileNotFoundError:
        return (-1, 0, 0, 0)
    if not stat.S_ISREG(status.st_mode):
        raise OSError(f"{path}: not a regular file")
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _tool() -> Iterator[object]:
    """Yield what tells one state of this tool and of what it is built on from another: its own files by size and time, as
    Python itself tells whether a module was compiled, the folders into which packages are installed, which change with
    each that is, and the programs of others.
    """
    for folder, _, names in os.walk(_HOUSE):
        if not folder.endswith("__pycache__"):
            for name in sorted(names):
                status = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 -- as above
                yield folder, name, status.st_size, status.st_mtime_ns
    for place in sys.path:
        # Not the current folder, which `python -m` puts there.
        if place.endswith("-packages") and os.path.isdir(place):  # noqa: PTH112 -- as above
            yield place, os.stat(place).st_mtime_ns  # noqa: PTH116 -- as above
    for name in _PROGRAMS:
        program = shutil.which(name)
        yield program, program and os.stat(program).st_mtime_ns  # noqa: PTH116 -- as above
