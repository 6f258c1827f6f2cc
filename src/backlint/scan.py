"""A whole run on one page: files, facts, understanding, judgement, report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from backlint import __version__, baseline, catalog, changes, revisions, suppressions
from backlint.attestations import attested_scorecard
from backlint.configuration import Configuration, NothingToScan, Persona, ScanRequest, UsageError, load
from backlint.engines import analysis, duplicates, ruff, semgrep
from backlint.engines import configuration as configuration_engine
from backlint.engines import endpoints as endpoint_engine
from backlint.engines import flow as flow_engine
from backlint.engines.copies import with_copies
from backlint.engines.declared import with_public
from backlint.engines.deployed import Started, defaults_of_secrets, for_developers
from backlint.engines.developed import developed_files, made_at_home, on_machines_of_developers
from backlint.engines.reach import operated, proven
from backlint.engines.remedies import with_homes
from backlint.engines.scorecard.evidences import Evidences
from backlint.engines.scorecard.standing import scorecard
from backlint.engines.texts import Texts
from backlint.engines.understanding import Understanding, understand
from backlint.engines.understanding_cache import understand_once
from backlint.engines.unused import without_unused
from backlint.facts.cache import FactsCache
from backlint.facts.model import ModuleFacts
from backlint.facts.read import read_files
from backlint.files import FileSet, Kind, Role, find_files
from backlint.findings import INTERNAL, Finding, Gap, Location, Precision, Statistics
from backlint.fixes.plan import with_fixes
from backlint.frameworks import team
from backlint.ignores import of_module
from backlint.nested import each, files_of, with_folders
from backlint.redaction import Redaction, places_of
from backlint.redaction.places import reports_secrets
from backlint.report import Comparison, Report
from backlint.rule import PatternQuery, RuffQuery, Rule
from backlint.scratch import Scratch


def scan(request: ScanRequest) -> Report:
    """Read a project, run it in the abstract, judge it by the selected rules, and report.

    Raises UsageError for a wrong request or configuration and NothingToScan when there is no file to look at.
    """
    files = _files(request)
    request = _with_folders(request, files)
    revision = None if request.since is None else revisions.merge_base(request.configuration.root, request.since)
    rules = catalog.load_rules()
    judged = _judge(request, files, rules)
    if revision is None:
        return _report(request, judged)
    earlier, gaps = _earlier(request, revision, rules)
    decision, known = changes.since(judged.decision, earlier, judged.chosen, request.configuration)
    return _report(
        request,
        replace(judged, decision=decision, gaps=(*judged.gaps, *gaps)),
        Comparison(revision.name, revision.commit, known),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A project that was read and judged."""

    files: FileSet
    facts: Mapping[str, ModuleFacts]
    understanding: Understanding
    rules: tuple[Rule, ...]
    chosen: tuple[Rule, ...]
    decision: suppressions.Decision
    gaps: tuple[Gap, ...]
    secrets: tuple[tuple[Location, bool], ...]


