"""Small forms of words that several parts print alike."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return `1 file`, `2,145 files`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
