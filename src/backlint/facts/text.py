"""What stands in configuration files: `.env`, ini, TOML, YAML, JSON and Dockerfiles, as flat lists of entries."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from backlint.facts.entries import Entries, Entry, Unreadable
from backlint.facts.model import Problem
from backlint.files import Kind

# What is larger is data: a lock file, a dump, a bundle.
MAX_BYTES = 1_000_000


def read_entries(kind: Kind, source: bytes) -> Entries:
    """Read a configuration file; a kind that has no entries has none. Never raises."""
    if len(source) > MAX_BYTES:
        return Entries((), Problem("too-large", f"it is larger than {MAX_BYTES:,} bytes"))
    try:
        return Entries(tuple(_read(kind, _decode(source).replace("\r\r\n", "\r\n"))))
    except Unreadable as error:
        return Entries((), Problem("syntax", str(error), error.line))
    except RecursionError:
        return Entries((), Problem("too-deep", "it nests too deeply"))


def _read(kind: Kind, text: str) -> Iterator[Entry]:
    # Each is imported where it is needed: most projects have few of these kinds.
    match kind:
        case Kind.ENV:
            from backlint.facts.entries_lines import read_env as read
        case Kind.INI:
            from backlint.facts.entries_lines import read_ini as read
        case Kind.DOCKERFILE:
            from backlint.facts.entries_lines import read_dockerfile as read
        case Kind.TOML:
            from backlint.facts.entries_toml import read_toml as read
        case Kind.YAML:
            from backlint.facts.entries_yaml import read_yaml as read
        case Kind.JSON:
            from backlint.facts.entries_json import read_json as read
        case _:
            return iter(())
    return read(text)


def _decode(source: bytes) -> str:
    """The text, whatever bytes it has: no such file says its encoding."""
    if _wide(source) is not None:
        return text_of(source)
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError:
        return source.decode("latin-1")


def text_of(source: bytes) -> str:
    """Return the text of any file, without a mark of the byte order: UTF-16 where it looks so, else UTF-8.

    What is neither is replaced, so that every file has a text.
    """
    wide = _wide(source)
    return source.decode(wide or "utf-8", "replace").removeprefix("\ufeff")


def is_marked(source: bytes) -> bool:
    """Tell whether a file begins with a mark of the byte order, which is no character of its first line."""
    return source.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


_BEGINNING = 400
"""Bytes in which the zeros of UTF-16 are counted."""


def _wide(source: bytes) -> str | None:
    """Return which UTF-16 a file is in: its mark says so, or every second byte is zero, as of texts in Latin letters."""
    if source.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if source.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    first, second = source[:_BEGINNING:2], source[1:_BEGINNING:2]
    if len(second) < 8 or b"\0" not in source[:_BEGINNING]:
        return None
    if second.count(0) > 0.8 * len(second) and first.count(0) == 0:
        return "utf-16-le"
    return "utf-16-be" if first.count(0) > 0.8 * len(first) and second.count(0) == 0 else None
