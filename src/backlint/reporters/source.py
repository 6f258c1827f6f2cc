"""The scanned project's text as a report may show it: no control characters, and no secret whole."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from backlint.redaction import Redaction, places_of
from backlint.report import Report

_LONGEST_LINE = 4000
"""Characters of a line that is shown."""

_NAMED = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


def escaped(text: str) -> str:
    """Return text without characters that a terminal obeys or that hide what is there, escaped as Python would."""
    return text if text.isprintable() else "".join(_escaped(character) for character in text)


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    if character in _NAMED:
        return _NAMED[character]
    if unicodedata.category(character) == "Zs":
        return " "
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


class SourceView:
    """Reads the lines that a report points at, with every secret on them made unreadable.

    A secret that was found stays hidden on every line shown and in every message that quotes it, whichever finding
    does; and so does what only looks like one.
    """

    def __init__(self, report: Report) -> None:
        """Find the secrets of a report; this reads the files that they stand in."""
        places = places_of((*report.findings, *report.suppressed), report.rules)
        self._redaction = Redaction(Path(report.root), sorted({*report.secrets, *places}))
        self._lines: dict[str, tuple[str, ...]] = {}

    def line(self, path: str, number: int) -> str | None:
        """Return a line without its end, secrets hidden, control characters still in it.

        None when there is none, and for one of a generated file that nobody could read anyway.
        """
        if path not in self._lines:
            text = self._redaction.lines(path) or ""
            self._lines[path] = tuple(_LINE_END.split(text.removeprefix("\ufeff"))) if text else ()
        lines = self._lines[path]
        if not 1 <= number <= len(lines) or len(lines[number - 1]) > _LONGEST_LINE:
            return None
        return lines[number - 1]

    def message(self, text: str) -> str:
        """Return a text of a report with every secret hidden."""
        return self._redaction.text(text)

    def text(self, path: str) -> str | None:
        """Return a file for computing hashes, from which nobody can find its secrets: these are hidden in it as well.

        None when it cannot be read or is very large.
        """
        return self._redaction.lines(path)


_LINE_END = re.compile(r"\r\n|\n|\r")
