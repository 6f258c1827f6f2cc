"""Semgrep: runs the rulebook, as one process beside our own engine.

The native command line (`osemgrep`, a part of the program `semgrep-core`) starts in a tenth of a second; Semgrep's
Python command line takes four and is run when the native one fails. Both get the files by name, so that neither
`.semgrepignore` nor Git is asked; `nosemgrep` comments, metrics and the version check are off. Exit codes say nothing
reliable: what counts is the JSON and its `errors`.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec
import pathspec

from backlint.catalog import rulebook
from backlint.engines.process import EngineError, Outcome, Process
from backlint.engines.semgrep_answers import DECODER, Answer, Error, Result
from backlint.engines.semgrep_cache import Kept
from backlint.engines.sources import Sources
from backlint.facts.cache import FactsCache
from backlint.files import read_regular
from backlint.findings import Finding, Gap, Location
from backlint.rule import PatternQuery, Rule

LARGEST_FILE = 1_000_000
"""Bytes: Semgrep's own limit; a larger file is data."""

_MOST = 50_000_000  # bytes of a file that are looked through for words of the rules

_SECONDS = 300.0  # for one batch: a safety net, far above what any project took
_SECONDS_FOR_A_FILE = "5"  # Semgrep's own default, said aloud because a file that takes longer becomes a gap
_COMMAND_LINE = 100_000 if os.name != "nt" else 25_000  # characters of file names in one command line

_OPTIONS = (
    "scan",
    "--json",
    "--quiet",
    "--metrics=off",
    "--disable-version-check",
    "--disable-nosem",
    "--no-git-ignore",
    "--no-rewrite-rule-ids",
    f"--timeout={_SECONDS_FOR_A_FILE}",
    "--max-target-bytes=0",
)
_PYTHON = "import sys; from semgrep.console_scripts.pysemgrep import main; sys.exit(main())"


# --- which files ------------------------------------------------------------------------------------------------------


_SUFFIXES = {
    "python": (".py", ".pyi"),
    "yaml": (".yaml", ".yml"),
    "json": (".json",),
    "html": (".html", ".htm"),
    "dockerfile": (".dockerfile",),
}
"""How the files of a language end; those of a language that is not named here are all files."""


def applies(query: PatternQuery, path: str) -> bool:
    """Whether a pattern is for that file, by its name and place: of its languages, included and not excluded."""
    return _includes(query, path) and not _excludes(query, path)


