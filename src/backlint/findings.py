"""What a run reports: findings, gaps and the places they point at. Plain data, no syntax node."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from backlint.repairs import AnyRepair


class Severity(IntEnum):
    """How bad it is when the finding is true. The order is the order of harm."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


class Precision(IntEnum):
    """How often a finding of this kind is true.

    From HIGH up the run has shown that the fault is there. LOW means "cannot tell from the code"; it is shown to the review persona only.
    """

    LOW = 0
    MEDIUM = 1
    HIGH = 2
    VERY_HIGH = 3


def as_proven(severity: Severity, precision: Precision) -> Severity:
    """Return how severe a fault may be called by somebody who is that sure of it: what is not proven is medium at most.

    From high up a finding stops builds and wakes people; see `docs/decisions/0035-grave-is-proven.md`.
    """
    return severity if precision >= Precision.HIGH else min(severity, Severity.MEDIUM)


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file of the project.

    `path` is relative to the project's root with forward slashes. Lines and columns count from 1, columns in code
    points, and the end column is exclusive.
    """

    path: str
    line: int
    column: int = 1
    end_line: int = 0
    end_column: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One step of a trace, or a place that a finding also concerns: where, and what happens there."""

    location: Location
    text: str


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why a finding is not shown: `kind` is `inline`, `baseline` or `configuration`."""

    kind: str
    reason: str
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text at a location (an empty span inserts)."""

    location: Location
    replacement: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that removes a finding; `safe` when it cannot change what the program means to do.

    `sources` are the digests of the files that it changes, as they were when it was made: of any other it is not a fix.
    """

    title: str
    safe: bool
    edits: tuple[Edit, ...]
    sources: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault at one place.

    `rule` is the rule's id. `message` is one clause that names the concrete source and sink. `why` says what in this
    program makes it true (the value, the default that applies), `remedy` the way out here. `endpoint` is
    `POST /orders/{id}` where the finding belongs to one. `scope` is the qualified name of the enclosing function or
    class, or "". `anchor` is what identifies the fault apart from its line: the normalised expression or the
    endpoint. `engine` is `backlint`, `semgrep` or `ruff`. `code` is that engine's own code, such as `S324`, or "". `trace` is
    how data comes here, `further` some other ways. `repairs` are ways to put it right, the best first, where they depend on
    what was found there; `fix` is the one that fits the code, where fixes were asked for.
    """

    rule: str
    message: str
    location: Location
    severity: Severity
    precision: Precision
    why: str = ""
    remedy: str = ""
    endpoint: str = ""
    scope: str = ""
    anchor: str = ""
    engine: str = "backlint"
    code: str = ""
    trace: tuple[Step, ...] = ()
    further: tuple[tuple[Step, ...], ...] = ()
    related: tuple[Step, ...] = ()
    repairs: tuple[AnyRepair, ...] = ()
    fix: Fix | None = None
    suppression: Suppression | None = None
    fingerprint: str = ""

    @property
    def to_act_on(self) -> bool:
        """Whether it is shown by default: no advice only, and surer than "cannot tell"."""
        return self.precision >= Precision.MEDIUM and self.severity >= Severity.LOW

    def why_also(self, reason: str) -> str:
        """Return why it is as severe and as sure as it is, with one more reason behind those that it has."""
        return "; ".join(filter(None, (self.why, reason)))

    @property
    def sort_key(self) -> tuple[str, int, int, str, str, Location]:
        """The order of every report: by place, then rule, then message."""
        place = self.location
        return (place.path, place.line, place.column, self.rule, self.message, place)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by severity, the worst first, and by place where they are equally bad."""
    return sorted(findings, key=lambda finding: (-finding.severity, finding.sort_key))


INTERNAL = "internal"
"""The kind of a gap that is a fault of this tool: the run ends with exit code 4, the rest of its report still stands."""


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """Something that could not be read, resolved or run; a report with gaps is not a clean report.

    `kind` is a short word such as `syntax`, `unreadable`, `engine`, `unresolved`, `budget`. `path` is "" and `line` 0
    where none applies.
    """

    path: str
    line: int
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Statistics:
    """What was looked at, in counts."""

    files: int = 0
    lines: int = 0
    cached: int = 0
    frameworks: tuple[str, ...] = ()
    suppressed: int = 0
    baselined: int = 0
    extra: tuple[tuple[str, int], ...] = field(default=())
