"""A team's own models: the rows of `[tool.backlint] models`, TOML with the fields of ours.

Whatever is not known (a table, a key, a kind, a selector) is an error with its line and the nearest name: a row that is
misread silences findings or misses them without a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from backlint.concepts import SinkKind, SourceKind
from backlint.configuration import Configuration, UsageError, did_you_mean
from backlint.frameworks.model import LibraryModel, Mark, Propagator, Sanitizer, Sink, Source
from backlint.nested import each
from backlint.toml_text import NotToml, parse

MAX_BYTES = 1_000_000
"""More text than any team writes rows; what is larger is not read."""

_T = TypeVar("_T")

_ROWS: Mapping[str, type[msgspec.Struct]] = {
    "sources": Source,
    "sinks": Sink,
    "sanitizers": Sanitizer,
    "propagators": Propagator,
    "marks": Mark,
}
_NAMES = ("aliases", "instances", "returns", "attributes")
_TABLES = (*_ROWS, *_NAMES, "parents", "classes")

_NAME = re.compile(r"[^\W\d]\w*(?:[.:][^\W\d]\w*)+")
_TYPE = re.compile(r"(?:[^\W\d]\w*(?:\.[^\W\d]\w*)+(?:\[\])?|self)")
_SELECTOR = re.compile(r"self|\*\*|\d*\*|\d+:\w*|:\w+")
_VERSIONS = re.compile(r"(?:<|>=)\d+(?:\.\d+)*")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "kinds": tuple(SourceKind),
    "kind": tuple(SinkKind),
    "neutralizes": tuple(SinkKind),
    "kills": tuple(SinkKind),
    "revives": tuple(SinkKind),
    "yields": ("str", "bytes", "map", "json", "object", "any"),
    "confidence": ("high", "medium", "low"),
    "shape": ("text", "structure", "keys", "names", "any"),
    "rule": (
        *("shell-or-argv0", "argv0", "tar-filter", "assigned", "html", "html-if-declared", "xml-parser", "no-parser"),
        *("string", "secret-named"),
    ),
    "word": (
        *("authentication", "authorization", "csrf", "rate-limit", "validation", "audit", "log", "write", "token"),
        *("password-check", "password-hash", "send-mail", "session-login", "session-logout", "file-save"),
    ),
}
"""What the values of a field are; a field that is not here is free text, a name, a selector or a condition."""

_SELECTORS = frozenset({"arguments", "origins"})


class Declared(msgspec.Struct, frozen=True):
    """One row of a team's: what it is (`sinks`), of what it speaks, and where it stands, for people."""

    table: str
    name: str
    path: str
    line: int


class TeamModels(msgspec.Struct, frozen=True):
    """Every row that a team's files add, and what they were read from (their text is part of what a run depends on).

    `guards` are the rows of `[tool.backlint.endpoints]`, each with the name of a protection as its table.
    """

    model: LibraryModel
    declared: tuple[Declared, ...] = ()
    text: str = ""
    guards: tuple[Declared, ...] = ()


NONE = TeamModels(LibraryModel(name="team", distribution="", packages=()))
"""What a project says that names no file of models."""


def read(configuration: Configuration) -> TeamModels:
    """Read what a project's settings say of its own code: the files of models, and what protects its endpoints.

    Raises UsageError for a file that cannot be read and for whatever is not known in one.
    """
    models = _read(file for settings in each(configuration) for file in settings.models)
    for settings in each(configuration):
        models = _with_guards(models, settings)
    return models


def _with_guards(models: TeamModels, configuration: Configuration) -> TeamModels:
    """Add what `[tool.backlint.endpoints]` names: a call of it is passed like a guard of a library."""
    guards: list[Declared] = []
    for kind, names in configuration.endpoints.guards():
        for name in names:
            if not _NAME.fullmatch(name):
                hint = "such as `package.module:function`"
                raise configuration.complain(f"`{kind}`: `{name}` is no dotted name", ("endpoints", kind), name, hint)
            place = configuration.origin.line_of(("endpoints", kind), name) if configuration.origin else 0
            shown = configuration.origin.display if configuration.origin else ""
            guards.append(Declared(kind, name.replace(":", "."), shown, place))
    if not guards:
        return models
    marks = tuple(Mark(row.name, _WORDS.get(row.table, row.table)) for row in guards)
    return msgspec.structs.replace(
        models,
        model=msgspec.structs.replace(models.model, marks=(*models.model.marks, *marks)),
        text="\0".join((models.text, *(f"{row.table}={row.name}@{row.path}:{row.line}" for row in guards))),
        guards=(*models.guards, *guards),
    )


