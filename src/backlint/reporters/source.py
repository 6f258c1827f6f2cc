"""The scanned project's text as a report may show it: no control characters, and no secret whole."""

from __future__ import annotations

import io
import re
import tokenize
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from backlint.findings import Location
from backlint.report import Report
from backlint.reporters.redaction import hidden, redact, reports_secrets, secrets_at

_LARGEST = 4_000_000
"""Bytes of a file whose lines are shown and hashed; hashing takes a second a million."""

_LONGEST_LINE = 4000
"""Characters of a line or message that is shown and searched for secrets."""

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

    A secret that a finding points at stays hidden on every line shown and in every message that quotes it, whichever
    finding does; and so does what only looks like one.
    """

    def __init__(self, report: Report) -> None:
        """Find the secrets of a report; this reads the files that they stand in."""
        self._root = Path(report.root)
        self._raw: dict[str, str | None] = {}
        self._lines: dict[str, tuple[str, ...]] = {}
        rules = {rule.id for rule in report.rules if reports_secrets(rule)}
        self._places: dict[str, list[tuple[Location, bool]]] = {}
        for finding in (*report.findings, *report.suppressed):
            if finding.rule in rules:
                self._places.setdefault(finding.location.path, []).append((finding.location, True))
                for step in (*finding.trace, *finding.related):
                    self._places.setdefault(step.location.path, []).append((step.location, False))
        values = {value for path in self._places for value in self._values(path)}
        pattern = "|".join(re.escape(value) for value in sorted(values, key=lambda value: (-len(value), value)))
        self._known = re.compile(pattern) if pattern else None

    def line(self, path: str, number: int) -> str | None:
        """Return a line without its end, secrets hidden, control characters still in it.

        None when there is none, and for one of a generated file that nobody could read anyway.
        """
        lines = self._shown(path)
        if not 1 <= number <= len(lines) or len(lines[number - 1]) > _LONGEST_LINE:
            return None
        return hidden(lines[number - 1], python=path.endswith((".py", ".pyi")))

    def message(self, text: str) -> str:
        """Return a text of a report with every known secret hidden."""
        shown = text if len(text) <= _LONGEST_LINE else text[:_LONGEST_LINE] + "…"
        return hidden(self._without_known(shown))

    def _without_known(self, text: str) -> str:
        return self._known.sub(lambda match: redact(match[0]), text) if self._known else text

    def text(self, path: str) -> str | None:
        """Return a file as it is, for computing hashes only; None when it cannot be read or is very large."""
        if path not in self._raw:
            self._raw[path] = _read(self._root, path)
        return self._raw[path]

    def _shown(self, path: str) -> tuple[str, ...]:
        if path not in self._lines:
            if self.text(path) is None:
                return ()
            text = self._decoded(path)
            for start, end in self._ranges(path, text):
                text = text[:start] + redact(text[start:end]) + text[end:]
            self._lines[path] = tuple(_split(self._without_known(text)))
        return self._lines[path]

    def _decoded(self, path: str) -> str:
        text = self.text(path) or ""
        if "�" in text[:200_000] and path.endswith((".py", ".pyi")):
            return _by_cookie(self._root / path) or text
        return text.removeprefix("\ufeff")

    def _ranges(self, path: str, text: str) -> list[tuple[int, int]]:
        """Return where secrets stand in a text, as offsets."""
        places = self._places.get(path, [])
        starts = _line_starts(text) if places else []
        return sorted({found for place, main in places for found in secrets_at(text, starts, place, main=main)})

    def _values(self, path: str) -> Iterator[str]:
        """Yield the secrets of a file, by line; short ones are not sought elsewhere, since they are words too."""
        text = self._decoded(path)
        for start, end in self._ranges(path, text):
            yield from (part for part in _split(text[start:end]) if len(part) >= 8)


_LINE_END = re.compile(r"\r\n|\n|\r")


def _split(text: str) -> list[str]:
    return _LINE_END.split(text)


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in _LINE_END.finditer(text))]


def _read(root: Path, path: str) -> str | None:
    """Read a file of the project as UTF-8 with replacement, byte-order mark kept; nothing outside the project."""
    file = root / path
    try:
        if not file.resolve().is_relative_to(root.resolve()):
            return None
        if file.stat().st_size > _LARGEST:
            return None
        return file.read_bytes().decode("utf-8", "replace")
    except (OSError, ValueError, RuntimeError):
        # A file that was removed since, a name that the system refuses, or (RuntimeError before Python 3.13) links in a
        # circle: the report still stands without its lines.
        return None


def _by_cookie(file: Path) -> str | None:
    """Decode a Python file as its first lines say; None when they say nothing that Python knows."""
    try:
        source = file.read_bytes()
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        return source.decode(encoding, "replace")
    except (OSError, SyntaxError, LookupError):
        return None
