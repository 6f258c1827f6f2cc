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
        return Entries(tuple(_read(kind, _decode(source))))
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
    if source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return source.decode("utf-16", "replace")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError:
        return source.decode("latin-1")
