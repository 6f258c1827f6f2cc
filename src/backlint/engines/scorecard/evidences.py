"""What the judgement of an item may look at, and the words that all of them share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from backlint.concepts import Application, Endpoint, Evidence, Fact, Reading, SinkKind, SinkUse
from backlint.files import ProjectFile, Role
from backlint.findings import Gap, Location
from backlint.report import Control, Standing

SHOWN = 5
"""How many places or names a control shows; the rest is counted."""

_F = TypeVar("_F", bound=Fact)


@dataclass(frozen=True, kw_only=True)
class Evidences:
    """What is known of a project: its applications, what it says about its security, what reaches which sinks, its files
    and what could not be read or resolved.
    """

    applications: Sequence[Application] = ()
    facts: Sequence[Fact] = ()
    sinks: Sequence[SinkUse] = ()
    files: Sequence[ProjectFile] = ()
    gaps: Sequence[Gap] = ()
    _roles: dict[str, Role] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._roles.update((file.path, file.role) for file in self.files)

    @property
    def served(self) -> tuple[Application, ...]:
        """The applications that run in production."""
        return tuple(one for one in self.applications if one.production)

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """The endpoints of those applications."""
        return tuple(endpoint for application in self.served for endpoint in application.endpoints)

    def of(self, kind: type[_F]) -> tuple[_F, ...]:
        """Return the facts of a kind that hold in production, each place once."""
        found = (fact for fact in self.facts if isinstance(fact, kind) and fact.production)
        return tuple({(fact.location, fact.callee): fact for fact in found}.values())

    def reaching(self, *kinds: SinkKind) -> tuple[SinkUse, ...]:
        """Return the places of production code at which something is handed to a sink of these kinds."""
        return tuple(use for use in self.sinks if use.kind in kinds and self.is_production(use.location.path))

    def is_production(self, path: str) -> bool:
        """Tell whether a file is part of the application; what is nowhere in the project's list counts as one."""
        return self._roles.get(path, Role.APPLICATION) is Role.APPLICATION

    def unseen(self, kinds: Iterable[str] | None = None) -> tuple[Gap, ...]:
        """Return the gaps in the application itself, of these kinds or of all."""
        wanted = None if kinds is None else frozenset(kinds)
        return tuple(
            gap for gap in self.gaps if (wanted is None or gap.kind in wanted) and self.is_production(gap.path)
        )


def at(location: Location, name: str, detail: str = "") -> Evidence:
    """Return a place as evidence."""
    return Evidence(name, location.path, location.line, detail)


def of_facts(facts: Iterable[Fact]) -> tuple[Evidence, ...]:
    """Return the first places of facts as evidence."""
    return first(at(fact.location, fact.callee) for fact in facts)


def first(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return the first few of some evidence, each once."""
    return tuple(dict.fromkeys(evidence))[:SHOWN]


def listed(names: Iterable[str]) -> str:
    """Return `a, b, c and 2 more`, each name once."""
    several = list(dict.fromkeys(names))
    more = len(several) - SHOWN
    return ", ".join(several[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def where_from(reading: Reading) -> str:
    """Say what is known of a value: the constants it may have, the variable that it is read from, or ""."""
    parts = [str(constant) for constant in reading.constants[:SHOWN]]
    if reading.environment:
        parts.append(f"from {reading.environment}")
    return ", ".join(parts)


def unused(name: str, summary: str) -> Control:
    """Return a control that the project has no use for."""
    return Control(name, Standing.NOT_APPLICABLE, summary)
