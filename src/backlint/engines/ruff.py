"""ruff: runs the codes that rules adopt, and no other, as one process beside our own engine.

It obeys no configuration and no `noqa` of the scanned project, and reads its file names from a list, since a command
line has room for some thousands only.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from backlint.engines.process import EngineError, Outcome, Process
from backlint.engines.sources import Sources
from backlint.findings import Finding, Gap, Location, Precision, Severity
from backlint.rule import AnalysisQuery, PatternQuery, RuffQuery, Rule

_SECONDS = 120.0  # a safety net: ruff reads a million lines in seconds
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


def adopted(rules: Iterable[Rule]) -> Mapping[str, Rule]:
    """Return the rule that adopts each code. Raises ValueError when two rules adopt one."""
    found: dict[str, Rule] = {}
    for rule in rules:
        for query in rule.queries:
            for code in query.codes if isinstance(query, RuffQuery) else ():
                if code in found:
                    raise ValueError(f"{code} is adopted by {found[code].id} and by {rule.id}")
                found[code] = rule
    return found


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

    def __init__(self, root: Path, files: list[str], rules: Mapping[str, Rule]) -> None:
        """Start it, unless there is no file or no rule."""
        self._root = root
        self._rules = rules
        self._process: Process | None = None
        self._failure = ""
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
        return Process(arguments, others, inputs={"files": listed})

    def findings(self) -> Outcome:
        """Wait for the end and return what was found. An engine that failed is a gap."""
        diagnostics: list[_Diagnostic] = []
        gaps: set[Gap] = set()
        try:
            diagnostics = _read(self._process) if self._process else []
        except EngineError as error:
            self._failure = str(error)
        if self._failure:
            gaps.add(Gap("", 0, "engine", f"ruff failed, and its codes were not run: {self._failure}"))
        sources = Sources(self._root)
        found: list[Finding] = []
        for diagnostic in diagnostics:
            path = Path(os.path.relpath(diagnostic.filename, self._root)).as_posix()
            rule = self._rules.get(diagnostic.code or "")
            if rule:
                found.append(_finding(rule, path, diagnostic, sources))
            else:  # the one diagnostic that nobody selected: the file does not parse
                gaps.add(Gap(path, diagnostic.location.row, "syntax", f"ruff: {diagnostic.message}"))
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
        raise EngineError(f"exit code {answer.code}: {said or error}") from error


def _finding(rule: Rule, path: str, diagnostic: _Diagnostic, sources: Sources) -> Finding:
    """Make our finding of ruff's.

    Where our own engine judges the same rule with more understanding, ruff's word stands for less: nobody saw a
    stranger's data get there, so severity and precision are MEDIUM at most, and the message is ruff's, since ours
    would name a source that is not known.
    """
    others = [query for query in rule.queries if not isinstance(query, RuffQuery | PatternQuery | AnalysisQuery)]
    said = diagnostic.message[:1].lower() + diagnostic.message[1:].rstrip(".")
    start, end = diagnostic.location, diagnostic.end_location
    location = Location(path, start.row, start.column, end.row, end.column)
    return Finding(
        rule=rule.id,
        message=said if others else rule.message,
        location=location,
        severity=min(rule.severity, Severity.MEDIUM) if others else rule.severity,
        precision=min(rule.precision, Precision.MEDIUM) if others else rule.precision,
        why="" if others else said,
        remedy=rule.remedy,
        anchor=sources.expression(location),
        engine="ruff",
        code=diagnostic.code or "",
    )
