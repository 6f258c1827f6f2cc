"""ruff: runs the codes that rules adopt, and no other, as one process beside our own engine.

It obeys no configuration and no `noqa` of the scanned project, and reads its file names from a list, since a command
line has room for some thousands only.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from backlint.engines.process import CrashError, EngineError, Outcome, Process
from backlint.engines.sources import Sources
from backlint.findings import Finding, Gap, Location, Precision, Severity
from backlint.rule import RuffQuery, Rule

_SECONDS = 120.0  # a safety net: ruff reads a million lines in seconds
_MOST_MEMORY = 4 * 1024**3  # a few megabytes are usual, but a file of ours made it ask for eleven gigabytes
_MOST_RUNS = 100  # to find the files of which it dies
_NEWEST_PYTHON = "py314"  # the newest that every ruff we allow knows, so that no syntax is refused for its age


class _Place(msgspec.Struct, frozen=True):
    row: int
    column: int


class _Diagnostic(msgspec.Struct, frozen=True):
    filename: str
    location: _Place
    end_location: _Place
    message: str
    code: str | None = None


_DECODER = msgspec.json.Decoder(list[_Diagnostic])


class Adoption(NamedTuple):
    """A code's rule, and what ruff's word is worth there."""

    rule: Rule
    severity: Severity
    precision: Precision
    unless: str = ""


def adopted(rules: Iterable[Rule]) -> Mapping[str, Adoption]:
    """Return what adopts each code. Raises ValueError when two rules adopt one."""
    found: dict[str, Adoption] = {}
    for rule in rules:
        for query in (query for query in rule.queries if isinstance(query, RuffQuery)):
            for code in query.codes:
                if code in found:
                    raise ValueError(f"{code} is adopted by {found[code].rule.id} and by {rule.id}")
                found[code] = _adoption(rule, query)
    return found


def _adoption(rule: Rule, query: RuffQuery) -> Adoption:
    alone = all(isinstance(other, RuffQuery) for other in rule.queries)
    severity = rule.severity if alone else min(rule.severity, Severity.MEDIUM)
    precision = rule.precision if alone else Precision.LOW
    return Adoption(
        rule,
        severity if query.severity is None else query.severity,
        precision if query.precision is None else query.precision,
        query.unless,
    )


def start(root: Path, paths: Iterable[str], rules: Iterable[Rule]) -> Running:
    """Start ruff with the codes that `rules` adopt on the Python files among `paths`.

    `paths` are relative to `root`, with forward slashes. Nothing is started when there is nothing to do. What goes
    wrong is a gap of the outcome, never an exception.
    """
    # A name with a line break cannot stand in the list of files; our own engine reads that file all the same.
    files = [path for path in paths if path.endswith((".py", ".pyi")) and "\n" not in path]
    return Running(root.absolute(), files, adopted(rules))


class Running:
    """A run of ruff, which goes on while others work."""

    def __init__(self, root: Path, files: list[str], rules: Mapping[str, Adoption]) -> None:
        """Start it, unless there is no file or no rule."""
        self._root = root
        self._rules = rules
        self._files = files
        self._process: Process | None = None
        self._failure = ""
        self._died_of: list[str] = []
        self._runs = _MOST_RUNS
        if files and rules:
            try:
                self._process = self._start(files)
            except EngineError as error:
                self._failure = str(error)

    def _start(self, files: list[str]) -> Process:
        from ruff import find_ruff_bin  # type: ignore[import-untyped]

        try:
            program = find_ruff_bin()
        except FileNotFoundError as error:
            raise EngineError("it is not installed") from error
        arguments = [program, "check", "--isolated", "--no-cache", "--ignore-noqa", "--exit-zero", "--quiet"]
        arguments += ["--output-format=json", f"--target-version={_NEWEST_PYTHON}"]
        arguments += [f"--select={','.join(sorted(self._rules))}", "@files"]
        listed = "\n".join(str(self._root / path) for path in files)
        others = {name: value for name, value in os.environ.items() if not name.startswith("RUFF_")}
        return Process(arguments, others, inputs={"files": listed}, memory=_MOST_MEMORY)

    def _read(self, process: Process, files: list[str]) -> list[_Diagnostic]:
        """Return what a run says. Where a file made it crash, find out which, so that only that one is lost."""
        self._runs -= 1
        try:
            return _read(process)
        except CrashError:
            if len(files) == 1:
                self._died_of += files
                return []
            if self._runs <= 0:
                raise
        middle = len(files) // 2
        return [one for half in (files[:middle], files[middle:]) for one in self._read(self._start(half), half)]

    def findings(self) -> Outcome:
        """Wait for the end and return what was found. An engine that failed is a gap."""
        diagnostics: list[_Diagnostic] = []
        gaps: set[Gap] = set()
        try:
            diagnostics = self._read(self._process, self._files) if self._process else []
        except EngineError as error:
            self._failure = str(error)
        gaps.update(Gap(path, 0, "engine", "ruff died of it") for path in self._died_of)
        if self._failure:
            gaps.add(Gap("", 0, "engine", f"ruff failed, and its codes were not run: {self._failure}"))
        sources = Sources(self._root)
        found: list[Finding] = []
        for diagnostic in diagnostics:
            path = Path(os.path.relpath(diagnostic.filename, self._root)).as_posix()
            adoption = self._rules.get(diagnostic.code or "")
            if adoption and adoption.unless and re.search(adoption.unless, diagnostic.message):
                continue
            if adoption:
                found.append(_finding(adoption, path, diagnostic, sources))
            else:  # the one diagnostic that nobody selected: the file does not parse
                gaps.add(Gap(path, diagnostic.location.row, "engine", f"ruff cannot parse it: {diagnostic.message}"))
        return Outcome(tuple(sorted(found, key=lambda finding: finding.sort_key)), tuple(sorted(gaps)))

    def stop(self) -> None:
        """End the run without an outcome."""
        if self._process:
            self._process.stop()


def _read(process: Process) -> list[_Diagnostic]:
    answer = process.answer(_SECONDS)
    try:
        return _DECODER.decode(answer.output)
    except msgspec.DecodeError as error:
        said = " ".join(answer.errors.split())[:300]
        kind = CrashError if answer.code < 0 else EngineError
        raise kind(f"exit code {answer.code}: {said or error}") from error


def _finding(adoption: Adoption, path: str, diagnostic: _Diagnostic, sources: Sources) -> Finding:
    """Make our finding of ruff's. A message of ours that names what ruff does not know gives way to ruff's."""
    rule = adoption.rule
    said = diagnostic.message[:1].lower() + diagnostic.message[1:].rstrip(".")
    message = said if "{" in rule.message else rule.message
    start, end = diagnostic.location, diagnostic.end_location
    location = Location(path, start.row, start.column, end.row, end.column)
    return Finding(
        rule=rule.id,
        message=message,
        location=location,
        severity=adoption.severity,
        precision=adoption.precision,
        why="" if message == said else said,
        remedy=rule.remedy,
        anchor=sources.expression(location),
        engine="ruff",
        code=diagnostic.code or "",
    )
