"""Threads with a large stack: parsers and the machine go as deep as the code nests that they are given."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar

_T = TypeVar("_T")


def started(
    work: Callable[[], None], sizes: Sequence[int], *, name: str = "", daemon: bool = False
) -> threading.Thread:
    """Start a thread with the first stack of these sizes, in bytes, that the system grants; 0 is the usual one.

    Raises RuntimeError where it does not even grant the last.
    """
    before = threading.stack_size()
    try:
        for size in sizes[:-1]:
            with suppress(RuntimeError):
                return _thread(work, size, name, daemon=daemon)
        return _thread(work, sizes[-1], name, daemon=daemon)
    finally:
        threading.stack_size(before)


def _thread(work: Callable[[], None], size: int, name: str, *, daemon: bool) -> threading.Thread:
    threading.stack_size(size)
    thread = threading.Thread(target=work, name=name or None, daemon=daemon)
    thread.start()
    return thread


def done(work: Callable[[], _T], sizes: Sequence[int], *, name: str = "") -> _T:
    """Do work on such a thread and return what it returns; what it raises is raised here."""
    results: list[_T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001 -- it is raised again on the calling thread
            errors.append(error)

    thread = started(run, sizes, name=name, daemon=True)
    # A join with a timeout lets Ctrl-C through.
    while thread.is_alive():
        thread.join(0.2)
    if errors:
        raise errors[0]
    return results[0]
