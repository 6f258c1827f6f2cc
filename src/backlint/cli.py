"""The command line: commands and flags, one function each. What they do stands elsewhere.

Nothing heavy is imported before it is needed: `backlint --help` loads click and little else.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from backlint import __version__
from backlint.configuration import (
    ENDPOINT_KEYS,
    Configuration,
    NothingToScan,
    Persona,
    Progress,
    ScanRequest,
    UsageError,
)
from backlint.findings import Severity
from backlint.flags import (
    PERSONAS,
    PLAIN,
    SEVERITIES,
    Flags,
    choice,
    fix_mode,
    names_in,
    project_flags,
    request_of,
)
from backlint.wording import counted

if TYPE_CHECKING:
    from backlint.findings import Gap
    from backlint.repeated import Text, Written
    from backlint.report import Report
    from backlint.reporters.frames import Line
    from backlint.reporters.output import Output
    from backlint.reporters.presentation import Presentation

SUCCESS, FINDINGS, USAGE, NOTHING, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 4, 130
"""Exit codes, the same for every output format."""

HOOK_LIMIT = 20
"""Findings that a pre-commit hook prints; the others are counted."""

# --- the program ----------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code. No exception leaves it, and none is shown without -vv."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        with _ended_by_signals():
            code = program.main(args=given, prog_name="backlint", standalone_mode=False)
    except UsageError as error:
        return _fail(str(error), USAGE)
    except NothingToScan as error:
        return _fail(str(error), NOTHING)
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        hint = f" (see `{context.command_path} --help`)" if context is not None else ""
        return _fail(error.format_message().rstrip(".") + hint, USAGE)
    except (click.Abort, KeyboardInterrupt) as error:
        ended = error if isinstance(error, _Ended) else error.__cause__
        return _fail(ended.args[0], ended.code) if isinstance(ended, _Ended) else _fail("interrupted", INTERRUPTED)
    except Exception as error:  # noqa: BLE001 -- the last resort: one line and a code, never a traceback by default
        from backlint.redaction import redacted_error, where

        if _verbosity(given) >= 2:
            click.echo(where(error), err=True)
        return _fail(f"internal error: {redacted_error(error)} (-vv shows where)", INTERNAL)
    return code if isinstance(code, int) else SUCCESS


class _Ended(KeyboardInterrupt):
    """Somebody ends the program by a signal."""

    def __init__(self, number: int) -> None:
        super().__init__(f"ended by {signal.Signals(number).name}")
        self.code = 128 + number


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let the signals by which a job is cancelled end a run as Ctrl-C does, so that nothing is left behind."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise _Ended(number)

    names = ("SIGTERM", "SIGHUP") if threading.current_thread() is threading.main_thread() else ()
    numbers = [number for name in names if (number := getattr(signal, name, None)) is not None]
    # One that is ignored, as under nohup, stays so.
    before = {number: signal.signal(number, end) for number in numbers if signal.getsignal(number) is signal.SIG_DFL}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _fail(message: str, code: int) -> int:
    from backlint.redaction import redacted_message
    from backlint.reporters.source import escaped

    lines = "\n".join(escaped(line) for line in redacted_message(message).split("\n"))
    click.echo(f"error: {lines}", err=True)
    return code


def _verbosity(arguments: Iterable[str]) -> int:
    counted = (argument.count("v") for argument in arguments if argument.strip("v") == "-")
    return sum(counted) + sum(argument == "--verbose" for argument in arguments)


class _Sections(click.Group):
    """A group whose help lists the commands by purpose, with the common ones first."""

    sections = (
        ("Common", ("scan", "endpoints", "checklist", "explain")),
        ("Adopt", ("baseline", "ignores")),
        ("Other", ("rules", "config")),
    )

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- click's
        """Write the sections."""
        for title, names in self.sections:
            with formatter.section(title):
                rows = [(name, self.commands[name].get_short_help_str(70)) for name in names]
                formatter.write_dl(rows)


@click.group(
    cls=_Sections,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with `backlint scan` in the folder of a project.",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def program() -> None:
    """Check a Python backend (FastAPI, Flask, Django) against a ten-item security checklist.

    Works offline. Never imports or runs the code that it reads.
    """


# --- what several commands do ------------------------------------------------------------------------------------------


def _run(work: Callable[[ScanRequest], Report], request: ScanRequest, flags: Flags) -> Report:
    """Run a scan, with a progress bar where somebody watches."""
    if flags.quiet or request.hook or not sys.stderr.isatty():
        return work(request)
    from backlint.reporters.progress import ProgressBar

    with ProgressBar() as bar:
        progress: Progress = bar
        return work(replace(request, progress=progress))


def _answer(
    request: ScanRequest,
    flags: Flags,
    words: Iterable[object],
    work: str,
    told: Callable[[Report], Written],
    several: Callable[[Callable[[], Report]], tuple[Written, Iterable[Gap]]] | None = None,
) -> int:
    """Do the work of `scan` that is named so and write what is told of it, or what was when all was as it is now.

    `words` are what the texts depend on beside the request. `several` may do the work more than once and then tells itself.
    Returns the exit code.
    """
    from backlint import repeated
    from backlint.reporters.output import write

    def run() -> tuple[Written, Iterable[Gap]]:
        from backlint import scan as scanning

        def look() -> Report:
            return _run(getattr(scanning, work), request, flags)

        if several is not None:
            return several(look)
        report = look()
        return told(report), report.gaps

    written = repeated.once(request, (work, *words), run)
    write(written)
    for line in written.told:
        click.echo(line, err=True)
    return written.code


def _shown(lines: Iterable[Line], presentation: Presentation) -> Text:
    """Return lines for people as they go to standard output."""
    from backlint.repeated import Text
    from backlint.reporters.terminal import emit

    return Text("", emit(lines, presentation), for_people=True)


def _presentation(flags: Flags, root: Path) -> Presentation:
    """Return how text for people is presented on standard output."""
    from backlint.reporters.output import presentation_for

    return presentation_for(color=flags.color, root=root, verbose=flags.verbose > 0, quiet=flags.quiet)


def _show(lines: Iterable[Line], presentation: Presentation) -> None:
    """Print lines for people to standard output."""
    from backlint.repeated import Written
    from backlint.reporters.output import write

    write(Written(SUCCESS, (_shown(lines, presentation),)))


def _print(text: str) -> None:
    """Print text for machines to standard output."""
    from backlint.reporters.output import write_standard_output

    write_standard_output(text, for_people=False)


# --- scan -------------------------------------------------------------------------------------------------------------


@program.command()
@click.option(
    "-o", "--output", "outputs", multiple=True, metavar="FORMAT[=FILE]",
    help="text (default), concise, json, sarif, github, gitlab, codequality, rdjson, junit, markdown or html; repeatable.",
)  # fmt: skip
@click.option("--select", multiple=True, metavar="NAME", help="Only this rule, family or checklist item; repeatable.")
@click.option("--ignore", multiple=True, metavar="NAME", help="Not this rule, family or checklist item; repeatable.")
@click.option("--fail-on", metavar="SEVERITY", help="Exit with 1 from this severity up (default: medium).")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 though there are findings.")
@click.option(
    "--persona", metavar="NAME",
    help="Who reads: regular (what to act on), review (also what cannot be told), audit (everything).",
)  # fmt: skip
@click.option(
    "--since", is_flag=False, flag_value="", metavar="[REV]",
    help="Only what the last commit in common with REV does not have (default: the branch that changes are made against).",
)  # fmt: skip
@click.option("--baseline", metavar="FILE", help="Hide what FILE has; `backlint baseline` writes it.")
@click.option("--sarif-suppressed", is_flag=True, help="SARIF also lists what is hidden, as suppressed.")
@click.option("--fix", is_flag=True, help="Put right what can be put right safely, and report the rest.")
@click.option("--unsafe-fixes", is_flag=True, help="With it: also where the program may then do something else.")
@click.option("--diff-fixes", is_flag=True, help="Print what --fix would change, and change nothing.")
@click.option("--hook", is_flag=True, help="Called by pre-commit: what touches the given files, silent on success.")
@project_flags
def scan(  # noqa: PLR0913 -- one parameter a flag
    *,
    outputs: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str | None,
    exit_zero: bool,
    persona: str | None,
    since: str | None,
    baseline: str | None,
    sarif_suppressed: bool,
    fix: bool,
    unsafe_fixes: bool,
    diff_fixes: bool,
    hook: bool,
    **common: Any,
) -> int:
    """Scan a project and report findings.

    PATH is a project's folder, by default the current one. A file is read in its project, and selects the findings
    whose place or trace touches it.
    """
    from backlint.repeated import Text, Written
    from backlint.reporters import FORMATS, WITH_FIXES
    from backlint.reporters.output import parse_outputs, rendered

    flags = Flags(**common)
    mode = fix_mode(fix=fix, unsafe=unsafe_fixes, diff=diff_fixes)
    wanted = parse_outputs(outputs, default="" if mode.show else FORMATS[0])
    request = request_of(flags, baseline, hook=hook)
    request = replace(
        request,
        persona=choice(persona, request.persona, PERSONAS, "persona"),
        select=names_in(select) or request.select,
        ignore=(*request.ignore, *names_in(ignore)),
        flag_select=names_in(select),
        flag_ignore=names_in(ignore),
        since=since,
        fixes=mode.write or mode.show or any(output.format in WITH_FIXES for output in wanted),
    )
    for output in wanted:
        _check_place(output, request)
    threshold = choice(fail_on, None, SEVERITIES, "severity")
    presentation = replace(_presentation(flags, request.configuration.root), suppressed=sarif_suppressed)
    if hook:
        presentation = replace(presentation, quiet=True, limit=HOOK_LIMIT)

    def told(report: Report) -> Written:
        code = exit_code(report, threshold, exit_zero=exit_zero)
        if hook and code == SUCCESS:
            return Written(code, ())
        if not request.fixes and any(output.format == "text" for output in wanted):
            from backlint.fixing import for_people

            report = for_people(report)
        return rendered(report, wanted, presentation, code)

    def with_fixes(look: Callable[[], Report]) -> tuple[Written, Iterable[Gap]]:
        from backlint import fixing

        report, lines = fixing.run(look, request, mode)
        written = told(report)
        patch, further = fixing.differences(report, request, mode, presentation.prefix) if mode.show else ("", ())
        texts = (*written.texts, *([Text("", patch, for_people=False)] if patch else []))
        return Written(written.code, texts, (*written.told, *lines, *further)), report.gaps

    words = (wanted, presentation, threshold, exit_zero, mode)
    try:
        return _answer(request, flags, words, "scan", told, with_fixes if mode.write or mode.show else None)
    except NothingToScan:
        if hook:
            return SUCCESS
        raise


def exit_code(report: Report, threshold: Severity | None, *, exit_zero: bool = False) -> int:
    """Return the exit code of a report: an internal failure first, then findings from the threshold up.

    Without a threshold it is that of the settings, which folders may have of their own.
    """
    if report.partial:
        return INTERNAL
    failing = any(
        finding.severity >= (report.threshold(finding.location.path) if threshold is None else threshold)
        for finding in report.findings
    )
    return FINDINGS if failing and not exit_zero else SUCCESS


# --- endpoints and checklist ------------------------------------------------------------------------------------------


@program.command()
@click.option("-o", "--output", default="text", metavar="FORMAT[=FILE]", help="text (default), json or markdown.")
@click.option("--unprotected", is_flag=True, help="Only endpoints without authentication.")
@click.option(
    "--without", "lacking", multiple=True, metavar="PROTECTION",
    help="Only endpoints without this protection: authorization, rate-limit, …; repeatable.",
)  # fmt: skip
@click.option("--path", "route", metavar="TEXT", help="Only paths that hold TEXT, or match it with * and ?.")
@click.option("--method", metavar="METHOD", help="Only endpoints that answer this method.")
@click.option("--why", is_flag=True, help="Show what gives each protection, and where.")
@project_flags
def endpoints(
    *,
    output: str,
    unprotected: bool,
    lacking: tuple[str, ...],
    route: str | None,
    method: str | None,
    why: bool,
    **common: Any,
) -> int:
    """List every endpoint and what protects it.

    Columns: ROLE is authorization; an input marked ! is not validated, ? cannot be told.
    """
    from backlint.reporters.output import in_one_form

    flags = Flags(**common)
    wanted = _one_of(output, "text", "json", "markdown")
    named = (*names_in(lacking), *(("authentication",) if unprotected else ()))
    kinds = {key: key for key in ENDPOINT_KEYS if key != "public"}
    missing = {choice(name, "", kinds, "protection") for name in named}
    request = request_of(flags)
    presentation = _presentation(flags, request.configuration.root)
    _check_place(wanted, request)

    def told(report: Report) -> Written:
        from backlint.concepts import ProtectionKind
        from backlint.reporters import endpoints as table
        from backlint.reporters.records import EndpointsRecord, endpoint_records, gap_records

        chosen = table.chosen(report.endpoints, lacking=set(map(ProtectionKind, missing)), route=route, method=method)
        return in_one_form(
            wanted,
            presentation,
            _code_of(report),
            people=lambda shown: table.table(report, chosen, shown, why=why),
            machines=lambda: EndpointsRecord(endpoint_records(chosen), gap_records(report.gaps)),
            markdown=lambda: table.as_markdown(report, chosen),
        )

    words = (wanted, sorted(missing), route, method, why, presentation)
    return _answer(request, flags, words, "endpoints", told)


def _one_of(output: str, *formats: str) -> Output:
    """Return the one form that is wanted. Raises UsageError for another."""
    from backlint.reporters.output import parse_outputs

    return parse_outputs((output,), formats)[0]


def _check_place(output: Output, request: ScanRequest) -> None:
    """Raise UsageError where a link in the project leads what is written out of it."""
    from backlint.reporters.output import check_place

    if output.file is not None:
        check_place(output.file, request.configuration.root)


def _code_of(report: Report) -> int:
    """Return the exit code of what shows something, and judges nothing."""
    return INTERNAL if report.partial else SUCCESS


@program.command()
@click.option("-o", "--output", default="text", metavar="FORMAT[=FILE]", help="text (default), json or markdown.")
@project_flags
def checklist(*, output: str, **common: Any) -> int:
    """Show where the project stands on each item, with evidence.

    Below each item stand its parts and the places that show them; `--quiet` leaves those out.
    """
    from backlint.reporters.output import in_one_form

    flags = Flags(**common)
    wanted = _one_of(output, "text", "json", "markdown")
    request = request_of(flags)
    presentation = _presentation(flags, request.configuration.root)
    _check_place(wanted, request)

    def told(report: Report) -> Written:
        from backlint.reporters.markdown import scorecard_table
        from backlint.reporters.presentation import repository_prefix
        from backlint.reporters.records import ScorecardRecord, gap_records, score_records
        from backlint.reporters.scorecard import scorecard

        return in_one_form(
            wanted,
            presentation,
            _code_of(report),
            people=lambda shown: scorecard(report, shown, evidence=not shown.quiet),
            machines=lambda: ScorecardRecord(score_records(report.scorecard), gap_records(report.gaps)),
            markdown=lambda: scorecard_table(
                report.scorecard, evidence=True, prefix=repository_prefix(Path(report.root))
            ),
        )

    return _answer(request, flags, (wanted, presentation), "scan", told)


# --- the rules --------------------------------------------------------------------------------------------------------


@program.command()
@click.argument("name", metavar="RULE|ITEM")
def explain(name: str) -> None:
    """Explain a rule, a family or a checklist item.

    A checklist item goes by its name, or its number from 1 to 10.
    """
    from backlint import catalog
    from backlint.checklist import find_entry
    from backlint.reporters.rulebook import item_page, listing, rule_page

    rules = catalog.load_rules()
    presentation = _presentation(PLAIN, Path.cwd())
    entry = find_entry(name)
    try:
        found = catalog.named(rules, name)
    except catalog.UnknownRuleError as error:
        raise UsageError(str(error)) from error
    if len(found) == 1 and (entry is None or found[0].id == name):
        _show(rule_page(found[0], presentation), presentation)
    elif entry is not None:
        _show(item_page(entry, rules, presentation), presentation)
    else:
        _show(listing(found, presentation.width), presentation)


@program.command()
@click.option("-o", "--output", default="text", metavar="FORMAT[=FILE]", help="text (default) or json.")
def rules(output: str) -> None:
    """List the rules by checklist item."""
    from backlint import catalog
    from backlint.reporters.output import in_one_form, write
    from backlint.reporters.records import rule_records
    from backlint.reporters.rulebook import listing

    wanted = _one_of(output, "text", "json")
    found = catalog.load_rules()
    written = in_one_form(
        wanted,
        _presentation(PLAIN, Path.cwd()),
        SUCCESS,
        people=lambda shown: listing(found, shown.width),
        machines=lambda: rule_records(found),
    )
    write(written)
    for line in written.told:
        click.echo(line, err=True)


# --- settings, ignores, baseline --------------------------------------------------------------------------------------


@program.command()
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the settings, for editors.")
@project_flags
def config(*, schema: bool, **common: Any) -> None:
    """Show the settings in force and where each comes from.

    Below them stands which files are left out, and why.
    """
    from backlint import catalog, suppressions
    from backlint.frameworks import team
    from backlint.nested import each, files_of, with_folders
    from backlint.reporters import settings

    if schema:
        _print(settings.schema())
        return
    flags = Flags(**common)
    configuration = request_of(flags).configuration
    files = files_of(configuration)
    configuration = with_folders(configuration, (file.path for file in files.files))
    rules = catalog.load_rules()
    for one in each(configuration):
        suppressions.check_names(rules, one)
    models = team.read(configuration)
    presentation = _presentation(flags, configuration.root)
    lines = (*settings.settings(configuration, models), *settings.files(files, presentation))
    _show(lines, presentation)


@program.command()
@project_flags
def ignores(**common: Any) -> int:
    """List what is ignored, and why.

    Comments, settings and attestations, and also comments that are unused or expired.
    """
    from backlint import scan as scanning
    from backlint.frameworks import team
    from backlint.nested import in_force
    from backlint.reporters import settings

    flags = Flags(**common)
    request = replace(request_of(flags, persona=Persona.AUDIT), baseline=None, folder_baselines=False)
    report = _run(scanning.scan, request, flags)
    presentation = _presentation(flags, Path(report.root))
    configuration = in_force(request.configuration)
    models = team.read(configuration)
    _show(settings.ignores(report, configuration, presentation, models), presentation)
    return _code_of(report)


@program.command()
@click.option(
    "--file", "name", metavar="FILE", help="The baseline (default: the settings', or backlint-baseline.toml)."
)
@click.option("--prune", is_flag=True, help="Only take out what is gone; add nothing.")
@click.option("--allow-new", is_flag=True, help="Add findings in CI as well, where this is refused otherwise.")
@project_flags
def baseline(*, name: str | None, prune: bool, allow_new: bool, **common: Any) -> int:
    """Write, update or prune the baseline.

    It holds the findings of now, to look at later: `scan --baseline FILE` hides them and shows what is new.
    """
    import os

    from backlint import baseline as baselines
    from backlint import scan as scanning
    from backlint.reporters.output import check_place, check_writable, write_file

    flags = Flags(**common)
    if flags.config_from is not None:
        raise UsageError("a baseline is written for the project as it is: `--config-from` has no place here")
    request = replace(request_of(flags, baseline_there=False), baseline=None)
    configuration: Configuration = request.configuration
    file = Path(name) if name else configuration.baseline or configuration.root / baselines.DEFAULT_NAME
    check_place(file, configuration.root)
    check_writable(file)
    old = baselines.read(file, file.name) if file.exists() else baselines.Baseline({})
    report = _run(scanning.scan, request, flags)
    update = baselines.updated(old, report.findings, prune=prune)
    if update.added and os.environ.get("CI") and not allow_new:
        raise UsageError(
            f"{counted(update.added, 'finding')} would be added to {file.name} in CI; --allow-new permits it"
        )
    write_file(file, baselines.render(update.baseline))
    click.echo(
        f"{file.name}: {counted(update.baseline.total, 'finding')} ({update.added} added, {update.removed} gone)",
        err=True,
    )
    if configuration.baseline is None or configuration.baseline.resolve() != file.resolve():
        click.echo(
            f'it is used by `baseline = "{file.name}"` in the settings, or by `scan --baseline {name or file.name}`',
            err=True,
        )
    return _code_of(report)
