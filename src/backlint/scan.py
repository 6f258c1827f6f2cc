"""A whole run on one page: files, facts, understanding, judgement, report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from backlint import __version__, baseline, catalog, suppressions
from backlint.configuration import Configuration, NothingToScan, ScanRequest, UsageError
from backlint.engines import analysis, duplicates, ruff, secrets, semgrep
from backlint.engines import configuration as configuration_engine
from backlint.engines import endpoints as endpoint_engine
from backlint.engines import flow as flow_engine
from backlint.engines.process import Outcome
from backlint.engines.scorecard import Evidences, scorecard
from backlint.engines.understanding import Understanding, understand
from backlint.facts.cache import FactsCache
from backlint.facts.model import ModuleFacts
from backlint.facts.read import read_files
from backlint.files import FileSet, Kind, ProjectFile, Role, find_files
from backlint.findings import Finding, Gap, Statistics
from backlint.ignores import Ignore, of_module, of_text
from backlint.report import Report
from backlint.rule import Rule

_TEXT_LIMIT = 5_000_000
"""Bytes; a larger text is data, and what it holds is a gap."""


def scan(request: ScanRequest) -> Report:
    """Read a project, run it in the abstract, judge it by the selected rules, and report.

    Raises UsageError for a wrong request or configuration and NothingToScan when there is no file to look at.
    """
    rules = catalog.load_rules()
    suppressions.check_names(rules, request.configuration)
    chosen = suppressions.select_rules(rules, request)
    files = _files(request)
    application = [file for file in files.files if file.role is not Role.TEST]
    running = (
        semgrep.start(files.root, [file.path for file in application], chosen),
        ruff.start(files.root, [file.path for file in application if file.kind is Kind.PYTHON], chosen),
    )
    try:
        facts = _facts(request, files)
        understanding = _understand(request, files, facts)
        findings = list(_own(chosen, understanding))
        gaps = [*_gaps(files, facts), *understanding.gaps]
        texts = _Texts(files)
        for outcome in texts.search(chosen):
            findings.extend(outcome.findings)
            gaps.extend(outcome.gaps)
        for engine in running:
            outcome = engine.findings()
            findings.extend(outcome.findings)
            gaps.extend(outcome.gaps)
    finally:
        for engine in running:
            engine.stop()
    findings.extend(analysis.findings_of_gaps(gaps, chosen))
    findings = list(duplicates.deduplicate(findings, rules))
    known = baseline.read(request.baseline, _display(request)) if request.baseline else None
    ignores = tuple(_ignores(files, facts, texts))
    decision = suppressions.decide(findings, ignores, rules, request, baseline=known)
    return _report(request, files, facts, rules, understanding, decision, duplicates.without_echoes(gaps))


def endpoints(request: ScanRequest) -> Report:
    """Read a project and report its endpoints and the scorecard's evidence, without judging by any rule."""
    files = _files(request)
    facts = _facts(request, files)
    understanding = _understand(request, files, facts)
    decision = suppressions.Decision(findings=(), suppressed=())
    gaps = [*_gaps(files, facts), *understanding.gaps]
    return _report(request, files, facts, catalog.load_rules(), understanding, decision, gaps)


# --- reading ------------------------------------------------------------------------------------------------------


def _files(request: ScanRequest) -> FileSet:
    """Find the project's files. Raises UsageError for a bad pattern, NothingToScan where there is nothing."""
    configuration = request.configuration
    try:
        found = find_files(configuration.root, configuration.exclude)
    except ValueError as error:
        raise configuration.complain(str(error), ("exclude",)) from error
    if not found.files:
        raise NothingToScan(_nothing(configuration, found))
    named = [path for path in request.paths if path.is_file()]
    known = {found.root / file.path for file in found.files}
    if named and len(named) == len(request.paths) and known.isdisjoint(named):
        raise NothingToScan(f"nothing to scan: {', '.join(path.name for path in named[:3])} is left out of the project")
    return found


def _nothing(configuration: Configuration, found: FileSet) -> str:
    left = len(found.left_out)
    if left:
        return f"nothing to scan: {left} file{'s' if left > 1 else ''} or folders found, all left out"
    return f"nothing to scan: no file under {configuration.root.name}"


