"""A process that reads Python files for its parent, so that a file which brings the parser down costs only itself.

Frames go both ways over standard input and output: eight bytes of length, then as many bytes. The first frame out says
that the process is ready. Then each frame in is a file's bytes and is answered by its encoded `ModuleFacts`. The
process ends when its input does.
"""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import struct
import sys
from collections.abc import Callable
from typing import IO

import msgspec

from backlint.large_stack import started

LENGTH = struct.Struct(">Q")
READY = b"ready"

# LibCST overflows the usual 8 MB at about 3,000 nested brackets or 10,000 chained operators; both fit in the first of
# these. A system that does not grant so much gets the next, in the end the usual one.
_STACK_SIZES = tuple(megabytes * 1024 * 1024 for megabytes in (512, 256, 128, 64, 0))

# Three times what the largest file that is read takes.
_MOST_MEMORY = 4 * 1024**3


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame, or None where the stream ends, be it in the middle of one."""
    header = stream.read(LENGTH.size)
    if len(header) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(header)
    frame = stream.read(length)
    return frame if len(frame) == length else None


def write_frame(stream: IO[bytes], frame: bytes) -> None:
    """Send one frame; raises OSError when the other side is gone."""
    stream.write(LENGTH.pack(len(frame)))
    stream.write(frame)
    stream.flush()


def main(seconds: float) -> None:
    """Serve until the input ends; a file that takes longer than `seconds` ends the process."""
    # The parent answers for Ctrl-C, and ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_resources()
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not reach the parent as an answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # Before the stack takes what memory there is: a parser that cannot be loaded is no file's fault.
    from backlint.facts.lower import lower_source

    started(functools.partial(_serve, lower_source, output, seconds), _STACK_SIZES).join()


def _limit_resources() -> None:
    """Bound what a hostile file can take from the machine."""
    if sys.platform != "win32":
        import resource

        # A crash is expected; its core would be large, and as secret as the source. A process out of memory dies
        # alone, before the system looks for something to kill.
        for kind, limit in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, _MOST_MEMORY)):
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(kind, (limit, resource.getrlimit(kind)[1]))


def _serve(lower: Callable[[bytes], msgspec.Struct], output: IO[bytes], seconds: float) -> None:
    encoder = msgspec.msgpack.Encoder()
    with contextlib.suppress(BrokenPipeError):
        write_frame(output, READY)
        while (source := read_frame(sys.stdin.buffer)) is not None:
            _set_alarm(seconds)
            facts = lower(source)
            _set_alarm(0)
            write_frame(output, encoder.encode(facts))


def _set_alarm(seconds: float) -> None:
    """End the process by the system's clock after `seconds`, even where the parser never lets Python run again.

    The parent keeps the same time limit; this one holds when the parent is gone.
    """
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)