def _judge(request: ScanRequest, files: FileSet, rules: tuple[Rule, ...]) -> _Judged:
    chosen = suppressions.select_rules(rules, request)
    models = team.read(request.configuration)
    # What keeps secrets out of a report has to know them all, whichever rules were selected.
    telling = tuple(rule for rule in rules if rule in chosen or reports_secrets(rule))
    texts = Texts(files)
    with _cache(request) as cache, _started(files, chosen, cache) as running:
        facts, understanding = _read_and_understand(request, cache, files, texts, models)
        outcomes = [*texts.search(telling, cache), *(engine.findings() for engine in running)]
    gaps = [*_gaps(files, facts), *understanding.gaps, *(gap for outcome in outcomes for gap in outcome.gaps)]
    roles = {file.path: file.role for file in files.files}
    findings = [
        *operated(_in_tests(_own(telling, understanding), files), roles, rules),
        *operated((finding for outcome in outcomes for finding in outcome.findings), roles, rules),
    ]
    about_secrets = {rule.id for rule in rules if reports_secrets(rule)}
    compose = texts.compose()
    developed = developed_files(compose, files)
    findings = list(on_machines_of_developers(findings, developed, rules))
    made, started = made_at_home(rules), Started(compose, developed)
    findings = for_developers(findings, files, started, made, defaults_of_secrets(rules))
    findings = with_copies(findings, files, about_secrets, made)
    secrets = places_of(findings, rules)
    redaction = Redaction(files.root, secrets)
    ids = {rule.id for rule in chosen}
    findings = [redaction.of(finding) for finding in findings if finding.rule in ids]
    findings += analysis.findings_of_gaps(redaction.of(tuple(gaps)), chosen)
    findings = [*without_unused(findings, rules, understanding.facts)]
    findings = [*proven(duplicates.deduplicate(_placed(findings, files), rules))]
    uses = frozenset(texts.versions()) | {one.framework for one in understanding.applications}
    decision = suppressions.decide(
        tuple(with_homes(findings, rules, uses)),
        (*(ignore for path, one in facts.items() for ignore in of_module(path, one)), *texts.ignores()),
        rules,
        request,
        ran=_ran(chosen, gaps),
        baseline=_baseline(request),
    )
    return _Judged(
        files=files,
        facts=facts,
        understanding=understanding,
        rules=rules,
        chosen=chosen,
        decision=decision,
        gaps=tuple(duplicates.without_echoes(gaps)),
        secrets=secrets,
    )


def _earlier(
    request: ScanRequest, revision: revisions.Revision, rules: tuple[Rule, ...]
) -> tuple[changes.Earlier, tuple[Gap, ...]]:
    """Judge the project as it was at a revision by the settings of now, and return what could not be read then."""
    configuration = request.configuration
    with Scratch() as folder:
        there = revisions.check_out(revision, configuration.root, folder.resolve() / "tree")
        before = _settings_of(there)
        # What the settings name need not have been there.
        folders = tuple(
            replace(one, root=there.root / one.prefix, endpoints_here=False) for one in configuration.folders or ()
        )
        then = replace(configuration, root=there.root, endpoints_here=False, folders=folders)
        asked = replace(request, configuration=then, paths=(there.root,), persona=Persona.AUDIT, baseline=None)
        asked = replace(asked, folder_baselines=False)
        judged = _judge(asked, find_files(there.root, configuration.exclude, there.paths), rules)
    unread = sorted({gap.path for gap in judged.gaps if gap.path and gap.kind in _UNREAD})
    gaps = tuple(
        Gap(path, 0, "earlier", f"it could not be read at `{revision.name}`: what was there already counts as new")
        for path in unread
    )
    return changes.Earlier(decision=judged.decision, configuration=before), gaps


_UNREAD = frozenset({"syntax", "unreadable", "timeout", "crash", "too-deep", "too-large"})
"""The kinds of gap that leave a whole file out."""


def _settings_of(there: revisions.Checkout) -> Configuration | None:
    try:
        return with_folders(load(there.root), there.paths)
    except UsageError:
        # They stood in the way of every run then; whatever is set now is new.
        return None


def endpoints(request: ScanRequest) -> Report:
    """Read a project and report its endpoints and the scorecard's evidence, without judging by any rule."""
    files = _files(request)
    request = _with_folders(request, files)
    models = team.read(request.configuration)
    texts = Texts(files)
    rules = catalog.load_rules()
    telling = tuple(rule for rule in rules if reports_secrets(rule))
    with _cache(request) as cache:
        facts, understanding = _read_and_understand(request, cache, files, texts, models)
        found = [finding for outcome in texts.search(telling, cache) for finding in outcome.findings]
    return _report(
        request,
        _Judged(
            files=files,
            facts=facts,
            understanding=understanding,
            rules=rules,
            chosen=rules,
            decision=suppressions.Decision(findings=(), suppressed=()),
            gaps=(*_gaps(files, facts), *understanding.gaps),
            secrets=places_of((*found, *_own(telling, understanding)), rules),
        ),
    )


# --- reading ------------------------------------------------------------------------------------------------------


