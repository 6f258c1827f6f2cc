"""Folders for what lives no longer than a run. What a killed run left, the next one takes away."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

if sys.platform != "win32":
    import fcntl

_LOCK = ".in-use"

_SETTLED_SECONDS = 60
"""A younger lock may be made at this moment, and not yet be held."""

_DAY_SECONDS = 86_400
"""A folder without a lock may be made at this moment; after a day it is not."""


class Scratch:
    """A folder of this run alone; a context manager, and `close` may be called again."""

    def __init__(self) -> None:
        """Make the folder. Raises OSError where there is no place for one."""
        house = _house()
        if house is None:
            self.path = Path(tempfile.mkdtemp(prefix="backlint-"))
        else:
            _sweep(house)
            self.path = Path(tempfile.mkdtemp(dir=house))
        # Its lock ends with this process, however that ends, and no program that is started inherits it.
        self._lock = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        if sys.platform != "win32":
            fcntl.flock(self._lock, fcntl.LOCK_EX)

    def __enter__(self) -> Path:
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove the folder and all in it."""
        if self._lock >= 0:
            lock, self._lock = self._lock, -1
            shutil.rmtree(self.path, ignore_errors=True)
            os.close(lock)


def _house() -> Path | None:
    """Return the folder that all scratch folders of this user are in; None where there is none that is ours alone."""
    if sys.platform == "win32":
        return None
    house = Path(tempfile.gettempdir(), f"backlint-{os.getuid()}")
    with suppress(FileExistsError):
        house.mkdir(0o700)
    status = house.lstat()
    # Others may write to the folder around it, and whoever was first may have made a link.
    ours = stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o077
    return house if ours else None


def _sweep(house: Path) -> None:
    """Remove the folders whose runs have ended."""
    for folder in house.iterdir():
        # What is gone by now, or is no folder, is no business of ours.
        with suppress(OSError):
            if _is_left(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_left(folder: Path) -> bool:
    """Tell whether nobody uses a folder any more. Raises OSError where it is gone."""
    if sys.platform == "win32":
        return False
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        return time.time() - folder.lstat().st_mtime > _DAY_SECONDS
    try:
        if time.time() - os.fstat(lock).st_mtime < _SETTLED_SECONDS:
            return False
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True
