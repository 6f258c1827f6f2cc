"""Threads with a large stack, and what happens where there is none to have."""

from __future__ import annotations

import threading

import pytest

from backlint.large_stack import done, started

MEGABYTE = 1024 * 1024


def test_what_it_returns_and_raises_comes_back() -> None:
    before = threading.stack_size()
    assert done(lambda: threading.current_thread().name, (64 * MEGABYTE,), name="deep") == "deep"
    with pytest.raises(ZeroDivisionError):
        done(lambda: 1 // 0, (64 * MEGABYTE,))
    assert threading.stack_size() == before


def test_the_first_size_that_is_granted_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []
    start = threading.Thread.start

    def refuse(thread: threading.Thread) -> None:
        tried.append(threading.stack_size() // MEGABYTE)
        if tried[-1] > 16:
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert done(lambda: 7, (64 * MEGABYTE, 32 * MEGABYTE, 0)) == 7
    assert tried == [64, 32, 0]
    with pytest.raises(RuntimeError, match="can't start"):
        started(lambda: None, (64 * MEGABYTE, 32 * MEGABYTE))
    assert threading.stack_size() == 0
