"""The facts of many Python files: from the cache, and for the rest from worker processes.

Neither this module nor the cache imports LibCST, so a run over files that are all cached does not pay for it.
"""

from __future__ import annotations

import hashlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import msgspec

from backlint.facts.cache import FactsCache
from backlint.facts.model import ModuleFacts, Problem, encode_body
from backlint.facts.worker import READY, read_frame, write_frame
from backlint.files import read_regular

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost.

    `max_bytes`: a file of 1 MB takes LibCST five to nine seconds and 0.8 to 1.2 GB of memory (measured with LibCST 1.9
    on code and on tables), and what is larger is data. `seconds` is by the wall clock, and only a safety net.
    """

    max_bytes: int = 1_000_000
    seconds: float = 60.0


# A worker takes 0.4 seconds to start, in which another reads this much.
_BYTES_FOR_A_WORKER = 250_000

# Workers are asked whether their time is up, and what was read is saved, about so often.
_TICK_SECONDS = 0.2
_SAVE_SECONDS = 2.0

# The headers of the facts nest as deeply as the lowering lets them, at three levels of the decoder for each.
_RECURSION_LIMIT = 5_000

# Problems that another run may not have.
_PASSING = frozenset({"crash", "timeout", "unreadable"})


class WorkerError(Exception):
    """No worker process can be started: an error of the installation, not of a file."""


def unread(kind: str, message: str) -> ModuleFacts:
    """The facts of a file that could not be read."""
    return ModuleFacts(0, None, encode_body(()), (), (), (), (), None, (), Problem(kind, message))


def read_files(
    files: Sequence[tuple[str, Path]],
    *,
    jobs: int | None = None,
    cache: FactsCache | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
    keys: dict[str, bytes] | None = None,
) -> dict[str, ModuleFacts]:
    """Read (name, place) pairs; the answer has the facts of each by its name, in the order given.

    A file that cannot be read has facts with a `problem`. At most `jobs` processes are used, as many as there are
    processors by default, and none when all is cached. `progress` is told, on the calling thread, how many of how many
    files are done, `keys` is given the key in the cache of each file's facts. Raises WorkerError when no process can be started. What was read before a KeyboardInterrupt is
    cached.
    """
    limits = limits or Limits()
    with _deep():
        reading = _Reading(limits, cache, progress or _silent, len(files))
        facts = reading.run(files, jobs or _processors())
        if keys is not None:
            keys.update(reading.keys)
        return facts


def digest_of(facts: Mapping[str, ModuleFacts]) -> bytes:
    """A digest of what files do and of their names, in the order given: of their facts without the comments."""
    digest = hashlib.blake2b()
    with _deep():
        for name, one in facts.items():
            done = msgspec.structs.replace(one, comments=(), lines=0)
            encoded = msgspec.msgpack.encode((os.fsencode(name), done))
            digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.digest()


def _silent(_done: int, _total: int) -> None:
    """Tell nobody."""


@contextmanager
def _deep() -> Iterator[None]:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _RECURSION_LIMIT))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def _processors() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _load(path: Path, limits: Limits) -> bytes | ModuleFacts:
    """The bytes of a file, or why there are none."""
    try:
        source = read_regular(path, limits.max_bytes + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return unread("unreadable", f"it cannot be read: {reason}")
    if len(source) > limits.max_bytes:
        return unread("too-large", f"it is larger than {limits.max_bytes:,} bytes")
    return source


class _Reading:
    """One call of `read_files`."""

    def __init__(self, limits: Limits, cache: FactsCache | None, progress: Progress, total: int) -> None:
        self._limits = limits
        self._cache = cache
        self._progress = progress
        self._total = total
        self._facts: dict[str, ModuleFacts] = {}
        self.keys: dict[str, bytes] = {}
        self._decoder = msgspec.msgpack.Decoder(ModuleFacts)
        self._unsaved: list[tuple[bytes, bytes]] = []
        self._saved_at = time.monotonic()

    def run(self, files: Sequence[tuple[str, Path]], jobs: int) -> dict[str, ModuleFacts]:
        pending = self._take_cached(files)
        self._progress(len(self._facts), self._total)
        try:
            if pending:
                self._take_from_workers(pending, jobs)
        finally:
            self._save()
        return {name: self._facts[name] for name, _ in files}

    def _take_cached(self, files: Sequence[tuple[str, Path]]) -> list[_Task]:
        """Take what needs no worker; the answer is the rest, the largest first."""
        pending: list[_Task] = []
        for name, path in files:
            source = _load(path, self._limits)
            if isinstance(source, ModuleFacts):
                self._facts[name] = source
                continue
            known = self._cached(name, source)
            if known is None:
                pending.append(_Task(name, path, len(source)))
            else:
                self._facts[name] = known
        # So that no worker begins the longest file when the others are done.
        pending.sort(key=lambda task: (-task.size, task.name))
        return pending

    def _cached(self, name: str, source: bytes) -> ModuleFacts | None:
        if self._cache is None:
            return None
        key = self.keys[name] = self._cache.key(source)
        encoded = self._cache.get(key)
        if encoded is None:
            return None
        try:
            return self._decoder.decode(encoded)
        except (msgspec.DecodeError, RecursionError):
            return None

    def _take_from_workers(self, pending: Sequence[_Task], jobs: int) -> None:
        wanted = 1 + sum(task.size for task in pending) // _BYTES_FOR_A_WORKER
        pool = _Pool(pending, min(jobs, wanted, len(pending)), self._limits)
        try:
            for name, source, answer in pool.results():
                self._facts[name] = self._accept(source, answer)
                self._progress(len(self._facts), self._total)
        finally:
            pool.close()

    def _accept(self, source: bytes, answer: bytes | ModuleFacts) -> ModuleFacts:
        if isinstance(answer, ModuleFacts):
            return answer
        facts = self._decoder.decode(answer)
        if self._cache is not None and (facts.problem is None or facts.problem.kind not in _PASSING):
            self._unsaved.append((self._cache.key(source), answer))
            if time.monotonic() - self._saved_at > _SAVE_SECONDS:
                self._save()
        return facts

    def _save(self) -> None:
        if self._cache is not None and self._unsaved:
            self._cache.put(self._unsaved)
        self._unsaved = []
        self._saved_at = time.monotonic()


@dataclass(frozen=True, slots=True)
class _Task:
    name: str
    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class _Result:
    """What became of one file: its bytes, and its encoded facts or the problem that takes their place."""

    name: str
    source: bytes
    answer: bytes | ModuleFacts


class _Pool:
    """Workers, each with a thread that feeds it."""

    def __init__(self, tasks: Sequence[_Task], jobs: int, limits: Limits) -> None:
        self._limits = limits
        self._count = len(tasks)
        self._tasks: queue.SimpleQueue[_Task] = queue.SimpleQueue()
        for task in tasks:
            self._tasks.put(task)
        self._results: queue.SimpleQueue[_Result | Exception] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._workers = [_Worker(limits) for _ in range(jobs)]
        self._threads = [threading.Thread(target=self._feed, args=(worker,), daemon=True) for worker in self._workers]
        for thread in self._threads:
            thread.start()

    def results(self) -> Iterator[tuple[str, bytes, bytes | ModuleFacts]]:
        """One result for each task, as they come."""
        received = 0
        while received < self._count:
            try:
                result = self._results.get(timeout=_TICK_SECONDS)
            except queue.Empty:
                self._end_late()
                continue
            if isinstance(result, Exception):
                raise result
            received += 1
            yield result.name, result.source, result.answer
            self._end_late()

    def _end_late(self) -> None:
        now = time.monotonic()
        for worker in self._workers:
            worker.end_if_late(now)

    def close(self) -> None:
        """End all workers, whatever they do."""
        self._closing.set()
        for worker in self._workers:
            worker.close()
        for thread in self._threads:
            thread.join()

    def _feed(self, worker: _Worker) -> None:
        """Give one worker tasks until there are none."""
        try:
            while not self._closing.is_set():
                try:
                    task = self._tasks.get_nowait()
                except queue.Empty:
                    return
                # Read again rather than kept since the cache was asked: all sources together may be large.
                source = _load(task.path, self._limits)
                if isinstance(source, ModuleFacts):
                    self._results.put(_Result(task.name, b"", source))
                else:
                    self._results.put(_Result(task.name, source, worker.ask(source)))
        except Exception as error:  # noqa: BLE001 - raised again on the thread that waits for the results
            self._results.put(error)
        finally:
            worker.close()


@dataclass(slots=True)
class _Worker:
    """One worker process, started when first asked, and again after it died."""

    limits: Limits
    _process: subprocess.Popen[bytes] | None = None
    _deadline: float | None = None
    _was_late: bool = False
    _closed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, source: bytes) -> bytes | ModuleFacts:
        """The encoded facts of one file, or the problem that the worker died of."""
        process = self._process or self._start()
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        self._set_deadline(time.monotonic() + self.limits.seconds)
        answer = None
        with suppress(OSError):
            write_frame(process.stdin, source)
            answer = read_frame(process.stdout)
        self._set_deadline(None)
        if answer is not None and not self._was_late:
            return answer
        code = self._reap()
        if self._was_late or code == -getattr(signal, "SIGALRM", 0):
            self._was_late = False
            return unread("timeout", f"parsing it takes longer than {self.limits.seconds:g} seconds")
        return unread("crash", f"the parser died of it ({_cause(code)})")

    def end_if_late(self, now: float) -> None:
        """End a process that has worked on one file for too long; called from another thread."""
        # Under the lock, so that no file is blamed for the one before it.
        with self._lock:
            if self._deadline is not None and now > self._deadline and self._process is not None:
                self._was_late = True
                self._deadline = None
                self._process.kill()

    def _set_deadline(self, deadline: float | None) -> None:
        with self._lock:
            self._deadline = deadline

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._closed = True
            process = self._process
        if process is not None:
            process.kill()
            self._reap()

    def _start(self) -> subprocess.Popen[bytes]:
        with _errors() as errors:
            with self._lock:
                if self._closed:
                    raise WorkerError("it is closed")
                try:
                    process = subprocess.Popen(
                        _command(self.limits), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
                    )
                except OSError as error:
                    raise WorkerError(f"a reading process cannot be started: {error}") from error
                self._process = process
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            if read_frame(process.stdout) != READY:
                code = self._reap()
                errors.seek(0)
                told = errors.read().decode("utf-8", "replace").strip().rpartition("\n")[2][-500:]
                raise WorkerError(f"a reading process cannot be started ({_cause(code)}): {told}")
        return process

    def _reap(self) -> int:
        """Wait for the process, which is ending, and forget it."""
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return 0
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        return process.wait()


def _errors() -> IO[bytes]:
    """Return a file for what a process has to say before it is ready; nothing is kept where no file can be made."""
    try:
        return tempfile.TemporaryFile()
    except OSError:
        return open(os.devnull, "r+b")  # noqa: PTH123 -- the caller closes it


def _command(limits: Limits) -> list[str]:
    """The worker's command line.

    `-P` keeps the working folder, which may be the scanned project, from being imported from.
    """
    house = str(Path(__file__).resolve().parents[2])
    code = (
        "import sys; house = sys.argv[1]; house in sys.path or sys.path.insert(0, house); "
        "from backlint.facts.worker import main; main(float(sys.argv[2]))"
    )
    return [sys.executable, "-P", "-c", code, house, str(limits.seconds)]


def _cause(code: int) -> str:
    if code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"
