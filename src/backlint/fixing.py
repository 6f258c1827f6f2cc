"""`scan --fix`: look, put right, look again, until nothing is left that can be put right; and `--diff-fixes`, which only shows."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from backlint.configuration import ScanRequest, UsageError
from backlint.findings import Finding
from backlint.fixes.patches import Patch, difference, patches, write
from backlint.fixes.plan import with_fixes
from backlint.flags import FixMode
from backlint.report import Report
from backlint.reporters.source import SourceView, escaped
from backlint.reporters.terminal import FIXES_UNSEEN
from backlint.wording import counted

ROUNDS = 5
"""A fix may wait for another one that stands in its way; more than this many never do."""


MOST_READ = 30
"""Files that are read once more for what a terminal shows of their fixes: 26 ms of processor time each (files of 50 lines)."""

_NONE = "no finding here can be fixed by itself"


def for_people(report: Report) -> Report:
    """Return a report whose findings come with their fixes; where that would take long, with how many may have one."""
    own = {rule.id for rule in report.rules if rule.repairs}
    able = [finding for finding in report.findings if finding.repairs or finding.rule in own]
    if not able or any(finding.fix is not None for finding in able):
        return report
    if len({finding.location.path for finding in able}) > MOST_READ:
        extra = (*report.statistics.extra, (FIXES_UNSEEN, len(able)))
        return replace(report, statistics=replace(report.statistics, extra=extra))
    return replace(report, findings=with_fixes(report.findings, report.rules, Path(report.root)))


def run(look: Callable[[], Report], request: ScanRequest, mode: FixMode) -> tuple[Report, tuple[str, ...]]:
    """Return the report of what is left, and what to tell of the fixes. Raises UsageError where a file cannot be written."""
    report = look()
    if not mode.write:
        return report, ()
    fixed: list[Finding] = []
    files: set[str] = set()
    for _ in range(ROUNDS):
        made = _patches(report, request, mode)
        if not made:
            break
        for patch in made:
            _check(patch, Path(report.root))
        for patch in made:
            write(patch, Path(report.root))
            fixed += patch.findings
            files.add(patch.path)
        report = look()
    return report, _told(report, request, mode, len(fixed), len(files))


def _told(report: Report, request: ScanRequest, mode: FixMode, fixed: int, files: int) -> tuple[str, ...]:
    told = [f"fixed {counted(fixed, 'finding')} in {counted(files, 'file')}"] if fixed else []
    further = _unsafe(report)
    if further and not mode.unsafe:
        told.append(
            f"{counted(further, 'more finding' if fixed else 'finding')} can be fixed in a way that may change what the"
            " program does: look at `--diff-fixes --unsafe-fixes`"
        )
    return tuple(told or ([] if request.hook else [_NONE]))


def _unsafe(report: Report) -> int:
    """Return how many findings have a fix that may change what the program does."""
    return sum(1 for finding in report.findings if finding.fix is not None and not finding.fix.safe)


def differences(report: Report, request: ScanRequest, mode: FixMode, prefix: str) -> tuple[str, tuple[str, ...]]:
    """Return the fixes of a report as one patch, and what to tell of them."""
    view = SourceView(report)

    def shown(line: str) -> str:
        return "\t".join(escaped(part) for part in view.message(line).split("\t"))

    made = _patches(report, request, mode)
    lines = [f"{line}\n" for patch in made for line in difference(patch, prefix, shown)]
    count = sum(len(patch.findings) for patch in made)
    told = (
        [f"{counted(count, 'finding')} can be fixed in {counted(len(made), 'file')}: `--fix` does it"] if made else []
    )
    further = _unsafe(report)
    if further and not mode.unsafe:
        told.append(f"{counted(further, 'more finding')} with `--unsafe-fixes`, which may change what the program does")
    return "".join(lines), tuple(told or [_NONE])


def _patches(report: Report, request: ScanRequest, mode: FixMode) -> tuple[Patch, ...]:
    """Return what the fixes make of the files that were asked about."""
    root = Path(report.root)
    found = patches(report.findings, root, unsafe=mode.unsafe)
    return tuple(patch for patch in found if _is_asked_about(root / patch.path, request))


def _is_asked_about(file: Path, request: ScanRequest) -> bool:
    return any(path == file or path in file.parents for path in request.paths)


def _check(patch: Patch, root: Path) -> None:
    """Raise UsageError before anything is written where one of the files cannot be."""
    file = root / patch.path
    # Whoever runs as root may write all the same; that nobody may is said by the mode.
    said = file.stat().st_mode & file.parent.stat().st_mode & 0o222
    if not said or not os.access(file, os.W_OK) or not os.access(file.parent, os.W_OK):
        raise UsageError(f"{patch.path}: cannot be written; no file was changed")