def _files(request: ScanRequest) -> FileSet:
    """Find the project's files. Raises UsageError for a bad pattern, NothingToScan where there is nothing."""
    configuration = request.configuration
    found = files_of(configuration)
    if request.hook:
        # What is not added is no part of the commit, and pre-commit lets it stand beside what is.
        found = replace(found, files=tuple(file for file in found.files if file.tracked is not False))
    if not found.files:
        raise NothingToScan(_nothing(configuration, found))
    named = [path for path in request.paths if path.is_file()]
    known = {found.root / file.path for file in found.files}
    if named and len(named) == len(request.paths) and known.isdisjoint(named):
        said = (f"{path.name} ({found.reason(_display(path, found.root))})" for path in named[:3])
        raise NothingToScan(f"nothing to scan: {', '.join(said)} is left out of the project")
    return found


def _with_folders(request: ScanRequest, files: FileSet) -> ScanRequest:
    """Add the settings of folders. Raises UsageError for wrong ones."""
    found = with_folders(request.configuration, (file.path for file in files.files))
    return replace(request, configuration=found)


def _nothing(configuration: Configuration, found: FileSet) -> str:
    if found.left_out:
        some = ", ".join(f"{one.path} ({one.reason})" for one in found.left_out[:3])
        more = f" and {len(found.left_out) - 3} more" if len(found.left_out) > 3 else ""
        return f"nothing to scan: all is left out: {some}{more}"
    return f"nothing to scan: no file under {configuration.root.name}"


def _read_and_understand(
    request: ScanRequest, cache: FactsCache | None, files: FileSet, texts: Texts, models: team.TeamModels
) -> tuple[dict[str, ModuleFacts], Understanding]:
    """Return the facts of the Python files by path, and what the program that they are does."""
    progress = request.progress or _silent
    root_name, versions, documents = files.root.name, texts.versions(), texts.documents()
    keys: dict[str, bytes] = {}
    facts = read_files(
        [(file.path, files.root / file.path) for file in files.files if file.kind is Kind.PYTHON],
        jobs=request.jobs,
        cache=cache,
        progress=lambda done, total: progress("reading", done, total),
        keys=keys,
    )
    understanding = understand_once(
        cache,
        files.files,
        facts,
        versions,
        root_name,
        models.text,
        documents,
        keys,
        lambda recall: understand(files.files, facts, versions, progress, root_name, models, documents, recall),
    )
    return facts, _declared(understanding, request.configuration)


@contextmanager
def _cache(request: ScanRequest) -> Iterator[FactsCache | None]:
    """Open what is kept from one run to the next, unless nothing is to be kept."""
    cache = FactsCache(request.cache_directory) if request.cache else None
    try:
        yield cache
    finally:
        if cache is not None:
            cache.close()


def _declared(understanding: Understanding, configuration: Configuration) -> Understanding:
    """Hold what the settings say of endpoints against the program. Raises UsageError for what is not there."""
    for key, name, hint in understanding.undeclared:
        settings = next((one for one in each(configuration) if name in _guards_of(one, key)), configuration)
        if settings.endpoints_here:
            raise settings.complain(f"`{key}`: nothing is called `{name}`", ("endpoints", key), name, hint)
    return replace(understanding, applications=with_public(understanding.applications, configuration))


def _guards_of(settings: Configuration, key: str) -> tuple[str, ...]:
    """Return the names of one protection, as the program has them."""
    return tuple(name.replace(":", ".") for name in dict(settings.endpoints.guards()).get(key, ()))


