"""Facts kept from one run to the next, by the content of the file.

One SQLite database holds them for all projects, one row for each content. It is as secret as the source: mode 0600 in
a folder of mode 0700. It may vanish, be damaged, locked or full at any time, and then it holds less, but it never
fails and never answers wrongly: each row carries a digest of its key and data.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import os
import sqlite3
import sys
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

import platformdirs

FOLDER_VARIABLE = "BACKLINT_CACHE_DIR"

# The facts of about ten million lines.
MAX_BYTES = 300 * 1024 * 1024

_DIGEST_BYTES = 16
_DAY_SECONDS = 86_400

# How long to wait for another process that writes.
_PATIENCE_SECONDS = 5

_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# This folder is a cache of backlint's, see https://bford.info/cachedir/
"""

# Errors that say nothing against the database: another process holds it, the disk is full, and the like.
_INNOCENT = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_INTERRUPT,
    }
)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (key BLOB PRIMARY KEY, used INTEGER NOT NULL, digest BLOB NOT NULL, data BLOB NOT NULL)
"""


def cache_folder(given: Path | None = None) -> Path:
    """The folder for all that backlint keeps: the given one, that of BACKLINT_CACHE_DIR, or the user's own."""
    if given is not None:
        return given
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named) if named else platformdirs.user_cache_path("backlint", appauthor=False)


def facts_version() -> bytes:
    """A digest of all that facts depend on beside the file: this package's source, LibCST, msgspec and Python."""
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for package in ("libcst", "msgspec"):
        digest.update(f"{package} {importlib.metadata.version(package)}\0".encode())
    digest.update(f"Python {sys.version_info.major}.{sys.version_info.minor}".encode())
    return digest.digest()


class FactsCache:
    """The cache of one run; to be used on one thread, any number of processes may use the same folder.

    `problem` says why it keeps nothing, where that is so.
    """

    def __init__(self, folder: Path | None = None, *, max_bytes: int = MAX_BYTES) -> None:
        """Open or make the cache; `folder` as in `cache_folder`."""
        self.problem: str | None = None
        self._max_bytes = max_bytes
        self._today = int(time.time()) // _DAY_SECONDS
        self._touched: list[bytes] = []
        self._repaired = False
        self._connection: sqlite3.Connection | None = None
        # A folder of our own: one that the user names may hold other things.
        self._path = cache_folder(folder) / "facts" / "facts.sqlite"
        try:
            self._version = facts_version()
        except (OSError, importlib.metadata.PackageNotFoundError) as error:
            # What cannot be told apart from older facts is not kept.
            self._version = os.urandom(_DIGEST_BYTES)
            self.problem = f"the version of the facts cannot be told: {error}"
            return
        self._open()

    def key(self, source: bytes) -> bytes:
        """The key of a file's facts, from its content."""
        return hashlib.blake2b(source, digest_size=_DIGEST_BYTES, key=self._version).digest()

    def get(self, key: bytes) -> bytes | None:
        """The encoded facts that were put under a key, or None."""
        if self._connection is None:
            return None
        try:
            row = self._connection.execute("SELECT used, digest, data FROM facts WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            self._survive(error)
            return None
        if row is None:
            return None
        used, digest, data = row
        if not isinstance(data, bytes) or digest != _digest(key, data):
            return None
        if used != self._today:
            self._touched.append(key)
        try:
            return zlib.decompress(data)
        except zlib.error:
            return None

    def put(self, rows: Sequence[tuple[bytes, bytes]]) -> None:
        """Keep (key, encoded facts) pairs, at the cost of those not asked for the longest where there is no room."""
        if self._connection is None:
            return
        packed = [(key, zlib.compress(data, 1)) for key, data in rows]
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:
                self._connection.executemany(
                    "INSERT OR REPLACE INTO facts (key, used, digest, data) VALUES (?, ?, ?, ?)",
                    [(key, self._today, _digest(key, data), data) for key, data in packed],
                )
                self._prune(self._connection)
        except sqlite3.Error as error:
            self._survive(error)

    def close(self) -> None:
        """Note what was used, and close."""
        if self._connection is None:
            return
        try:
            if self._touched:
                self._connection.execute("BEGIN IMMEDIATE")
                with self._connection:
                    self._connection.executemany(
                        "UPDATE facts SET used = ? WHERE key = ?", [(self._today, key) for key in self._touched]
                    )
            self._connection.close()
        except sqlite3.Error as error:
            self._survive(error)
        self._touched = []
        self._connection = None

    def _prune(self, connection: sqlite3.Connection) -> None:
        """Drop a quarter of the rows, those used the longest ago, until the rest fits."""
        while True:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            (free,) = connection.execute("PRAGMA freelist_count").fetchone()
            (size,) = connection.execute("PRAGMA page_size").fetchone()
            (rows,) = connection.execute("SELECT count(*) FROM facts").fetchone()
            if (pages - free) * size <= self._max_bytes or rows == 0:
                return
            connection.execute(
                "DELETE FROM facts WHERE key IN (SELECT key FROM facts ORDER BY used, rowid LIMIT ?)", (rows // 4 + 1,)
            )

    def _open(self) -> None:
        try:
            _make_folder(self._path.parent)
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
            file = os.open(self._path, flags, 0o600)
            try:
                if hasattr(os, "fchmod"):
                    os.fchmod(file, 0o600)
            finally:
                os.close(file)
        except OSError as error:
            self.problem = f"{self._path.parent} cannot be used: {error.strerror or error}"
            return
        try:
            self._connection = sqlite3.connect(self._path, timeout=_PATIENCE_SECONDS, isolation_level=None)
            with contextlib.suppress(sqlite3.OperationalError):
                # Readers need not wait for a writer then. Another process may be switching it on just now.
                self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute(_SCHEMA)
        except sqlite3.Error as error:
            self._survive(error)
            if _is_innocent(error):
                # Without its table it would seem damaged later.
                self._connection = None
                self.problem = f"{self._path} cannot be used: {error}"

    def _survive(self, error: sqlite3.Error) -> None:
        """Go on without the database, or with a new one where it is damaged."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.rollback()
        if _is_innocent(error):
            return
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None
        if self._repaired:
            self.problem = f"{self._path} is damaged: {error}"
            return
        self._repaired = True
        try:
            for suffix in ("", "-wal", "-shm", "-journal"):
                Path(f"{self._path}{suffix}").unlink(missing_ok=True)
        except OSError as failure:
            self.problem = f"{self._path} is damaged and cannot be removed: {failure.strerror or failure}"
            return
        self._open()


def _is_innocent(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _INNOCENT


def _digest(key: bytes, data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_DIGEST_BYTES, key=key).digest()


def _make_folder(folder: Path) -> None:
    """Make the folder for us alone, marked as a cache; raises OSError when it is not ours."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if hasattr(os, "getuid"):
        status = folder.lstat()
        if status.st_uid != os.getuid() or folder.is_symlink():
            raise PermissionError(None, "the folder is not ours")
        if status.st_mode & 0o077:
            folder.chmod(0o700)
    tag = folder / "CACHEDIR.TAG"
    if not tag.exists():
        tag.write_text(_TAG, encoding="utf-8")
