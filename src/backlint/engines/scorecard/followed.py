"""Controls that the machine gives by following data: which places were looked at, and what could not be followed."""

from __future__ import annotations

from collections.abc import Callable

from backlint.concepts import Evidence, SinkKind, SinkUse
from backlint.engines.scorecard.evidences import Evidences, at, first, listed, unused
from backlint.files import Kind, ProjectFile
from backlint.findings import INTERNAL, Gap
from backlint.report import Control, Standing
from backlint.wording import counted

UNFOLLOWED = frozenset({"budget", "unresolved", INTERNAL})
"""Kinds of gap that stand for code that was read and not followed to its end."""

_OF_FINDINGS = frozenset({"engine", "model", "configuration"})
"""Kinds of gap that say nothing of what the program does: the other engines', and those of settings."""


def unread(evidences: Evidences) -> tuple[Gap, ...]:
    """Return the gaps that stand for a whole file of the application's code."""
    programs = {file.path for file in evidences.files if file.kind is Kind.PYTHON}
    return tuple(
        gap for gap in evidences.unseen() if gap.kind not in UNFOLLOWED | _OF_FINDINGS and gap.path in programs
    )


def followed(name: str, nothing: str, *kinds: SinkKind) -> Callable[[Evidences], tuple[Control, ...]]:
    """Return the judge of what reaches sinks of some kinds: met where each was reached by nothing hostile, which is what
    is left when there is no finding; `nothing` is said where there is no such sink.
    """

    def judge(evidences: Evidences) -> tuple[Control, ...]:
        uses = evidences.reaching(*kinds)
        if not uses:
            return (unused(name, nothing),)
        shown = first(at(use.location, use.callee) for use in uses)
        words = f"{counted(len(_places(uses)), 'place')} followed: {listed(_callees(uses))}"
        return (Control(name, Standing.MET, words, shown),)

    return judge


def _places(uses: tuple[SinkUse, ...]) -> set[object]:
    return {use.location for use in uses}


def _callees(uses: tuple[SinkUse, ...]) -> list[str]:
    return sorted({use.callee for use in uses})


def deployment(evidences: Evidences) -> tuple[Control, ...]:
    """Which files that say how the application is run were looked at."""
    found = [file.path for file in evidences.files if _runs(file)]
    if not found:
        return (unused("files", "no container, proxy or pipeline file was found"),)
    shown = first(Evidence("looked at", path, 1) for path in found)
    return (Control("files", Standing.MET, f"{counted(len(found), 'file')} looked at: {listed(found)}", shown),)


def _runs(file: ProjectFile) -> bool:
    """Tell whether a file says how the application is run: a container, its neighbours, a proxy, a pipeline."""
    name = file.path.rpartition("/")[2].lower()
    return (
        file.kind is Kind.DOCKERFILE
        or name.endswith((".conf", "caddyfile", "procfile"))
        or (file.kind is Kind.YAML and ("compose" in name or "/workflows/" in f"/{file.path}" or "k8s" in file.path))
    )


def analysis(evidences: Evidences) -> tuple[Control, ...]:
    """Whether everything could be read and followed."""
    read = sum(file.kind is Kind.PYTHON for file in evidences.files)
    words = f"{counted(read, 'Python file')} read"
    lost, rest = unread(evidences), evidences.unseen(UNFOLLOWED | {"engine"})
    if lost:
        return (Control("files", Standing.UNKNOWN, f"{words}; not {places(lost)}", gap_evidence(lost)),)
    if rest:
        return (Control("files", Standing.UNKNOWN, f"{words}; not all followed: {places(rest)}", gap_evidence(rest)),)
    return (Control("files", Standing.MET, words),)


def places(gaps: tuple[Gap, ...]) -> str:
    """Return the places of gaps in one line."""
    return listed(f"{gap.path}:{gap.line}" if gap.line else gap.path or gap.message for gap in gaps)


def gap_evidence(gaps: tuple[Gap, ...]) -> tuple[Evidence, ...]:
    """Return the first gaps as evidence of what was not seen."""
    return first(Evidence(gap.kind, gap.path, gap.line, gap.message) for gap in gaps if gap.path)