def _includes(query: PatternQuery, path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    spoken = any(
        name.endswith(_SUFFIXES.get(language, ("",))) or (language == "dockerfile" and name == "dockerfile")
        for language in query.languages
    )
    return spoken and (not query.include or _globs(query.include).match_file(path))


def _excludes(query: PatternQuery, path: str) -> bool:
    return bool(query.exclude) and _globs(query.exclude).match_file(path)


@lru_cache(maxsize=256)
def _globs(patterns: tuple[str, ...]) -> pathspec.GitIgnoreSpec:
    return pathspec.GitIgnoreSpec.from_lines(patterns)


class _Targets(NamedTuple):
    """The files that Semgrep has to look at, what is known of others, and what could not be looked at."""

    paths: list[str]
    known: list[Result]
    gaps: list[Gap]


def _targets(root: Path, paths: Iterable[str], queries: Sequence[PatternQuery], kept: Kept) -> _Targets:
    """Sort the files that hold a word of a rule for them."""
    targets = _Targets([], [], [])
    # Many rules are for the same files.
    alike: dict[object, list[PatternQuery]] = {}
    for query in queries:
        alike.setdefault((query.languages, query.include, query.exclude), []).append(query)
    groups = [(several[0], {word.encode() for one in several for word in one.words}) for several in alike.values()]
    for path in paths:
        included = [group for group in groups if _includes(group[0], path)]
        if not included:
            continue
        try:
            content = read_regular(root / path, _MOST)
        except OSError as error:
            if not all(_excludes(query, path) for query, _ in included):
                targets.gaps.append(Gap(path, 0, "engine", f"Semgrep did not see it: {error.strerror or error}"))
            continue
        text = content.lower()
        # Most files hold no word of most rules; to ask whether they are excluded is dearer.
        if not any(any(word in text for word in words) and not _excludes(query, path) for query, words in included):
            continue
        if len(text) > LARGEST_FILE:
            said = f"Semgrep rules are run on files of up to {LARGEST_FILE:,} bytes"
            targets.gaps.append(Gap(path, 0, "budget", said))
            continue
        known = kept.find(path, content)
        if known is None:
            targets.paths.append(path)
        else:
            targets.known.extend(known)
    return targets


# --- running ----------------------------------------------------------------------------------------------------------


def start(root: Path, paths: Iterable[str], rules: Iterable[Rule], cache: FactsCache | None = None) -> Running:
    """Start Semgrep with the rulebook's rules among `rules` on those of `paths` that they are for.

    `paths` are relative to `root`, with forward slashes. Nothing is started when no file needs it, or when `cache` knows
    what it said of each. What goes wrong is a gap of the outcome, never an exception.
    """
    by_id = {rule.id: rule for rule in rules if any(isinstance(query, PatternQuery) for query in rule.queries)}
    queries = [query for rule in by_id.values() for query in rule.queries if isinstance(query, PatternQuery)]
    kept = Kept(cache, [rulebook() / query.file for query in queries], _native_program())
    return Running(root.absolute(), by_id, queries, _targets(root, paths, queries, kept), kept)


class Running:
    """A run of Semgrep, which goes on while others work."""

    def __init__(
        self, root: Path, rules: dict[str, Rule], queries: Sequence[PatternQuery], targets: _Targets, kept: Kept
    ) -> None:
        """Start on the first batch of files; the others follow when the outcome is asked for."""
        self._root = root
        self._sources = Sources(root)
        self._rules = rules
        self._queries = queries
        self._batches = list(_batches(root, targets.paths))
        self._known = targets.known
        self._gaps = targets.gaps
        self._kept = kept
        self._process: Process | None = None
        self._failure = ""
        if self._batches:
            self._process = self._start_native(self._batches[0])

    def findings(self) -> Outcome:
        """Wait for the end and return what was found. An engine that failed is a gap."""
        found = [finding for result in self._known if (finding := self._finding(result))]
        gaps = list(self._gaps)
        for number, batch in enumerate(self._batches):
            process = self._process if number == 0 else self._start_native(batch)
            try:
                answer = self._answer(process, batch)
            except EngineError as error:
                gaps.append(Gap("", 0, "engine", f"Semgrep failed, and its rules were not run: {error}"))
                break
            found += (finding for result in answer.results if (finding := self._finding(result)))
            gaps += (self._gap(error) for error in answer.errors)
            gaps += self._unseen(batch, answer.paths.scanned)
            self._kept.keep(answer, self._relative)
        return Outcome(tuple(sorted(found, key=lambda finding: finding.sort_key)), tuple(sorted(set(gaps))))

    def stop(self) -> None:
        """End the run without an outcome."""
        if self._process:
            self._process.stop()

    def _answer(self, process: Process | None, batch: Sequence[str]) -> Answer:
        """The native program's answer, or the Python one's when it has none."""
        if process:
            try:
                return _read(process)
            except EngineError as error:
                self._failure = str(error)
        try:
            return _read(Process([sys.executable, "-P", "-c", _PYTHON, *self._arguments(batch)], _environment()))
        except EngineError as error:
            raise EngineError(f"{error} (its native program: {self._failure})") from error

    def _start_native(self, batch: Sequence[str]) -> Process | None:
        program = _native_program()
        if program is None:
            self._failure = "semgrep-core is not installed"
            return None
        try:
            arguments = ["osemgrep", *self._arguments(batch, ("--experimental",))]
            return Process(arguments, _environment(), executable=program)
        except EngineError as error:
            self._failure = str(error)
            return None

    def _arguments(self, batch: Sequence[str], more: tuple[str, ...] = ()) -> list[str]:
        configurations = (f"--config={rulebook() / query.file}" for query in self._queries)
        # The root is said, so that `paths:` of a rule means the same here as in `semgrep --config rules/`.
        options = [*_OPTIONS, *more, f"--project-root={self._root}"]
        return [*options, *configurations, "--", *(str(self._root / path) for path in batch)]

    def _finding(self, result: Result) -> Finding | None:
        rule = self._rules.get(result.check_id)
        if rule is None:
            return None
        path, start, end = self._relative(result.path), result.start, result.end
        location = Location(
            path,
            start.line,
            self._sources.column(path, start.line, start.col),
            end.line,
            self._sources.column(path, end.line, end.col),
        )
        return Finding(
            rule=rule.id,
            message=" ".join(result.extra.message.split()),
            location=location,
            severity=rule.severity,
            precision=rule.precision,
            remedy=rule.remedy,
            engine="semgrep",
            anchor=self._sources.expression(location),
        )

    def _gap(self, error: Error) -> Gap:
        """A file that Semgrep could not read in part or whole, or a rule that it refused."""
        message = " ".join(error.message.replace(f"{self._root}{os.sep}", "").split())[:300]
        path = self._relative(error.path) if error.path else ""
        line = error.spans[0].start.line if error.spans else 0
        rule = f" ({error.rule_id})" if error.rule_id else ""
        return Gap(path, line, "engine", f"Semgrep{rule}: {message}")

    def _unseen(self, batch: Sequence[str], scanned: Sequence[str]) -> Iterator[Gap]:
        """Files that were handed over, and that Semgrep passed by without a word."""
        seen = {self._relative(path) for path in scanned}
        for path in batch:
            if path not in seen:
                yield Gap(path, 0, "engine", "Semgrep did not look at it and does not say why")

    def _relative(self, path: str) -> str:
        """The path as the project knows it; a kept one already is."""
        return Path(os.path.relpath(path, self._root)).as_posix() if Path(path).is_absolute() else path


def _batches(root: Path, targets: Sequence[str]) -> Iterator[list[str]]:
    """Cut the files into lists that fit a command line."""
    batch: list[str] = []
    length = 0
    for target in targets:
        length += len(str(root)) + len(target) + 2
        if batch and length > _COMMAND_LINE:
            yield batch
            batch, length = [], len(str(root)) + len(target) + 2
        batch.append(target)
    if batch:
        yield batch


def _native_program() -> str | None:
    """Find `semgrep-core`: in the installed package (which is not imported: that takes a second), else on the path."""
    name = "semgrep-core.exe" if os.name == "nt" else "semgrep-core"
    package = importlib.util.find_spec("semgrep")
    for folder in (package.submodule_search_locations or ()) if package else ():
        program = Path(folder, "bin", name)
        if program.is_file():
            return str(program)
    return shutil.which(name)


def _environment() -> dict[str, str]:
    """What makes Semgrep silent and alone: no user's settings, no token, no network, no Git hook."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("SEMGREP_")}
    return others | {
        "SEMGREP_SEND_METRICS": "off",
        "SEMGREP_ENABLE_VERSION_CHECK": "0",
        "SEMGREP_SETTINGS_FILE": "settings.yml",
        "SEMGREP_LOG_FILE": "semgrep.log",
        "SEMGREP_VERSION_CACHE_PATH": "version",
        "NO_COLOR": "1",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": "false",
    }


def _read(process: Process) -> Answer:
    """Wait for a program and read its answer. Raises EngineError where it has none that we know."""
    answer = process.answer(_SECONDS)
    try:
        return DECODER.decode(answer.output)
    except msgspec.DecodeError as error:
        said = " ".join(answer.errors.split())[:300]
        raise EngineError(f"exit code {answer.code}: {said or error}") from error
