"""Secrets: literals of known formats in any text file, and entries of configuration files that hold one.

A format is a rule's `SecretQuery`; an entry is judged by the rules that ask for `SecretEntry`. Nothing that this module
returns holds more of a secret than may be shown.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from backlint.concepts import SecretEntry
from backlint.engines.literals import read_literals
from backlint.engines.process import Outcome
from backlint.engines.seeds import SUFFIXES, read_seeds
from backlint.facts.entries import Entries, Entry
from backlint.facts.text import read_entries
from backlint.files import Kind, Role, kind_of, role_of
from backlint.findings import Finding, Gap, Location, Precision
from backlint.placeholder import is_placeholder, is_sequence
from backlint.rule import FactQuery, Rule, SecretQuery
from backlint.secrecy import digest, entropy, excerpt, purpose_of

LARGEST_TEXT = 5_000_000
"""Characters; what is behind them is data, and a gap."""

LONGEST_LINE = 20_000
"""Characters; a longer line is a bundle or data, in which chance makes every format sooner or later."""

MOST_FINDINGS = 100
"""Of one rule in one file; a file with more of them is a list of some kind."""

_STRUCTURED = 200  # characters from which on a secret's structure decides; such a text always has fillers in it


# --- where a file stands ------------------------------------------------------------------------------------------

_ASIDE = frozenset({Role.TEST, Role.EXAMPLE, Role.DOCUMENTATION})
_SAMPLE = re.compile(
    r"(?:^|[._-])(?:examples?|samples?|template|tmpl|dist|defaults?|skel|skeleton|stub)(?:[._-]|$)"
    r"|\.(?:txt|po|pot|ipynb)$",
    re.IGNORECASE,
)
_STAND_IN_FOLDER = re.compile(r"(?:^|/)(?:fixtures?|mocks?)/")


def is_aside(path: str) -> bool:
    """Whether a file is for tests, an example, or a document: what looks like a secret there is rarely one."""
    name = PurePosixPath(path).name
    return role_of(path) in _ASIDE or bool(_SAMPLE.search(name) or _STAND_IN_FOLDER.search(path))


# --- known formats ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Format:
    rule: Rule
    query: SecretQuery
    pattern: re.Pattern[str]


def scan_text(path: str, text: str, rules: Iterable[Rule]) -> Outcome:
    """Return the secrets in one text; for many texts, make the `Search` once."""
    return Search(rules).text(path, text)


class Search:
    """The search for secrets by some rules, ready for any number of texts."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Compile the rules' formats and find those that judge entries."""
        rules = tuple(rules)
        self._formats = tuple(
            _Format(rule, query, re.compile(query.pattern))
            for rule in rules
            for query in rule.queries
            if isinstance(query, SecretQuery)
        )
        self._judges: tuple[_Judge, ...] = tuple(
            (rule, query)
            for rule in rules
            for query in rule.queries
            if isinstance(query, FactQuery) and query.kind is SecretEntry
        )

    def text(self, path: str, text: str) -> Outcome:
        """Return the secrets in a text: known formats, and entries of configuration files; gaps where it was cut.

        `path` is relative to the project. In tests, samples and documents a format is believed less, unless the rule's
        precision is VERY_HIGH because a checksum speaks for it.
        """
        gaps: set[Gap] = set()
        if len(text) > LARGEST_TEXT:
            message = f"only the first {LARGEST_TEXT:,} of {len(text):,} characters were searched for secrets"
            gaps.add(Gap(path, 0, "budget", message))
            text = text[:LARGEST_TEXT]
        findings: list[Finding] = []
        lowered = text.lower()
        lines: _Lines | None = None
        for known in self._formats:
            if not _holds(lowered, known.query.keywords):
                continue
            lines = lines or _Lines(text)
            findings += _matches(path, text, lines, known, gaps)
        read = kind_of(path) in _WITH_ENTRIES or path.endswith(SUFFIXES)
        if self._judges and read and not is_aside(path) and _holds(lowered, _ANNOUNCED):
            entries = _entries(path, text, self._judges)
            findings += entries.findings
            gaps.update(entries.gaps)
        return Outcome(tuple(sorted(findings, key=lambda finding: finding.sort_key)), tuple(sorted(gaps)))


def _holds(lowered: str, words: Iterable[str]) -> bool:
    return any(word in lowered for word in words)


def _matches(path: str, text: str, lines: _Lines, known: _Format, gaps: set[Gap]) -> Iterator[Finding]:
    found = 0
    for match in known.pattern.finditer(text):
        group = 1 if known.pattern.groups else 0
        secret = match[group]
        if not secret or not _is_real(secret, known.query):
            continue
        line = lines.number(match.start(group))
        if lines.length(line) > LONGEST_LINE:
            gaps.add(
                Gap(path, line, "budget", f"a line of {lines.length(line):,} characters was not searched for secrets")
            )
            continue
        found += 1
        if found > MOST_FINDINGS:
            gaps.add(
                Gap(
                    path,
                    line,
                    "budget",
                    f"more than {MOST_FINDINGS} findings of {known.rule.id}; the rest is left out",
                )
            )
            return
        yield _finding(path, known.rule, secret, lines.location(path, match.start(group), match.end(group)))


def _is_real(secret: str, query: SecretQuery) -> bool:
    """Whether a text that has a format's shape is one, and no placeholder of it."""
    if len(secret) < _STRUCTURED and (is_placeholder(secret) or is_sequence(secret)):
        return False
    return entropy(secret) >= query.min_entropy and (query.valid is None or query.valid(secret))


