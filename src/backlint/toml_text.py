"""TOML from files that are not trusted, read by the standard library's parser, whose time has bounds here."""

from __future__ import annotations

import re
import tomllib
from typing import Any

MAX_CHARACTERS = 5_000_000
"""More than any lock file has; what is longer is not read."""

# The parser takes time by the square of a key's parts: a minute for 100,000.
_LONG_KEY = re.compile(
    r"""(?<![\w.-])(?:(?:[\w-]++|"[^"\n]{0,200}+"|'[^'\n]{0,200}+')[ \t]{0,20}+\.[ \t]{0,20}+){100}"""
)
_WHERE = re.compile(r" \(at line (\d+), column \d+\)")


class NotToml(ValueError):  # noqa: N818 -- says what a text is not
    """A text that is not TOML, or more of it than anybody writes; `line` is 0 where it is not known."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def parse(text: str) -> dict[str, Any]:
    """Return the table that a text is. Raises NotToml, and RecursionError for one that nests too deeply."""
    if len(text) > MAX_CHARACTERS:
        raise NotToml(f"it is longer than {MAX_CHARACTERS:,} characters")
    if _LONG_KEY.search(text) is not None:
        raise RecursionError
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = _WHERE.search(str(error))
        raise NotToml(str(error), int(where[1]) if where else 0) from error
    except ValueError as error:
        # A number of more digits than Python turns into one.
        raise NotToml(str(error)) from error


def without_place(error: NotToml) -> str:
    """Return what is wrong without the line and column, for whoever says them otherwise."""
    return _WHERE.sub("", str(error))
