"""The scanned project's text as a report may show it: no control characters, and no secret whole."""

from __future__ import annotations

import io
import re
import tokenize
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path

from backlint.findings import Location
from backlint.report import Report
from backlint.weaknesses import HARDCODED_KEY, HARDCODED_SECRET

_SECRET_WEAKNESSES = frozenset({HARDCODED_KEY, HARDCODED_SECRET})

_HIDDEN = "•"

# A string literal on the lines of a finding; which of the groups matched is the text between the quotes.
_LITERAL = re.compile(
    r'''"""(.*?)"""|\'\'\'(.*?)\'\'\'|"((?:[^"\\\n]|\\.)*)"|\'((?:[^'\\\n]|\\.)*)\'''', re.DOTALL
)  # fmt: skip
_LARGEST = 4_000_000
"""Bytes of a file whose lines are shown and hashed; hashing takes a second a million."""

_LONGEST = 20_000
"""Characters after a finding's last line in which the literal that holds it must end; private keys take 4,000."""

# What stands before a literal that names a variable or key rather than being the secret.
_LOOK_UP = re.compile(r"(?:\bgetenv|\benviron(?:\.get)?|\bconfig(?:\.get)?|\benv(?:\.\w+)?)\s*[(\[]\s*$")
_KEY = re.compile(r"\s*\]?\s*(?::|=(?!=))")

_IDENTIFIER = re.compile(r"[A-Za-z_][\w.]*(?:\(\))?")

_NAMED = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


def redact(secret: str) -> str:
    """Return a secret as it may be shown: at most four characters and at most a quarter, the others as dots.

    Length and line breaks stay, so that columns keep their meaning.
    """
    kept = min(4, len(secret) // 4)
    return secret[:kept] + "".join(character if character in "\r\n" else _HIDDEN for character in secret[kept:])


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


def holds_secret(report: Report) -> frozenset[str]:
    """Return the ids of the rules whose findings point at a secret."""
    return frozenset(rule.id for rule in report.rules if _SECRET_WEAKNESSES.intersection(rule.weaknesses))


class SourceView:
    """Reads the lines that a report points at, with every secret that it found made unreadable.

    A secret stays hidden on every line shown, whichever finding shows it, and in every message that quotes it.
    """

    def __init__(self, report: Report) -> None:
        """Find the secrets of a report; this reads the files that they stand in."""
        self._root = Path(report.root)
        self._raw: dict[str, str | None] = {}
        self._lines: dict[str, tuple[str, ...]] = {}
        rules = holds_secret(report)
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
        """Return a line without its end, secrets hidden, control characters still in it; None when there is none."""
        lines = self._shown(path)
        return lines[number - 1] if 1 <= number <= len(lines) else None

    def message(self, text: str) -> str:
        """Return a text of a report with every known secret hidden."""
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
            self._lines[path] = tuple(_split(self.message(text)))
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
        return sorted({found for place, main in places for found in _secrets_at(text, starts, place, main=main)})

    def _values(self, path: str) -> Iterator[str]:
        """Yield the secrets of a file, by line; short ones are not sought elsewhere, since they are words too."""
        text = self._decoded(path)
        for start, end in self._ranges(path, text):
            yield from (part for part in _split(text[start:end]) if len(part) >= 8)


def _secrets_at(text: str, starts: list[int], place: Location, *, main: bool) -> Iterable[tuple[int, int]]:
    """Return the ranges to hide for a finding of a secret.

    The literals that the place covers; for a place inside one literal the place itself; for a place beside literals
    all of those on its lines; and where there are none (an `.env` file) the place and what follows `=` or `:`. A bare
    name on the way of a secret (any place but the `main` one) is no secret.
    """
    if not 1 <= place.line <= len(starts):
        return []
    last = min(max(place.line, place.end_line), len(starts))
    begin = starts[place.line - 1]
    finish = starts[last] if last < len(starts) else len(text)
    start = min(begin + place.column - 1, finish)
    end = min(starts[last - 1] + place.end_column - 1, finish) if place.end_column else finish
    found = _LITERAL.finditer(text, begin, min(finish + _LONGEST, len(text)))
    literals = [match.span(match.lastindex or 0) for match in takewhile(lambda match: match.start() < finish, found)]
    inside = [(a, b) for a, b in literals if a <= start and end <= b]
    if inside and start < end:
        return [(start, end)]
    values = [(a, b) for a, b in literals if not _LOOK_UP.search(text[begin : a - 1]) and not _names(text, b)]
    covered = [(a, b) for a, b in values if a < end and start < b]
    if covered or values:
        return covered or values
    if not main and _IDENTIFIER.fullmatch(text, start, end):
        return []
    assigned = re.compile(r"[ \t]*[:=][ \t]*([^\r\n]+)").match(text, end)
    return [(start, end), *([assigned.span(1)] if assigned else [])]


def _names(text: str, end: int) -> bool:
    """Whether the literal whose text ends there is a key: `"password": …`, `config["KEY"] = …`."""
    return bool(_KEY.match(text, end + 1))


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
    except (OSError, ValueError):
        # A file that was removed since, or a name that the system refuses: the report still stands without its lines.
        return None


def _by_cookie(file: Path) -> str | None:
    """Decode a Python file as its first lines say; None when they say nothing that Python knows."""
    try:
        source = file.read_bytes()
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        return source.decode(encoding, "replace")
    except (OSError, SyntaxError, LookupError):
        return None
