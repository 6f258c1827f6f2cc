"""Which regular expressions take exponential time: told by their automaton, and tried."""

from __future__ import annotations

import re
import time

import pytest

from backlint.frameworks.backtracking import backtracks

# Each with a text on which it fails, made longer by repeating the middle.
SLOW = {
    r"^(a+)+$": ("", "a", "!"),
    r"(\w+\s?)*$": ("", "a", "!"),
    r"(a|aa)+$": ("", "a", "!"),
    r"(x+x+)+y": ("", "x", ""),
    r"^(\d+|\d+\.\d*)*$": ("", "1", "!"),
    r"^(([a-z])+.)+[A-Z]([a-z])+$": ("", "a", ""),
    r"^(?!-)([-.\w]*[0-9a-z])*@": ("", "a", "!"),
}
QUICK = (
    r"^\w+@\w+\.\w+$",
    r"^[a-z0-9]+(-[a-z0-9]+)*$",
    r"(a+)+",
    r"^(?:.|\s)*$",
    r"^(\d{3}-)+\d$",
    r"^#(?:[0-9a-f]{3}){1,2}$",
    r"^((\"[^\"]*\")|\w+)(,((\"[^\"]*\")|\w+))*$",
    r"^(?P<year>\d{4})-(?P<month>\d\d)(T\d\d:\d\d(:\d\d(\.\d+)?)?)?$",
)
UNREAD = (r"(", r"(a+)\1+$", r"(?:(?!b)a*)*c", "(a|" * 500 + "b" + ")" * 500)


def seconds(pattern: str, parts: tuple[str, str, str], length: int) -> float:
    """Return how long a match takes that fails."""
    before, again, after = parts
    start = time.perf_counter()
    assert re.search(pattern, before + again * length + after) is None or pattern.startswith("(")
    return time.perf_counter() - start


@pytest.mark.parametrize("pattern", SLOW)
def test_a_pattern_with_two_ways_round_is_slow(pattern: str) -> None:
    assert backtracks(pattern)
    short, long = (min(seconds(pattern, SLOW[pattern], length) for _ in range(3)) for length in (8, 16))
    assert long > 4 * short


@pytest.mark.parametrize("pattern", QUICK)
def test_a_pattern_with_one_way_round_is_not(pattern: str) -> None:
    assert not backtracks(pattern)


@pytest.mark.parametrize("pattern", UNREAD)
def test_what_cannot_be_told_is_not_said(pattern: str) -> None:
    assert not backtracks(pattern)


def test_all_of_the_text_must_match() -> None:
    assert backtracks("(a+)+", whole=True)
    assert backtracks("(a +) + $  # ways", verbose=True)


@pytest.mark.filterwarnings("error")
def test_what_a_pattern_is_warned_for_is_not_printed() -> None:
    assert not backtracks("[[a-z]--[b]]+")