def _facts(request: ScanRequest, files: FileSet) -> dict[str, ModuleFacts]:
    python = [(file.path, files.root / file.path) for file in files.files if file.kind is Kind.PYTHON]
    cache = FactsCache(request.cache_directory) if request.cache else None
    progress = request.progress
    try:
        return read_files(
            python,
            jobs=request.jobs,
            cache=cache,
            progress=None if progress is None else lambda done, total: progress("reading", done, total),
        )
    finally:
        if cache is not None:
            cache.close()


def _gaps(files: FileSet, facts: dict[str, ModuleFacts]) -> Iterator[Gap]:
    for left in files.gaps:
        yield Gap(left.path, 0, "unreadable", left.reason)
    for path, one in facts.items():
        if one.problem is not None:
            yield Gap(path, one.problem.line, one.problem.kind, one.problem.message)


def _understand(request: ScanRequest, files: FileSet, facts: dict[str, ModuleFacts]) -> Understanding:
    progress = request.progress or _silent
    return understand(files.files, facts, {}, progress, files.root.name)


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody."""


class _Texts:
    """The files that are text, each read once for secrets and ignore comments."""

    def __init__(self, files: FileSet) -> None:
        self._root = files.root
        self._files = tuple(file for file in files.files if file.kind is not Kind.BINARY)
        self._held: dict[str, str] = {}

    def search(self, rules: Iterable[Rule]) -> Iterator[Outcome]:
        """Search every text for secrets."""
        search = secrets.Search(rules)
        for file in self._files:
            if file.size > _TEXT_LIMIT:
                gap = Gap(file.path, 0, "too-large", "too large to be searched for secrets")
                yield Outcome((), (gap,))
                continue
            text = self._read(file)
            if text is None:
                continue
            yield search.text(file.path, text)
            if file.kind not in {Kind.PYTHON, Kind.STUB}:
                if "backlint:" in text:
                    self._held[file.path] = text

    def _read(self, file: ProjectFile) -> str | None:
        try:
            return (self._root / file.path).read_text(encoding="utf-8", errors="replace")
        except OSError:
            # The file list has said that it cannot be read.
            return None

    def ignores(self) -> Iterator[Ignore]:
        """Yield the ignore comments of files that are not Python."""
        for path, text in self._held.items():
            yield from of_text(path, text)


# --- judging and reporting -----------------------------------------------------------------------------------------


def _own(rules: tuple[Rule, ...], understanding: Understanding) -> Iterator[Finding]:
    yield from flow_engine.judge(rules, understanding.flows)
    yield from configuration_engine.judge(rules, understanding.facts)
    yield from endpoint_engine.judge(rules, understanding.applications)


def _ignores(files: FileSet, facts: dict[str, ModuleFacts], texts: _Texts) -> Iterator[Ignore]:
    for path, one in facts.items():
        yield from of_module(path, one)
    _ = files
    yield from texts.ignores()


def _display(request: ScanRequest) -> str:
    file = request.baseline or Path("baseline")
    root = request.configuration.root
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name


def _report(  # noqa: PLR0913 -- a report has that many parts
    request: ScanRequest,
    files: FileSet,
    facts: dict[str, ModuleFacts],
    rules: tuple[Rule, ...],
    understanding: Understanding,
    decision: suppressions.Decision,
    gaps: Iterable[Gap],
) -> Report:
    evidences = Evidences(understanding.applications, understanding.facts, understanding.flows, understanding.sinks)
    scores = scorecard(rules, decision.findings, evidences)
    applications = understanding.applications
    return Report(
        root=str(files.root),
        version=__version__,
        rules=rules,
        findings=decision.findings,
        suppressed=decision.suppressed,
        applications=applications,
        endpoints=tuple(endpoint for application in applications for endpoint in application.endpoints),
        scorecard=suppressions.attested_scorecard(scores, request.configuration),
        gaps=tuple(sorted(set(gaps))),
        statistics=Statistics(
            files=len(files.files),
            lines=sum(one.lines for one in facts.values()),
            frameworks=tuple(sorted({application.framework for application in applications})),
            suppressed=len(decision.suppressed),
            baselined=decision.baselined,
            extra=(("baseline-stale", decision.stale),),
        ),
        today=request.today.isoformat(),
    )


__all__ = ["UsageError", "endpoints", "scan"]
