"""Runs a program to its end and says what it took: time by the clock, processors, and the memory of all its processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PERIOD = 0.05  # seconds between two looks at the memory
_ENGINES = ("semgrep", "ruff")
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Sample:
    """One run: seconds by the clock, seconds of processors, mebibytes of all own processes together at their most (their
    proportional set size on Linux, the largest process elsewhere) and of the engines that they started, the exit code.
    """

    wall: float
    processor: float
    memory: float
    engines: float
    code: int


def run(command: Sequence[str], environment: Mapping[str, str]) -> Sample:
    """Run a command; its output is thrown away.

    The processes of a tool are waited for by itself, so that the resource usage of the one that we start counts them.
    """
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    memory = _Memory(process.pid)
    memory.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    memory.stop()
    process.returncode = os.waitstatus_to_exitcode(status)
    # Linux counts kibibytes, macOS bytes.
    largest = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1) / 1024
    own = memory.own if _PROC.is_dir() else largest
    return Sample(wall, usage.ru_utime + usage.ru_stime, own, memory.engines, process.returncode)


class _Memory(threading.Thread):
    """Looks at a tree of processes now and then and keeps the most that they held, in mebibytes."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self._root = root
        self._over = threading.Event()
        self.own = 0.0
        self.engines = 0.0

    def run(self) -> None:
        """Look until it is over."""
        while not self._over.wait(_PERIOD):
            own = engines = 0.0
            for process in _tree(self._root):
                size = _proportional(process)
                if _is_engine(process) and process != self._root:
                    engines += size
                else:
                    own += size
            self.own, self.engines = max(self.own, own), max(self.engines, engines)

    def stop(self) -> None:
        """End it."""
        self._over.set()
        self.join()


def _tree(root: int) -> Iterator[int]:
    children: dict[int, list[int]] = {}
    for entry in _PROC.iterdir() if _PROC.is_dir() else ():
        if entry.name.isdigit():
            # What stands before the last parenthesis is the name, which may hold anything.
            fields = _read(entry / "stat").rpartition(")")[2].split()
            if len(fields) > 1:
                children.setdefault(int(fields[1]), []).append(int(entry.name))
    pending = [root]
    while pending:
        process = pending.pop()
        yield process
        pending.extend(children.get(process, ()))


def _proportional(process: int) -> float:
    for line in _read(_PROC / str(process) / "smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _is_engine(process: int) -> bool:
    words = _read(_PROC / str(process) / "cmdline").split("\0")[:1]
    return any(name in Path(word).name for word in words for name in _ENGINES)


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        # The process is over.
        return ""