def _finding(path: str, rule: Rule, secret: str, location: Location) -> Finding:
    precision = rule.precision
    if precision < Precision.VERY_HIGH and is_aside(path):
        precision = Precision.LOW
    return Finding(
        rule=rule.id,
        message=rule.message.format(excerpt=excerpt(secret)),
        location=location,
        severity=rule.severity,
        precision=precision,
        remedy=rule.remedy,
        anchor=digest(secret, rule.id),
    )


class _Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer(r"\n", text))]
        self._end = len(text)

    def number(self, offset: int) -> int:
        return bisect_right(self._starts, offset)

    def length(self, number: int) -> int:
        end = self._starts[number] - 1 if number < len(self._starts) else self._end
        return end - self._starts[number - 1]

    def location(self, path: str, start: int, end: int) -> Location:
        first, last = self.number(start), self.number(end)
        return Location(path, first, start - self._starts[first - 1] + 1, last, end - self._starts[last - 1] + 1)


# --- entries of configuration files -------------------------------------------------------------------------------

_WITH_ENTRIES = frozenset({Kind.ENV, Kind.INI, Kind.TOML, Kind.YAML, Kind.JSON, Kind.DOCKERFILE, Kind.PYTHON})
_ANNOUNCED = (
    "pass",
    "clave",
    "contrase",
    "senha",
    "pwd",
    "secret",
    "token",
    "key",
    "credential",
    "pat",
    "salt",
    "pepper",
)
"""A part of each name that announces a secret, in lower case: see `secrecy.purpose_of`."""

_LOCK = re.compile(r"(?:[-.]lock(?:\.\w+)?|npm-shrinkwrap\.json)$")
"""Files that a package manager writes: their keys are the names of packages (`@acme/password`)."""

_Judge = tuple[Rule, FactQuery[SecretEntry]]


def _entries(path: str, text: str, judges: tuple[_Judge, ...]) -> Outcome:
    """Judge the entries of a configuration file and the named literals of a program; a gap where it was not read."""
    kind = kind_of(path)
    if _LOCK.search(path):
        return Outcome((), ())
    if path.endswith(SUFFIXES):
        read = Entries(tuple(read_seeds(path, text)))
    elif kind is Kind.PYTHON:
        read = Entries(tuple(read_literals(text)))
    else:
        read = read_entries(kind, text.encode("utf-8", "replace"))
    gaps: tuple[Gap, ...] = ()
    if read.problem is not None and kind is Kind.JSON:
        # Most likely JSON with comments, as editors and compilers have it; what is quoted is found all the same.
        read = Entries(tuple(read_literals(text)))
    elif read.problem is not None:
        message = f"its entries were not searched for secrets: {read.problem.message}"
        gaps = (Gap(path, read.problem.line, "configuration", message),)
    reader = reader_of(path, read.entries)
    quoted = _documented(text) if kind is Kind.PYTHON else ()
    found = (
        finding
        for entry in read.entries
        if (purpose := purpose_of(entry.key.rpartition(".")[2]))
        for rule, query in judges
        if (finding := _judge(path, reader, entry, purpose, rule, query)) is not None
    )
    return Outcome(
        tuple(
            replace(one, precision=Precision.LOW) if any(one.location.line in lines for lines in quoted) else one
            for one in found
        ),
        gaps,
    )


_DOCUMENTATION = re.compile(r'("""|\'\'\').*?\1', re.DOTALL)


def _documented(text: str) -> tuple[range, ...]:
    """Return the lines of a program's texts in three quotes of more than one line: what stands there is an example."""
    lines = _Lines(text)
    found = (range(lines.number(one.start()), lines.number(one.end()) + 1) for one in _DOCUMENTATION.finditer(text))
    return tuple(one for one in found if len(one) > 1)


def _judge(
    path: str, reader: str, entry: Entry, purpose: str, rule: Rule, query: FactQuery[SecretEntry]
) -> Finding | None:
    name = entry.key.rpartition(".")[2]
    location = Location(path, entry.line, entry.column, entry.line, entry.column + len(entry.value))
    fact = SecretEntry(location=location, callee=reader, name=name, purpose=purpose, value=entry.value)
    verdict = query.judge(fact)
    if verdict is None:
        return None
    return Finding(
        rule=rule.id,
        message=rule.message.format(callee=reader, **dict(verdict.values)),
        location=verdict.location or location,
        severity=rule.severity if verdict.severity is None else verdict.severity,
        precision=rule.precision if verdict.precision is None else verdict.precision,
        why=verdict.why,
        remedy=verdict.remedy or rule.remedy,
        anchor=f"{name} {digest(entry.value, name)}",
    )


def reader_of(path: str, entries: Iterable[Entry]) -> str:
    """Return what reads a configuration file, by its name and for Kubernetes by its keys: see `SecretEntry.callee`."""
    name, kind = PurePosixPath(path).name.lower(), kind_of(path)
    if path.endswith(SUFFIXES):
        return "seed"
    if kind is Kind.DOCKERFILE:
        return "dockerfile"
    if kind in {Kind.ENV, Kind.PYTHON}:
        return "dotenv" if kind is Kind.ENV else "python"
    if kind is Kind.YAML and "compose" in name:
        return "compose"
    if kind is Kind.YAML and {"apiVersion", "kind"} <= {entry.key.rpartition(".")[2] for entry in entries}:
        return "kubernetes"
    return "configuration"
