"""An engine of others, started as a program that runs beside us until its answer is wanted."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from backlint.findings import Finding, Gap
from backlint.scratch import Scratch

if sys.platform == "linux":
    import resource


_MOST_SECONDS = 900
"""Of a processor, for one process: it ends by itself where nobody is left to end it."""


class Outcome(NamedTuple):
    """What an engine found, and what it could not look at."""

    findings: tuple[Finding, ...]
    gaps: tuple[Gap, ...]


class EngineError(Exception):
    """An engine that is missing, crashed, took too long or answered in no form that we know."""


class CrashError(EngineError):
    """An engine that was ended by a signal, most often by what one file holds."""


class Answer(NamedTuple):
    """What a program wrote, and its exit code (negative: the signal that ended it)."""

    code: int
    output: bytes
    errors: str


class Process:
    """A program that runs in a scratch folder of its own, so that no setting of the scanned project is picked up."""

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        *,
        executable: str | None = None,
        inputs: Mapping[str, str] | None = None,
        memory: int | None = None,
    ) -> None:
        """Start the program with that environment and no other, and with the files `inputs` (name and text) beside it.

        `executable` is what runs when it is not `arguments[0]`. `memory` is the most that it may take, in bytes, where
        the system lets us say so.

        Raises EngineError when it cannot be started.
        """
        try:
            self._folder = Scratch()
        except OSError as error:
            raise EngineError(f"there is no folder for what it writes: {error.strerror or error}") from error
        folder = self._folder.path
        self._output, self._errors = folder / "output", folder / "errors"
        try:
            for name, text in (inputs or {}).items():
                (folder / name).write_text(text, encoding="utf-8", errors="surrogateescape")
            with self._output.open("wb") as output, self._errors.open("wb") as errors:
                self._process = subprocess.Popen(
                    list(arguments),
                    executable=executable,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=errors,
                    cwd=folder,
                    # What it writes for itself goes when the folder does.
                    env={**environment, "TMPDIR": str(folder)},
                )
            self._limit(memory)
        except OSError as error:
            self._folder.close()
            raise EngineError(f"it cannot be started: {error.strerror or error}") from error

    def _limit(self, memory: int | None) -> None:
        if sys.platform == "linux":
            limits = [(resource.RLIMIT_CPU, _MOST_SECONDS)]
            if memory is not None:
                limits.append((resource.RLIMIT_AS, memory))
            # It may have ended already.
            with suppress(ProcessLookupError):
                for kind, most in limits:
                    _, hard = resource.prlimit(self._process.pid, kind)
                    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
                    resource.prlimit(self._process.pid, kind, (allowed, hard))

    def answer(self, seconds: float) -> Answer:
        """Wait for the end of the program and return what it wrote. Raises EngineError after that many seconds."""
        try:
            code = self._process.wait(seconds)
            return Answer(code, self._output.read_bytes(), self._errors.read_text("utf-8", "replace"))
        except subprocess.TimeoutExpired:
            raise EngineError(f"it was not done after {seconds:.0f} seconds") from None
        except OSError as error:
            raise EngineError(f"its answer cannot be read: {error.strerror or error}") from error
        finally:
            self.stop()

    def stop(self) -> None:
        """End the program if it still runs, and remove what it left."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._folder.close()
