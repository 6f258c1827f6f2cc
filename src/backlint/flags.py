"""Flags, and the request that they make. Imported by the command line and what it calls alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from backlint.configuration import (
    MAX_JOBS,
    Configuration,
    Persona,
    ScanRequest,
    UsageError,
    did_you_mean,
    find_root,
    load,
)
from backlint.findings import Severity
from backlint.scratch import Scratch

_F = TypeVar("_F", bound=Callable[..., Any])
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """What every command that reads a project takes."""

    paths: tuple[str, ...]
    config: str | None
    config_from: str | None
    jobs: int | None
    no_cache: bool
    today: date | None
    color: str
    quiet: bool
    verbose: int


PLAIN = Flags(
    paths=(), config=None, config_from=None, jobs=None, no_cache=False, today=None, color="auto", quiet=False, verbose=0
)
"""For commands that read no project."""


def _day(_context: click.Context, _parameter: click.Parameter, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no day; write YYYY-MM-DD") from error


def project_flags(command: _F) -> _F:
    """Add the argument and the flags of `Flags`."""
    for decorate in (
        click.option("-v", "--verbose", count=True, help="Show more; -vv shows where an internal error arose."),
        click.option("-q", "--quiet", is_flag=True, help="Show findings only."),
        click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Use colours."),
        click.option("--today", metavar="DAY", callback=_day, help="The day that decides which ignores expired."),
        click.option("--no-cache", is_flag=True, help="Read every file anew, and remember nothing."),
        click.option("-j", "--jobs", type=click.IntRange(1, MAX_JOBS), metavar="N", help="Worker processes."),
        click.option(
            "--config-from",
            metavar="REV",
            help="Take settings, baseline and attestations as they are at REV: for changes of people you do not know.",
        ),
        click.option("--config", metavar="FILE", help="Take the settings from FILE instead of the project's."),
        click.argument("paths", nargs=-1, metavar="[PATH]..."),
    ):
        command = decorate(command)
    return command


def request_of(
    flags: Flags, baseline: str | None = None, *, baseline_there: bool = True, **changes: Any
) -> ScanRequest:
    """Build the request of a command: paths checked, settings loaded, flags before settings.

    `baseline` is the file that the command line names, `baseline_there` false where the one of the settings is to be written.
    """
    paths = tuple(existing(Path(path)) for path in flags.paths or (".",))
    configuration = _settings(flags, find_root(paths), baseline, baseline_there=baseline_there)
    request = ScanRequest(
        configuration=configuration,
        paths=paths,
        persona=configuration.persona,
        select=configuration.select,
        ignore=configuration.ignore,
        jobs=flags.jobs or configuration.jobs,
        cache=not flags.no_cache,
        today=flags.today or datetime.now(UTC).date(),
        baseline=configuration.baseline,
    )
    if baseline and flags.config_from is None:
        request = replace(request, baseline=existing(Path(baseline)))
    # One that is named stands for all of them.
    request = replace(request, folder_baselines=not baseline)
    return replace(request, **changes)


def _settings(flags: Flags, root: Path, baseline: str | None, *, baseline_there: bool) -> Configuration:
    """Load the settings: those of the project, of a file, or of another revision, which stay as long as the command runs."""
    if flags.config_from is None:
        return load(root, Path(flags.config) if flags.config else None, baseline_there=baseline_there)
    if flags.config:
        raise UsageError("`--config` and `--config-from` both say where the settings come from: give one of them")
    from backlint.revisions import settings_at

    held = Scratch()
    click.get_current_context().call_on_close(held.close)
    return settings_at(root, flags.config_from, held.path.resolve(), Path(baseline) if baseline else None)


def existing(path: Path) -> Path:
    """Return a path without links in it. Raises UsageError with the nearest name when nothing is there."""
    try:
        if path.exists():
            return path.resolve()
        folder = path.parent
        names = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    hint = did_you_mean(path.name, names)
    raise UsageError(f"{path}: no such file or directory{'; ' + hint if hint else ''}")


def names_in(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Split `--select a,b --select c`."""
    return tuple(name.strip() for text in texts for name in text.split(",") if name.strip())


@dataclass(frozen=True, slots=True)
class FixMode:
    """What is to be done with fixes: written or only shown, and whether those that may change what a program does count."""

    write: bool = False
    show: bool = False
    unsafe: bool = False


def fix_mode(*, fix: bool, unsafe: bool, diff: bool) -> FixMode:
    """Return what the flags ask for. Raises UsageError where they contradict each other or ask for nothing."""
    if fix and diff:
        raise UsageError("`--fix` changes files and `--diff-fixes` only shows how: give one of them")
    if unsafe and not (fix or diff):
        raise UsageError("`--unsafe-fixes` goes with `--fix` or `--diff-fixes`")
    return FixMode(fix, diff, unsafe)


SEVERITIES: Mapping[str, Severity] = {severity.name.lower(): severity for severity in Severity}
PERSONAS: Mapping[str, Persona] = {persona.value: persona for persona in Persona}


def choice(name: str | None, default: _T, choices: Mapping[str, _T], what: str) -> _T:
    """Return what a flag names. Raises UsageError with the nearest name."""
    if name is None:
        return default
    if name.lower() not in choices:
        hint = did_you_mean(name.lower(), choices)
        known = ", ".join(f"`{one}`" for one in choices)
        raise UsageError(f"no {what} `{name}`; {hint or f'there are {known}'}")
    return choices[name.lower()]
