"""From the bytes of a Python file to its text."""

from __future__ import annotations

import codecs
import re

from backlint.facts.model import Problem

# PEP 263: the cookie stands in a comment on the first or second line.
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?$")
_LINE_END = re.compile(rb"\r\n?|\n")

# Encodings that turn bytes into bytes or text into text, or run code of their own choosing.
_UTF8 = "utf-8"


def decode(source: bytes) -> str | Problem:
    """The text of a file without its byte order mark, or why it has none."""
    if b"\0" in source:
        return Problem("null-byte", "it holds a NUL byte", 1 + len(_LINE_END.findall(source[: source.index(b"\0")])))
    marked = source.startswith(codecs.BOM_UTF8)
    if marked:
        source = source[len(codecs.BOM_UTF8) :]
    declared = _declared(source)
    if declared is None:
        declared = _UTF8
    try:
        codec = codecs.lookup(declared)
    except LookupError:
        return Problem("encoding", f"it declares an encoding that Python does not know: {declared}", 1)
    if not codec._is_text_encoding:  # noqa: SLF001 - as the standard library's own `bytes.decode` asks
        return Problem("encoding", f"it declares what is not a text encoding: {declared}", 1)
    if marked and codec.name != _UTF8:
        return Problem("encoding", f"it has the byte order mark of UTF-8 and declares {declared}", 1)
    try:
        return codec.decode(source)[0]
    except UnicodeError as error:
        line = 1 + len(_LINE_END.findall(source[: error.start])) if isinstance(error, UnicodeDecodeError) else 0
        return Problem("encoding", f"it is not {codec.name}", line)


def _declared(source: bytes) -> str | None:
    """The encoding that a cookie in the first two lines names."""
    lines = _LINE_END.split(source[:4096], maxsplit=2)[:2]
    for line in lines:
        match = _COOKIE.match(line)
        if match is not None:
            return match[1].decode("ascii", "replace")
        if not _BLANK.match(line):
            return None
    return None


def encode(text: str, source: bytes) -> bytes | None:
    """Return a text in the encoding and with the byte order mark that a file has; None where that cannot hold it."""
    mark = codecs.BOM_UTF8 if source.startswith(codecs.BOM_UTF8) else b""
    try:
        return mark + text.encode(_declared(source.removeprefix(mark)) or _UTF8)
    except (UnicodeError, LookupError):
        return None