def _gaps(files: FileSet, facts: dict[str, ModuleFacts]) -> Iterator[Gap]:
    for left in files.gaps:
        yield Gap(left.path, 0, "unreadable", left.reason)
    for path, one in facts.items():
        if one.problem is not None:
            yield Gap(path, one.problem.line, one.problem.kind, one.problem.message)


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody."""


# --- judging and reporting -----------------------------------------------------------------------------------------


def _own(rules: tuple[Rule, ...], understanding: Understanding) -> Iterator[Finding]:
    yield from flow_engine.judge(rules, understanding.flows)
    yield from configuration_engine.judge(rules, understanding.facts)
    yield from endpoint_engine.judge(rules, understanding.applications)


@contextmanager
def _started(
    files: FileSet, rules: tuple[Rule, ...], cache: FactsCache | None
) -> Iterator[tuple[semgrep.Running, ruff.Running]]:
    """Start the engines that use the other processors meanwhile, and stop them at the end; tests are not theirs."""
    looked_at = [file for file in files.files if file.role is not Role.TEST]
    running = (
        semgrep.start(files.root, [file.path for file in looked_at], rules, cache),
        ruff.start(files.root, [file.path for file in looked_at if file.kind is Kind.PYTHON], rules),
    )
    try:
        yield running
    finally:
        for engine in running:
            engine.stop()


def _ran(rules: tuple[Rule, ...], gaps: Iterable[Gap]) -> frozenset[str]:
    """Return the rules whose engines could look at everything; an ignore of another is not called unused."""
    failed = any(gap.kind == "engine" for gap in gaps)
    return frozenset(
        rule.id
        for rule in rules
        if not (failed and any(isinstance(query, (PatternQuery, RuffQuery)) for query in rule.queries))
    )


def _in_tests(findings: Iterable[Finding], files: FileSet) -> Iterator[Finding]:
    """Lower the precision of what stands in tests: what a program that is served takes from there, it takes in tests."""
    tests = {file.path for file in files.files if file.role is Role.TEST}
    for finding in findings:
        yield replace(finding, precision=Precision.LOW) if finding.location.path in tests else finding


def _placed(findings: Iterable[Finding], files: FileSet) -> Iterator[Finding]:
    """Lower the precision of what other engines find outside of the application itself: they know no roles."""
    aside = {file.path for file in files.files if file.role is not Role.APPLICATION}
    for finding in findings:
        if finding.engine != "backlint" and finding.location.path in aside:
            yield replace(finding, precision=Precision.LOW)
        else:
            yield finding


def _baseline(request: ScanRequest) -> baseline.Baseline | None:
    """Read the baseline of the project, and those of its folders. Raises UsageError for one that cannot be read."""
    configuration = request.configuration
    files = [(request.baseline, "")] if request.baseline else []
    if request.folder_baselines:
        files += [(one.baseline, one.prefix) for one in configuration.folders or () if one.baseline]
    found = [baseline.read(file, _display(file, configuration.root)).below(prefix) for file, prefix in files]
    return baseline.united(found) if found else None


def _display(file: Path, root: Path) -> str:
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name


def _report(request: ScanRequest, judged: _Judged, comparison: Comparison | None = None) -> Report:
    files, understanding, decision = judged.files, judged.understanding, judged.decision
    gaps = sorted(set(judged.gaps))
    evidences = Evidences(
        applications=understanding.applications,
        facts=understanding.facts,
        sinks=understanding.sinks,
        files=files.files,
        gaps=gaps,
    )
    scores = scorecard(judged.rules, decision.judged, evidences, judged.chosen)
    applications = understanding.applications
    report = Report(
        root=str(files.root),
        version=__version__,
        rules=judged.rules,
        findings=with_fixes(decision.findings, judged.rules, files.root) if request.fixes else decision.findings,
        suppressed=decision.suppressed,
        applications=applications,
        endpoints=tuple(endpoint for application in applications for endpoint in application.endpoints),
        scorecard=attested_scorecard(scores, request.configuration, applications),
        gaps=tuple(gaps),
        partial=any(gap.kind == INTERNAL for gap in gaps),
        statistics=Statistics(
            files=len(files.files),
            lines=sum(one.lines for one in judged.facts.values()),
            frameworks=tuple(sorted({application.framework for application in applications})),
            suppressed=len(decision.suppressed),
            baselined=decision.baselined,
            extra=(("baseline-stale", decision.stale),),
        ),
        today=request.today.isoformat(),
        comparison=comparison,
        thresholds=tuple(
            (one.prefix, one.fail_on) for one in (*(request.configuration.folders or ()), request.configuration)
        ),
        secrets=judged.secrets,
    )
    return Redaction(files.root, judged.secrets).of(report)


__all__ = ["UsageError", "endpoints", "scan"]
