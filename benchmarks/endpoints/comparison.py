"""Hold the endpoints that backlint says against those that the framework has, one (method, path, handler) at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

Row = Mapping[str, Any]
KINDS = ("authentication", "authorization", "validation", "rate-limit", "csrf", "audit-log")
ANY = "*"


@dataclass(slots=True)
class Agreement:
    """How often a protection that can be read at run time was answered rightly, wrongly, or with unknown."""

    right: int = 0
    unknown: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many answers there are."""
        return self.right + self.unknown + len(self.wrong)


@dataclass(slots=True)
class Result:
    """The routes that the framework has and those that backlint says; what they share, and what only one of them has."""

    expected: int = 0
    said: int = 0
    missing: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    protections: dict[str, Agreement] = field(default_factory=lambda: {kind: Agreement() for kind in KINDS})

    @property
    def recall(self) -> float:
        """The share of the framework's routes that backlint says."""
        return 1 - len(self.missing) / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        """The share of what backlint says that the framework has."""
        return 1 - len(self.invented) / self.said if self.said else 1.0


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one path, and the `def` or `class` that answers it."""

    method: str
    path: str
    file: str
    line: int

    def __str__(self) -> str:
        """`GET /users/{} app/users.py:12`."""
        return f"{self.method} {self.path}  {self.file}:{self.line}"


def compare(table: Iterable[Row], said: Iterable[Row], exclude: Sequence[str] = ()) -> Result:
    """Compare the framework's own table with what backlint says.

    Handlers that stand in a library, and those in files that match a pattern of `exclude`, are left out on both sides.
    """
    result = Result()
    theirs = _routes(row for row in table if not row.get("external") and not _excluded(row, exclude))
    ours = _routes(row for row in said if not _excluded(row, exclude))
    foreign = {(route.method, route.path) for route in _routes(row for row in table if row.get("external"))}
    pairs = list(_pairs(theirs, ours))
    met_theirs, met_ours = {left for left, _ in pairs}, {right for _, right in pairs}
    result.expected, result.said = len(theirs), len(ours)
    result.missing = sorted(str(route) for route in theirs if route not in met_theirs)
    result.invented = sorted(
        str(route)
        for route in ours
        if route not in met_ours and foreign.isdisjoint({(route.method, route.path), (ANY, route.path)})
    )
    for left, right in pairs:
        _protections(result, left, theirs[left], ours[right])
    return result


def _pairs(theirs: Mapping[Route, Row], ours: Mapping[Route, Row]) -> Iterator[tuple[Route, Route]]:
    """Yield what is the same route; a side that answers any method meets each method of the other."""
    by_place: dict[tuple[str, str, int], list[Route]] = {}
    for route in ours:
        by_place.setdefault((route.path, route.file, route.line), []).append(route)
    for route in theirs:
        for other in by_place.get((route.path, route.file, route.line), ()):
            if ANY in {route.method, other.method} or route.method == other.method:
                yield route, other


def _protections(result: Result, route: Route, theirs: Row, ours: Row) -> None:
    for kind, state in theirs.get("protections", {}).items():
        agreement = result.protections[kind]
        answer = ours["protections"][kind]["state"]
        if answer == "unknown":
            agreement.unknown += 1
        elif answer == state:
            agreement.right += 1
        else:
            agreement.wrong.append(f"{route}: {answer}, and it is {state}")


def _routes(rows: Iterable[Row]) -> dict[Route, Row]:
    return {
        Route(method, one_grammar(row["path"]), row["file"], row["line"]): row
        for row in rows
        for method in (("WEBSOCKET",) if row.get("websocket") else _methods(row))
    }


def _methods(row: Row) -> Sequence[str]:
    """Return the methods of a row without those that frameworks add by themselves."""
    methods = {method.upper() for method in row["methods"]}
    if "GET" in methods:
        methods.discard("HEAD")
    if len(methods) > 1:
        methods.discard("OPTIONS")
    return sorted(methods) or [ANY]


def one_grammar(path: str) -> str:
    """Return a path with its parameters' names taken away and without a slash at the end.

    >>> one_grammar("/users/{id:int}/posts/{slug}/")
    '/users/{}/posts/{}'
    """
    return re.sub(r"\{[^{}]*\}", "{}", path).rstrip("/") or "/"


def _excluded(row: Row, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(row["file"], pattern) for pattern in patterns)