_WORDS = {"audit-log": "audit"}
"""The words of marks for those protections that marks call otherwise."""


def _read(files: Iterable[tuple[Path, str]]) -> TeamModels:
    documents = [_Document(path, shown) for path, shown in files]
    if not documents:
        return NONE

    def rows(table: str, kind: type[_T]) -> tuple[_T, ...]:
        return tuple(row for document in documents for row in document.rows(table) if isinstance(row, kind))

    def names(table: str) -> dict[str, str]:
        return {name: held for document in documents for name, held in document.names(table)}

    model = LibraryModel(
        name="team",
        distribution="",
        packages=(),
        sources=rows("sources", Source),
        sinks=rows("sinks", Sink),
        sanitizers=rows("sanitizers", Sanitizer),
        propagators=rows("propagators", Propagator),
        marks=rows("marks", Mark),
        aliases=names("aliases"),
        instances=names("instances"),
        returns=names("returns"),
        attributes=names("attributes"),
        parents={name: held for document in documents for name, held in document.parents()},
        classes=frozenset(name for document in documents for name in document.classes()),
    )
    declared = tuple(row for document in documents for row in document.declared)
    return TeamModels(model, declared, "\0".join(document.text for document in documents))


class _Document:
    """One file of models, checked row by row."""

    def __init__(self, path: Path, shown: str) -> None:
        self._shown = shown
        self.text = _text(path, shown)
        self._lines = self.text.splitlines()
        try:
            self._tables: dict[str, Any] = parse(self.text)
        except (NotToml, RecursionError) as error:
            raise UsageError(f"{shown}: not valid TOML: {error}") from error
        self.declared: list[Declared] = []
        for table in self._tables:
            if table not in _TABLES:
                raise self._error(self._line_of(table), f"unknown table `{table}`", did_you_mean(table, _TABLES))

    def rows(self, table: str) -> Iterator[msgspec.Struct]:
        """Yield the rows of one table, checked."""
        given = self._tables.get(table, [])
        if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
            raise self._error(self._line_of(table), f"`{table}` must be tables: [[{table}]]")
        for index, row in enumerate(given):
            line = self._line_of(table, index)
            made = self._row(table, row, line)
            self.declared.append(Declared(table, getattr(made, "name", ""), self._shown, line))
            yield made

    def _row(self, table: str, row: dict[str, Any], line: int) -> msgspec.Struct:
        kind = _ROWS[table]
        known = [item.name for item in msgspec.structs.fields(kind)]
        for key, value in row.items():
            at = self._line_in_row(line, key)
            if key not in known:
                raise self._error(at, f"unknown key `{key}` in [[{table}]]", did_you_mean(key, known))
            self._value(key, value, at)
        if "name" in row:
            row = {**row, "name": row["name"].replace(":", ".")}
        try:
            return msgspec.convert(row, kind)
        except msgspec.ValidationError as error:
            text = re.sub(r" - at `\$\.?(\w*).*`$", r" (`\1`)", str(error)).replace(" (``)", "")
            raise self._error(line, f"[[{table}]]: {text[:1].lower()}{text[1:]}") from error

    def _value(self, key: str, value: object, line: int) -> None:
        """Check what a key is given, as far as its type does not say it."""
        texts = [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
        if not texts:
            return
        if key == "name":
            self._match(_NAME, texts, line, "is no dotted name, such as `package.module.function`")
        elif key in _SELECTORS:
            self._match(_SELECTOR, texts, line, "selects no argument; such are `0:name`, `0:`, `:name`, `*` and `self`")
        elif key == "to":
            self._match(re.compile(f"return|{_SELECTOR.pattern}"), texts, line, "is neither `return` nor an argument")
        elif key == "versions":
            self._match(_VERSIONS, texts, line, "is no condition such as `<2.0` or `>=2.0`")
        for text in texts:
            if key in _CHOICES and text not in _CHOICES[key] and not (key == "rule" and not text):
                raise self._error(line, f"`{key}`: nothing is called `{text}`", _suggested(text, _CHOICES[key]))

    def names(self, table: str) -> Iterator[tuple[str, str]]:
        """Yield the entries of a table from names to names, checked."""
        for name, held in self._entries(table):
            line = self._line_in_row(self._line_of(table), name)
            if not isinstance(held, str):
                raise self._error(line, f"`{table}`: `{name}` must be a name")
            self._match(_NAME, [name], line, "is no dotted name")
            if held:
                self._match(_TYPE, [held], line, "is no dotted name")
            yield name.replace(":", "."), held

    def parents(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each class with its bases."""
        for name, held in self._entries("parents"):
            line = self._line_in_row(self._line_of("parents"), name)
            bases = [held] if isinstance(held, str) else held
            if not isinstance(bases, list) or not all(isinstance(base, str) for base in bases):
                raise self._error(line, f"`parents`: `{name}` must be a class, or several")
            self._match(_NAME, [name, *bases], line, "is no dotted name")
            yield name, tuple(bases)

    def classes(self) -> tuple[str, ...]:
        """Return the names of the classes that do not begin with a capital letter."""
        given = self._tables.get("classes", [])
        line = self._line_of("classes")
        if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
            raise self._error(line, "`classes` must be a list of names")
        self._match(_NAME, given, line, "is no dotted name")
        return tuple(given)

    def _entries(self, table: str) -> Iterator[tuple[str, object]]:
        given = self._tables.get(table, {})
        if not isinstance(given, dict):
            raise self._error(self._line_of(table), f"`{table}` must be a table")
        yield from given.items()

    def _match(self, pattern: re.Pattern[str], texts: Iterable[str], line: int, complaint: str) -> None:
        for text in texts:
            if not pattern.fullmatch(text):
                raise self._error(line, f"`{text}` {complaint}")

    # --- lines: the library that reads TOML gives none

    def _line_of(self, table: str, index: int = 0) -> int:
        """Return the line on which a table, or the row of that index, begins; 1 when it is not found."""
        header = re.compile(rf"\s*\[\[?\s*{re.escape(table)}\s*\]?\]|\s*{re.escape(table)}\s*=")
        found = [number for number, line in enumerate(self._lines, 1) if header.match(line)]
        return found[min(index, len(found) - 1)] if found else 1

    def _line_in_row(self, start: int, key: str) -> int:
        for number in range(start, len(self._lines) + 1):
            line = self._lines[number - 1]
            if number > start and line.lstrip().startswith("["):
                break
            if re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", line):
                return number
        return start

    def _error(self, number: int, message: str, hint: str = "") -> UsageError:
        line = self._lines[number - 1] if number <= len(self._lines) else ""
        gutter = " " * len(str(number))
        return UsageError(
            f"{message}\n{gutter}--> {self._shown}:{number}\n{gutter} |\n{number} | {line}\n"
            f"{gutter} | {'^' * max(len(line), 1)}{' ' + hint if hint else ''}"
        )


def _suggested(text: str, known: tuple[str, ...]) -> str:
    return did_you_mean(text, known) or f"one of {', '.join(known)}"


def _text(path: Path, shown: str) -> str:
    """Return the text of a file of models, within bounds."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(f"{shown}: larger than {MAX_BYTES:,} bytes")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{shown}: not valid UTF-8 (byte {error.start})") from error
    except OSError as error:
        raise UsageError(f"{shown}: {error.strerror}") from error


def renamed(models: TeamModels, canonical: Callable[[str], str]) -> TeamModels:
    """Return the models under the names by which the libraries' own rows go (`flask.app.Flask` is `flask.Flask`)."""
    model = models.model

    def rows(given: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(msgspec.structs.replace(row, name=canonical(row.name)) for row in given)

    def names(given: Mapping[str, str]) -> dict[str, str]:
        return {canonical(name): held for name, held in given.items()}

    return TeamModels(
        msgspec.structs.replace(
            model,
            **{table: rows(getattr(model, table)) for table in _ROWS},
            instances=names(model.instances),
            returns=names(model.returns),
            attributes=names(model.attributes),
        ),
        tuple(msgspec.structs.replace(row, name=canonical(row.name)) for row in models.declared),
        models.text,
        tuple(msgspec.structs.replace(row, name=canonical(row.name)) for row in models.guards),
    )


__all__ = ["NONE", "Declared", "TeamModels", "read", "renamed"]
