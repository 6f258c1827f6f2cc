"""The secrets of one run: where they stand, and everything that is said without them."""

from __future__ import annotations

import dataclasses
import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar, cast

from backlint.facts.text import is_marked, text_of
from backlint.files import read_regular
from backlint.findings import Location
from backlint.redaction.known import Known
from backlint.redaction.looks import over, spans_of
from backlint.redaction.places import secrets_at
from backlint.secrecy import is_random

_LARGEST = 4_000_000
"""Bytes of a file whose lines are shown and hashed; hashing takes a second a million."""

_LONGEST = 4000
"""Characters of a text that is searched for secrets and shown; what is behind them is left out."""

_NAMES = frozenset(
    {
        "path",
        "file",
        "root",
        "rule",
        "rules",
        "fingerprint",
        "engine",
        "code",
        "secrets",
        "framework",
        "sources",
        "replacement",
    }
)
"""Fields that hold names of files and rules, digests and what fixes write, which must stay as they are."""

_LINE_END = re.compile(r"\r\n|\n|\r")
_ADDRESS = re.compile(r"[^\s:/@]*:([^\s/@]+)@[^\s/@]+")

_T = TypeVar("_T")


class Redaction:
    """Keeps the secrets of one project out of what is said of it and shown from it."""

    def __init__(self, root: Path, places: Iterable[tuple[Location, bool]]) -> None:
        """Take the places where secrets stand, as `places_of` gives them; this reads the files of these places."""
        self._root = root
        self._raw: dict[str, str | None] = {}
        self._shown: dict[str, str | None] = {}
        self._texts: dict[str, str] = {}
        self._places: dict[str, list[tuple[Location, bool]]] = {}
        for place, main in places:
            self._places.setdefault(place.path, []).append((place, main))
        self._known = Known({value for path in self._places for value in self._values(path)})

    # --- what is said -------------------------------------------------------------------------------------------------

    def text(self, text: str, *, python: bool = True) -> str:
        """Return a text with every secret of the project hidden, and with what looks like one."""
        known = self._texts.get(text)
        if known is None:
            cut = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
            known = self._texts[text] = over(cut, [*self._known.spans_in(cut), *spans_of(cut, python=python)])
        return known

    def of(self, value: _T) -> _T:
        """Return a record, or a tuple or mapping of records, with every secret in any of its texts hidden.

        Places, names of files and rules stay. What holds no secret is the same object as before.
        """
        return cast("_T", self._of(value, {}))

    def _of(self, value: object, done: dict[int, tuple[object, object]]) -> object:
        if isinstance(value, (Location, Enum)) or value is None:
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, tuple):
            if id(value) in done:
                return done[id(value)][1]
            answer: object = self._items(value, done)
        elif isinstance(value, Mapping):
            return {key: self._of(item, done) for key, item in value.items()}
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            if id(value) in done:
                return done[id(value)][1]
            answer = self._record(value, done)
        else:
            return value
        # The old one is kept as well, so that no other object gets its number.
        done[id(value)] = (value, answer)
        return answer

    def _items(self, value: tuple[object, ...], done: dict[int, tuple[object, object]]) -> tuple[object, ...]:
        items = [self._of(item, done) for item in value]
        if all(new is old for new, old in zip(items, value, strict=True)):
            return value
        make = getattr(type(value), "_make", tuple)  # a tuple whose parts have names
        return cast("tuple[object, ...]", make(items))

    def _record(self, value: Any, done: dict[int, tuple[object, object]]) -> object:
        changed: dict[str, object] = {}
        for field in dataclasses.fields(value):
            if field.name in _NAMES or not field.init:
                continue
            old = getattr(value, field.name)
            new = self._of(old, done)
            if new is not old and new != old:
                changed[field.name] = new
        return dataclasses.replace(value, **changed) if changed else value

    # --- what is shown ------------------------------------------------------------------------------------------------

    def lines(self, path: str) -> str | None:
        """Return a file of the project, as long as it is and with its lines, every secret in it hidden.

        None when it cannot be read or is very large.
        """
        if path not in self._shown:
            self._shown[path] = self._redacted(path)
        return self._shown[path]

    def _redacted(self, path: str) -> str | None:
        if self._text(path) is None:
            return None
        text = self._decoded(path)
        found = [span for spans in self._ranges(path, text) for span in spans]
        found += self._known.spans_in(text)
        return over(text, [*found, *spans_of(text, python=path.endswith((".py", ".pyi")))])

    def _text(self, path: str) -> str | None:
        if path not in self._raw:
            self._raw[path] = _read(self._root, path)
        return self._raw[path]

    def _decoded(self, path: str) -> str:
        text = self._text(path) or ""
        if "�" in text[:200_000] and path.endswith((".py", ".pyi")):
            return _by_cookie(self._root / path) or text
        return text

    def _ranges(self, path: str, text: str) -> Iterator[list[tuple[int, int]]]:
        """Yield where each secret of a file stands, as offsets."""
        places = self._places.get(path, [])
        starts = [0, *(match.end() for match in _LINE_END.finditer(text))] if places else []
        # A mark of the byte order is no character of the first line.
        shift = text.startswith("\ufeff")
        for place, main in places:
            moved = dataclasses.replace(place, column=place.column + 1, end_column=place.end_column + 1)
            yield list(secrets_at(text, starts, moved if shift and place.line == 1 else place, main=main))

    def _values(self, path: str) -> Iterator[str]:
        """Yield the secrets of a file, by line. Of several texts on one line, which one it is has to be seen from it."""
        text = self._decoded(path)
        for spans in self._ranges(path, text):
            for start, end in spans:
                for part in _LINE_END.split(text[start:end]):
                    address = _ADDRESS.fullmatch(part)
                    value = address[1] if address else part
                    if len(spans) == 1 or is_random(value):
                        yield value


def _read(root: Path, path: str) -> str | None:
    """Read a file of the project as UTF-8 with replacement, byte-order mark kept; nothing outside the project."""
    file = root / path
    try:
        if not file.resolve().is_relative_to(root.resolve()):
            return None
        if file.stat().st_size > _LARGEST:
            return None
        source = read_regular(file, _LARGEST)
        return f"\ufeff{text_of(source)}" if is_marked(source) else text_of(source)
    except (OSError, ValueError, RuntimeError):
        # A file that was removed since, a name that the system refuses, or (RuntimeError before Python 3.13) links in a
        # circle: the report still stands without its lines.
        return None


def _by_cookie(file: Path) -> str | None:
    """Decode a Python file as its first lines say; None when they say nothing that Python knows."""
    try:
        source = read_regular(file, _LARGEST)
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        return source.decode(encoding, "replace")
    except (OSError, SyntaxError, LookupError):
        return None
