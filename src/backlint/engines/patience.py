"""A limit of time for what is done with one file on the main thread: a safety net for patterns that try too many ways."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TooLong(Exception):  # noqa: N818 -- a limit was reached; nothing is wrong with the program
    """The time is up."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise TooLong in the block when it takes longer, by the wall clock.

    A matching pattern asks for signals as well. Elsewhere than on the main thread of a POSIX system there is no limit.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.signal(signal.SIGALRM, before)
